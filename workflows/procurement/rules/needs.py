"""Art. 9: needs are collected from residents, decided on with reasons, answered, and named by the projects that serve them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

ADOPT, MERGE, DECLINE = "采纳", "合并", "不采纳"
DECIDING = (ADOPT, MERGE, DECLINE)
LEAST_WORDS = 10
PLANS = ("project.draft_plan", "project.apply", "project.apply_design")


@rule("ART-9.1", at=("need.enter",))
def found_by_today(found_on: dt.date, on: dt.date) -> Reason | None:
    """A need was found before it is entered."""
    return Reason(_("发现日期不得晚于今天。"), "found_on") if found_on > on else None


@rule("ART-9.1", also=("ART-6.3",), at=("need.enter",))
def need_of_this_town(community: str, own: Collection[str]) -> Reason | None:
    """A need is of a community of the town that is asked."""
    return None if community in own else Reason(_("所选社区不属于本镇（街道）。"), "community")


@rule("ART-9.1", at=("need.decide",))
def merged_into_another(outcome: str, into: str, standing: Collection[str]) -> Reason | None:
    """A duplicate is merged into a need of the town that stands: collected or adopted, and not itself."""
    if outcome != MERGE:
        return None
    if not into:
        return Reason(_("请选择并入哪一条需求。"), "merged_into")
    return None if into in standing else Reason(_("只能并入本镇待办或者已采纳的其他需求。"), "merged_into")


@rule("ART-9.2", at=("need.decide",), level="invalid")
def decline_has_its_reason(outcome: str, reason: str) -> Reason | None:
    """A need is declined with a reason that its proposer can read."""
    if outcome != DECLINE or len(reason) >= LEAST_WORDS:
        return None
    return Reason(_("不采纳的，请写明理由，至少{least}字，将答复提出人。").format(least=LEAST_WORDS), "reason")


@rule("ART-9.1", also=("ART-1.1",), at=PLANS)
def served_needs_are_adopted(chosen: Sequence[str], adopted: Collection[str]) -> Iterator[Reason]:
    """A project names needs that its town has adopted."""
    for number in chosen:
        if number not in adopted:
            yield Reason(_("{number}不是本镇已采纳的需求。").format(number=number), "needs")
