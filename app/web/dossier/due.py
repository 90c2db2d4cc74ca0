"""Deadlines as short words: how many working days are left, or why nobody can say."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from app.i18n.formats import clock_time
from app.web.views.bits import Chip
from workflows.act import SHANGHAI
from workflows.engine.worklist import FAR
from workflows.procurement.calendar import Calendar, CalendarGap
from workflows.text import _

SOON = 3
"""Working days within which a task is pressing."""
Group = Literal["late", "today", "soon", "later"]


def due_chip(calendar: Calendar, now: dt.datetime, row: Any) -> Chip:
    """The chip of a work item: `due_id`, `due_on`, `due_pending`, `due_at` of its row."""
    if row.due_on is not None:
        return _by_day(calendar, now, row)
    if row.due_pending:
        return Chip(_("期限待定"), "pending", _("所需年份的放假安排尚未导入。"))
    if row.due_at < FAR:
        return _by_moment(calendar, now, row.due_at)
    return Chip(_("无期限"))


def days_chip(today: dt.date, due_on: dt.date) -> Chip:
    """How many calendar days are left, or have passed: 还有3天到期, 今天到期, 已逾期2天."""
    left = (due_on - today).days
    if left < 0:
        return Chip(_("已逾期{n}天").format(n=-left), "late")
    return Chip(_("还有{n}天到期").format(n=left), "soon") if left else Chip(_("今天到期"), "today")


def group_of(calendar: Calendar, now: dt.datetime, row: Any) -> Group:
    """Where the row stands on the desk: 已逾期, 今天, 三个工作日内 or 以后."""
    tone = due_chip(calendar, now, row).tone
    return tone if tone in ("late", "today", "soon") else "later"


def _by_day(calendar: Calendar, now: dt.datetime, row: Any) -> Chip:
    last, today = row.due_on, _local(now).date()
    source = _("期限 {rule}：").format(rule=row.due_id) if row.due_id else ""
    detail = _("{source}{day}前办理").format(source=source, day=last)
    if row.due_pending:
        detail += _("，遇放假顺延的日期待定")
    if today > last:
        return _late(_between(calendar, last, today), detail)
    if today == last:
        return Chip(_("今天到期"), "today", detail)
    return _left(_between(calendar, today, last), last, detail)


def _by_moment(calendar: Calendar, now: dt.datetime, moment: dt.datetime) -> Chip:
    today, last = _local(now).date(), _local(moment - dt.timedelta(microseconds=1)).date()
    detail = _("{day} {time}截止").format(day=_local(moment).date(), time=clock_time(moment))
    if now >= moment:
        return Chip(_("已截止"), "late", detail)
    if today == last:
        return Chip(_("今天{time}截止").format(time=clock_time(moment)), "today", detail)
    return _left(_between(calendar, today, last), last, detail)


def _left(days: int | None, last: dt.date, detail: str) -> Chip:
    if not days:
        return Chip(_("{day}前").format(day=last), "later" if days is None else "soon", detail)
    return Chip(_("剩{n}个工作日").format(n=days), "soon" if days <= SOON else "later", detail)


def _late(days: int | None, detail: str) -> Chip:
    return Chip(_("逾期{n}个工作日").format(n=days) if days else _("已逾期"), "late", detail)


def _between(calendar: Calendar, start: dt.date, end: dt.date) -> int | None:
    """Working days after `start` up to `end`; None where a year is not imported."""
    try:
        return calendar.between(start, end)
    except CalendarGap:
        return None


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(SHANGHAI)
