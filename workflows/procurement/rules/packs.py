"""Art. 30 and what the law gives as figures: how a rule pack is changed, from when on, and how the measures are carried on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.rules.wording import day
from workflows.text import _

SUBMIT, REWRITE, WITHDRAW = "提交审定", "重新填写", "撤回"
CONFIRMING = (SUBMIT, REWRITE, WITHDRAW)
BY_SUBMISSION, BY_STEP, BY_ACT = "按项目送审日", "按环节开始日", "按办理日"
APPLYING: Mapping[str, str] = {BY_SUBMISSION: "case_start", BY_STEP: "step_start", BY_ACT: "act_date"}
"""What an official chooses → `applies_by` of the version."""
RUNNING = frozenset({"working", "calendar", "months", "years"})
LONGEST, LARGEST = 3650, 10**9
"""Of a period, in its unit; of any number, in yuan or counted."""
DAY = dt.timedelta(days=1)


@rule("ART-30.1", at=("pack.propose",), level="invalid")
def value_keeps_its_form(fits: bool, before: str) -> Reason | None:
    """A figure is changed in its numbers; the words around them are the law's or the programme's."""
    return None if fits else Reason(_("只能改其中的数字，请按现行写法填写：{before}").format(before=before), "value")


@rule("ART-8.1", also=("ART-30.1",), at=("pack.propose",), level="invalid")
def classes_are_lines(fits: bool) -> Reason | None:
    """Classes are written a line each, with their items."""
    example = "5 社区营造类：议事协商、社区文化"
    text = _("请逐行填写，每行一类：类号、名称、子项，子项以顿号分开，涉及敏感个人信息的注（敏感）。如：{example}")
    return None if fits else Reason(text.format(example=example), "value")


@rule("ART-8.1", also=("ART-30.1",), at=("pack.propose",), level="invalid")
def classes_name_each_once(classes: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    """Each number, name and item stands once, so that every service has one class; 其他 is what no class names."""
    for what, names in (
        (_("类号"), [str(one["number"]) for one in classes]),
        (_("类别"), [one["name"] for one in classes]),
        (_("子项"), [item for one in classes for item in one["items"]]),
    ):
        for name in dict.fromkeys(one for one in names if names.count(one) > 1):
            yield Reason(_("{what}“{name}”写了不止一次。").format(what=what, name=name), "value")
    if any(OTHER in one["items"] for one in classes):
        yield Reason(_("“其他”不是子项，第八条以外的服务自会列入。"), "value")


@rule("ART-30.1", at=("pack.propose",), level="invalid")
def value_is_possible(unit: str, value: Any) -> Reason | None:
    """A share is no more than the whole, a day of the year is one, a period has at least a day."""
    if unit == "ratio" and Decimal(value) > 1:
        return Reason(_("比例不得超过1。"), "value")
    if unit == "percent" and Decimal(value) > 100:
        return Reason(_("百分比不得超过100。"), "value")
    if unit in RUNNING and not 1 <= value <= LONGEST:
        return Reason(_("期限为1至{most}。").format(most=LONGEST), "value")
    if any(number > LARGEST for number in _numbers(value)):
        return Reason(_("数值过大，请核对。"), "value")
    if unit == "date" and not _dated(value):
        return Reason(_("没有{value}这一天，请写成月-日，如03-31。").format(value=value), "value")
    return None


@rule("ART-21.1", at=("pack.propose",), level="invalid")
def ladder_has_no_gap(rungs: Sequence[Mapping[str, Any]]) -> Reason | None:
    """Bands begin at nothing and each begins where the one before it ends, so that every amount has one procedure."""
    ends = [Decimal(0), *(Decimal(one["below"]) for one in rungs if one["below"] is not None)]
    begins = [Decimal(one["from_amount"]) for one in rungs]
    if ends == begins and begins == sorted(set(begins)):
        return None
    return Reason(_("各档应从0元起首尾相接：上一档的“低于”等于下一档的“不低于”。"), "value")


@rule("ART-30.1", at=("pack.propose",), level="invalid")
def something_changes(before: str, after: str) -> Reason | None:
    """A change changes something."""
    return Reason(_("与现行数值相同：{before}。").format(before=before), "value") if before == after else None


@rule("ART-30.1", at=("pack.propose", "pack.approve"))
def change_comes_later(from_date: dt.date, today: dt.date, field: str = "from_date") -> Reason | None:
    """Nothing that was done is measured anew: a change is in force from the day after its approval at the earliest."""
    if from_date > today:
        return None
    text = _("施行日期{day}已到，修改不溯及既往，最早自{first}起施行。")
    return Reason(text.format(day=day(from_date), first=day(today + DAY)), field)


@rule("ART-30.1", at=("pack.propose", "pack.approve"))
def versions_follow(from_date: dt.date, latest: dt.date, field: str = "from_date") -> Reason | None:
    """A version is followed by a later one; none is put before or over it."""
    if from_date > latest:
        return None
    text = _("已有自{latest}起施行的版本，新版本须自{first}或以后起施行。")
    return Reason(text.format(latest=day(latest), first=day(latest + DAY)), field)


@rule("ART-30.1", at=("pack.propose", "pack.record_extension"))
def one_change_at_a_time(under_way: str) -> Reason | None:
    """Two changes of one figure would not know of each other."""
    return Reason(_("{number}正在办理同一事项的修改，请先办完。").format(number=under_way), "subject") if under_way else None


@rule("ART-30.1", at=("pack.propose",))
def period_runs_by_its_first_day(unit: str, applies_by: str) -> Reason | None:
    """A period that has begun keeps its length: a new one holds for those that begin later, or for projects submitted later."""
    if unit not in RUNNING or applies_by != BY_STEP:
        return None
    text = _("期限以起算日为准，已起算的不变，请选“{act}”；只用于以后送审的项目的，选“{submission}”。")
    return Reason(text.format(act=BY_ACT, submission=BY_SUBMISSION), "applies_by")


@rule("ART-30.1", at=("pack.record_extension", "pack.approve_extension"), level="invalid")
def extension_reaches_further(from_date: dt.date, to_date: dt.date | None, ends: dt.date | None) -> Reason | None:
    """A document that carries the measures on reaches beyond the day on which they end, and ends no earlier than it begins."""
    if to_date is None:
        return None
    if to_date < from_date:
        return Reason(_("截止日期早于起始日期{day}。").format(day=day(from_date)), "to_date")
    if ends is None or to_date > ends:
        return None
    return Reason(_("办法已经有效至{day}，延续文件的截止日期须晚于该日（第三十条）。").format(day=day(ends)), "to_date")


@rule("ART-30.1", at=("pack.record_extension",), level="warn")
def extension_leaves_no_gap(from_date: dt.date, ends: dt.date | None) -> Reason | None:
    """Between the end of the measures and the day from which they are carried on, nothing carries a project."""
    if ends is None or from_date <= ends + DAY:
        return None
    text = _("{a}至{b}没有依据，其间立项的项目仍作提示（第三十条）。")
    return Reason(text.format(a=day(ends + DAY), b=day(from_date - DAY)), "from_date")


def _numbers(value: Any) -> list[Decimal]:
    return [Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", str(value), re.ASCII)]


def _dated(value: str) -> bool:
    try:
        dt.date.fromisoformat(f"2027-{value}")
    except ValueError:
        return False
    return True
