"""概览: the stages with their days as planned and as they came, what is being done now, and what the project is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.cases.names import Names
from app.web.cases.publications import published
from app.web.cases.reader import Opened, Reader
from app.web.context import bench
from app.web.dossier.due import due_chip
from app.web.dossier.stages import stages
from app.web.registers.platform import told_platform
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section, StagePlan
from app.web.views.desk import DeskRow
from workflows.act import SHANGHAI, Due
from workflows.engine.definitions import Definition
from workflows.engine.elements import CALL
from workflows.engine.reminders import BESIDE_KEY, late_of
from workflows.engine.tables import work_item
from workflows.engine.worklist import FAR
from workflows.procurement import calendar
from workflows.procurement.deadlines import pending_text
from workflows.procurement.lawbook import category_of
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.law import ServiceList, ServiceListItem
from workflows.procurement.models.needs import needs_of, short
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import CostItem, Project, parts
from workflows.text import _

REGIMES = {"procurement_law": _("适用政府采购法"), "below_threshold": _("限额以下，适用本办法"), "social_funds": _("社会资金，按捐赠约定")}
ROUTES = {"A": _("镇街规划"), "B": _("社区申报"), "C": _("社会组织设计")}
SUPERVISION, COMPARISON, PUBLICITY = "performance/supervision", "procurement/comparison", "review/project_review"


def plan(session: Session, definition: Definition, opened: Opened) -> Sequence[StagePlan]:
    """The stages of the case: when each was planned or owed, when it began and ended."""
    mine = select(work_item.c.process, work_item.c.element, work_item.c.opened_at, work_item.c.closed_at, work_item.c.due_id)
    mine = mine.add_columns(work_item.c.due_from, work_item.c.due_on, work_item.c.due_pending, work_item.c.state)
    items = session.execute(mine.where(work_item.c.root_id == opened.root.id, work_item.c.case_id == opened.root.id)).all()
    planned = _planned(session, opened.project)
    lines = []
    for stage in stages(session, definition, opened.root):
        keys = _processes(definition, stage.name)
        first = definition.keys[definition.name] if stage.name == definition.title else ""
        own = [item for item in items if item.process in (*keys, first) or _called(definition, item) == stage.name]
        begun = min((_day(item.opened_at) for item in own), default=None)
        ended = max((_day(item.closed_at) for item in own if item.closed_at), default=None) if stage.state == "done" else None
        said = next((planned[key] for key in keys if key in planned), "") or (_owed(session, own) if opened.reader.whole else "")
        lines.append(StagePlan(stage, begun, ended, said))
    return lines


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(SHANGHAI).date()


def _called(definition: Definition, item: Any) -> str:
    process = next((name for name, key in definition.keys.items() if key == item.process), "")
    element = definition.elements.get(process, {}).get(item.element)
    return element.name if element else ""


def _processes(definition: Definition, stage: str) -> set[str]:
    """Keys of the processes that the call of this name enters, directly or through others."""
    waiting = [one.calls for inside in definition.elements.values() for one in inside.values() if one.kind == CALL and one.name == stage]
    met: set[str] = set()
    while waiting:
        process = waiting.pop()
        if process not in met:
            met.add(process)
            waiting += [one.calls for one in definition.elements[process].values() if one.kind == CALL]
    return {definition.keys[process] for process in met}


def _planned(session: Session, project: Project | None) -> Mapping[str, str]:
    """Process → the days that rows say for it."""
    if project is None:
        return {}
    contract, bought = session.get(Contract, project.id), session.get(Procurement, project.id)
    begins, ends = (contract.begins_on, contract.ends_on) if contract else (project.begins_on, project.ends_on)
    found = {SUPERVISION: _("{first} 至 {last}").format(first=begins, last=ends)}
    if bought and bought.closes_at:
        found[COMPARISON] = _("{at}截止报价").format(at=moment(bought.closes_at))
    return found


def _owed(session: Session, items: Sequence[Any]) -> str:
    """The latest day by which something in this stage was or is due."""
    latest = max((item.due_on for item in items if item.due_on), default=None)
    pending = next((item for item in items if item.due_pending and not item.due_on), None)
    if pending is not None:
        return pending_text(session, Due(pending.due_id, pending.due_from, None, None, None, True, "due"))
    return _("{day}前").format(day=latest) if latest else ""


def open_tasks(session: Session, definition: Definition, opened: Opened, names: Names) -> Sequence[DeskRow]:
    """What is being done now, the most urgent first; with a link for whoever may do it. Outside the offices: their own."""
    mine = select(work_item).where(work_item.c.root_id == opened.root.id, work_item.c.state == "open")
    now, days = bench().clock.now(), calendar.load(session)
    rows = session.execute(mine.order_by(work_item.c.due_at, work_item.c.id)).all()
    late = late_of(session, [row.node for row in rows if row.node.startswith(BESIDE_KEY)])
    return [
        DeskRow(
            url=f"/tasks/{row.id}" if _may(opened.reader, row) else "",
            due=due_chip(days, now, row),
            title=_("{title}：{late}").format(title=row.title, late=late[row.node]) if row.node in late else row.title,
            project="",
            number=_("第{n}期").format(n=row.of["instalment"]) if "instalment" in row.of else "",
            stage=_who(names, row),
            sender=definition.titles.get(_process_id(definition, row.process), ""),
            since=row.opened_at,
        )
        for row in rows
        if opened.reader.whole or _may(opened.reader, row)
    ]


def _process_id(definition: Definition, key: str) -> str:
    return next((name for name, one in definition.keys.items() if one == key), "")


def _may(reader: Reader, row: Any) -> bool:
    """Whether it stands on this person's desk."""
    if row.assignee:
        return bool(row.assignee == reader.actor.name)
    held = any(post.role == row.role and row.place in (post.place, "*") for post in reader.actor.posts)
    return held and f",{reader.actor.name}," not in row.excluded


