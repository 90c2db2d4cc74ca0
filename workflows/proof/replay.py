"""Re-execution: the recorded acts, in their order, through the same runtime in a scratch database with the recorded clock.

Every entry must come out as it was recorded: what opened, which rules and tables said what, every row, the state digest. The first
difference is named.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflows.act import FileRef
from workflows.engine.machine import MachineActs
from workflows.engine.people import PeopleActs
from workflows.engine.runtime import Runtime
from workflows.engine.services import START
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, definition_file, outbox, timer, work_item
from workflows.engine.transactions import Databases, Order
from workflows.errors import Refusal
from workflows.ledger.commitments import MARK
from workflows.ledger.tables import ledger_entry, personal_value

LOCAL = frozenset({"wall", "seen", "rows"})
"""What an entry says of its own machine; rows are compared without their surrogate keys."""
PAGE = 500


class SettableClock(Protocol):
    """A clock that stands where it is put."""

    moment: dt.datetime


@dataclass(slots=True)
class Scratch:
    """Where history is executed again: an empty database with its tables, a runtime on it, its clock."""

    databases: Databases
    runtime: Runtime
    clock: SettableClock


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that came out otherwise: `path` inside the entry (`opened.0.due_on`)."""

    stream: str
    number: int
    path: str
    recorded: Any
    executed: Any


@dataclass(slots=True)
class Report:
    """What a replay found. `cannot`: why it had to stop without a difference (a version that is retired, an erased value)."""

    entries: int = 0
    difference: Difference | None = None
    cannot: str = ""

    @property
    def identical(self) -> bool:
        """Every entry came out as recorded."""
        return self.difference is None and not self.cannot


