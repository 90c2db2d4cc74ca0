"""Where a task leads, read from the diagram alone: who gets the case next, for each outcome. Nothing is executed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, EndEvent, IntermediateCatchEvent, ParallelGateway

from workflows.engine.definitions import Definition
from workflows.engine.elements import BESIDE, CALL, USER, Element
from workflows.engine.expressions import compile_expression


@dataclass(frozen=True, slots=True)
class Ahead:
    """What opens next. `joined`: only when others have done their part too; `either`: which of them, the answers decide.

    `waits`: what must come first (a period, a message); `ends`: the case may end there, with this name.
    """

    tasks: tuple[Element, ...] = ()
    joined: bool = False
    either: bool = False
    waits: tuple[str, ...] = ()
    ends: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A point of the walk: the process with the calls that led to it."""

    process: str
    calls: tuple[tuple[str, str], ...]
    name: str


@dataclass(slots=True)
class _Walk:
    definition: Definition
    outcome: str
    found: dict[tuple[str, str], Element] = field(default_factory=dict)
    met: set[_Place] = field(default_factory=set)
    joined: bool = False
    either: bool = False
    waits: dict[str, None] = field(default_factory=dict)
    ends: str = ""

    def on(self, place: _Place) -> None:
        """Follow what comes after a place."""
        if place in self.met:
            return
        self.met.add(place)
        for name in self._taken(self._spec(place)):
            self._at(replace(place, name=name))

    def _at(self, place: _Place) -> None:
        spec = self._spec(place)
        element = self.definition.elements[place.process].get(spec.bpmn_id or "")
        if isinstance(spec, BoundaryEvent):
            return  # what comes only if a task is not done in time does not come next
        if element is not None and element.kind == USER:
            self.found.setdefault((place.process, element.id), element)
        elif element is not None and element.kind == CALL:
            self.on(_Place(element.calls, (*place.calls, (place.process, place.name)), "Start"))
        elif isinstance(spec, EndEvent):
            self._out(place, element)
        else:
            self._note(spec, element)
            self.on(place)

    def _out(self, place: _Place, element: Element | None) -> None:
        """Back to the caller; from the outermost process the case ends."""
        if place.calls:
            process, name = place.calls[-1]
            self.on(_Place(process, place.calls[:-1], name))
        elif element is not None:
            self.ends = element.name

    def _note(self, spec: Any, element: Element | None) -> None:
        self.joined = self.joined or (isinstance(spec, ParallelGateway) and len(spec.inputs) > 1)
        if isinstance(spec, IntermediateCatchEvent) and element is not None:
            self.waits[element.name] = None

    def _spec(self, place: _Place) -> Any:
        outer = place.process == self.definition.name
        return (self.definition.spec if outer else self.definition.called[place.process]).task_specs[place.name]

    def _taken(self, spec: Any) -> list[str]:
        """The ways on: at a gateway those that this outcome opens, all that cannot be told apart without rows."""
        flows = getattr(spec, "cond_task_specs", None)
        if not flows:
            return [spec.name for spec in spec.outputs if not isinstance(spec, str)] or list(map(str, spec.outputs))
        open_to = [(name, None if flow is None else self._holds(flow.args[0])) for flow, name in flows]
        certain = [name for name, holds in open_to if holds is True]
        if certain:
            return certain[:1]
        ways = [name for name, holds in open_to if holds is None]
        self.either = self.either or len(ways) > 1
        return ways

    def _holds(self, condition: str) -> bool | str | None:
        """True, False, or None where it cannot be told."""
        expression = compile_expression(condition)
        if not self.outcome or not expression.names <= {"outcome"}:
            return None
        return bool(expression.evaluate({"outcome": self.outcome}, {}))


def ahead(definition: Definition, element: Element, calls: Sequence[str], outcome: str = "") -> Ahead:
    """What follows a user task. `calls`: ids of the call activities from the outermost process down to it; `outcome`: empty for any.

    Nothing follows the engine's own tasks: the clock does again what had failed, a late task is still to be done.
    """
    if element.implementation in BESIDE:
        return Ahead()
    process, chain = definition.name, []
    for call in calls:
        chain.append((process, call))
        process = definition.elements[process][call].calls
    walk = _Walk(definition, outcome, joined=bool(element.member))
    walk.on(_Place(process, tuple(chain), element.id))
    return Ahead(tuple(walk.found.values()), walk.joined, walk.either, tuple(walk.waits), walk.ends)


def calls_of(key: str) -> tuple[str, ...]:
    """The calls in a work item's key: `lifecycle/review/finance_opinion#1` → lifecycle, review."""
    return tuple(key.split("/")[:-1])
