"""What the machine could not do in three tries: a task for a supervisor, who looks into it and has it done again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.engine.elements import RESOLVE, Element
from workflows.engine.tables import incident, outbox, timer, work_item
from workflows.engine.worklist import FAR

MOST_TRIES = 3
KINDS: dict[str, Table] = {table.name: table for table in (timer, outbox)}


def note(act: Act, kind: str, row: Any, text: str, identity: int) -> str:
    """Write the incident; answers the key of its task: the first of its case is `incident:1`."""
    before = act.session.execute(select(func.count()).select_from(incident).where(incident.c.case_id == act.case.id)).scalar_one()
    values = {"id": identity, "case_id": act.case.id, "kind": kind, "reference": row.id, "text": text, "at": act.now}
    act.session.execute(insert(incident), values)
    return f"incident:{before + 1}"


def task_row(act: Act, element: Element, process: str, place: str, key: str, node: int) -> dict[str, Any]:
    """The work item of an incident; its node names the incident's row."""
    case = act.case
    where = {"case_id": case.id, "root_id": case.root_id, "authority_id": case.authority_id, "process": process}
    what = {"key": key, "node": f"incident:{node}", "element": element.id, "task": RESOLVE, "title": element.name, "of": dict(case.of)}
    who = {"role": element.role, "place": place, "assignee": None, "excluded": "", "index": None, "revision": 1, "state": "open"}
    due = {"due_id": None, "due_from": None, "due_on": None, "due_pending": False, "due_at": FAR}
    return {"id": act.new_id(), "opened_at": act.now, **where, **what, **who, **due}


def incident_of(session: Session, node: str) -> Any:
    """The incident that a task is about."""
    return session.execute(select(incident).where(incident.c.id == int(node.removeprefix("incident:")))).one()


def reason_of(session: Session, item_id: int) -> str:
    """What was said when it failed, for the page of the task."""
    node = session.execute(select(work_item.c.node).where(work_item.c.id == item_id)).scalar_one()
    return str(incident_of(session, node).text)


def arm_again(act: Act, node: str) -> None:
    """Have what failed done again by the clock; the entry says what."""
    found = incident_of(act.session, node)
    table = KINDS[found.kind]
    act.session.execute(update(incident).where(incident.c.id == found.id).values(open=False))
    act.session.execute(update(table).where(table.c.id == found.reference).values(tries=0))
    act.record.facts.append(["again", found.kind, None])


def about(kind: str, row: Any) -> dict[str, Any]:
    """What failed, by business keys: the timer's key, or the message's name with its business key."""
    return {"what": row.key} if kind == timer.name else {"what": row.name, "of": dict(row.payload.get("of", {}))}


def first_line(error: Exception) -> str:
    """What an entry says of an error: never the values of a statement, which stand on later lines."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"[:300]
