"""Level 1: the engine alone, case by case, with the answers that the entries recorded; no forms, no rows, stable for ever.

After every entry what is open, what was cancelled and the state digest must be those that the entry sealed; its columns must say what its
body says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.engine.definitions import Library
from workflows.engine.elements import Unreadable
from workflows.engine.hands import RecordedHands
from workflows.engine.sealing import state_digest
from workflows.engine.store import Open, Running
from workflows.errors import Incident, Refusal
from workflows.ledger.body import repeated
from workflows.ledger.tables import ledger_entry
from workflows.proof.comparing import Difference, column_difference

BESIDE_DRAWING = frozenset({"incident", "remind"})
"""Acts that open tasks which no diagram draws."""
ANSWERS = frozenset({"count_of", "deadline", "instant", "operate", "decide"})
"""Kinds of facts that a diagram asked for; the others say what forms and operations did."""
USER, REMEMBERED = "user", 1
BROKEN = (AttributeError, Incident, LookupError, Refusal, RuntimeError, TypeError, Unreadable, ValueError)
"""What the engine raises over recorded values that cannot be."""


@dataclass(slots=True)
class Engine:
    """One case: its workflow as it stood after the entries so far."""

    library: Library
    session: Session
    frozen: bytes = b""
    definition: str = ""
    open: dict[str, str] = field(default_factory=dict)
    """Key of what was awaited → its kind."""

    def follow(self, body: Mapping[str, Any]) -> tuple[str, Any, Any] | None:
        """Do what an entry says; answers the first difference. Raises one of BROKEN where it cannot be done."""
        hands = RecordedHands()
        hands.notes = [list(note) for note in body["facts"] if note[0] in ANSWERS]
        running = self._done(body, hands)
        awaited = list(running.open())
        for one in awaited:
            self._opened(running, one)
        found = self._compared(body, running, awaited)
        if hands.notes and found is None:
            found = "facts", hands.notes, []
        self.definition, self.open = body["definition"], {one.key: one.kind for one in awaited}
        self.frozen = running.freeze()
        return found

    def _done(self, body: Mapping[str, Any], hands: RecordedHands) -> Running:
        definition = self.library.get(self.session, body["definition"])
        act = body["act"]
        if act in ("start", "open"):
            running = Running.begin(definition, hands, {} if act == "start" else {"project": body["number"]})
            running.advance()
        else:
            running = Running.thaw(definition, self.frozen, hands)
        if act == "start":
            running.complete(next(iter(running.open())).node, body["route"])
        elif act == "complete" and body["key"] in self.open:
            running.complete(_node(running, body["key"]), body["route"])
        elif act in ("wake", "deliver"):
            running.release(_node(running, body["key"]))
        return running

    @staticmethod
    def _opened(running: Running, one: Open) -> None:
        """What the act did when this opened: its last moment was asked for, and it got a row."""
        if one.row:
            return
        element = running.definition.element(one.process, one.element) if one.kind == USER else None
        if element is not None and element.due_at:
            running.workflow.script_engine.evaluate(running.task(one.node), element.due_at)
        running.remember(one.node, REMEMBERED)

    def _compared(self, body: Mapping[str, Any], running: Running, awaited: list[Open]) -> tuple[str, Any, Any] | None:
        users = {one.key for one in awaited if one.kind == USER}
        done = body.get("key")
        before = {key for key, kind in self.open.items() if kind == USER}
        drawn = [one["key"] for one in body["opened"] if body["act"] not in BESIDE_DRAWING]
        state = state_digest(running, awaited, body["opened"])
        for path, recorded, executed in (
            ("opened", sorted(drawn), sorted(users - before)),
            ("cancelled", sorted(body["cancelled"]), sorted(before - users - {done})),
            ("state", body["state"], state),
        ):
            if recorded != executed:
                return path, recorded, executed
        return None


def _node(running: Running, key: str) -> str:
    for one in running.open():
        if one.key == key:
            return one.node
    raise LookupError(f"{key} is not open")


def replay_engine(session: Session, only: int | None = None) -> tuple[int, Difference | None]:
    """Execute every case (or one) again; answers how many entries, and the first difference in the order in which they were written."""
    library, engines, entries = Library(), dict[str, Engine](), 0
    for entry in _entries(session, only):
        entries += 1
        engine = engines.setdefault(entry.stream, Engine(library, session))
        try:
            body = json.loads(entry.body)
            found = engine.follow(body) or column_difference(entry, {name: said for name, said, _stands in repeated(entry, body)})
        except BROKEN as error:
            found = "act", entry.act, f"{type(error).__name__}: {error}"
        if found is not None:
            return entries, Difference(entry.stream, entry.number, *found)
    return entries, None


def _entries(session: Session, only: int | None) -> Iterator[Any]:
    """Across cases in the order in which they were written: it only tells which difference is the first, each case has its own engine."""
    table = ledger_entry.c
    mine = table.stream == f"case:{only}" if only is not None else table.stream.like("case:%")
    wanted = select(table.stream, table.number, table.at, table.act, table.body).where(mine).order_by(table.position)
    yield from session.execute(wanted.execution_options(yield_per=500))
