"""Judges a visited net: where it stops, goes round for ever, ends with something left, does a step twice, never comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflows.proof.lint_model import PARALLEL, Diagram
from workflows.proof.lint_structure import walk
from workflows.proof.soundness import saying
from workflows.proof.soundness.building import Word, net_of
from workflows.proof.soundness.counting import growth
from workflows.proof.soundness.exploring import DONE, MOST_MARKINGS, Space, explore, words_of
from workflows.proof.soundness.flaws import Flaw
from workflows.proof.soundness.net import Move


@dataclass(frozen=True, slots=True)
class Judgement:
    """`flaws` of a process; `words`: everything that it can throw to its caller; `markings` visited."""

    flaws: tuple[Flaw, ...] = ()
    words: tuple[Word, ...] = ((),)
    markings: int = 0


def judged(d: Diagram, words: Mapping[str, tuple[Word, ...]], most: int = MOST_MARKINGS) -> Judgement:
    """What is unsound in a process. `words`: what the processes that it calls can throw. Nothing of one that cannot be walked."""
    if not walkable(d):
        return Judgement()
    space = explore(net_of(d, words), most)
    thrown, known = words_of(space)
    twice = list(_twice(space))
    spoilt = {flaw.element for flaw in twice}
    stuck = list(_stuck(space, _behind(d, spoilt)))
    round_and_round = [flaw for flaw in _endless(space) if flaw.element not in spoilt | _behind(d, spoilt)]
    dead = [] if twice or not space.whole else list(_dead(space, {flaw.element for flaw in stuck}))
    unproven = [] if space.whole and known else [saying.unproven(d, most)]
    return Judgement((*twice, *stuck, *round_and_round, *dead, *unproven), thrown, len(space.next))


def walkable(d: Diagram) -> bool:
    """One start, no flow without its ends, every boundary event at something: the rest is for the rules of structure to say."""
    loose = any(end not in d.elements for flow in d.flows for end in (flow.source, flow.target))
    adrift = any(
        host not in d.elements or d.elements[host].kind.endswith(("Event", "Gateway")) for host, guests in d.guests.items() if guests
    )
    return len(d.starts) == 1 and not loose and not adrift


def shown(moves: Iterable[Move]) -> tuple[str, ...]:
    """The elements that a way passes."""
    return tuple(name for move in moves for name in move.shows)


def _behind(d: Diagram, nodes: Iterable[str]) -> set[str]:
    return walk(d, [there for node in nodes for there in d.next(node)])


# ---------------------------------------------------------------------------------------------------- twice
def _twice(space: Space) -> Iterator[Flaw]:
    """The elements that get a token too many, but for those where that only follows from an earlier one."""
    d = space.net.diagram
    found: dict[str, tuple[int, Move]] = {}
    for here, move, places in space.twice:
        for name in space.net.elements_at(places):
            found.setdefault(_culprit(space, here, move, name), (here, move))
    if not found:
        return
    grown = growth(space.net)
    if grown is not None:
        passed = [name for name in shown(grown.round) if name in d.elements]
        name = next((one for one in passed if len(d.into[one]) > 1), passed[0])
        yield saying.unbounded(d, name, shown(grown.way))
        found = {other: how for other, how in found.items() if other not in _behind(d, [name]) | {name}}
    kept: list[str] = []
    for name, (here, move) in found.items():
        if name not in _behind(d, kept):
            kept.append(name)
            yield saying.twice(d, name, shown([*space.way(here), move]))


def _culprit(space: Space, here: int, move: Move, standing: str) -> str:
    """Where the branches met without waiting: the first gateway that both tokens passed, else the element that got both."""
    d = space.net.diagram
    if len(d.into[move.element]) > 1:
        return move.element
    before = {*shown(space.way(here)), *(name for name in move.shows if move.shows.count(name) > 1)}
    met = [name for name in move.shows if name in before and len(d.into.get(name, ())) > 1 and standing in _straight(d, name)]
    return met[0] if met else standing


def _straight(d: Diagram, name: str) -> list[str]:
    """The elements to which a way leads on without a choice."""
    passed = [name]
    while len(d.out[passed[-1]]) == 1 and d.out[passed[-1]][0].target not in passed:
        passed.append(d.out[passed[-1]][0].target)
    return passed[1:]


# ---------------------------------------------------------------------------------------------------- stuck
def _stuck(space: Space, spoilt: set[str]) -> Iterator[Flaw]:
    """Markings from which nothing can move, one for each element that holds a token there."""
    d, told = space.net.diagram, set[str]()
    doubtful = {here for here, _move, _places in space.twice}
    for here, ways in space.next.items():
        if ways or here == DONE or here in doubtful:
            continue
        for name in space.net.elements_at(here):
            if name in told or name in spoilt:
                continue
            told.add(name)
            moves = space.way(here)
            ended = [move.element for move in moves if d.elements[move.element].kind == "endEvent"]
            yield saying.stuck(d, name, _missing(space, name, here), ended, shown(moves))


def _missing(space: Space, name: str, here: int) -> list[str]:
    """The flows on which a joining gateway still waits."""
    d = space.net.diagram
    if d.elements[name].kind != PARALLEL:
        return []
    return [flow.id for flow in d.into[name] if not space.net.on_flow.get(flow.id, 0) & here]


# ---------------------------------------------------------------------------------------------------- round and round
def _endless(space: Space) -> Iterator[Flaw]:
    """A marking from which steps follow one another for ever and none leads out."""
    before: dict[int, list[int]] = {}
    out = [DONE, *(here for here, _move, _places in space.twice)]
    for here, ways in space.next.items():
        if not ways:
            out.append(here)
        for _move, there in ways:
            before.setdefault(there, []).append(here)
            if there not in space.next:
                out.append(there)
    free = set(out)
    while out:
        fresh = [one for one in before.get(out.pop(), ()) if one not in free]
        free.update(fresh)
        out.extend(fresh)
    caught = [here for here in space.next if here not in free]
    if caught:
        here, circle = _circle(space, caught[0])
        moves = [*space.way(here), *circle]
        yield saying.endless(space.net.diagram, shown(circle), shown(moves))


def _circle(space: Space, start: int) -> tuple[int, list[Move]]:
    """The first way back to a marking that lies ahead."""
    place: dict[int, int] = {}
    moves: list[Move] = []
    here = start
    while here not in place:
        place[here] = len(moves)
        move, here = space.next[here][0]
        moves.append(move)
    return here, moves[place[here] :]


# ---------------------------------------------------------------------------------------------------- never
def _dead(space: Space, stuck: set[str]) -> Iterator[Flaw]:
    """Elements that no marking reaches though one before them is; what lies behind them follows."""
    d = space.net.diagram
    met: dict[str, tuple[int, Move]] = {}
    for here, ways in space.next.items():
        for move, _there in ways:
            for name in move.shows:
                met.setdefault(name, (here, move))
    for name in d.elements:
        host = d.nodes[name].get("attachedToRef", "")
        before = [one for one in (host, *(flow.source for flow in d.into[name])) if one in met]
        if name not in met and before and name not in stuck:
            here, move = met[before[0]]
            yield saying.dead(d, name, (*shown([*space.way(here), move]), name))
