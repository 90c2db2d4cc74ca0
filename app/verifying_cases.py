"""Verifies that every case stands where its entries say: the frozen state, work items, waits and periods, and the drawings themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.composition import Workbench
from workflows.engine.bindings import MESSAGE, TIMER
from workflows.engine.definitions import closure_hash
from workflows.engine.elements import RESOLVE
from workflows.engine.hands import RecordedHands
from workflows.engine.recorded import ITEM, Period, Recorded
from workflows.engine.sealing import state_digest
from workflows.engine.store import Open, Running
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, definition_file, definition_version, period, subscription, timer, work_item
from workflows.errors import Incident
from workflows.ledger.report import Finding, What, shown
from workflows.ledger.tables import ledger_entry

USER = "user"
AT_ONCE = 200
UNREADABLE = (Incident, ValueError, LookupError, TypeError, RuntimeError, AttributeError)
Moved = Mapping[tuple[str, str, str, str, str], tuple[str | None, bool]]
"""(case number, its business key, task or nothing, register id, first day) → the last day since a year's holidays came in, and pending."""


def drawings(session: Session) -> Iterator[Finding]:
    """Every kept file has the hash it is kept under, every version the hash of its files."""
    for sha256, xml in session.execute(select(definition_file.c.sha256, definition_file.c.xml)):
        found = hashlib.sha256(xml.encode()).hexdigest()
        if found != sha256:
            yield Finding("", 0, "row", sha256, found, f"definition_file {sha256[:12]} xml")
    for row in session.execute(select(definition_version)):
        found = closure_hash(row.process, row.files)
        if found != row.hash:
            yield Finding("", 0, "row", row.hash, found, f"definition_version {row.process} {row.number} files")


def cases(bench: Workbench, session: Session) -> Iterator[Finding]:
    """Each case against its entries."""
    moved = _moved(session)
    for case in session.execute(select(case_).order_by(case_.c.id).execution_options(yield_per=AT_ONCE)):
        one = _Case(session, case, moved)
        try:
            yield from one.findings(bench)
        except UNREADABLE as error:
            yield one.finding("unreadable", None, f"{type(error).__name__}: {error}", f"case_ {case.id}")


def _moved(session: Session) -> Moved:
    """What calendars that came in later moved, the latest last."""
    wanted = select(ledger_entry.c.body).where(ledger_entry.c.stream == SYSTEM, ledger_entry.c.body.contains('"moved":['))
    found = {}
    for body in session.execute(wanted.order_by(ledger_entry.c.number)).scalars():
        for one in json.loads(body)["moved"]:
            found[one["case"], _key(one["of"]), one["what"], one["id"], one["start"]] = one["after"], one["pending"]
    return found


def _key(of: Any) -> str:
    return json.dumps(of, sort_keys=True, ensure_ascii=False)


