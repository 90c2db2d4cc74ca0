"""Builds the net of a process as the engine runs it: every answer of a gateway possible, every moment and message may come or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice, product
from typing import Final

from workflows.engine.elements import CALL
from workflows.proof.lint_model import BOUNDARY, EXCLUSIVE, INCLUSIVE, PARALLEL, Diagram, repeated
from workflows.proof.soundness.events import Label, definition, label
from workflows.proof.soundness.net import Catcher, Meeting, Move, Net, Throw, Way

EVENT_BASED: Final = "eventBasedGateway"
MOST_WAYS: Final = 6
"""Ways out of an inclusive gateway of which every selection is walked; with more, each alone and all together."""
Word = tuple[Label, ...]
"""What a called process throws from its beginning to its end."""
QUIET: Final[tuple[Word, ...]] = ((),)
Words = Mapping[str, tuple[Word, ...]]
"""Process → every such word; one that is not there is not known."""
EVERYTHING: Final = -1
MOST_MIXED: Final = 500


def net_of(d: Diagram, words: Words) -> Net:
    """The net of a process with one start event and no loose ends. `words` of the processes that it calls."""
    return _Builder(d, words).build()


def _side_by_side(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What one or two calls of the same process throw, in any order."""
    both = (mixed for one, other in product(words, words) for mixed in _mixed(one, other))
    return tuple(dict.fromkeys((*words, *islice(both, MOST_MIXED))))


def _mixed(one: Word, other: Word) -> Iterator[Word]:
    if not one or not other:
        yield one + other
        return
    yield from ((one[0], *rest) for rest in _mixed(one[1:], other))
    yield from ((other[0], *rest) for rest in _mixed(one, other[1:]))


