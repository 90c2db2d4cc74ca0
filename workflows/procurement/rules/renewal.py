"""What the last evaluation means for buying again from the same contractor (Art. 27)."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.evaluation import NO_GRADE
from workflows.text import _


@dataclass(frozen=True, slots=True)
class LastTime:
    """The published result of the contractor's last performance of the same service for the same town."""

    number: str
    grade: str


@rule("ART-27.5", at=("comparison.award",))
def renewed_after_a_good_result(last: LastTime | None) -> Reason | None:
    """Whoever failed the last time does not get the same service again before a result that says otherwise."""
    if last is None or last.grade != NO_GRADE:
        return None
    message = _("该单位上一次为本镇承接同类服务（{number}）的绩效评价为{grade}，按第二十七条不得连续购买。")
    return Reason(message.format(number=last.number, grade=last.grade), "awarded")
