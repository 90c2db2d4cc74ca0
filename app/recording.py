"""A recorded case as a scenario file: the acts of people with what they entered, and how the case stands now."""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.composition import at_work
from app.config import Config
from app.documents.specimen import specimen
from app.stage import NOTICE
from app.verifying import NOTHING, SIGNS
from workflows.act import SHANGHAI
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, period, work_item
from workflows.errors import Missing, Reason
from workflows.ledger.tables import ledger_entry
from workflows.procurement import world as worlds
from workflows.procurement.given import TABLES
from workflows.procurement.models.funds import FundMovement
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.projects import Project
from workflows.proof.comparing import kept_values, revealed
from workflows.proof.scenario_files import Table
from workflows.proof.scenario_text import written
from workflows.text import _

WHOLE = ("calendar", "service_list")
"""Parts of the world that are told as a whole where they differ."""


def recorded(config: Config, case: int) -> str:
    """The scenario of a case with its side cases. Raises Missing for no such case, Erased where a value that was entered is gone."""
    with at_work(config) as bench, bench.databases.read() as session:
        root = session.execute(select(case_).where(case_.c.id == case)).one_or_none()
        if root is None:
            raise Missing([Reason(_("没有这个项目。"))])
        if root.id != root.root_id:
            root = session.execute(select(case_).where(case_.c.id == root.root_id)).one()
        return written(_story(session, root))


def _story(session: Session, root: Row[Any]) -> Table:
    cases = {f"case:{row.id}": row for row in session.execute(select(case_).where(case_.c.root_id == root.id))}
    entries = list(_entries(session, [*cases, SYSTEM]))
    last = max(place for place, entry in enumerate(entries) if entry.stream in cases)
    given: Table = {}
    begins = root.started_at
    steps: list[Table] = []
    for entry in entries[: last + 1]:
        body = json.loads(entry.body)
        if body["act"] == "register" and body["name"] == "world.settle":
            given, begins = _differing(body["data"]), dt.datetime.fromisoformat(body["now"])
        else:
            step = _step(session, entry, body, cases.get(entry.stream))
            steps += [step] if step else []
    head = {"id": f"CASE-{root.id}", "title": root.title, "begins": _local(begins)}
    return {"scenario": head, "given": given, "step": steps, "then": _then(session, root)}


def _entries(session: Session, streams: list[str]) -> Iterator[Row[Any]]:
    """Of each stream in the order of its numbers, across them by the sealed moment; `position` only where two have the same."""
    one = select(ledger_entry).order_by(ledger_entry.c.number)
    told = (session.execute(one.where(ledger_entry.c.stream == stream)).all() for stream in streams)
    yield from heapq.merge(*told, key=lambda entry: (entry.at, entry.position))


def _step(session: Session, entry: Row[Any], body: Table, case: Row[Any] | None) -> Table | None:
    at = _local(dt.datetime.fromisoformat(body["now"]))
    if case is None:
        given = {"world.change": body.get("data"), "calendar.import": {NOTICE: body.get("data")}}.get(body.get("name", ""))
        return {"do": "check", "at": at, "given": worlds.dated(given)} if given else None
    if body["act"] == "wake":
        return {"do": "wait", "at": at, "title": body["title"]}
    if body["act"] not in ("start", "complete") or "incident:" in body["key"]:
        return None
    form = revealed(body["form"], kept_values(session, entry.stream, entry.number))
    who = {"do": body["act"], "who": entry.actor, "post": body["post"], "process": body.get("process"), "task": body["task"]}
    warned = [rule for rules, _field, _text in body.get("warnings", ()) for rule in rules]
    noted = {"flags": body.get("flags"), "warnings": list(dict.fromkeys(warned)) or None}
    return {**who, "of": dict(case.of) or None, "title": body["title"], "at": at, **noted, "files": _files(body), "form": form}


def _files(body: Table) -> Table | None:
    return {field: [{"name": _known(one["name"])} for one in given] for field, given in body["files"].items()} or None


def _known(name: str) -> str:
    """A file of another kind than those that can be made anew is told as a PDF."""
    try:
        specimen(name)
    except ValueError:
        return f"{name}.pdf"
    return name


def _local(moment: dt.datetime) -> dt.datetime:
    """As an official reads it."""
    return moment.astimezone(SHANGHAI)


def _differing(world: Table) -> Table:
    """What a settled world has that the standard one has not: the inverse of `merge`."""
    usual: Mapping[str, Any] = worlds.plain(worlds.standard())
    found: Table = {}
    for name, (table, keys) in TABLES.items():
        before = {tuple(one.get(key) for key in keys): one for one in usual[table]}
        now = {tuple(one.get(key) for key in keys): one for one in world[table]}
        changed = [one for key, one in now.items() if before.get(key) != one]
        gone = [{**dict(zip(keys, key, strict=True)), "absent": True} for key in before if key not in now]
        if changed or gone:
            found[name] = worlds.dated([*changed, *gone])
    return found | {name: worlds.dated(world[name]) for name in WHOLE if world[name] != usual[name]}


# ---------------------------------------------------------------------------------------------------- how it stands
def _then(session: Session, root: Row[Any]) -> Table:
    wanted = select(work_item.c.task).where(work_item.c.root_id == root.id, work_item.c.state == "open").order_by(work_item.c.id)
    closed = root.closed_at.astimezone(SHANGHAI).date() if root.closed_at else None
    project = session.scalars(select(Project).where(Project.case_id == root.id)).one_or_none()
    about = {"notice": list(_notices(session, project)), "money": _money(session, project)} if project else {}
    state = {"state": root.state, "closed_on": closed, "open": list(session.execute(wanted).scalars())}
    return {**state, "deadline": list(_periods(session, root)), **about}


def _periods(session: Session, root: Row[Any]) -> Iterator[Table]:
    for row in session.execute(select(period).where(period.c.root_id == root.id).order_by(period.c.id)):
        yield {"id": row.deadline_id, "from": row.start, "due": row.due, "pending": row.pending or None}


def _notices(session: Session, project: Project) -> Iterator[Table]:
    for notice in session.scalars(select(Notice).where(Notice.project_id == project.id).order_by(Notice.id)):
        yield {"kind": notice.kind, "from": notice.from_date, "to": notice.to_date}


def _money(session: Session, project: Project) -> Table:
    """The project's own movements, fund by fund: in the story no other project moves them."""
    sums: dict[str, dict[str, Decimal]] = {}
    for movement in session.scalars(select(FundMovement).where(FundMovement.project_id == project.id).order_by(FundMovement.id)):
        fund = sums.setdefault(movement.fund, dict.fromkeys(SIGNS, NOTHING))
        for name, signs in SIGNS.items():
            fund[name] += signs.get(movement.kind, 0) * movement.amount
    return {fund: {name: f"{amount:.2f}" for name, amount in of.items()} for fund, of in sums.items()}
