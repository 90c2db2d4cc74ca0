"""Which last days have come near or have passed, and the rows that say who was told of them. Computed from what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Index, Integer, Row, String, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import SHANGHAI, Act, Deadlines
from workflows.engine.elements import NAME, OVERSEE, Element
from workflows.engine.tables import IS_OPEN, work_item
from workflows.engine.worklist import FAR
from workflows.schema import Id, Instant
from workflows.schema import Row as Kept
from workflows.warning_days import Warnings

DAY = dt.timedelta(days=1)
BESIDE_KEY = "overdue:"
"""Keys and nodes of tasks that look after another, late or without anybody; the node goes on with that item's id."""
LOOKS_AFTER = (OVERSEE, NAME)


class Reminder(Kept):
    """Somebody was reminded of an open task. `days`: from its last day, negative before it; `escalated`: the task that looks after it."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("item_id", "due_on", "days"), Index("ix_reminder_case", "case_id", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(Id)
    item_id: Mapped[int] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(40))
    assignee: Mapped[str | None] = mapped_column(String(60))
    due_id: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[dt.date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(Integer)
    escalated: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Ripe:
    """An open task of whose last day somebody is to be told now. `escalate`: to whom above; empty: to nobody."""

    item: Row[Any]
    days: int
    escalate: str = ""


_TOLD = func.max(Reminder.days).label("told")
_OPEN = (
    select(work_item, _TOLD)
    .outerjoin(Reminder, (Reminder.item_id == work_item.c.id) & (Reminder.due_on == work_item.c.due_on))
    .where(IS_OPEN, work_item.c.due_on.is_not(None))
    .group_by(*work_item.c)
    .order_by(work_item.c.id)
)


_JUDGED = work_item.c.id, work_item.c.due_id, work_item.c.due_on, work_item.c.opened_at
# Asked at every tick, and so built once.
_NEAR = (
    _OPEN.with_only_columns(work_item.c.case_id, *_JUDGED, _TOLD)
    .group_by(None)
    .group_by(work_item.c.case_id, *_JUDGED)
    .where(work_item.c.due_on <= bindparam("until"))
)


def cases_to_remind(session: Session, deadlines: Deadlines, today: dt.date) -> list[int]:
    """The cases in which somebody is to be told of something today."""
    rows = session.connection().execute(_NEAR, {"until": today + deadlines.furthest(session, today) * DAY}).all()
    return sorted({row.case_id for row in rows if _mark(deadlines.warnings(session, row.due_id, today), row, today) is not None})


def ripe_in(session: Session, deadlines: Deadlines, case_id: int, today: dt.date) -> Iterator[Ripe]:
    """What is to be told in one case, a line a task: of several marks that have passed only the last."""
    near = work_item.c.due_on <= today + deadlines.furthest(session, today) * DAY
    for row in session.execute(_OPEN.where(work_item.c.case_id == case_id, near)).all():
        warnings = deadlines.warnings(session, row.due_id, today)
        days = _mark(warnings, row, today)
        if days is not None:
            above = (role for role in warnings.roles if role != row.role)
            yield Ripe(row, days, next(above, "") if days == warnings.late else "")


def _mark(warnings: Warnings, row: Any, today: dt.date) -> int | None:
    """The last mark that has come since the task opened, None where it was told or none has: whoever has just got it knows the day."""
    first = row.opened_at.astimezone(SHANGHAI).date() + DAY
    marks = [-days for days in warnings.before if row.due_on - days * DAY >= first]
    marks += [warnings.late] if today >= first else []
    last = max((days for days in marks if row.due_on + days * DAY <= today), default=None)
    return last if last is not None and (row.told is None or last > row.told) else None


def overseeing_row(act: Act, element: Element, late: Any, place: str, role: str, number: int) -> dict[str, Any]:
    """The task of whoever looks after a late one; its own actor finds it on no desk."""
    case = act.case
    where = {"case_id": case.id, "root_id": case.root_id, "authority_id": case.authority_id, "process": late.process}
    what: dict[str, Any] = {"key": f"{BESIDE_KEY}{number}", "node": f"{BESIDE_KEY}{late.id}", "element": element.id, "task": OVERSEE}
    what |= {"title": element.name, "of": dict(case.of), "index": None, "revision": 1, "state": "open"}
    who: dict[str, Any] = {"role": role, "place": place, "assignee": None, "excluded": f",{late.assignee}," if late.assignee else ""}
    due = {"due_id": None, "due_from": None, "due_on": None, "due_pending": False, "due_at": FAR}
    return {"id": act.new_id(), "opened_at": act.now, **where, **what, **who, **due}


def lapse(act: Act, items: Sequence[int], tasks: Sequence[str] = LOOKS_AFTER) -> list[str]:
    """Take back what looked after these items, now that they need it no more; answers the keys of what was open."""
    nodes = [f"{BESIDE_KEY}{one}" for one in items]
    mine = work_item.c.case_id == act.case.id, work_item.c.task.in_(tasks), IS_OPEN, work_item.c.node.in_(nodes)
    values = {"state": "cancelled", "closed_at": act.now, "revision": work_item.c.revision + 1}
    return sorted(act.session.execute(update(work_item).where(*mine).values(**values).returning(work_item.c.key)).scalars())


def told_of(session: Session, items: Sequence[int]) -> dict[int, dt.datetime]:
    """Item → when somebody was last reminded of it, of those that were."""
    wanted = select(Reminder.item_id, func.max(Reminder.at)).where(Reminder.item_id.in_(items)).group_by(Reminder.item_id)
    return {row[0]: row[1] for row in session.execute(wanted)} if items else {}


def late_of(session: Session, nodes: Sequence[str]) -> dict[str, str]:
    """Node of a task that looks after a late one → what the late one is called."""
    known = {int(one.removeprefix(BESIDE_KEY)): one for one in nodes}
    rows = session.execute(select(work_item.c.id, work_item.c.title).where(work_item.c.id.in_(known))) if known else ()
    return {known[row.id]: row.title for row in rows}


def looked_after(session: Session, item_id: int) -> Any:
    """The late item that a task looks after."""
    node = session.execute(select(work_item.c.node).where(work_item.c.id == item_id)).scalar_one()
    return session.execute(select(work_item).where(work_item.c.id == int(node.removeprefix(BESIDE_KEY)))).one()
