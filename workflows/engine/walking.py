"""Where a case stood after each of its entries, on every picture: told by the entries alone, for pages and audits.

An entry says which element was done, what opened and what was cancelled, by key (`lifecycle_call/review_call/finance_opinion#1`). What it
does not say - gateways passed, machine steps, waits for a moment or a message, the end of a called process - follows from the drawing
and the routing facts that it records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.engine.definitions import Definition
from workflows.engine.drawings import Drawing, Flow
from workflows.engine.elements import CALL, DECISION, SERVICE, USER
from workflows.engine.expressions import ExpressionError, compile_expression

KEY = re.compile(r"(?:(?P<path>.*)/)?(?P<element>[^/\[#]+)(?:\[(?P<index>\d+)\])?#\d+", re.ASCII)
WAIT, BOUNDARY, END = "intermediateCatchEvent", "boundaryEvent", "endEvent"
ONE, ALL = "exclusiveGateway", "parallelGateway"
ABOUT_TO_OPEN = ""
"""Stands among the keys of a task that the walk has reached, until the entry's own list names them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One picture at one moment: what is open (a person or a moment is awaited, or something runs inside), what was passed."""

    open: tuple[str, ...]
    done: tuple[str, ...]
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one entry did: where it happened, and each picture that looks different afterwards (by path; the case's own is empty)."""

    number: int
    path: str
    element: str
    changed: Mapping[str, Standing]


@dataclass(slots=True)
class _Segment:
    """One run of a process inside the case."""

    drawing: Drawing
    facts: dict[str, Any] = field(default_factory=dict)
    open: dict[str, set[str]] = field(default_factory=dict)
    waits: set[str] = field(default_factory=set)
    done: dict[str, None] = field(default_factory=dict)
    flows: dict[str, None] = field(default_factory=dict)
    arrived: dict[str, set[str]] = field(default_factory=dict)
    running: bool = True


def place(key: str) -> tuple[str, str]:
    """Path of the calls and element of a key; both empty for text that is none."""
    found = KEY.fullmatch(key)
    return (found["path"] or "", found["element"]) if found else ("", "")


def name_of(definition: Definition, key: str) -> str:
    """What the diagram calls the element that a key means; empty where the version does not know it."""
    path, identity = place(key)
    process = definition.name
    for call in path.split("/") if path else ():
        element = definition.elements[process].get(call)
        if element is None or element.calls not in definition.elements:
            return ""
        process = element.calls
    found = definition.elements[process].get(identity)
    return found.name if found else ""


def below(path: str, element: str) -> str:
    """The path of the process that this element calls."""
    return f"{path}/{element}" if path else element


Place = tuple[str, str]
"""Path of the calls, and the element there."""


class Walk:
    """Follows one case. `drawings`: every process of its version; `root`: the id of the process that it runs."""

    def __init__(self, drawings: Mapping[str, Drawing], root: str) -> None:
        self._drawings, self._root = drawings, root
        self._segments = {"": _Segment(drawings[root])}
        self._notes: list[list[Any]] = []
        self._shown: dict[str, Standing] = {}

    def process(self, path: str) -> Drawing:
        """The drawing that stands at a path. Raises KeyError for a path that the case has not entered."""
        return self._segments[path].drawing

    def entered(self) -> list[str]:
        """Paths of every process that the case has entered, in the order in which it did."""
        return list(self._segments)

    def steps(self, entries: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Step]:
        """One step for each (number, body), in the order of the stream."""
        for number, body in entries:
            path, element = self._follow(body)
            now = {one: self._standing(one) for one in self._segments}
            changed = {one: standing for one, standing in now.items() if self._shown.get(one) != standing}
            self._shown = now
            yield Step(number, path, element, changed)

    def awaited(self) -> set[tuple[str, str]]:
        """(path, element) of every task and wait that is open."""
        return {(path, one) for path, segment in self._segments.items() for one in (*segment.open, *segment.waits)}

    # ------------------------------------------------------------------------------------------------ one entry
    def _follow(self, body: Mapping[str, Any]) -> tuple[str, str]:
        self._notes = [note for note in body.get("facts", ()) if note[0] in ("operate", "decide")]
        path, element = self._known(str(body.get("key") or ""))
        if body["act"] in ("start", "open"):
            self._begin("")
        for key in body.get("cancelled", ()):
            self._close(key)
        opened = [one["key"] for one in body.get("opened", ()) if self._known(one["key"])[1]]
        if element:
            self._ensure(path)
            self._segments[path].facts.update(body.get("route") or {})
            self._complete(path, element, body["key"], {place(key) for key in opened})
        self._open(opened)
        return path, element

    def _known(self, key: str) -> Place:
        """Where a key means, nowhere if the drawings have no such element: an entry may have been altered."""
        path, element = place(key)
        process = self._root
        for call in path.split("/") if path else ():
            caller = self._drawings[process].elements.get(call) if process in self._drawings else None
            process = caller.calls if caller else ""
        return (path, element) if process in self._drawings and element in self._drawings[process].elements else ("", "")

    def _complete(self, path: str, element: str, key: str, opened: set[tuple[str, str]]) -> None:
        segment = self._segments[path]
        self._close(key)
        segment.waits.discard(element)
        if element in segment.drawing.hosts:
            self._interrupt(path, *segment.drawing.hosts[element])
        one_of_many = element in segment.open or (element in segment.drawing.sequential and (path, element) in opened)
        if not one_of_many:
            segment.done[element] = None
            self._leave(path, element)

    def _interrupt(self, path: str, host: str, cancels: bool) -> None:
        if cancels:
            self._segments[path].open.pop(host, None)
            inside = below(path, host)
            for one in [*self._segments]:
                if one == inside or one.startswith(f"{inside}/"):
                    self._stop(self._segments[one])

    @staticmethod
    def _stop(segment: _Segment) -> None:
        segment.running = False
        segment.open.clear()
        segment.waits.clear()

    def _close(self, key: str) -> None:
        path, element = place(key)
        segment = self._segments.get(path)
        if segment is not None and element in segment.open:
            segment.open[element] -= {key, ABOUT_TO_OPEN}
            if not segment.open[element]:
                del segment.open[element]

    def _open(self, keys: Iterable[str]) -> None:
        for key in keys:
            path, element = place(key)
            self._ensure(path)
            self._segments[path].open.setdefault(element, set()).add(key)
        for segment in self._segments.values():
            for waiting in segment.open.values():
                waiting.discard(ABOUT_TO_OPEN)
            segment.open = {element: waiting for element, waiting in segment.open.items() if waiting}

    def _ensure(self, path: str) -> None:
        """The entry knows better than the walk: what it names inside a process has been entered."""
        if path in self._segments and self._segments[path].running:
            return
        above, _slash, call = path.rpartition("/")
        self._ensure(above)
        self._segments[path] = _Segment(self._drawings[self._segments[above].drawing.elements[call].calls])

    # ------------------------------------------------------------------------------------------------ along the drawing
    def _begin(self, path: str) -> None:
        for event in self._segments[path].drawing.starts:
            self._segments[path].done[event] = None
            self._leave(path, event)

    def _leave(self, path: str, element: str) -> None:
        segment = self._segments[path]
        for flow in list(self._ways(segment, element)):
            segment.flows[flow.id] = None
            self._arrive(path, flow)

    @staticmethod
    def _ways(segment: _Segment, element: str) -> Iterator[Flow]:
        flows = segment.drawing.out.get(element, ())
        if segment.drawing.elements[element].kind != ONE or len(flows) == 1:
            yield from flows
            return
        chosen = next((flow for flow in flows if flow.condition and _holds(flow.condition, segment.facts)), None)
        default = next((flow for flow in flows if flow.default), None)
        if chosen or default:
            yield chosen or default  # type: ignore[misc]

    def _arrive(self, path: str, flow: Flow) -> None:
        segment, target = self._segments[path], flow.target
        kind = segment.drawing.elements[target].kind
        if kind == USER:
            segment.open.setdefault(target, set()).add(ABOUT_TO_OPEN)
        elif kind == WAIT:
            segment.waits.add(target)
        elif kind == CALL:
            self._call(path, target)
        elif kind == ALL and not self._joined(segment, flow):
            return
        else:
            self._pass(path, target, kind)

    def _call(self, path: str, element: str) -> None:
        drawing = self._drawings[self._segments[path].drawing.elements[element].calls]
        facts = self._segments[path].facts
        inside = below(path, element)
        for old in [one for one in self._segments if one == inside or one.startswith(f"{inside}/")]:
            del self._segments[old]
        self._segments[inside] = _Segment(drawing, {name: facts[name] for name in drawing.inputs if name in facts})
        self._begin(inside)

    @staticmethod
    def _joined(segment: _Segment, flow: Flow) -> bool:
        here = segment.arrived.setdefault(flow.target, set())
        here.add(flow.id)
        complete = len(here) == segment.drawing.incoming[flow.target]
        if complete:
            here.clear()
        return complete

    def _pass(self, path: str, element: str, kind: str) -> None:
        segment = self._segments[path]
        segment.done[element] = None
        if kind in (SERVICE, DECISION):
            segment.facts.update(self._answer(segment.drawing.elements[element].implementation))
        if kind == END:
            self._end(path)
        else:
            self._leave(path, element)

    def _answer(self, name: str) -> Mapping[str, Any]:
        for place_of, note in enumerate(self._notes):
            if note[1] == name:
                del self._notes[place_of]
                return dict(note[2] or {})
        return {}

    def _end(self, path: str) -> None:
        segment = self._segments[path]
        inside = f"{path}/" if path else ""
        busy = any(one.running for name, one in self._segments.items() if name != path and name.startswith(inside))
        if segment.open or segment.waits or busy or not segment.running:
            return
        segment.running = False
        above, _slash, call = path.rpartition("/")
        if path:
            caller = self._segments[above]
            caller.facts.update({name: segment.facts[name] for name in segment.drawing.outputs if name in segment.facts})
            caller.done[call] = None
            self._leave(above, call)

    # ------------------------------------------------------------------------------------------------ what is shown
    def _standing(self, path: str) -> Standing:
        segment = self._segments[path]
        inside = [one for one in segment.drawing.elements if one not in segment.open and self._runs(path, one)]
        return Standing(tuple(dict.fromkeys([*segment.open, *sorted(segment.waits), *inside])), tuple(segment.done), tuple(segment.flows))

    def _runs(self, path: str, element: str) -> bool:
        called = self._segments.get(below(path, element))
        return called is not None and called.running


def _holds(condition: str, facts: Mapping[str, Any]) -> bool:
    try:
        return compile_expression(condition).evaluate(facts, {}) is True
    except ExpressionError:
        return False
