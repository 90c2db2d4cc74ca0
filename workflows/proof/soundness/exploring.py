"""Visits every marking of a net, the nearest to the start first, and keeps how each was reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final

from workflows.proof.soundness.building import Word
from workflows.proof.soundness.net import Move, Net

MOST_MARKINGS: Final = 20_000
DONE: Final = 0
"""The marking without a token."""
MOST_WORDS, LONGEST_WORD = 64, 4
"""Beyond, what a process throws is not followed."""


@dataclass
class Space:
    """`came`: marking → the marking and the move before it on a shortest way; `next`: what can follow; `whole`: nothing was left out."""

    net: Net
    came: dict[int, tuple[int, Move]] = field(default_factory=dict)
    next: dict[int, list[tuple[Move, int]]] = field(default_factory=dict)
    twice: list[tuple[int, Move, int]] = field(default_factory=list)
    """A marking, a move that is possible there, and the places that then hold a token too many: not followed further."""
    whole: bool = True

    def way(self, marking: int) -> list[Move]:
        """A shortest way to a marking."""
        moves: list[Move] = []
        while marking in self.came:
            marking, move = self.came[marking]
            moves.append(move)
        return moves[::-1]


def explore(net: Net, most: int = MOST_MARKINGS) -> Space:
    """Every marking with at most one token in a place, up to `most` of them."""
    space = Space(net)
    far = {net.begins: 0}
    waiting = [(0, net.begins)]
    while waiting:
        cost, here = heappop(waiting)
        if here in space.next:
            continue
        if len(space.next) >= most:
            space.whole = False
            break
        space.next[here] = []
        for move in net.possible(here):
            left = here & ~move.takes & ~move.clears
            twice = move.twice | net.doubled(left, move.gives)
            if twice:
                space.twice.append((here, move, twice))
                continue
            there, reached = left | move.gives, cost + len(move.shows)
            space.next[here].append((move, there))
            if reached < far.get(there, reached + 1):
                far[there] = reached
                space.came[there] = (here, move)
                heappush(waiting, (reached, there))
    return space


def words_of(space: Space) -> tuple[tuple[Word, ...], bool]:
    """Everything that the process can throw to its caller until it ends, and whether that is all. Nothing where it never ends."""
    if not any(move.thrown for ways in space.next.values() for move, _there in ways):
        return ((),), space.whole
    found: dict[Word, None] = {}
    first: tuple[int, Word] = (space.net.begins, ())
    seen, waiting, whole = {first}, [first], space.whole
    for here, word in waiting:
        if here == DONE:
            found[word] = None
        for move, there in space.next.get(here, ()):
            after = (there, (*word, move.thrown) if move.thrown else word)
            whole = whole and len(after[1]) <= LONGEST_WORD and len(found) <= MOST_WORDS
            if after not in seen and len(after[1]) <= LONGEST_WORD:
                seen.add(after)
                waiting.append(after)
    return tuple(found) or ((),), whole and len(found) <= MOST_WORDS