@dataclass(slots=True)
class _Case:
    session: Session
    case: Any
    moved: Moved
    recorded: Recorded = field(default_factory=Recorded)
    last: Mapping[str, Any] = field(default_factory=dict)

    def finding(self, what: What, expected: object, found: object, subject: str, number: int | None = None) -> Finding:
        """Something of this case."""
        return Finding(f"case:{self.case.id}", self.case.seq if number is None else number, what, shown(expected), shown(found), subject)

    def findings(self, bench: Workbench) -> Iterator[Finding]:
        """Everything that is not as the entries say."""
        table = ledger_entry.c
        entries = select(table.number, table.actor, table.body).where(table.stream == f"case:{self.case.id}").order_by(table.number)
        for number, actor, body in self.session.execute(entries):
            self.last = json.loads(body)
            self.recorded.learn(number, actor, self.last)
        yield from self._state(bench)
        yield from self._items()
        yield from self._periods()

    def _state(self, bench: Workbench) -> Iterator[Finding]:
        """The stored state, thawed, gives the digest that the last entry sealed, and what it awaits has its rows."""
        case, sealed, name = self.case, self.last.get("state"), f"case_ {self.case.id}"
        for column, expected in (("definition", self.last.get("definition")), ("digest", sealed)):
            if getattr(case, column) != expected:
                yield self.finding("row", expected, getattr(case, column), f"{name} {column}")
        try:
            running = Running.thaw(bench.library.get(self.session, case.definition), bytes(case.frozen), RecordedHands())
            awaited = list(running.open())
            found = state_digest(running, awaited, self.last.get("opened", []))
        except UNREADABLE as error:
            yield self.finding("row", sealed, f"{type(error).__name__}: {error}", f"{name} frozen")
            return
        if found != sealed:
            yield self.finding("row", sealed, found, f"{name} frozen")
            return
        state = "closed" if running.completed else "open"
        if case.state != state:
            yield self.finding("row", state, case.state, f"{name} state")
        yield from self._awaited(awaited)

    def _awaited(self, awaited: Iterable[Open]) -> Iterator[Finding]:
        waits: dict[str, list[Open]] = {USER: [], TIMER: [], MESSAGE: []}
        for one in awaited:
            waits[one.kind].append(one)
        is_open = select(work_item.c.key).where(work_item.c.root_id == self.case.root_id, work_item.c.case_id == self.case.id)
        open_now = set(self.session.execute(is_open.where(work_item.c.state == "open", work_item.c.task != RESOLVE)).scalars())
        yield from self._alike("work_item", {(key,) for key in open_now}, {(one.key,) for one in waits[USER]})
        yield from self._alike("timer", self._rows(timer, "key", "due_at"), {(one.key, one.due) for one in waits[TIMER]})
        yield from self._alike("subscription", self._rows(subscription, "key", "message"), {(one.key, one.said) for one in waits[MESSAGE]})

    def _rows(self, table: Table, *columns: str) -> set[tuple[Any, ...]]:
        wanted = select(*(table.c[name] for name in columns)).where(table.c.case_id == self.case.id)
        return {tuple(row) for row in self.session.execute(wanted)}

    def _alike(self, table: str, found: set[tuple[Any, ...]], expected: set[tuple[Any, ...]]) -> Iterator[Finding]:
        for one in sorted(expected - found, key=str):
            yield self.finding("absent", _said(one), None, f"{table} case {self.case.id}")
        for one in sorted(found - expected, key=str):
            yield self.finding("unrecorded", None, _said(one), f"{table} case {self.case.id}")

    def _items(self) -> Iterator[Finding]:
        """Work items by the entries that opened and closed them."""
        where = work_item.c.root_id == self.case.root_id, work_item.c.case_id == self.case.id
        rows = {row.key: row for row in self.session.execute(select(work_item).where(*where)).all()}
        for key, (number, expected) in self.recorded.items.items():
            row = rows.pop(key, None)
            if row is None:
                yield self.finding("absent", key, None, f"work_item case {self.case.id}", number)
                continue
            current = self._current(expected)
            for column in ITEM:
                found = _json(getattr(row, column))
                if found != current[column]:
                    yield self.finding("row", current[column], found, f"work_item {key} {column}", number)
        for key in rows:
            yield Finding("", 0, "unrecorded", shown(None), key, f"work_item case {self.case.id}")

    def _current(self, expected: dict[str, Any]) -> dict[str, Any]:
        """What an item's entries say, with the day that a later calendar gave it while it was open."""
        due = expected["due_id"] or "", expected["due_from"] or ""
        moved = self.moved.get((self.case.number, _key(self.case.of), expected["task"], *due))
        return {**expected, "due_on": moved[0], "due_pending": moved[1]} if moved else expected

    def _periods(self) -> Iterator[Finding]:
        """Periods by the entries that opened them."""
        table = period.c
        wanted = select(table.deadline_id, table.start, table.due, table.pending).where(table.case_id == self.case.id)
        rows = self.session.execute(wanted.order_by(table.id)).all()
        found = [(name, start.isoformat(), _json(due), pending) for name, start, due, pending in rows]
        for place, (number, said) in enumerate(self.recorded.periods):
            row = found[place] if place < len(found) else None
            if row is None or (row != said and not self._counted_again(said, row)):
                yield self.finding("absent" if row is None else "row", said, row, f"period case {self.case.id} {said[0]}", number)
        for row in found[len(self.recorded.periods) :]:
            yield Finding("", 0, "unrecorded", shown(None), shown(row), f"period case {self.case.id} {row[0]}")

    def _counted_again(self, said: Period, row: tuple[Any, ...]) -> bool:
        moved = self.moved.get((self.case.number, _key(self.case.of), "", said[0], said[1]))
        return moved is not None and row[:2] == said[:2] and row[3] == moved[1]


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _said(row: tuple[Any, ...]) -> str:
    return " ".join(value.isoformat() if isinstance(value, dt.datetime) else str(value) for value in row)
