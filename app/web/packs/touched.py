"""What a change touches, told before it is saved: the value before and after, projects, running periods, steps and rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.web.context import bench
from app.web.definitions.versions import in_force
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.act import SHANGHAI
from workflows.engine.elements import USER
from workflows.engine.tables import case_, definition_version, period, work_item
from workflows.procurement import calendar as working
from workflows.procurement.classes import CATEGORIES, of_item
from workflows.procurement.lawbook import BANDS, LIMIT, OPEN_TENDER
from workflows.procurement.models.law import ServiceList, ServiceListItem
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project
from workflows.procurement.occasions import CASE_START, STEP_START
from workflows.procurement.packs import BAND, CATEGORY, DEADLINE, THRESHOLD, Matter, Version, said
from workflows.procurement.packs import told as in_words
from workflows.procurement.rules import BOOK, PROCUREMENT_LAW
from workflows.procurement.rules.packs import APPLYING
from workflows.text import _

APPLIED = {kept: word for word, kept in APPLYING.items()}
MOST = 200
ALTERED, REACHED, SHORT = _("结果改变"), _("达到"), _("不足")
TABLES = {
    LIMIT: _("决策表“适用规则”“采购方式”"),
    OPEN_TENDER: _("决策表“采购方式”"),
    BANDS: _("决策表“采购方式”"),
    CATEGORIES: _("决策表“服务类别”"),
}
Cells = tuple[str | Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A new version that is not there yet."""

    matter: Matter
    value: Any
    from_date: dt.date
    applies_by: str

    @property
    def text(self) -> str:
        """The new value in words."""
        return in_words(self.before.value, self.value, self.matter.unit)

    @property
    def before(self) -> Version:
        """The version that it follows."""
        return self.matter.versions[0]


def touched(session: Session, change: Change, shown: ColumnElement[bool]) -> Iterator[Section]:
    """Before and after, and everything on which it bears. `shown`: the condition on `case_` of what this person may read."""
    told = [
        Fact(_("事项"), change.matter.title),
        Fact(_("修改前"), change.before.text),
        Fact(_("修改后"), change.text),
        Fact(_("施行日期"), str(change.from_date)),
        Fact(_("适用方式"), _how(change)),
    ]
    yield Section(_("修改前后"), told)
    if change.matter.kind == DEADLINE:
        yield _example(session, change)
        yield _running(session, change, shown)
    else:
        yield _projects(session, change, shown)
    if change.matter.kind == CATEGORY:
        yield _listed(session, change)
    yield _used(session, change.matter.key)


def _how(change: Change) -> str:
    """From when on which value holds, in a sentence."""
    if change.matter.kind == DEADLINE and change.applies_by != CASE_START:
        return _("自{day}起开始计算的期限适用新数值，已起算的不变").format(day=change.from_date)
    if change.applies_by == CASE_START:
        return _("{day}以前送审的项目始终适用旧数值，{day}起送审的适用新数值").format(day=change.from_date)
    if change.applies_by == STEP_START:
        step = _("采购计划") if change.matter.kind in (THRESHOLD, BAND) else _("任务")
        return _("{day}以前开始的{step}适用旧数值，{day}起开始的适用新数值").format(day=change.from_date, step=step)
    return _("{day}起的办理一律适用新数值，以前的办理不变").format(day=change.from_date)


# ---------------------------------------------------------------- projects
def _projects(session: Session, change: Change, shown: ColumnElement[bool]) -> Section:
    """Every open project: which value holds for it, and what it means for its amount."""
    open_ = select(Project, Procurement.began_on).join(case_, case_.c.id == Project.case_id)
    open_ = open_.outerjoin(Procurement, Procurement.project_id == Project.id).where(case_.c.state == "open", shown)
    if change.matter.kind == BAND:
        open_ = open_.where(Project.regime != PROCUREMENT_LAW)
    rows = session.execute(open_.order_by(Project.number).limit(MOST)).all()
    lines = [_line(change, project, began_on) for project, began_on in rows]
    heads = (_("项目"), _("金额"), _("修改前"), _("修改后"), _("说明"))
    changed = sum(str(line[-1]).startswith(ALTERED) for line in lines)
    text = _("在办项目{n}个，其中{m}个会有不同结果。").format(n=len(lines), m=changed)
    return Section(_("涉及的项目"), tables=[TableView("", heads, lines, money=(1,), empty=_("没有在办项目。"))], text=text)


def _line(change: Change, project: Project, began_on: dt.date | None) -> Cells:
    amount = project.amount if project.approved_amount is None else project.approved_amount
    before = _means(change.matter, change.before.value, project, amount)
    keeps = _keeps(change, began_on)
    after = before if keeps else _means(change.matter, change.value, project, amount)
    note = keeps or _later(change, began_on)
    if _outcome(before) != _outcome(after):
        note = _("{altered}：{note}").format(altered=ALTERED, note=note)
    days = _("{submitted}送审，{begun}").format(submitted=project.first_submitted.astimezone(SHANGHAI).date(), begun=_begun(began_on))
    return f"{project.number} {project.title}", amount, before, after, _("{note}（{days}）").format(note=note, days=days)


def _begun(began_on: dt.date | None) -> str:
    return _("{day}开始采购计划").format(day=began_on) if began_on else _("采购计划尚未开始")


def _outcome(meaning: str) -> str:
    """What follows from it: of an amount only whether it is reached."""
    return meaning[: len(REACHED)] if meaning.startswith((REACHED, SHORT)) else meaning


