"""Rules on the tokens of a process: it is walked through marking by marking, as the engine would, without conditions.

A token that comes where one still waits means that branches met at a choice; a token that can never move on waits for a way not taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from workflows.engine.elements import tag
from workflows.proof.lint_model import BOUNDARY, EXCLUSIVE, INCLUSIVE, PARALLEL, Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.proof.lint_structure import round_trip, walk
from workflows.text import _

MOST_MARKINGS: Final = 5_000
MOST_WAYS: Final = 6
"""Ways out of an inclusive gateway of which every selection is walked; with more, each alone and all together."""
Marking = frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What a node can do: it takes a token from each of some flows and puts one on each of others; a terminating end takes all."""

    node: str
    takes: Marking
    gives: tuple[str, ...]
    ends_all: bool = False


@dataclass(frozen=True, slots=True)
class Walked:
    """Nodes that put a second token where one still is, joins that wait for ever; `whole`: every marking was seen."""

    twice: tuple[str, ...]
    waiting: tuple[str, ...]
    whole: bool


@rule("structure.once", _("并行分出的各路只在并行网关会合，其后的步骤只办一次。"))
def branches_meet_at_a_join(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Behind an exclusive gateway every branch goes on by itself: the step behind it runs once for each."""
    for node in walked(d).twice:
        text = _("同时进行的几路在{node}会合，却不等到齐，其后的步骤每路各办一次。请在这里改画并行网关，等各路到齐。")
        yield Found(node, text.format(node=d.said(node)), tuple(flow.id for flow in d.into[node]))


@rule("structure.waits", _("并行网关等待的每一路都会到达。"))
def joins_are_reached(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A join behind a choice waits for the way that was not taken, for ever."""
    for node in walked(d).waiting:
        text = _("并行网关{node}可能永远等不齐：有一路会走到别处。请改画排他网关，或让每一路都到这里。")
        yield Found(node, text.format(node=d.said(node)), tuple(flow.id for flow in d.into[node]))


@rule("structure.unproven", _("并行的分支少到可以逐一走查。"), "warning")
def walked_through(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Nothing is claimed of what was not seen."""
    if not walked(d).whole:
        text = _("流程里同时进行的分支太多，{most}种情形之内未能查完。请把并行的部分画成被调用的流程。")
        yield Found(d.id, text.format(most=MOST_MARKINGS))


def walked(d: Diagram) -> Walked:
    """Every marking that the process can come to. Nothing is said of what other rules refuse: loose ends, a loop round a fork."""
    gateways = [one.id for one in d.of(PARALLEL, INCLUSIVE)]
    guests = any(d.nodes[one.id].get("cancelActivity") == "false" for one in d.of(BOUNDARY))
    loose = any(end not in d.elements for flow in d.flows for end in (flow.source, flow.target))
    if len(d.starts) != 1 or loose or not (gateways or guests) or any(round_trip(d, name) for name in gateways):
        return Walked((), (), whole=True)
    return _walk(d, _ahead(d))


def _walk(d: Diagram, ahead: Mapping[str, str]) -> Walked:
    steps, joins = _steps(d, ahead), _Joins(d, ahead)
    first = frozenset(ahead[flow.id] for flow in d.out[d.starts[0]])
    seen, waiting = {first}, deque([first])
    twice: dict[str, None] = {}
    stuck: dict[str, None] = {}
    while waiting and len(seen) <= MOST_MARKINGS:
        here = waiting.popleft()
        ready = [step for step in steps if step.takes <= here] + joins.ready(here)
        if not ready:
            stuck |= dict.fromkeys(node for node in joins.parallel if here & joins.into[node])
        for step in ready:
            left = here - step.takes
            if left.intersection(step.gives) and not step.ends_all:
                twice[step.node] = None
                continue
            there = frozenset() if step.ends_all else left.union(step.gives)
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    first_twice = _first(d, [*twice], set())
    return Walked(first_twice, _first(d, [*stuck], _behind(d, first_twice)), whole=not waiting)


def _first(d: Diagram, found: list[str], known: set[str]) -> tuple[str, ...]:
    """Without those that only follow from an earlier fault: tokens that are one too many go wrong all along the way."""
    kept: list[str] = []
    for node in found:
        if node not in known | _behind(d, kept):
            kept.append(node)
    return tuple(kept)


def _behind(d: Diagram, nodes: Iterable[str]) -> set[str]:
    return walk(d, [there for node in nodes for there in d.next(node)])


def _ahead(d: Diagram) -> dict[str, str]:
    """Every flow → the last one of its row of plain steps: nothing that matters here happens on the way."""
    plain = {node: d.out[node][0].id for node in d.elements if len(d.into[node]) == len(d.out[node]) == 1 and not d.guests[node]}
    target = {flow.id: flow.target for flow in d.flows}
    found = {}
    for flow in target:
        last, passed = flow, {flow}
        while target[last] in plain and plain[target[last]] not in passed:
            last = plain[target[last]]
            passed.add(last)
        found[flow] = last
    return found


def _steps(d: Diagram, ahead: Mapping[str, str]) -> list[Step]:
    found = []
    for one in d.elements.values():
        into = [flow.id for flow in d.into[one.id]]
        if not into or (one.kind == INCLUSIVE and len(into) > 1):
            continue
        takes = [frozenset(into)] if one.kind == PARALLEL else [frozenset({flow}) for flow in into]
        ends_all = d.nodes[one.id].find(tag("terminateEventDefinition")) is not None
        found += [Step(one.id, some, ways, ends_all) for some in takes for ways in _ways(d, ahead, one.id)]
    return found


def _ways(d: Diagram, ahead: Mapping[str, str], node: str) -> Iterator[tuple[str, ...]]:
    """The flows that can get a token when a node is left; through a boundary event too, which may leave the node at work."""
    out = tuple(ahead[flow.id] for flow in d.out[node])
    kind = d.elements[node].kind
    if kind == EXCLUSIVE and out:
        yield from ((way,) for way in out)
    elif kind == INCLUSIVE and len(out) > 1:
        sizes = range(1, len(out) + 1) if len(out) <= MOST_WAYS else (1, len(out))
        yield from (some for size in sizes for some in combinations(out, size))
    else:
        yield out
    for guest in d.guests[node]:
        beside = tuple(ahead[flow.id] for flow in d.out[guest])
        yield (*out, *beside) if d.nodes[guest].get("cancelActivity") == "false" else beside


class _Joins:
    """Gateways where ways meet: an inclusive one goes on when no other token can still come to it."""

    def __init__(self, d: Diagram, ahead: Mapping[str, str]) -> None:
        self.diagram, self.ahead = d, ahead
        self.into = {one.id: frozenset(flow.id for flow in d.into[one.id]) for one in d.of(PARALLEL, INCLUSIVE)}
        self.parallel = [one.id for one in d.of(PARALLEL)]
        self.inclusive = [one.id for one in d.of(INCLUSIVE) if len(self.into[one.id]) > 1]
        self.before = {node: self._before(node) for node in self.inclusive}

    def ready(self, here: Marking) -> list[Step]:
        """What the inclusive joins can do."""
        able = [node for node in self.inclusive if here & self.into[node] and not (here - self.into[node]) & self.before[node]]
        return [Step(node, here & self.into[node], ways) for node in able for ways in _ways(self.diagram, self.ahead, node)]

    def _before(self, node: str) -> Marking:
        """The flows from which a token can come to the node."""
        sources, waiting = {node}, [node]
        found: set[str] = set()
        while waiting:
            here = waiting.pop()
            host = self.diagram.nodes[here].get("attachedToRef", "")
            found |= {flow.id for flow in self.diagram.into[here]}
            fresh = {*(flow.source for flow in self.diagram.into[here]), host} & set(self.diagram.elements) - sources
            sources |= fresh
            waiting.extend(fresh)
        return frozenset(found)
