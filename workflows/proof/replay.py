"""Re-execution: the recorded acts, in their order, through the same runtime in a scratch database with the recorded clock.

Every entry must come out as it was recorded: what opened, which rules and tables said what, every row, the state digest. The first
difference is named.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflows.act import FileRef
from workflows.engine.machine import MachineActs
from workflows.engine.people import PeopleActs
from workflows.engine.releasing import Release
from workflows.engine.reminding import ReminderActs
from workflows.engine.runtime import Runtime
from workflows.engine.services import START
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, definition_file, definition_version, outbox, timer, work_item
from workflows.engine.transactions import Databases, Order
from workflows.errors import Incident, Refusal
from workflows.ledger.tables import ledger_entry
from workflows.proof.comparing import Difference, Erased, Unkept, column_difference, comparable, first_difference, kept_values, revealed

PAGE = 500
BROKEN = (ArithmeticError, AttributeError, Incident, LookupError, RuntimeError, TypeError, ValueError, SQLAlchemyError)
"""What an act raises whose recorded values cannot be."""
COLUMNS = ("act", "at", "actor")
"""Sealed columns that come out again."""
Where = tuple[str, int]
"""Stream and number of an entry."""


class SettableClock(Protocol):
    """A clock that stands where it is put."""

    moment: dt.datetime


class Retired(Exception):
    """The code that did this has another version by now."""


class Absent(Exception):
    """What the entry says was done is not there to be done."""


@dataclass(slots=True)
class Scratch:
    """Where history is executed again: an empty database with its tables, a runtime on it, its clock."""

    databases: Databases
    runtime: Runtime
    clock: SettableClock


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
        wanted = f"case:{only}" if only is not None else None
        with self.source.read() as session:
            for entry in _entries(session, wanted):
                told = wanted in (None, entry.stream)
                report.entries += told
                try:
                    difference = self._again(session, entry)
                except (Erased, Retired) as reason:
                    report.cannot = f"{entry.stream} {entry.number}: {reason}" if told else ""
                else:
                    report.difference = difference if told else None
                if not report.identical:
                    return report
        return report

    # ------------------------------------------------------------------------------------------------ one entry
    def _again(self, session: Session, entry: Any) -> Difference | None:
        act = "an entry"
        try:
            body = json.loads(entry.body)
            act = body["act"]
            self.scratch.clock.moment = dt.datetime.fromisoformat(body["now"])
            return self._compared(session, entry, body, self._done(session, entry, body))
        except Refusal as refusal:
            return Difference(entry.stream, entry.number, "act", act, f"{refusal.kind}: {refusal}")
        except Absent as error:
            return Difference(entry.stream, entry.number, "key", str(error), None)
        except Unkept as error:
            field, commitment = error.args
            return Difference(entry.stream, entry.number, f"form.{field}", commitment, None)
        except Erased:
            raise
        except BROKEN as error:
            return Difference(entry.stream, entry.number, "act", act, f"{type(error).__name__}: {error}")

    def _done(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        acts = {
            "start": self._start,
            "complete": self._complete,
            "wake": self._wake,
            "deliver": self._deliver,
            "open": self._open,
            "incident": self._incident,
            "remind": self._remind,
            "publish": self._publish,
            "register": self._register,
        }
        return acts[body["act"]](session, entry, body)

    def _compared(self, session: Session, entry: Any, body: dict[str, Any], where: Where) -> Difference | None:
        stream, number = where
        with self.scratch.databases.read() as target:
            wanted = select(ledger_entry).where(ledger_entry.c.stream == stream, ledger_entry.c.number == number)
            again = target.execute(wanted).one()
            executed = comparable(json.loads(again.body), kept_values(target, stream, number))
        recorded = comparable(body, kept_values(session, entry.stream, entry.number))
        _not_retired(recorded.get("rules", {}), executed.get("rules", {}))
        # Not the key: it names the task by an id that another machine draws otherwise. Verifying compares it with the task's answer.
        found = first_difference(recorded, executed) or column_difference(entry, {name: getattr(again, name) for name in COLUMNS})
        if found is None and number != entry.number:
            found = "number", entry.number, number
        return Difference(entry.stream, entry.number, *found) if found else None

    # ------------------------------------------------------------------------------------------------ people
    def _start(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        order = replace(self._order(session, entry, body), within=self._parent(session, entry))
        done = PeopleActs.start(self.scratch.runtime, body["process"], order)
        self.cases[entry.stream] = done.case_id
        return f"case:{done.case_id}", done.number

    def _complete(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        case = self._case(entry)
        wanted = select(work_item.c.id, work_item.c.revision).where(work_item.c.case_id == case, work_item.c.key == body["key"])
        with self.scratch.databases.read() as target:
            item = target.execute(wanted.where(work_item.c.state == "open")).one_or_none()
        if item is None:
            raise Absent(body["key"])
        done = PeopleActs.complete(self.scratch.runtime, item.id, self._order(session, entry, body, item.revision))
        return f"case:{case}", done.number

    def _order(self, session: Session, entry: Any, body: dict[str, Any], seen: int = 1) -> Order:
        form = self.scratch.runtime.hands.forms.get(body["task"])
        if form is None or _retired(body["form_version"], form.version):
            raise Retired(f"version retired: form {body['task']} {body['form_version']}")
        raw = revealed(body["form"], kept_values(session, entry.stream, entry.number))
        files = {
            name: [FileRef(one["name"], one["sha256"], one["size"], one["type"]) for one in given] for name, given in body["files"].items()
        }
        return Order(entry.actor, raw, files, seen=seen, authority=body.get("at", body.get("authority", "")))

    def _parent(self, session: Session, entry: Any) -> int:
        """The case, as it is called here, inside which the entry's began; 0 for none."""
        mine = select(case_.c.parent_id).where(case_.c.id == int(entry.stream.removeprefix("case:")))
        return self.cases.get(f"case:{session.execute(mine).scalar_one()}", 0)

    def _case(self, entry: Any) -> int:
        if entry.stream not in self.cases:
            raise Absent(entry.stream)
        return self.cases[entry.stream]

    # ------------------------------------------------------------------------------------------------ the machine
    def _wake(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        wanted = select(timer.c.id).where(timer.c.case_id == self._case(entry), timer.c.key == body["key"])
        return self._machine(MachineActs.wake, self._first(wanted), body["key"])

    def _deliver(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        wanted = select(outbox.c.id).where(outbox.c.to_case == self._case(entry), outbox.c.name == body["message"])
        return self._machine(MachineActs.deliver_one, self._first(wanted.where(outbox.c.delivered.is_(False))), body["message"])

    def _open(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        posted = self._posted(self._parent(session, entry), START, body["process"], body["of"])
        stream, number = self._machine(MachineActs.deliver_one, posted, body["process"])
        self.cases[entry.stream] = int(stream.removeprefix("case:"))
        return stream, number

    def _incident(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        case, what = self._case(entry), body["what"]
        if body["kind"] == timer.name:
            row = self._first(select(timer.c.id).where(timer.c.case_id == case, timer.c.key == what))
        else:
            row = self._posted(case, None, what, body["of"])
        if row is None:
            raise Absent(what)
        return f"case:{case}", self.scratch.runtime.report(body["kind"], row, body["text"]).number

    def _remind(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        return self._machine(ReminderActs.remind_case, self._case(entry), body["act"])

    def _posted(self, case: int, kind: str | None, name: str, of: dict[str, Any]) -> int | None:
        """What waits in the outbox of or for a case."""
        mine = or_(outbox.c.from_case == case, outbox.c.to_case == case)
        wanted = select(outbox).where(mine, outbox.c.name == name, outbox.c.delivered.is_(False)).order_by(outbox.c.id)
        with self.scratch.databases.read() as target:
            waiting = target.execute(wanted if kind is None else wanted.where(outbox.c.kind == kind)).all()
        return next((one.id for one in waiting if one.payload.get("of", {}) == of), None)

    def _first(self, wanted: Any) -> int | None:
        with self.scratch.databases.read() as target:
            found: int | None = target.execute(wanted.order_by("id").limit(1)).scalar_one_or_none()
        return found

    def _machine(self, act: Any, row: int | None, what: str) -> Where:
        done = act(self.scratch.runtime, row) if row is not None else None
        if done is None:
            raise Absent(what)
        return f"case:{done.case_id}", done.number

    # ------------------------------------------------------------------------------------------------ outside any case
    def _publish(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        if "release" in body:
            kept = select(definition_file.c.xml).where(definition_file.c.sha256 == body["release"]["drawing"])
            self.scratch.runtime.release(Release.again(body["release"], session.execute(kept).scalar_one().encode()))
            return SYSTEM, entry.number
        table = definition_version.c
        hashes = [one["hash"] for one in body["versions"]]
        versions = session.execute(select(table.files).where(table.hash.in_(hashes))).scalars()
        files = {sha256 for parts in versions for sha256 in parts.values()}
        shipped = session.execute(select(definition_file).where(definition_file.c.sha256.in_(files)))
        self.scratch.runtime.publish({row.name: row.xml.encode() for row in shipped})
        return SYSTEM, entry.number

    def _register(self, session: Session, entry: Any, body: dict[str, Any]) -> Where:
        return SYSTEM, self.scratch.runtime.register(body["name"], body["data"], entry.actor)


def _entries(session: Session, wanted: str | None) -> Iterator[Any]:
    """What is executed again, in the order in which it was written; for one case up to its last act.

    Nothing seals `position`: a false one makes something come out otherwise, or it has made no difference. Sealed moments would not do:
    of two acts that write one row, the one that was handed in first may have had to wait for the other.
    """
    table, last = ledger_entry.c, None
    if wanted is not None:
        mine = select(table.position).where(table.stream == wanted).order_by(table.position.desc()).limit(1)
        last = session.execute(mine).scalar_one_or_none()
        if last is None:
            return
    ahead = select(ledger_entry).order_by(table.position).limit(PAGE)
    page = session.execute(ahead).all()
    while page:
        for entry in page:
            if last is not None and entry.position > last:
                return
            if entry.stream == SYSTEM or entry.stream.startswith("case:"):
                yield entry
        page = session.execute(ahead.where(table.position > page[-1].position)).all()


def _not_retired(recorded: dict[str, int], executed: dict[str, int]) -> None:
    for rule, version in recorded.items():
        if _retired(version, executed.get(rule, version)):
            raise Retired(f"version retired: rule {rule} {version}")


def _retired(recorded: Any, now: int) -> bool:
    """Whether it was another version once. One that never was, or is yet to come, is a difference."""
    return type(recorded) is int and 0 < recorded < now
