"""The pages of the rule packs: everything by kind, and one figure with its versions, its changes and a trial of a new value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.packs.changes import STATES
from app.web.packs.touched import APPLIED, Change, touched
from app.web.views.bits import Chip, Fact, TableView
from app.web.views.case import Section
from app.web.views.lists import EntryRow, RegisterPage
from forms.fields import EARLIEST, LATEST
from workflows.errors import Reason
from workflows.procurement import calendar
from workflows.procurement.calendar import MAKE_UP, OFF
from workflows.procurement.lawbook import basis, term_of
from workflows.procurement.models.law import CalendarDay, CalendarYear, RulePack, RulePackExtension
from workflows.procurement.models.packs import RuleChange
from workflows.procurement.packs import BAND, CATEGORY, KINDS, NAMELESS, Matter, Version, matters, read, told, written
from workflows.procurement.rules import packs as rules
from workflows.text import _

LONGEST = 60
"""Characters of a value in the list."""
CALENDAR = "calendar"
PENDING = _("待定")


@dataclass(frozen=True, slots=True)
class Trial:
    """A new value that somebody tries out: nothing of it is kept. `wrong`: field → why it cannot be."""

    value: str
    from_date: str
    applies_by: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    sections: Sequence[Section] = ()


# ---------------------------------------------------------------- the list
def packs_page(session: Session, asked: str, kind: str, today: dt.date) -> RegisterPage:
    """Every figure whose id, name or source holds what was asked for, kind by kind; the calendar after them."""
    found = [one for one in matters(session) if kind in ("", one.kind) and _holds(one, asked)]
    rows = [_row(one, today) for one in found]
    if not asked and not kind:
        rows += _others(session)
    return RegisterPage(_("规则数值"), rows, _("没有符合条件的数值"), asked, _("编号、名称或者依据"), list(_terms(session, today)))


def _holds(one: Matter, asked: str) -> bool:
    return not asked or any(asked in text for text in (one.key, one.name, *(version.source for version in one.versions)))


def _row(one: Matter, today: dt.date) -> EntryRow:
    now, coming = one.on(today), [version for version in one.versions if version.from_date > today]
    states = [Chip(KINDS[one.kind])]
    if coming:
        states.append(Chip(_("{day}起修改").format(day=coming[-1].from_date), "soon", coming[-1].text))
    shown = now or one.versions[0]
    value = shown.text if len(shown.text) <= LONGEST else _("见明细")
    below = _("{source} · {by}").format(source=shown.source, by=APPLIED.get(shown.applies_by, shown.applies_by))
    return EntryRow(
        f"/packs/{one.key}",
        f"{one.name}：{value}",
        below,
        "" if shown.verified else _("待核实"),
        "" if one.key in NAMELESS else one.key,
        states,
        str(shown.from_date),
    )


def _others(session: Session) -> Iterator[EntryRow]:
    for year in session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())):
        title = _("{year}年工作日历").format(year=year.year)
        yield EntryRow(f"/packs/{CALENDAR}", title, year.source, "", year.version, [Chip(_("日历"))], f"{year.year}-01-01")
    yield EntryRow("/definitions", _("决策表"), _("随流程版本发布"), "", "", [Chip(_("决策表"))])


def _terms(session: Session, today: dt.date) -> Iterator[Section]:
    """Each regulation with its term and what carries it on (Art. 30)."""
    for pack in session.scalars(select(RulePack).order_by(RulePack.id)):
        mine = select(RulePackExtension).where(RulePackExtension.pack_id == pack.id).order_by(RulePackExtension.from_date)
        rows = [(pack.title, pack.document, str(pack.from_date), str(pack.to_date or _("长期")), "")]
        rows += [
            (one.title, one.document, str(one.from_date), str(one.to_date or _("长期")), str(one.registered_on))
            for one in session.scalars(mine)
        ]
        heads = (_("文件"), _("文号"), _("起"), _("止"), _("登记日期"))
        ends = term_of(session, pack.id)[1]
        standing = _("现行有效") if basis(session, today) else _("已过有效期：立项须写明延续文件文号，并作提示（第三十条）")
        until = _("{state}，登记的有效期至{day}。").format(state=standing, day=ends or _("长期"))
        yield Section(_("办法的有效期"), tables=[TableView("", heads, rows)], text=until)


# ---------------------------------------------------------------- one figure
def matter_sections(session: Session, one: Matter, today: dt.date) -> Iterator[Section]:
    """How it stands, every version of it, and the changes that were proposed."""
    now = one.on(today)
    facts = [
        Fact(_("编号"), "" if one.key in NAMELESS else one.key),
        Fact(_("种类"), KINDS[one.kind]),
        Fact(_("现行数值"), now.text if now else _("尚未施行")),
        Fact(_("依据"), now.source if now else ""),
        Fact(_("适用方式"), APPLIED.get(now.applies_by, "") if now else ""),
        Fact(_("核实情况"), "" if now is None or now.verified else _("依据原文待核实")),
    ]
    yield Section(_("现行规定"), [fact for fact in facts if fact.text], tables=[_classes(now)] if now and one.kind == CATEGORY else [])
    heads = (_("施行日期"), _("截止"), _("数值"), _("依据"), _("适用方式"), _("现状"))
    rows = [(*_version(one, version), _state(one, version, today)) for version in one.versions]
    yield Section(_("版本"), tables=[TableView("", heads, rows)])
    changes = session.scalars(select(RuleChange).where(RuleChange.subject == one.key).order_by(RuleChange.id.desc())).all()
    if changes:
        names = Names(session)
        columns = (_("施行日期"), _("修改前"), _("修改后"), _("依据文件"), _("提出"), _("审定"), _("办理情况"))
        told = [_change(names, change) for change in changes]
        yield Section(_("修改记录"), tables=[TableView("", columns, told)])


def _version(one: Matter, version: Version) -> tuple[str, ...]:
    """Of the classes: what each version changed."""
    before = one.before(version)
    text = f"{version.text}：{told(before.value, version.value, one.unit)}" if before and one.kind == CATEGORY else version.text
    return str(version.from_date), str(version.to_date or ""), text, version.source, APPLIED.get(version.applies_by, "")


def _classes(now: Version) -> TableView:
    rows = [(str(one["number"]), one["name"], "、".join(one["items"]), "、".join(one["sensitive"])) for one in now.value]
    return TableView("", (_("类"), _("名称"), _("子项"), _("涉及敏感个人信息")), rows)


def _state(one: Matter, version: Version, today: dt.date) -> str:
    if version.from_date > today:
        return _("待施行")
    return _("现行") if version == one.on(today) else _("旧版本")


def _change(names: Names, one: RuleChange) -> tuple[str, ...]:
    approved = names.account(one.approved_by) if one.approved_by else ""
    return str(one.from_date), one.before, one.text, one.document, names.account(one.drafted_by), approved, STATES[one.state]


def trial(session: Session, one: Matter, asked: Mapping[str, str], shown: ColumnElement[bool], today: dt.date) -> Trial:
    """What a new value would touch, by the same rules as the form of a proposal; empty at first."""
    now = one.versions[0]
    value, day, by = asked.get("value", ""), asked.get("from_date", ""), asked.get("applies_by", "")
    if not value:
        return Trial(written(now.value, one.unit), str(calendar.add_months(today.replace(day=1), 1)), APPLIED[now.applies_by])
    given, from_date = _value(one, value), _day(day)
    reasons = list(_reasons(one, given, from_date, by, today))
    if reasons or from_date is None:
        return Trial(value, day, by, {reason.field: reason.message for reason in reversed(reasons)})
    return Trial(value, day, by, {}, list(touched(session, Change(one, given, from_date, rules.APPLYING[by]), shown)))


def _reasons(one: Matter, given: Any, from_date: dt.date | None, by: str, today: dt.date) -> Iterator[Reason]:
    """What is wrong with it, as a proposal would be told."""
    like = one.versions[0].value
    if one.kind == CATEGORY:
        yield from rules.classes_are_lines(bool(given))
        yield from rules.classes_name_each_once(given or ())
    else:
        yield from rules.value_keeps_its_form(given is not None, written(like))
    if given is not None and one.kind != CATEGORY:
        yield from rules.value_is_possible(one.unit, given)
        yield from rules.ladder_has_no_gap(given) if one.kind == BAND else ()
    if from_date is None:
        yield Reason(_("请填写日期，如2026-07-01。"), "from_date")
    else:
        yield from rules.change_comes_later(from_date, today)
        yield from rules.versions_follow(from_date, one.versions[0].from_date)
    if by in rules.APPLYING:
        yield from rules.period_runs_by_its_first_day(one.unit, by)
    else:
        yield Reason(_("请选择适用方式。"), "applies_by")


def _value(one: Matter, text: str) -> Any:
    try:
        return read(text, one.versions[0].value, one.unit)
    except ValueError:
        return None


def _day(text: str) -> dt.date | None:
    """A day that a form would take."""
    try:
        given = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return given if EARLIEST <= given.year <= LATEST else None


# ---------------------------------------------------------------- the calendar
def calendar_sections(session: Session) -> Iterator[Section]:
    """Each imported year with the days that are not what their weekday says."""
    for year in session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())):
        yield Section(_("{year}年").format(year=year.year), year_facts(session, year))


def year_facts(session: Session, year: CalendarYear) -> list[Fact]:
    """What is registered of a year."""
    days = session.scalars(select(CalendarDay).where(CalendarDay.year == year.year).order_by(CalendarDay.date)).all()
    facts = [
        Fact(_("依据"), year.source),
        Fact(_("版本"), year.version),
        Fact(_("放假的工作日"), "、".join(f"{one.date:%m-%d}" for one in days if one.kind == OFF)),
        Fact(_("补班的周末"), "、".join(f"{one.date:%m-%d}" for one in days if one.kind == MAKE_UP)),
    ]
    return [fact for fact in facts if fact.text]
