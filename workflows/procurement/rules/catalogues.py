"""Art. 7 and 10: the district's yearly list and its guide, who approves them, when they are out, what an amendment says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.rules.wording import day
from workflows.text import _

AGREE, RETURN = "同意", "退回修改"
APPROVING = (AGREE, RETURN)
LEAST_WORDS = 10
LATE_LIST = "F23"
"""Flag of a list that was published after its day."""


@rule("ART-7.3", at=("list.begin",))
def one_list_a_year(year: int, today: dt.date, published: bool, under_way: bool) -> Reason | None:
    """A district has one list a year; what comes after it is an amendment of it, and one at a time."""
    if year != today.year:
        return Reason(_("年度清单按当年编制，请填写{year}。").format(year=today.year), "year")
    if published:
        return Reason(_("{year}年清单已经公布，请用“清单调整”编制新版本。").format(year=year), "year")
    return Reason(_("{year}年清单正在编制。").format(year=year), "year") if under_way else None


@rule("ART-7.3", at=("list.begin_amendment",))
def published_list_is_amended(published: bool, under_way: bool) -> Reason | None:
    """Only a published list is amended, by one new version at a time."""
    if not published:
        return Reason(_("本年度清单尚未公布，不能调整。"), "reason")
    return Reason(_("本年度清单正在调整，请先办完。"), "reason") if under_way else None


@rule("ART-7.1", at=("list.draft",), level="invalid")
def items_are_told_apart(codes: Sequence[str]) -> list[Reason]:
    """Each item has a code of its own."""
    twice = [place for place, code in enumerate(codes) if code in codes[:place]]
    return [Reason(_("条目编号{code}重复。").format(code=codes[place]), f"items.{place}.code") for place in twice]


@rule("ART-7.1", also=("ART-8.1",), at=("list.draft",))
def items_are_services(sub_items: Sequence[str], known: Collection[str]) -> list[Reason]:
    """Each item is a service that Art. 8 names, or another one under that word."""
    wrong = [place for place, one in enumerate(sub_items) if one not in known and one != OTHER]
    return [Reason(_("第八条没有列出“{one}”。").format(one=sub_items[place]), f"items.{place}.sub_item") for place in wrong]


@rule("ART-7.1", also=("ART-10.1",), at=("list.approve", "guide.approve", "pack.approve", "pack.approve_extension"), level="invalid")
def return_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who sends a draft back says why."""
    if outcome == AGREE or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("退回修改的，请写明意见，至少{least}字。").format(least=LEAST_WORDS), "opinion")


@rule("ART-7.2", also=("TD75",), at=("list.publish",))
def late_list_says_why(last: dt.date, on: dt.date, reason: str, amendment: bool) -> Reason | None:
    """A year's list is out in the first quarter; a late one is published all the same, with its reason, and marked."""
    if amendment or on <= last:
        return None
    if not reason:
        return Reason(_("已过{day}，属逾期公布，请写明原因（第七条）。").format(day=day(last)), "late_reason")
    return Reason(_("年度清单应于{day}前公布，现已逾期，将作标记。").format(day=day(last)), "late_reason", level="warn")


@rule("ART-10.1", at=("guide.draft",), level="invalid")
def change_is_told(version: int, changes: str) -> Reason | None:
    """From the second version on the towns are told what is new."""
    if version == 1 or len(changes) >= LEAST_WORDS:
        return None
    return Reason(_("请写明比现行版本修改了什么，至少{least}字，随变更通知发给镇街。").format(least=LEAST_WORDS), "changes")
