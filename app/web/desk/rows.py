"""Work items as rows of the desk: what is asked, of which project, until when, by whom it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.composition import Workbench
from app.i18n.formats import article
from app.web.dossier.due import due_chip, group_of
from app.web.views.desk import DeskGroup, DeskRow
from workflows.engine.definitions import Definition
from workflows.engine.elements import Element
from workflows.engine.reminders import BESIDE_KEY, late_of, told_of
from workflows.engine.tables import case_, work_item
from workflows.procurement.calendar import Calendar
from workflows.procurement.models.contracts import Instalment
from workflows.procurement.models.people import Account
from workflows.procurement.models.projects import Project
from workflows.text import _

GROUPS = {"late": _("已逾期"), "today": _("今天"), "soon": _("三个工作日内"), "later": _("以后")}
MOST_ARTICLES = 2

_before = aliased(work_item)
_SENDER = (
    select(Account.display)
    .join(_before, _before.c.closed_by == Account.name)
    .where(_before.c.root_id == work_item.c.root_id, _before.c.closed_at == work_item.c.opened_at)
    .limit(1)
    .scalar_subquery()
)
"""Whoever did the task with whose end this one opened; nobody where a moment or a message opened it."""
_DETAILS = (
    select(
        work_item.c.id,
        work_item.c.process,
        work_item.c.element,
        work_item.c.node,
        case_.c.definition,
        Project.title,
        Project.number,
        func.coalesce(Instalment.payable, Instalment.amount, Project.amount).label("amount"),
        _SENDER.label("sender"),
    )
    .join(case_, case_.c.id == work_item.c.case_id)
    .outerjoin(Project, Project.case_id == work_item.c.root_id)
    .outerjoin(Instalment, (Instalment.id == case_.c.subject_id) & (case_.c.subject_kind == "instalment"))
    .where(work_item.c.id.in_(bindparam("items", expanding=True)))
)


def groups(bench: Workbench, session: Session, calendar: Calendar, items: Sequence[Row[Any]], now: dt.datetime) -> Sequence[DeskGroup]:
    """The items in the four groups of the desk, each in the order given."""
    rows: dict[str, list[DeskRow]] = {key: [] for key in GROUPS}
    details, told = _details(session, items), told_of(session, [item.id for item in items])
    late = late_of(session, [more.node for more in details.values() if more.node.startswith(BESIDE_KEY)])
    for item in items:
        more = details[item.id]
        definition = bench.library.get(session, more.definition)
        rows[group_of(calendar, now, item)].append(_row(calendar, now, item, more, definition, late, item.id in told))
    return [DeskGroup(key, label, rows[key]) for key, label in GROUPS.items()]  # type: ignore[arg-type]


def _details(session: Session, items: Sequence[Row[Any]]) -> Mapping[int, Row[Any]]:
    found = session.execute(_DETAILS, {"items": [item.id for item in items]})
    return {row.id: row for row in found}


def _row(
    calendar: Calendar, now: dt.datetime, item: Any, more: Any, definition: Definition, late: Mapping[str, str], reminded: bool
) -> DeskRow:
    process = process_of(definition, more.process, more.element)
    return DeskRow(
        url=f"/tasks/{item.id}",
        due=due_chip(calendar, now, item),
        title=_("{title}：{late}").format(title=item.title, late=late[more.node]) if more.node in late else item.title,
        project=more.title or item.project,
        number=_numbered(more.number or "", item.of),
        stage=definition.titles[process],
        sender=more.sender or _("系统转入"),
        since=item.opened_at,
        amount=more.amount,
        basis=basis(definition.element(process, more.element)),
        reminded=reminded,
    )


def process_of(definition: Definition, key: str, element: str) -> str:
    """The id of the process that has this element, by its key: `review/project_review` → project_review."""
    return next(name for name, one in definition.keys.items() if one == key and element in definition.elements[name])


def basis(element: Element) -> str:
    """The legal basis in short: 第十三条、第二十条."""
    numbers = [int(one) for one in element.articles if one.isdecimal()]
    more = _("等") if len(numbers) > MOST_ARTICLES else ""
    return "、".join(article(number) for number in numbers[:MOST_ARTICLES]) + more


def _numbered(number: str, of: Mapping[str, Any]) -> str:
    return _("{number} 第{n}期").format(number=number, n=of["instalment"]) if "instalment" in of else number
