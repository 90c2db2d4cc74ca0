"""What this person has done, and the projects that they may see: the latest first, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from app.visibility import visible, whole_reader
from app.web.dossier.due import days_chip
from app.web.keyset import Place, token
from app.web.views.bits import Chip
from app.web.views.lists import ListPage, ListRow
from workflows.act import Actor
from workflows.engine import worklist
from workflows.engine.reminders import told_of
from workflows.engine.tables import case_, work_item
from workflows.procurement.models.people import Authority
from workflows.procurement.models.projects import Project
from workflows.text import _

PAGE = 50
LIBRARY = "library_entry"
"""Designs stand in the project library; no purchase has begun with them."""


def done_page(session: Session, actor: Actor, after: Place | None) -> ListPage:
    """The tasks that this person completed."""
    about = select(work_item.c.id, work_item.c.title, work_item.c.closed_at.label("at"), case_.c.title.label("project"), case_.c.number)
    mine = about.join(case_, case_.c.id == work_item.c.case_id).where(work_item.c.closed_by == actor.name, work_item.c.state == "done")
    rows = _page(session, mine, work_item.c.closed_at, work_item.c.id, after)
    lines = [ListRow(f"/tasks/{row.id}", row.title, row.project, "", row.number, row.at, Chip(_("已办"), "none")) for row in rows[:PAGE]]
    return ListPage(_("已办"), lines, _("还没有办理过事项"), _next(rows), after is not None)


def reminders_page(session: Session, actor: Actor, today: dt.date) -> ListPage:
    """A line for each open task of this person of whose last day the clock has told, the most urgent first."""
    items = worklist.desk(session, actor)
    told = told_of(session, [item.id for item in items])
    mine = [item for item in items if item.id in told and item.due_on]
    lines = [
        ListRow(f"/tasks/{one.id}", one.title, one.project, until(one), one.number, told[one.id], days_chip(today, one.due_on))
        for one in mine
    ]
    return ListPage(_("提醒"), lines, _("没有临近期限或者逾期的事项"))


def until(item: Row[Any]) -> str:
    """Its last day with the id of the period."""
    return _("{day}到期（{id}）").format(day=item.due_on, id=item.due_id)


def projects_page(session: Session, actor: Actor, after: Place | None) -> ListPage:
    """The projects whose cases this person may see."""
    about = select(case_.c.id, case_.c.title, case_.c.number, case_.c.stage, case_.c.state, case_.c.started_at.label("at"))
    about = about.add_columns(case_.c.authority_id, Project.amount, Authority.short.label("office"))
    about = about.outerjoin(Project, Project.case_id == case_.c.id).outerjoin(Authority, Authority.id == case_.c.authority_id)
    wanted = about.where(case_.c.parent_id.is_(None), case_.c.process != LIBRARY, visible(session, actor))
    rows = _page(session, wanted, case_.c.started_at, case_.c.id, after)
    whole = whole_reader(session, actor)
    lines = [_project(row, row.amount if whole(row.authority_id) else None) for row in rows[:PAGE]]
    return ListPage(_("我的项目"), lines, _("还没有可查看的项目"), _next(rows), after is not None)


def _project(row: Row[Any], amount: Decimal | None) -> ListRow:
    state = Chip(_("已结案"), "none") if row.state == "closed" else Chip(_("办理中"), "soon")
    return ListRow(f"/cases/{row.id}", row.title, row.office or "", row.stage, row.number, row.at, state, amount)


def _page(session: Session, wanted: Any, moment: Any, identity: Any, after: Place | None) -> Sequence[Row[Any]]:
    """One row more than a page, so that it is known whether another follows."""
    if after is not None:
        wanted = wanted.where(or_(moment < after[0], and_(moment == after[0], identity < after[1])))
    rows: Sequence[Row[Any]] = session.execute(wanted.order_by(moment.desc(), identity.desc()).limit(PAGE + 1)).all()
    return rows


def _next(rows: Sequence[Row[Any]]) -> str | None:
    return f"?after={token(rows[PAGE - 1].at, rows[PAGE - 1].id)}" if len(rows) > PAGE else None