class _Builder:
    def __init__(self, d: Diagram, words: Words) -> None:
        self.diagram, self.net, self.places = d, Net(d), 0
        self.words = {name: self._words(name, words) for name in d.elements}
        self.hosts = [name for name in d.elements if d.guests[name] or self.words[name] != QUIET]
        self.target = {flow.id: flow.target for flow in d.flows}
        self.plain = {name: d.out[name][0].id for name in d.elements if self._is_plain(name)}
        self.plain = {name: flow for name, flow in self.plain.items() if not self._goes_round(name)}
        self.at_work: dict[str, dict[Word, int]] = {}
        self.armed: dict[str, int] = {}
        self.on_flow = self.net.on_flow

    def build(self) -> Net:
        d = self.diagram
        self.net.begins = self._place(d.starts[0])
        for name in self.hosts:
            self._host(name)
        for flow in d.flows:
            if flow.target not in self.plain and flow.target not in self.hosts:
                self.on_flow[flow.id] = self._place(flow.target)
        for name, one in d.elements.items():
            if name in self.hosts:
                self._work(name)
            elif name not in self.plain and one.kind != BOUNDARY:
                self._node(name)
        return self.net

    # ------------------------------------------------------------------------------------------------ places
    def _words(self, name: str, words: Words) -> tuple[Word, ...]:
        """What can be thrown while a call is at work; of an unknown process, anything that is caught there."""
        one = self.diagram.elements[name]
        if one.kind != CALL:
            return QUIET
        if one.calls in words:
            several = words[one.calls] != QUIET and repeated(self.diagram.nodes[name])
            return _side_by_side(words[one.calls]) if several else words[one.calls]
        caught = (label(self.diagram, guest) for guest in self.diagram.guests[name])
        return (*QUIET, *((each,) for each in dict.fromkeys(caught) if each))

    def _is_plain(self, name: str) -> bool:
        """Whether a token that comes simply goes on: a step, or a choice that was made before and ends here."""
        kind, d = self.diagram.elements[name].kind, self.diagram
        if len(d.out[name]) != 1 or name in self.hosts or kind in ("startEvent", "endEvent", BOUNDARY):
            return False
        return len(d.into[name]) == 1 or (kind == EXCLUSIVE and bool(d.into[name]))

    def _goes_round(self, name: str) -> bool:
        """Whether a token would go on for ever without a rest: then it rests here."""
        passed = [name]
        while (there := self.target[self.plain[passed[-1]]]) in self.plain:
            if there in passed:
                return there == name
            passed.append(there)
        return False

    def _place(self, stands: str) -> int:
        place = 1 << self.places
        self.places += 1
        self.net.rivals[place] = place
        if stands:
            self.net.stands[place] = stands
        return place

    def _host(self, name: str) -> None:
        """A place for everything that the called process has still to throw, one for every guest that can catch once."""
        rests = dict.fromkeys(word[start:] for word in self.words[name] for start in range(len(word) + 1))
        self.at_work[name] = {rest: self._place(name) for rest in rests}
        self.net.rivals |= dict.fromkeys(self.at_work[name].values(), sum(self.at_work[name].values()))
        for guest in self.diagram.guests[name]:
            if self._stays(guest):
                self.armed[guest] = self._place("")

    def _stays(self, guest: str) -> bool:
        return self.diagram.nodes[guest].get("cancelActivity") == "false"

    def _armed(self, name: str) -> int:
        return sum(self.armed.get(guest, 0) for guest in self.diagram.guests[name])

    # ------------------------------------------------------------------------------------------------ ways
    def _arrive(self, flow: str) -> list[Way]:
        """Where a token on a flow comes to rest."""
        shows = [flow]
        while self.target[flow] in self.plain:
            shows.append(self.target[flow])
            flow = self.plain[self.target[flow]]
            shows.append(flow)
        target = self.target[flow]
        if target in self.at_work:
            return [Way(self.at_work[target][word] | self._armed(target), (*shows, target)) for word in self.words[target]]
        return [Way(self.on_flow.get(flow, 0), tuple(shows))]

    def _ways(self, name: str) -> Iterator[Way]:
        """Everything that leaving an element can give."""
        for some in self._selections(name):
            for ways in product(*map(self._arrive, some)):
                yield self.net.together(list(ways))

    def _selections(self, name: str) -> Iterable[tuple[str, ...]]:
        out = [flow.id for flow in self.diagram.out[name]]
        kind = self.diagram.elements[name].kind
        if kind in (EXCLUSIVE, EVENT_BASED) and out:
            return [(flow,) for flow in out]
        if kind == INCLUSIVE and len(out) > 1:
            sizes = range(1, len(out) + 1) if len(out) <= MOST_WAYS else (1, len(out))
            return [some for size in sizes for some in combinations(out, size)]
        return [tuple(out)]

    # ------------------------------------------------------------------------------------------------ moves
    def _add(self, element: str, takes: int, ways: Iterable[Way], *, clears: int = 0, first: tuple[str, ...] = ()) -> None:
        moves = [Move(element, takes, way.gives, first + way.shows, clears, way.twice) for way in ways]
        self.net.moves.setdefault(takes & -takes, []).extend(moves)

    def _node(self, name: str) -> None:
        one, d = self.diagram.elements[name], self.diagram
        places = [self.on_flow[flow.id] for flow in d.into[name]]
        if one.kind == "startEvent":
            places.append(self.net.begins)
        if one.kind == "endEvent":
            self._end(name, places)
        elif not d.out[name] or not places:
            return
        elif one.kind == PARALLEL:
            self._add(name, sum(places), self._ways(name), first=(name,))
        elif one.kind == INCLUSIVE and len(places) > 1:
            ways = tuple(Way(way.gives, (name, *way.shows), way.twice) for way in self._ways(name))
            self.net.meetings.append(Meeting(name, sum(places), self._before(name), ways))
        else:
            for place in places:
                self._add(name, place, self._ways(name), first=(name,))

    def _end(self, name: str, places: list[int]) -> None:
        thrown = label(self.diagram, name)
        for place in places:
            if thrown:
                self.net.throws.setdefault(place, []).append(Throw(name, place, 0, thrown, (name,)))
            else:
                ends_all = definition(self.diagram.nodes[name]) == "terminate"
                self._add(name, place, [Way()], clears=EVERYTHING if ends_all else 0, first=(name,))

    def _work(self, name: str) -> None:
        """A task or call with boundary events, or a call that throws: it is done, or one of its guests has its turn."""
        armed, busy = self._armed(name), sum(self.at_work[name].values())
        guests = {guest: label(self.diagram, guest) for guest in self.diagram.guests[name]}
        cutting = [guest for guest, caught in guests.items() if not caught and not self._stays(guest)]
        for rest, place in self.at_work[name].items():
            if rest:
                self.net.throws.setdefault(place, []).append(Throw(name, place, self.at_work[name][rest[1:]], rest[0], ()))
            elif self.diagram.out[name]:
                self._add(name, place, self._ways(name), clears=armed)
            for guest in cutting:
                self._add(guest, place, self._ways(guest), clears=armed, first=(guest,))
        for guest, caught in guests.items():
            ready = self.armed.get(guest, 0)
            if caught:
                drops = ready or busy | armed
                self.net.catchers.append(Catcher(guest, caught, busy, ready, drops, tuple(self._ways(guest))))
            elif ready:
                self._add(guest, ready, self._ways(guest), first=(guest,))

    def _before(self, name: str) -> int:
        """The places from which a token can come to an inclusive gateway."""
        d, found, waiting = self.diagram, set[str](), [name]
        while waiting:
            here = waiting.pop()
            host = d.nodes[here].get("attachedToRef", "")
            fresh = {*(flow.source for flow in d.into[here]), host} & set(d.elements) - found
            found |= fresh
            waiting.extend(fresh)
        return sum(place for place, stands in self.net.stands.items() if stands in found)