def _who(names: Names, row: Any) -> str:
    """Who is asked: a person, or whoever holds the post."""
    if row.assignee:
        return names.account(row.assignee)
    outside = row.place not in ("", "*") and not row.role.startswith("town.")
    return f"{names.place(row.place)} {names.role(row.role)}" if outside else names.role(row.role)


def next_deadline(session: Session, opened: Opened) -> tuple[Any, str] | None:
    """The open item that is due first, and 待定 in words where nobody can know its day yet. None where nothing is owed."""
    mine = select(work_item).where(work_item.c.root_id == opened.root.id, work_item.c.state == "open")
    for row in session.execute(mine.order_by(work_item.c.due_at, work_item.c.id)):
        if not (opened.reader.whole or _may(opened.reader, row)):
            continue
        if row.due_pending:
            return row, pending_text(session, Due(row.due_id, row.due_from, row.due_on, None, None, True, "due"))
        if row.due_at < FAR:
            return row, ""
    return None


def sections(session: Session, opened: Opened, names: Names) -> Iterator[Section]:
    """What the project is about; in full for those who read the record."""
    project = opened.project
    if project is None:
        return
    reader = opened.reader
    if reader.whole or reader.community or reader.contractor:
        yield Section(_("购买内容"), list(_content(session, project, names, whole=reader.whole)))
    if reader.whole:
        rows = [(one.item, one.unit, f"{one.quantity.normalize():f}", one.price, one.amount) for one in parts(session, project, CostItem)]
        heads = (_("项目"), _("单位"), _("数量"), _("单价"), _("金额"))
        yield Section(_("预算构成"), tables=[TableView("", heads, rows, money=(3, 4))])
    yield from published(session, project, ("project",))
    if reader.whole:
        yield from told_platform(session, project)


def _list_said(session: Session, key: str) -> str:
    found = session.get_one(ServiceList, key)
    return _("{year}年清单第{n}版").format(year=found.year, n=found.version)


def _content(session: Session, project: Project, names: Names, *, whole: bool) -> Iterator[Fact]:
    category = category_of(session, project.sub_item, project.first_submitted.astimezone(SHANGHAI).date())
    yield Fact(_("服务类别"), "、".join(one for one in (category.name if category else "", project.sub_item) if one))
    yield Fact(_("需求"), project.need)
    served = "\n".join(f"{one.number} {short(one)}" for one in needs_of(session, project))
    if served:
        yield Fact(_("关联需求"), served)
    yield Fact(_("治理目标"), project.governance_goal)
    yield Fact(_("服务对象"), _("约{n}人").format(n=project.beneficiaries))
    yield Fact(_("服务地点"), project.place)
    yield Fact(_("服务期"), _("{first} 至 {last}").format(first=project.begins_on, last=project.ends_on))
    if not whole:
        return
    yield Fact(_("立项路径"), ROUTES.get(project.route, project.route))
    item = session.get(ServiceListItem, (project.service_list.rpartition("/")[0], project.list_item))
    if item:
        yield Fact(_("清单条目"), f"{project.list_item} {item.name}（{_list_said(session, item.list_id)}）")
    if project.regime:
        yield Fact(_("适用规则"), REGIMES.get(project.regime, project.regime))
    if project.approval_no:
        yield Fact(_("立项批复"), _("{number}（{at}）").format(number=project.approval_no, at=moment(project.approved_at)))
    if project.closed_on:
        yield Fact(_("结案"), _("{day}，资料保管至{until}").format(day=project.closed_on, until=project.keep_until or _("长期")))