def _keeps(change: Change, began_on: dt.date | None) -> str:
    """Why a project keeps the old value; empty where it does not."""
    if change.applies_by == CASE_START:
        return _("已送审，沿用旧数值")
    begun = change.applies_by == STEP_START and change.matter.kind in (THRESHOLD, BAND) and began_on is not None
    return _("采购计划已开始，沿用旧数值") if begun else ""


def _later(change: Change, began_on: dt.date | None) -> str:
    """When the new value begins to hold for it."""
    if change.applies_by == STEP_START and change.matter.kind in (THRESHOLD, BAND) and began_on is None:
        return _("{day}以前开始采购计划的仍用旧数值").format(day=change.from_date)
    return _("{day}起的办理适用新数值").format(day=change.from_date)


def _means(matter: Matter, value: Any, project: Project, amount: Decimal) -> str:
    """What a value means for a project: its class, whether its amount reaches it, which procedure; else the value itself."""
    if matter.kind == CATEGORY:
        return of_item(value, project.sub_item)
    if matter.kind == BAND:
        return next((str(one["procedure"]) for one in reversed(value) if Decimal(one["from_amount"]) <= amount), "")
    if matter.unit == "amount":
        return f"{REACHED if amount >= Decimal(value) else SHORT}{said(value, matter.unit)}"
    return said(value, matter.unit)


def _listed(session: Session, change: Change) -> Section:
    """Items of the newest lists whose service is retired: the next list cannot name it."""
    kept = {item for one in change.value for item in one["items"]}
    gone = [item for one in change.before.value for item in one["items"] if item not in kept]
    newest: dict[str, str] = {}
    for one in session.scalars(select(ServiceList).order_by(ServiceList.year, ServiceList.version)):
        newest[one.authority_id] = one.id
    of = select(ServiceListItem).where(ServiceListItem.list_id.in_(newest.values()), ServiceListItem.sub_item.in_(gone))
    rows = [(one.code, one.name, one.sub_item) for one in session.scalars(of.order_by(ServiceListItem.code))]
    tables = [TableView("", (_("条目"), _("名称"), _("子项")), rows)] if rows else []
    return Section(
        _("涉及的清单条目"), tables=tables, text=_("现行清单中{n}个条目的子项被取消，下次编制清单时须调整。").format(n=len(rows))
    )


# ---------------------------------------------------------------- periods
def _example(session: Session, change: Change) -> Section:
    """A period that begins on the first day of the new version, counted both ways."""
    ends = [_end(session, change.matter.unit, value, change.from_date) for value in (change.before.value, change.value)]
    text = _("{day}起算的：修改前至{before}，修改后至{after}。")
    return Section(_("举例"), text=text.format(day=change.from_date, before=ends[0], after=ends[1]))


def _end(session: Session, unit: str, value: Any, start: dt.date) -> str:
    days = working.load(session)
    try:
        if unit == "working":
            return str(days.after(start, value))
        if unit == "calendar":
            return str(days.rolled(start + value * dt.timedelta(1)))
    except working.CalendarGap as gap:
        return _("待定（{year}年放假安排未导入）").format(year=gap.year)
    if unit == "date":
        return f"{start.year}-{value}"
    return str(working.add_months(start, value * (12 if unit == "years" else 1)))


def _running(session: Session, change: Change, shown: ColumnElement[bool]) -> Section:
    """Open tasks and periods that are counted by this figure: what runs keeps its last day."""
    mine = select(work_item.c.title, case_.c.number, work_item.c.due_from, work_item.c.due_on)
    mine = mine.join(case_, case_.c.id == work_item.c.case_id).where(work_item.c.state == "open", work_item.c.due_id == change.matter.key)
    runs = select(case_.c.title, case_.c.number, period.c.start, period.c.due).join(case_, case_.c.id == period.c.case_id)
    runs = runs.where(case_.c.state == "open", period.c.deadline_id == change.matter.key)
    found = [*session.execute(mine.where(shown).limit(MOST)), *session.execute(runs.where(shown).limit(MOST))]
    rows = [(title, number, str(start), str(end or _("待定")), str(end or _("待定"))) for title, number, start, end in found]
    heads = (_("任务或者期限"), _("编号"), _("起算"), _("修改前到期"), _("修改后到期"))
    text = _("已经起算的{n}项，到期日不变。").format(n=len(rows))
    return Section(_("正在计算的期限"), tables=[TableView("", heads, rows)] if rows else [], text=text)


# ---------------------------------------------------------------- steps and rules
def _used(session: Session, key: str) -> Section:
    """The tasks that are due by it, and the rules that read it."""
    rows = [(_("流程 {title}").format(title=title), "、".join(tasks)) for title, tasks in _tasks(session, key).items()]
    rows += [(_("审查规则"), one.text) for bounds in BOOK.values() for one in bounds if key == one.id or key in one.also]
    if key in TABLES:
        rows.append((_("决策表"), TABLES[key]))
    table = TableView("", (_("用在"), _("任务或者规则")), list(dict.fromkeys(rows)), empty=_("没有任务以它为期限，由有关表单直接读取。"))
    return Section(_("涉及的环节和规则"), tables=[table])


def _tasks(session: Session, key: str) -> dict[str, list[str]]:
    """Procedure → its tasks that are due by it, in the versions in force."""
    rows: dict[str, list[Any]] = {}
    for row in session.execute(select(definition_version)).all():
        rows.setdefault(row.process, []).append(row)
    found: dict[str, list[str]] = {}
    for versions in rows.values():
        current = in_force(versions, bench().clock.now())
        if current:
            definition = bench().library.get(session, current)
            inside = definition.elements[definition.name].values()
            named = dict.fromkeys(one.name for one in inside if one.kind == USER and one.due == key)
            found |= {definition.title: list(named)} if named else {}
    return dict(sorted(found.items()))
