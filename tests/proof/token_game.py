"""The token game played out by hand, without any shortcut: every token a value of its own, a called process inside the token of its call.

Written apart from the product, to be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

from workflows.engine.elements import CALL, local
from workflows.proof.lint_model import Diagram

Token = tuple[Any, ...]
"""``("on", flow)`` · ``("at", node, guests that can still catch, tokens of the called process or None)``."""
State = tuple[Token, ...]
MOST = 1_000


@dataclass
class Outcome:
    """`met`: elements that something happened at."""

    stuck: bool = False
    twice: bool = False
    endless: bool = False
    whole: bool = True
    met: set[str] = field(default_factory=set)


class Game:
    """One process of a set, with those that it calls."""

    def __init__(self, home: Mapping[str, Diagram], name: str) -> None:
        self.home, self.diagram = home, home[name]
        self.flows = {flow.id: flow for flow in self.diagram.flows}
        self.reach = {node: self._reach(node) for node in self.diagram.elements}
        self.inner = {one.id: Game(home, one.calls) for one in self.diagram.of(CALL)}
        self.met: set[str] = set()

    def _reach(self, start: str) -> set[str]:
        seen, waiting = {start}, [start]
        while waiting:
            fresh = set(self.diagram.next(waiting.pop())) - seen
            seen |= fresh
            waiting += fresh
        return seen

    def play(self) -> Outcome:
        """Every state there is."""
        found, seen, back = Outcome(met=self.met), {self.first()}, dict[State, set[State]]()
        waiting, good = [self.first()], set[State]()
        while waiting:
            here = waiting.pop()
            if not here or self.crowded(here):
                found.twice = found.twice or bool(here)
                good.add(here)
                continue
            after = {there for there, _thrown in self.steps(here)}
            if not after:
                found.stuck = True
                good.add(here)
            for there in after:
                back.setdefault(there, set()).add(here)
            waiting += after - seen
            seen |= after
            if len(seen) > MOST:
                found.whole = False
                return found
        reached = list(good)
        while reached:
            fresh = back.get(reached.pop(), set()) - good
            good |= fresh
            reached += fresh
        found.endless = bool(seen - good)
        return found

    def first(self) -> State:
        """A token at the start."""
        return (("at", self.diagram.starts[0], frozenset(), None),)

    def crowded(self, state: State) -> bool:
        """Two tokens at one place, here or inside a call."""
        places = [token[:2] for token in state]
        return len(set(places)) < len(places) or any(self.inner[t[1]].crowded(t[3]) for t in state if t[0] == "at" and t[3])

    # ------------------------------------------------------------------------------------------------ steps
    def steps(self, state: State) -> Iterator[tuple[State, str]]:
        """Every next state, with what is thrown to the caller."""
        for token in state:
            rest = list(state)
            rest.remove(token)
            if token[0] == "at":
                yield from self._at(token, rest)
            else:
                yield from self._on(token, rest)

    def _on(self, token: Token, rest: list[Token]) -> Iterator[tuple[State, str]]:
        node = self.flows[token[1]].target
        kind, into = self.diagram.elements[node].kind, [("on", flow.id) for flow in self.diagram.into[node]]
        if kind == "parallelGateway":
            if all(one in rest or one == token for one in into):
                yield from self._leave(node, [one for one in rest if one not in into])
        elif kind == "inclusiveGateway" and len(into) > 1:
            others = [one for one in rest if one not in into]
            if not any(node in self.reach[self._where(one)] for one in others):
                yield from self._leave(node, others)
        elif kind == "endEvent":
            yield from self._end(node, rest)
        elif self.diagram.guests[node] or kind == CALL:
            self.met.add(node)
            armed = frozenset(guest for guest in self.diagram.guests[node] if not self._interrupts(guest))
            yield self._sorted([*rest, ("at", node, armed, self.inner[node].first() if kind == CALL else None)]), ""
        else:
            yield from self._leave(node, rest)

    def _where(self, token: Token) -> str:
        return str(token[1]) if token[0] == "at" else self.flows[token[1]].target

    def _at(self, token: Token, rest: list[Token]) -> Iterator[tuple[State, str]]:
        _at, node, armed, inner = token
        if not inner:
            yield from self._leave(node, rest)
        else:
            for there, thrown in self.inner[node].steps(inner):
                now = (*token[:3], there)
                yield from self._throw(thrown, [*rest, now]) if thrown else [(self._sorted([*rest, now]), "")]
        for guest in self.diagram.guests[node]:
            if self._caught(guest):
                continue
            if self._interrupts(guest):
                yield from self._leave(guest, rest)
            elif guest in armed:
                yield from self._leave(guest, [*rest, ("at", node, armed - {guest}, inner)])

    def _end(self, node: str, rest: list[Token]) -> Iterator[tuple[State, str]]:
        self.met.add(node)
        thrown = self._caught(node)
        if thrown:
            yield from self._throw(thrown, rest)
        else:
            yield (() if self._event(node) == "terminate" else self._sorted(rest)), ""

    def _throw(self, thrown: str, tokens: list[Token]) -> Iterator[tuple[State, str]]:
        """Whoever waits for it here catches it; otherwise it goes up."""
        catching = [
            (token, guest)
            for token in tokens
            if token[0] == "at"
            for guest in self.diagram.guests[token[1]]
            if self._caught(guest) in (thrown, thrown.partition(":")[0] + ":") and (guest in token[2] or self._interrupts(guest))
        ]
        if not catching:
            yield self._sorted(tokens), thrown
            return
        left = []
        for token in tokens:
            mine = [guest for one, guest in catching if one == token]
            if not any(self._interrupts(guest) for guest in mine):
                left.append((*token[:2], token[2] - set(mine), token[3]) if token[0] == "at" else token)
        states = [self._sorted(left)]
        for _token, guest in catching:
            states = [after for state in states for after, _none in self._leave(guest, list(state))]
        yield from ((state, "") for state in states)

    def _leave(self, node: str, rest: list[Token]) -> Iterator[tuple[State, str]]:
        self.met.add(node)
        out, kind = [("on", flow.id) for flow in self.diagram.out[node]], self.diagram.elements[node].kind
        if not out and kind != "boundaryEvent":
            return
        if kind == "exclusiveGateway":
            ways = [[one] for one in out]
        elif kind == "inclusiveGateway":
            ways = [list(some) for some in chain.from_iterable(combinations(out, size) for size in range(1, len(out) + 1))]
        else:
            ways = [out]
        yield from ((self._sorted([*rest, *way]), "") for way in ways)

    # ------------------------------------------------------------------------------------------------ drawing
    def _interrupts(self, guest: str) -> bool:
        return self.diagram.nodes[guest].get("cancelActivity") != "false"

    def _event(self, node: str) -> str:
        return "".join(local(part) for part in self.diagram.nodes[node] if local(part).endswith("Definition")).removesuffix(
            "EventDefinition"
        )

    def _caught(self, node: str) -> str:
        """``error:A`` of what throws or catches an error; empty otherwise."""
        kind = self._event(node)
        if kind not in ("error", "escalation"):
            return ""
        reference = next(part.get(f"{kind}Ref", "") for part in self.diagram.nodes[node] if local(part).endswith("Definition"))
        return f"{kind}:{reference.removeprefix(f'{kind}_')}"

    @staticmethod
    def _sorted(tokens: list[Token]) -> State:
        return tuple(sorted(tokens, key=repr))
