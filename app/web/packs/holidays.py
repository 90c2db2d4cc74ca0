"""A year's holidays entered on a page: read as a notice writes them, tried out with nothing kept, then sealed as an act of the system."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendars import import_year
from app.visibility import visible
from app.web.context import bench, me
from app.web.packs.pages import PENDING, year_facts
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.act import Actor
from workflows.engine.recomputing import recompute
from workflows.engine.tables import case_
from workflows.errors import Invalid, Reason
from workflows.procurement.holidays import Imported, import_calendar
from workflows.procurement.models.law import CalendarYear
from workflows.procurement.packs import matters
from workflows.text import _

BETWEEN, PARTS = re.compile(r"至|到|~|—+"), re.compile(r"[\s,，、;；]+")
DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
YEAR = re.compile(r"20\d\d", re.ASCII)
LONGEST, LONGEST_TEXT, MOST_DAYS = 200, 20000, 31
DAY = dt.timedelta(days=1)
Cells = tuple[str, ...]
FIELDS = ("year", "source", "days_off", "make_up_days")


@dataclass(frozen=True, slots=True)
class Notice:
    """What was typed. `wrong`: field → why it cannot be; `sections`: what it would do."""

    year: str = ""
    source: str = ""
    days_off: str = ""
    make_up_days: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    sections: Sequence[Section] = ()


def next_year(session: Session, today: dt.date) -> Notice:
    """An empty page for the first year that is not there yet."""
    known = set(session.scalars(select(CalendarYear.year)))
    return Notice(year=str(next(year for year in range(today.year, today.year + len(known) + 1) if year not in known)))


def posted(said: Mapping[str, str]) -> Notice:
    """What a browser sent, cut to a sane length."""
    told = {name: said.get(name, "").replace("\x00", "").strip() for name in FIELDS}
    off, make_up = (told[name][:LONGEST_TEXT] for name in ("days_off", "make_up_days"))
    return Notice(told["year"][: len("2027")], told["source"][:LONGEST], off, make_up)


def tried(notice: Notice, actor: Actor) -> Notice:
    """The same with what it would do: which days, and which periods of open cases move. Nothing is kept."""
    try:
        document = _document(notice)
        with bench().databases.write() as session:
            before = session.get(CalendarYear, document["year"])
            version = before.version if before else ""
            done = import_calendar(session, document, bench().clock.now())
            moved = recompute(session, bench().register, [done.year]) if done.changed else []
            shown = set(session.scalars(select(case_.c.number).where(visible(session, actor))))
            names = {one.key: one.name for one in matters(session)}
            facts = year_facts(session, session.get_one(CalendarYear, done.year))
            session.rollback()
    except Invalid as refused:
        return replace(notice, wrong=_told(refused.reasons))
    return replace(notice, sections=list(_sections(done, version, facts, _lines(moved, shown, names))))


def kept(notice: Notice) -> Notice | str:
    """Seal it, in the name of whoever is signed in: a sentence about what it did, or the notice with what is wrong in it."""
    try:
        done = import_year(bench(), _document(notice), me().account)
    except Invalid as refused:
        return replace(notice, wrong=_told(refused.reasons))
    return _("{year}年放假安排已登记，重新计算期限{n}项。").format(year=done["year"], n=len(done["moved"]))


def _document(notice: Notice) -> dict[str, Any]:
    """The notice as it is imported. Raises Invalid."""
    reasons = []
    if not YEAR.fullmatch(notice.year):
        reasons.append(Reason(_("请写明年份，如2027。"), "year", level="invalid"))
    if not notice.source:
        reasons.append(Reason(_("请写明依据的通知名称和文号。"), "source", level="invalid"))
    if reasons:
        raise Invalid(reasons)
    year = int(notice.year)
    told: dict[str, Any] = {"year": year, "source": notice.source}
    if notice.days_off.startswith("{"):
        return told | {"days": _days(notice.days_off, year)}
    return told | {name: list(_dates(getattr(notice, name), year, name)) for name in ("days_off", "make_up_days")}


def _days(text: str, year: int) -> list[dict[str, Any]]:
    """The days of a public file. Raises Invalid."""
    try:
        whole = json.loads(text)
        days = [dict(one) for one in whole["days"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid([Reason(_("不是完整的放假安排文件，请粘贴全文，或者逐日填写。"), "days_off", level="invalid")]) from error
    if whole.get("year", year) != year:
        raise Invalid([Reason(_("文件是{year}年的，与填写的年份不同。").format(year=whole["year"]), "days_off", level="invalid")])
    return days


def _dates(text: str, year: int, name: str) -> Iterator[str]:
    """Every day of a list of days and of spans: 2027-01-01、1月29日至2月4日. Raises Invalid."""
    for part in filter(None, PARTS.split(text)):
        ends = [_date(end, year) for end in BETWEEN.split(part)]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or first is None or last is None or not dt.timedelta(0) <= last - first < MOST_DAYS * DAY:
            said = _("看不懂“{part}”，请写成2027-01-01，或者1月29日至2月4日。").format(part=part[:40])
            raise Invalid([Reason(said, name, level="invalid")])
        yield from ((first + number * DAY).isoformat() for number in range((last - first).days + 1))


def _date(text: str, year: int) -> dt.date | None:
    found = DATE.fullmatch(text)
    try:
        return dt.date(int(found[1] or year), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _told(reasons: Sequence[Reason]) -> dict[str, str]:
    """Field of the page → the first thing that is wrong in it; what a file says of its days stands at the days."""
    found: dict[str, str] = {}
    for one in reasons:
        name = (one.field or "").partition(".")[0]
        found.setdefault(name if name in FIELDS else "days_off", one.message)
    return found


def _sections(done: Imported, version: str, facts: Sequence[Fact], lines: Sequence[Cells]) -> Iterator[Section]:
    if not done.changed:
        yield Section(_("登记后"), text=_("与已登记的{version}完全相同，不必再登记。").format(version=version))
        return
    why = _("{year}年已登记的安排（{version}）由以下内容整体替换，请核对是否写全。").format(year=done.year, version=version)
    yield Section(_("登记后的{year}年").format(year=done.year), facts, text=why if version else "")
    heads = (_("项目"), _("期限"), _("起算"), _("原到期"), _("登记后到期"))
    text = _("重新计算在办事项的期限{n}项；正在公示、公告的最短期限不变。").format(n=len(lines))
    yield Section(_("涉及的期限"), tables=[TableView("", heads, lines)] if lines else [], text=text)


def _lines(moved: Sequence[Mapping[str, Any]], shown: Collection[str], names: Mapping[str, str]) -> list[Cells]:
    """What is owed in open cases and gets another last day."""
    mine = [one for one in moved if one["case"] in shown]
    words = _("{name}（{id}）")
    return [
        (one["case"], words.format(name=names[one["id"]], id=one["id"]), one["start"], one["before"] or PENDING, one["after"] or PENDING)
        for one in mine
    ]
