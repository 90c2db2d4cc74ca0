"""Walks every way through a process and what it calls, and carries along what has happened on it.

Branches that run at the same time are walked one by one, each knowing only what happened before the fork and on itself: what is
proven of such ways holds in whatever order people finish. A gateway that asks for the outcome is answered by the outcome of this way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from workflows.engine.elements import CALL, DECISION, SERVICE, USER
from workflows.proof.lawful.answers import Answers, Word
from workflows.proof.lawful.ways import Way
from workflows.proof.lint_model import PARALLEL, Diagram, Signature, signature
from workflows.proof.soundness.events import definition


class State(NamedTuple):
    """The outcome, what has happened (a set of bits), and whether this runs beside the procedure, begun by a reminder."""

    word: Word
    done: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What an element does to what has happened: bits that it sets and bits that it takes away."""

    sets: int = 0
    takes: int = 0


@dataclass
class Walked:
    """`ends`: every state at an end of the process; `within`: every state inside it; `wrong`: places where something was not allowed."""

    ends: dict[State, Way] = field(default_factory=dict)
    within: dict[int, Way] = field(default_factory=dict)
    wrong: dict[tuple[str, str], Way] = field(default_factory=dict)


Marks = Callable[[Diagram, str, Word], Mark]
"""What an element does when it is done with an outcome."""
Wrong = Callable[[Diagram, str, int], bool]
"""Whether an element may not happen when so much has been done."""


class Walker:
    """Walks one set of processes for one property."""

    def __init__(
        self, home: Mapping[str, Diagram], answers: Answers, opens: Mapping[str, tuple[str, ...]], marks: Marks, wrong: Wrong
    ) -> None:
        self.home, self.answers, self.opens, self.marks, self.wrong = home, answers, opens, marks, wrong
        self.known: dict[tuple[str, State], Walked] = {}
        self.takes: dict[str, Signature] = {}

    def walk(self, process: str, first: State) -> Walked:
        """Everything that can happen in a process that begins so."""
        key = (process, first)
        if key not in self.known:
            self.known[key] = Walked()
            _Run(self, self.home[process], self.known[key]).run(first)
        return self.known[key]

    def signature(self, process: str) -> Signature:
        """What a process of the set takes and gives."""
        if process not in self.takes:
            self.takes[process] = signature(self.home[process])
        return self.takes[process]


class _Run:
    def __init__(self, walker: Walker, d: Diagram, found: Walked) -> None:
        self.walker, self.diagram, self.found = walker, d, found
        self.waiting: list[tuple[str, State, Way]] = []
        self.seen: set[tuple[str, State]] = set()
        self.arrived: dict[str, dict[str, dict[State, Way]]] = defaultdict(lambda: defaultdict(dict))

    def run(self, first: State) -> None:
        for name in self.diagram.starts:
            self._leave(name, first, Way(None, name))
        for flow, state, way in self._queue():
            self._meet(flow, state, way)

    def _queue(self) -> Iterator[tuple[str, State, Way]]:
        """First come, first served: so that the ways are short."""
        at = 0
        while at < len(self.waiting):
            yield self.waiting[at]
            at += 1

    def _push(self, flow: str, state: State, way: Way) -> None:
        if (flow, state) not in self.seen:
            self.seen.add((flow, state))
            self.waiting.append((flow, state, Way(way, flow)))

    def _leave(self, name: str, state: State, way: Way) -> None:
        self.found.within.setdefault(state.done, way)
        for flow in self.walker.answers.out(self.diagram, name, state.word):
            self._push(flow.id, state, way)

    # ------------------------------------------------------------------------------------------------ elements
    def _meet(self, flow: str, state: State, way: Way) -> None:
        name = next(one.target for one in self.diagram.flows if one.id == flow)
        kind = self.diagram.elements[name].kind if name in self.diagram.elements else ""
        if not kind:
            return
        if kind == "endEvent":
            self._end(name, state, Way(way, name))
        elif kind == PARALLEL and len(self.diagram.into[name]) > 1:
            self._join(name, flow, state, way)
        elif kind == CALL:
            self._call(name, state, way)
        else:
            self._do(name, state, way)

    def _end(self, name: str, state: State, way: Way) -> None:
        self.found.within.setdefault(state.done, way)
        if not state.beside or definition(self.diagram.nodes[name]) == "terminate":
            self.found.ends.setdefault(State(state.word, state.done), way)

    def _join(self, name: str, flow: str, state: State, way: Way) -> None:
        """All that arrived with it, in every combination; the outcome is one of theirs."""
        self.arrived[name][flow][state] = way
        others = [self.arrived[name][one.id] for one in self.diagram.into[name] if one.id != flow]
        for some in product(*(other.items() for other in others)):
            done, beside = state.done, state.beside
            for other, _way in some:
                done, beside = done | other.done, beside and other.beside
            joined = Way(way, name, beside=tuple(other_way for _other, other_way in some))
            for word in dict.fromkeys((state.word, *(other.word for other, _way in some))):
                self._leave(name, State(word, done, beside), joined)

    def _do(self, name: str, state: State, way: Way) -> None:
        d, one = self.diagram, self.diagram.elements[name]
        if self.walker.wrong(d, name, state.done):
            self.found.wrong.setdefault((d.id, name), Way(way, name))
        self._guests(name, state, way, {state.done: None})
        here = Way(way, name)
        for word in self.walker.answers.after(d, name, state.word):
            mark = self.walker.marks(d, name, word)
            after = State(word, (state.done | mark.sets) & ~mark.takes, state.beside)
            for opened in self.walker.opens.get(one.implementation, ()) if one.kind in (USER, SERVICE, DECISION) else ():
                self._opened(opened, State("", after.done), here)
            self._leave(name, after, here)

    def _call(self, name: str, state: State, way: Way) -> None:
        called = self.diagram.elements[name].calls
        if called not in self.walker.home:
            self._guests(name, state, way, {state.done: None})
            self._leave(name, State(None, state.done, state.beside), Way(way, name))
            return
        takes = self.walker.signature(called)
        inner = self.walker.walk(called, State(state.word if "outcome" in takes.inputs else "", state.done))
        for place, inside in inner.wrong.items():
            self.found.wrong.setdefault(place, Way(way, name, inside))
        for done, inside in inner.within.items():
            self.found.within.setdefault(done, Way(way, name, inside))
        self._guests(name, state, way, {state.done: None, **inner.within})
        for end, inside in inner.ends.items():
            word = end.word if "outcome" in takes.outputs else state.word
            self._leave(name, State(word, end.done, state.beside), Way(way, name, inside))

    def _guests(self, name: str, state: State, way: Way, within: Mapping[int, Way | None]) -> None:
        """Boundary events: they come when nothing, something or everything inside has been done."""
        for guest in self.diagram.guests[name]:
            node = self.diagram.nodes[guest]
            mark = self.walker.marks(self.diagram, guest, state.word)
            beside = state.beside or node.get("cancelActivity") == "false"
            for done, inside in within.items():
                so_far = State(state.word, (done | mark.sets) & ~mark.takes, beside)
                self._leave(guest, so_far, Way(Way(way, name, inside), guest))

    def _opened(self, process: str, first: State, way: Way) -> None:
        """A case of its own that this step begins: what happens in it happens after this."""
        if process in self.walker.home:
            inner = self.walker.walk(process, first)
            for place, inside in inner.wrong.items():
                self.found.wrong.setdefault(place, Way(way.before, way.element, inside))
