"""Art. 19, items 2 and 3: a community applies for itself, and the town takes only what is complete."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

RECEIVED, RETURNED = "受理", "退回补正"
RECEIVING = (RECEIVED, RETURNED)
LEAST_WORDS = 10


@rule("ART-19.2", also=("ART-6.3",), at=("project.apply", "project.apply_design"))
def applies_for_itself(communities: Sequence[str], own: str, name: str) -> Reason | None:
    """A community declares its own needs, not those of another."""
    return None if list(communities) == [own] else Reason(_("社区申报的项目只服务本社区（{name}）。").format(name=name), "communities")


@rule("ART-19.2", at=("project.receive",), level="invalid")
def return_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who sends an application back says what is missing."""
    if outcome == RECEIVED or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("退回补正的，请写明需要补正的内容，至少{least}字。").format(least=LEAST_WORDS), "opinion")


@rule("ART-19.2", at=("project.receive",), level="invalid")
def only_complete_files_are_received(outcome: str, complete: bool, lawful: bool) -> Reason | None:
    """What is incomplete, or was not decided as it must be, is not received."""
    if outcome != RECEIVED or (complete and lawful):
        return None
    return Reason(_("材料不齐全或者议事程序不符合规定的，请退回补正。"), "outcome")


@rule("TD69", also=("ART-19.2",), at=("project.receive",), level="warn")
def returned_too_often(outcome: str, returned: int, most: int) -> Reason | None:
    """An application that was sent back as often as the town's figure allows is for the section head to settle."""
    if outcome == RECEIVED or returned < most:
        return None
    return Reason(_("本申报已退回补正{n}次，请报社区办负责人协调，不宜再次退回。").format(n=returned), "outcome")
