"""Tells tokens that are one too many from tokens that grow without end: markings with counts, the way that leads round again."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

from workflows.proof.soundness.net import Move, Net

MOST_COUNTED: Final = 3_000
ROUNDS: Final = 3
Marking = tuple[tuple[int, int], ...]
"""Place and number of its tokens, in the order of the places."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A way to a marking with the round that ends it: the same marking again, and more."""

    way: tuple[Move, ...]
    round: tuple[Move, ...]


def growth(net: Net) -> Growth | None:
    """A shortest way round on which tokens become more and more; None where none was found."""
    first: Marking = ((net.begins, 1),)
    came: dict[Marking, tuple[Marking, Move] | None] = {first: None}
    waiting = deque([first])
    while waiting and len(came) <= MOST_COUNTED:
        here = waiting.popleft()
        for move in net.possible(_places(here)):
            there = _after(here, move)
            if there in came:
                continue
            came[there] = (here, move)
            found = _covered(net, came, there)
            if found:
                return found
            waiting.append(there)
    return None


def _covered(net: Net, came: dict[Marking, tuple[Marking, Move] | None], there: Marking) -> Growth | None:
    """Whether a marking on the way there is a part of it, and the round between them can be gone again and again."""
    if all(number == 1 for _place, number in there):
        return None
    moves: list[Move] = []
    step = came[there]
    while step is not None:
        before, move = step
        moves.append(move)
        if _more(before, there) and _again(net, there, moves[::-1]):
            return Growth(tuple(_way(came, there)), tuple(moves[::-1]))
        step = came[before]
    return None


def _more(before: Marking, there: Marking) -> bool:
    """Whether some place has gained tokens and none has lost any."""
    now = Counter(dict(there))
    return before != there and all(now[place] >= number for place, number in before)


def _again(net: Net, marking: Marking, moves: list[Move]) -> bool:
    """Whether the same moves are possible in the same order some rounds more: an inclusive gateway may wait for the tokens gained."""
    for _round in range(ROUNDS):
        for move in moves:
            if move not in net.possible(_places(marking)):
                return False
            marking = _after(marking, move)
    return True


def _way(came: dict[Marking, tuple[Marking, Move] | None], there: Marking) -> list[Move]:
    moves: list[Move] = []
    step = came[there]
    while step is not None:
        there, move = step
        moves.append(move)
        step = came[there]
    return moves[::-1]


def _places(marking: Marking) -> int:
    return sum(place for place, _number in marking)


def _after(marking: Marking, move: Move) -> Marking:
    left = {place: number - (1 if move.takes & place else 0) for place, number in marking if not move.clears & place & ~move.takes}
    if move.clears < 0:
        left = {}
    for place in _bits(move.gives):
        left[place] = left.get(place, 0) + 1
    for place in _bits(move.twice):
        left[place] = left.get(place, 0) + 1
    return tuple(sorted((place, number) for place, number in left.items() if number > 0))


def _bits(places: int) -> list[int]:
    found = []
    while places:
        found.append(places & -places)
        places &= places - 1
    return found
