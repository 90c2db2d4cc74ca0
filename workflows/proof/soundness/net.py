"""A process as places and moves: where tokens can be and what moves them.

A place is a bit of a whole number, a marking is such a number. A task without boundary events is part of the flow that leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from workflows.proof.lint_model import Diagram
from workflows.proof.soundness.events import Label, catches


@dataclass(frozen=True, slots=True)
class Way:
    """What leaving an element gives: places, the elements passed on the way there, places that get more than one token at once."""

    gives: int = 0
    shows: tuple[str, ...] = ()
    twice: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Something that an element can do. `clears`: places that lose their token, if there is one; `shows`: elements passed, in order."""

    element: str
    takes: int
    gives: int
    shows: tuple[str, ...]
    clears: int = 0
    twice: int = 0
    thrown: Label = ""
    """What the process throws to its caller."""


@dataclass(frozen=True, slots=True)
class Throw:
    """A token that throws something: it goes on from `takes` to `then`, unless what it throws interrupts it."""

    element: str
    takes: int
    then: int
    thrown: Label
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catcher:
    """A boundary event for something thrown. `busy`: its host at work; `armed`: it has not caught yet; `drops`: what it interrupts."""

    element: str
    caught: Label
    busy: int
    armed: int
    drops: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An inclusive gateway where ways meet: goes on when no token `before` it can still come."""

    element: str
    into: int
    before: int
    ways: tuple[Way, ...]


@dataclass
class Net:
    """`moves` and `throws` by the lowest place that they take from; `stands`: place → the element where its token stands.

    `on_flow`: flow → the place of a token that has come along it to an element that does not simply pass it on.
    """

    diagram: Diagram
    begins: int = 0
    moves: dict[int, list[Move]] = field(default_factory=dict)
    throws: dict[int, list[Throw]] = field(default_factory=dict)
    catchers: list[Catcher] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    stands: dict[int, str] = field(default_factory=dict)
    on_flow: dict[str, int] = field(default_factory=dict)
    rivals: dict[int, int] = field(default_factory=dict)
    """Place → the places of the same task: two tokens there are one too many."""

    def possible(self, marking: int) -> Iterator[Move]:
        """Everything that can happen now."""
        left = marking
        while left:
            place = left & -left
            left ^= place
            for move in self.moves.get(place, ()):
                if move.takes & marking == move.takes:
                    yield move
            for throw in self.throws.get(place, ()):
                yield from self._thrown(throw, marking)
        for one in self.meetings:
            here = one.into & marking
            if here and not marking & ~one.into & one.before:
                for way in one.ways:
                    yield Move(one.element, here, way.gives, way.shows, twice=way.twice)

    def _thrown(self, throw: Throw, marking: int) -> Iterator[Move]:
        """Every boundary event of the process that waits for it catches it, whosever guest it is; if none does, the caller may."""
        waiting = [one for one in self.catchers if marking & one.busy and one.armed & marking == one.armed]
        able = [one for one in waiting if catches(one.caught, throw.thrown)]
        if not able:
            yield Move(throw.element, throw.takes, throw.then, throw.shows, thrown=throw.thrown)
            return
        drops = 0
        for one in able:
            drops |= one.drops
        for ways in product(*(one.ways for one in able)):
            told = [
                Way(throw.then & ~drops, throw.shows),
                *(Way(w.gives, (c.element, *w.shows), w.twice) for c, w in zip(able, ways, strict=True)),
            ]
            way = self.together(told)
            yield Move(throw.element, throw.takes, way.gives, way.shows, clears=drops, twice=way.twice)

    def together(self, ways: list[Way]) -> Way:
        """All of them at once."""
        gives, shows, twice = 0, tuple[str, ...](), 0
        for way in ways:
            twice |= way.twice | self.doubled(gives, way.gives)
            gives, shows = gives | way.gives, shows + way.shows
        return Way(gives, shows, twice)

    def doubled(self, left: int, gives: int) -> int:
        """The places where a token comes to another one."""
        found, waiting = 0, gives
        while waiting:
            place = waiting & -waiting
            waiting ^= place
            if self.rivals[place] & left:
                found |= place
        return found

    def elements_at(self, marking: int) -> list[str]:
        """Where the tokens stand."""
        return list(dict.fromkeys(name for place, name in self.stands.items() if place & marking))
