"""Art. 25: what a project is measured by, said before anything is bought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

SATISFACTION = "满意度"
KINDS = ("产出", "成效", SATISFACTION)
WHOLE = Decimal(100)


@rule("ART-25.1", at=("project.draft_plan",), level="invalid")
def weights_make_a_hundred(weights: Sequence[Decimal]) -> Reason | None:
    """The weights of the targets sum to 100."""
    total = sum(weights, Decimal(0))
    if total == WHOLE:
        return None
    shown = f"{total:f}".rstrip("0").rstrip(".") if "." in f"{total:f}" else f"{total:f}"
    return Reason(_("绩效指标权重合计{total}，应为100。").format(total=shown), "targets")


@rule("ART-25.1", at=("project.draft_plan",), level="invalid")
def satisfaction_is_measured(kinds: Sequence[str]) -> Reason | None:
    """The satisfaction of those served is one of the targets."""
    return None if SATISFACTION in kinds else Reason(_("绩效指标须包含服务对象满意度。"), "targets")


@rule("ART-25.1", at=("project.draft_plan",), level="invalid")
def targets_are_told_apart(codes: Sequence[str]) -> Iterator[Reason]:
    """Each target has a code of its own."""
    for position, code in enumerate(codes):
        if code in codes[:position]:
            yield Reason(_("指标编号“{code}”重复。").format(code=code), f"targets.{position}.code")