@dataclass(slots=True)
class Replay:
    """One re-execution of a ledger."""

    source: Databases
    scratch: Scratch
    cases: dict[str, int] = field(default_factory=dict)

    def run(self, only: int | None = None) -> Report:
        """Execute everything (or all up to the last act of one case and report on that case). Raises nothing: the report says it."""
        report = Report()
        with self.source.read() as session:
            self._definitions(session)
            wanted = f"case:{only}" if only is not None else None
            for entry in self._entries(session, wanted):
                told = wanted in (None, entry.stream)
                report.entries += told
                body = json.loads(entry.body)
                try:
                    difference = self._again(session, entry, body)
                except Refusal as refusal:
                    difference = Difference(entry.stream, entry.number, "act", body["act"], f"{refusal.kind}: {refusal}")
                except LookupError as error:
                    report.cannot = f"{entry.stream} {entry.number}: {error}"
                    return report
                if difference is not None:
                    report.difference = difference
                    return report
        return report

    def _definitions(self, session: Session) -> None:
        rows = [dict(row._mapping) for row in session.execute(select(definition_file))]
        with self.scratch.databases.write() as target:
            target.execute(insert(definition_file), rows)

    @staticmethod
    def _entries(session: Session, wanted: str | None) -> Iterator[Any]:
        table, position = ledger_entry.c, 0
        last = None
        if wanted is not None:
            last = session.execute(select(table.position).where(table.stream == wanted).order_by(table.position.desc()).limit(1)).scalar_one_or_none()
        while page := session.execute(select(ledger_entry).where(table.position > position).order_by(table.position).limit(PAGE)).all():
            for entry in page:
                if last is not None and entry.position > last:
                    return
                if entry.stream == SYSTEM or entry.stream.startswith("case:"):
                    yield entry
            position = page[-1].position

    # ------------------------------------------------------------------------------------------------ one entry
    def _again(self, session: Session, entry: Any, body: dict[str, Any]) -> Difference | None:
        self.scratch.clock.moment = dt.datetime.fromisoformat(body["now"])
        stream, number = {"start": self._start, "complete": self._complete, "wake": self._wake, "deliver": self._deliver, "open": self._open}.get(
            body["act"], self._system
        )(session, entry, body)
        with self.scratch.databases.read() as target:
            wanted = select(ledger_entry.c.body).where(ledger_entry.c.stream == stream, ledger_entry.c.number == number)
            text = target.execute(wanted).scalar_one_or_none()
        if text is None:
            return Difference(entry.stream, entry.number, "", "an entry", "nothing")
        found = _first(_comparable(body), _comparable(json.loads(text)), "")
        return Difference(entry.stream, entry.number, *found) if found else None

    def _start(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        done = PeopleActs.start(self.scratch.runtime, body["process"], self._order(session, entry, body))
        self.cases[entry.stream] = done.case_id
        return f"case:{done.case_id}", done.number

    def _complete(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        case = self._case(entry)
        with self.scratch.databases.read() as target:
            wanted = select(work_item.c.id, work_item.c.revision).join(case_, case_.c.root_id == work_item.c.root_id)
            wanted = wanted.where(case_.c.id == case, work_item.c.case_id == case, work_item.c.key == body["key"])
            item = target.execute(wanted.where(work_item.c.state == "open")).one_or_none()
        if item is None:
            raise LookupError(f"{body['key']} is not open")
        done = PeopleActs.complete(self.scratch.runtime, item.id, self._order(session, entry, body, item.revision))
        return f"case:{case}", done.number

    def _case(self, entry: Any) -> int:
        if entry.stream not in self.cases:
            raise LookupError("the case has no beginning")
        return self.cases[entry.stream]

    def _order(self, session: Session, entry: Any, body: dict[str, Any], seen: int = 1) -> Order:
        table = personal_value.c
        kept = session.execute(select(personal_value).where(table.stream == entry.stream, table.number == entry.number)).all()
        raw = _revealed(body["form"], {row.commitment: row.value for row in kept})
        files = {name: [FileRef(one["name"], one["sha256"], one["size"], one["type"]) for one in given] for name, given in body["files"].items()}
        return Order(entry.actor, raw, files, seen=seen, authority=body.get("authority", ""))

    def _wake(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        case = self._case(entry)
        with self.scratch.databases.read() as target:
            row = target.execute(select(timer.c.id).where(timer.c.case_id == case, timer.c.key == body["key"])).scalar_one_or_none()
        return self._machine(MachineActs.wake, row, body["key"])

    def _deliver(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        wanted = select(outbox.c.id).where(outbox.c.to_case == self._case(entry), outbox.c.name == body["message"])
        return self._post(wanted, body["message"])

    def _open(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        parent = session.execute(select(case_.c.parent_id).where(case_.c.id == int(entry.stream.removeprefix("case:")))).scalar_one()
        sender = self.cases.get(f"case:{parent}")
        with self.scratch.databases.read() as target:
            waiting = target.execute(select(outbox).where(outbox.c.from_case == sender, outbox.c.kind == START, outbox.c.delivered.is_(False))).all()
        row = next((one.id for one in waiting if one.name == body["process"] and one.payload["of"] == body["of"]), None)
        stream, number = self._machine(MachineActs.deliver_one, row, body["process"])
        self.cases[entry.stream] = int(stream.removeprefix("case:"))
        return stream, number

    def _post(self, wanted: Any, name: str) -> tuple[str, int]:
        with self.scratch.databases.read() as target:
            row = target.execute(wanted.where(outbox.c.delivered.is_(False)).order_by(outbox.c.id).limit(1)).scalar_one_or_none()
        return self._machine(MachineActs.deliver_one, row, name)

    def _machine(self, act: Any, row: int | None, what: str) -> tuple[str, int]:
        done = act(self.scratch.runtime, row) if row is not None else None
        if done is None:
            raise LookupError(f"{what} does not happen")
        return f"case:{done.case_id}", done.number

    def _system(self, session: Session, entry: Any, body: dict[str, Any]) -> tuple[str, int]:
        runtime = self.scratch.runtime
        if body["act"] == "publish":
            with self.scratch.databases.read() as target:
                files = {row.name: row.xml.encode() for row in target.execute(select(definition_file))}
            runtime.publish(files)
            return SYSTEM, entry.number
        return SYSTEM, runtime.register(body["name"], body["data"], entry.actor)


def _comparable(body: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in body.items() if name not in LOCAL}
    kept["form"] = _uncommitted(body.get("form"))
    kept["rows"] = [[row[0], row[2], row[3]] for row in body.get("rows", [])]
    return kept


def _uncommitted(form: Any) -> Any:
    """Salts differ from run to run, so commitments are not compared; `verify` compares them with their values."""
    return {name: MARK if _withheld(value) else value for name, value in form.items()} if isinstance(form, Mapping) else form


def _revealed(form: Mapping[str, Any], kept: Mapping[str, str | None]) -> dict[str, Any]:
    """The form with its personal values back in place. Raises LookupError where one was erased by law."""
    raw = dict(form)
    for name, value in form.items():
        if _withheld(value):
            text = kept.get(value[MARK])
            if text is None:
                raise LookupError("已依法删除")
            raw[name] = json.loads(text)
    return raw


def _withheld(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {MARK}


def _first(recorded: Any, executed: Any, path: str) -> tuple[str, Any, Any] | None:
    """The first place where two values differ."""
    if isinstance(recorded, dict) and isinstance(executed, dict):
        for name in sorted({*recorded, *executed}):
            found = _first(recorded.get(name), executed.get(name), f"{path}.{name}".strip("."))
            if found:
                return found
        return None
    if isinstance(recorded, list) and isinstance(executed, list) and len(recorded) == len(executed):
        inner = (_first(one, other, f"{path}.{place}") for place, (one, other) in enumerate(zip(recorded, executed, strict=True)))
        return next((found for found in inner if found), None)
    return None if recorded == executed else (path, recorded, executed)
