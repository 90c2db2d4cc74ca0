"""How experts did their duty on a panel, recorded by the buyer (EXP 21): each of them, in words where it was not well done, in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
RECORD = ("experts.record",)
WELL, FAIR, BADLY = _("尽职"), _("一般"), _("失职")
DUTIES = (WELL, FAIR, BADLY)


@rule("LAW-EXP-21", at=RECORD, regimes=BY_LAW)
def every_expert_is_recorded(recorded: Sequence[str], sat: Sequence[str]) -> Reason | None:
    """Each expert who sat on the panel is recorded, once."""
    if sorted(recorded) == sorted(sat):
        return None
    return Reason(_("专家办法第二十一条：参加评审的专家须逐人记录，每人一行。"), "experts")


@rule("LAW-EXP-21", at=RECORD, level="invalid")
def what_was_not_well_done_is_told(duty: str, note: str, place: int) -> Reason | None:
    """A record that is not the best says what was not well done."""
    return None if duty == WELL or note else Reason(_("请写明履职情况。"), f"experts.{place}.note")


@rule("LAW-EXP-21", at=RECORD, regimes=BY_LAW)
def recorded_after_the_review(recorded_on: dt.date, reviewed_on: dt.date, today: dt.date) -> Reason | None:
    """The record is made after the review and no later than today."""
    if reviewed_on <= recorded_on <= today:
        return None
    return Reason(_("记录日期应在{first}至今天之间。").format(first=day(reviewed_on)), "recorded_on")


@rule("T31", also=("LAW-EXP-21",), at=RECORD, regimes=BY_LAW, level="warn")
def recorded_in_time(recorded_on: dt.date, last: dt.date | None) -> Reason | None:
    """The record is made within five working days of the end of the review; later it is noted."""
    if last is None or recorded_on <= last:
        return None
    return Reason(_("专家办法第二十一条：评审结束后五个工作日内记录，期限为{last}，已逾期。").format(last=day(last)), "recorded_on")
