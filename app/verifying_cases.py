"""Verifies that every case stands where its entries say: its row, the frozen state and what it awaits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.verifying_entries import columns
from app.verifying_rows import Moved, Rows, moved_days, plain
from workflows.engine.bindings import MESSAGE, TIMER
from workflows.engine.codec import CODEC
from workflows.engine.elements import BESIDE, RESOLVE
from workflows.engine.hands import RecordedHands
from workflows.engine.recorded import REASSIGNED, Recorded
from workflows.engine.sealing import state_digest
from workflows.engine.store import Open, Running
from workflows.engine.tables import case_, incident, subscription, timer, work_item
from workflows.errors import Incident, Refusal
from workflows.ledger.report import Finding, What, shown
from workflows.ledger.tables import ledger_entry

USER = "user"
PLACE = ("key", "node", "id")
"""Where what is awaited stands in the frozen state, and its row."""
AT_ONCE = 200
UNREADABLE = (Incident, Refusal, ValueError, LookupError, TypeError, RuntimeError, AttributeError)


def cases(bench: Workbench, session: Session) -> Iterator[Finding]:
    """Each case against its entries."""
    moved = moved_days(session)
    for case in session.execute(select(case_).order_by(case_.c.id).execution_options(yield_per=AT_ONCE)):
        one = _Case(session, case, moved)
        try:
            yield from one.findings(bench)
        except UNREADABLE as error:
            yield one.finding("unreadable", None, f"{type(error).__name__}: {error}", f"case_ {case.id}")


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
        entries = select(ledger_entry).where(table.stream == f"case:{self.case.id}").order_by(table.number)
        for entry in self.session.execute(entries):
            self.last = json.loads(entry.body)
            self.recorded.learn(entry.number, entry.actor, entry.key, self.last)
            yield from columns(entry, self.last)
        for body in self._beside():
            self.recorded.reassigned(body)
        yield from self._columns()
        yield from self._state(bench)
        definition = bench.library.get(self.session, self.last["definition"])
        yield from Rows(self.session, self.case, self.recorded, self.moved, definition).findings()

    def _beside(self) -> Iterator[Mapping[str, Any]]:
        """Entries of the project's side cases that gave a task of this one to somebody else."""
        sides = select(case_.c.id).where(case_.c.root_id == self.case.id, case_.c.parent_id.is_not(None))
        streams = [f"case:{one}" for one in self.session.execute(sides).scalars()]
        told = select(ledger_entry.c.body).where(ledger_entry.c.stream.in_(streams), ledger_entry.c.body.contains(f'["{REASSIGNED}",'))
        for body in self.session.execute(told.order_by(ledger_entry.c.at, ledger_entry.c.position)).scalars() if streams else ():
            yield json.loads(body)

    def _columns(self) -> Iterator[Finding]:
        """The case's own row."""
        case = self.case
        derived = {"closed_at": self.last["now"] if case.state == "closed" else None, "version": case.seq + 1, "codec": CODEC}
        for column, (number, expected) in {**self.recorded.case, **{name: (case.seq, value) for name, value in derived.items()}}.items():
            found = plain(getattr(self.case, column))
            if found != expected:
                yield self.finding("row", expected, found, f"case_ {self.case.id} {column}", number)

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
        mine = work_item.c.root_id == self.case.root_id, work_item.c.state == "open"
        users = {_place(one) for one in waits[USER]}
        yield from self._alike("work_item", self._rows(work_item, *mine, work_item.c.task.not_in(BESIDE)), users)
        timers = {(*_place(one), one.due) for one in waits[TIMER]}
        yield from self._alike("timer", self._rows(timer, of=(*PLACE, "due_at")), timers)
        heard = {(*_place(one), one.said) for one in waits[MESSAGE]}
        yield from self._alike("subscription", self._rows(subscription, of=(*PLACE, "message")), heard)

        yield from self._alike("work_item", self._rows(work_item, *mine, work_item.c.task == RESOLVE, of=("key", "node")), self._failed())

    def _failed(self) -> set[tuple[Any, ...]]:
        """Key and node of the tasks of incidents that are still open."""
        known = self.session.execute(select(incident).where(incident.c.case_id == self.case.id).order_by(incident.c.id))
        return {(f"incident:{number}", f"incident:{row.id}") for number, row in enumerate(known, 1) if row.open}

    def _rows(self, table: Table, *conditions: Any, of: Sequence[str] = PLACE) -> set[tuple[Any, ...]]:
        wanted = select(*(table.c[name] for name in of)).where(table.c.case_id == self.case.id, *conditions)
        return {tuple(row) for row in self.session.execute(wanted)}

    def _alike(self, table: str, found: set[tuple[Any, ...]], expected: set[tuple[Any, ...]]) -> Iterator[Finding]:
        for one in sorted(expected - found, key=str):
            yield self.finding("absent", _said(one), None, f"{table} case {self.case.id}")
        for one in sorted(found - expected, key=str):
            yield self.finding("unrecorded", None, _said(one), f"{table} case {self.case.id}")


def _place(one: Open) -> tuple[Any, ...]:
    return one.key, one.node, one.row


def _said(row: tuple[Any, ...]) -> str:
    return " ".join(value.isoformat() if isinstance(value, dt.datetime) else str(value) for value in row)
