"""Counts obligations again when the working days of a year have changed: what was 待定 gets its day, what was counted otherwise moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, or_, select, update
from sqlalchemy.orm import Session

from workflows.act import Deadlines, Due
from workflows.engine.tables import case_, period, work_item
from workflows.engine.worklist import last_moment

OWED = "due"
"""The effect of a period that somebody owes. A gate never waits for a calendar, and one that runs is not moved."""


def recompute(session: Session, deadlines: Deadlines, years: Collection[int]) -> list[dict[str, Any]]:
    """Count what is owed in open cases again, as far as it is 待定 or lies in one of these years.

    Answers what moved, by business keys: case number, what it is about, task or period, start, the days before and after (null: 待定).
    """
    if not years:
        return []
    moved = [*_items(session, deadlines, years), *_periods(session, deadlines, years)]
    return sorted(moved, key=lambda one: (one["case"], one["what"], one["id"], str(one["of"]), one["start"]))


def _items(session: Session, deadlines: Deadlines, years: Collection[int]) -> Iterator[dict[str, Any]]:
    touched = _touched(work_item, "due_pending", "due_from", "due_on", years)
    rows = select(work_item, case_.c.number).join(case_, case_.c.id == work_item.c.case_id)
    for row in session.execute(rows.where(work_item.c.state == "open", work_item.c.due_id.is_not(None), touched)).all():
        due = deadlines.compute(session, row.due_id, row.due_from, row.root_id)
        if due.effect != OWED or (due.due, due.pending) == (row.due_on, row.due_pending):
            continue
        values: dict[str, Any] = {"due_on": due.due, "due_pending": due.pending}
        # A task that a moment of the case cuts off keeps that moment.
        if row.due_at == last_moment(row.due_on):
            values["due_at"] = last_moment(due.due)
        session.execute(update(work_item).where(work_item.c.id == row.id).values(values))
        yield _said(row, row.task, row.due_id, row.due_from, row.due_on, due)


def _periods(session: Session, deadlines: Deadlines, years: Collection[int]) -> Iterator[dict[str, Any]]:
    rows = select(period, case_.c.number, case_.c.of).join(case_, case_.c.id == period.c.case_id).where(case_.c.state == "open")
    for row in session.execute(rows.where(period.c.effect == OWED, _touched(period, "pending", "start", "due", years))).all():
        due = deadlines.compute(session, row.deadline_id, row.start, row.root_id)
        if (due.due, due.rolled, due.pending) == (row.due, row.rolled, row.pending):
            continue
        values = {"due": due.due, "rolled": due.rolled, "pending": due.pending}
        session.execute(update(period).where(period.c.id == row.id).values(values))
        yield _said(row, "", row.deadline_id, row.start, row.rolled or row.due, due)


def _touched(table: Table, pending: str, start: str, end: str, years: Collection[int]) -> ColumnElement[bool]:
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    return or_(table.c[pending], and_(table.c[start] <= last, table.c[end] >= first))


def _said(row: Row[Any], what: str, identity: str, start: dt.date, before: dt.date | None, due: Due) -> dict[str, Any]:
    after = due.due if what else due.rolled or due.due
    days = {"before": before.isoformat() if before else None, "after": after.isoformat() if after else None, "pending": due.pending}
    return {"case": row.number, "of": dict(row.of), "what": what, "id": identity, "start": start.isoformat(), **days}
