"""What a running diagram calls: the live hands of an act, which note every fact they read, and the recorded hands of a replay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflows.act import Act, Case, Directory, Facts, FactsOf, Form, Operation
from workflows.engine.answering import answered, grounds_of, thin
from workflows.engine.definitions import Definition
from workflows.errors import Incident, Reason, Refused
from workflows.side_case import SideCase
from workflows.text import _

Decided = Callable[[Act, Mapping[str, Any]], None]
SystemAct = Callable[[Session, dt.datetime, Any], Collection[int] | SideCase | None]
"""May answer the years whose working days it has changed: what is owed in open cases is then counted again; or a case to begin."""
InstantOf = Callable[[Session, Case], dt.datetime]


@dataclass(frozen=True, slots=True)
class Hands:
    """Everything that is named, by name. `decided`: what is done with a decision's outputs; `system`: acts outside any case."""

    forms: Mapping[str, Form]
    operations: Mapping[str, Operation]
    facts: Mapping[str, FactsOf]
    decided: Mapping[str, Decided]
    instants: Mapping[str, InstantOf]
    system: Mapping[str, SystemAct]
    directory: Directory


class LiveHands:
    """The hands of an act in progress."""

    def __init__(self, hands: Hands, definition: Definition) -> None:
        self.hands, self.definition = hands, definition
        self.act: Act | None = None

    def _now(self) -> Act:
        if self.act is None:
            raise Incident("a diagram ran outside an act")
        return self.act

    def call(self, function: str, *arguments: Any) -> Any:
        """count_of, deadline, instant; the answer is noted in the entry. Raises Refused for an empty list, Incident for an unknown name."""
        act = self._now()
        value = {"count_of": self._count, "deadline": self._deadline, "instant": self._instant}[function](act, str(arguments[0]))
        act.record.facts.append([function, arguments[0], value.isoformat() if isinstance(value, dt.datetime) else value])
        return value

    def _count(self, act: Act, name: str) -> int:
        members = self.hands.directory.members(act.session, name, act.case)
        if not members:
            raise Refused([Reason(_("名单“{name}”中没有人，请先确定人员。").format(name=name))])
        return len(members)

    @staticmethod
    def _deadline(act: Act, name: str) -> dt.datetime:
        due = act.freed(name)
        if due is None or due.frees_at is None:
            raise Incident(f"the case has no period {name}")
        return due.frees_at

    def _instant(self, act: Act, name: str) -> dt.datetime:
        if name not in self.hands.instants:
            raise Incident(f"no instant {name}")
        return self.hands.instants[name](act.session, act.case)

    def operate(self, name: str) -> Facts:
        """Do a machine step and note its answer."""
        act = self._now()
        if name not in self.hands.operations:
            raise Incident(f"no operation {name}")
        act.session.flush()
        facts = thin(self.hands.operations[name](act))
        act.record.facts.append(["operate", name, facts])
        return facts

    def decide(self, name: str) -> Facts:
        """Evaluate a table; inputs, outputs, matched rows and its version go into the entry. Raises Refused where it has no answer."""
        act = self._now()
        act.session.flush()
        inputs = self.hands.facts[name](act)
        answer = answered(self.definition, name, inputs)
        outputs = answer.outputs if isinstance(answer.outputs, dict) else {}
        if name in self.hands.decided:
            self.hands.decided[name](act, outputs)
        facts = thin(outputs)
        act.record.facts.append(["decide", name, facts, grounds_of(answer, inputs)])
        return facts


class RecordedHands:
    """The hands of a level-1 replay: answers come from the entry, in the order in which they were noted."""

    def __init__(self) -> None:
        self.notes: list[list[Any]] = []

    def _next(self, kind: str, name: str) -> Any:
        if not self.notes or self.notes[0][:2] != [kind, name]:
            raise Incident(f"the entry has no answer for {kind} {name}")
        return self.notes.pop(0)[2]

    def call(self, function: str, *arguments: Any) -> Any:
        """The recorded value; moments come back as moments."""
        value = self._next(function, str(arguments[0]))
        return dt.datetime.fromisoformat(value) if function in ("deadline", "instant") else value

    def operate(self, name: str) -> Facts:
        """The recorded answer."""
        return dict(self._next("operate", name))

    def decide(self, name: str) -> Facts:
        """The recorded outputs."""
        return dict(self._next("decide", name))
