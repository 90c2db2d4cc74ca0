"""Which words the `outcome` of a process can be at every node: what forms, operations and called processes give, carried along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from workflows.engine.elements import CALL, DECISION, SERVICE, USER
from workflows.proof.lint_model import Diagram, Known, Surroundings, designed, signature

OUTCOME = "outcome"
Words = frozenset[str] | None
"""None: any word at all, as far as the lint can tell."""
NONE_YET: frozenset[str] = frozenset()


def words_of(diagrams: Iterable[Diagram], known: Known, decisions: Mapping[str, frozenset[str]]) -> dict[str, Words]:
    """With which words each process can end; any where it gives no outcome, and everywhere when processes call each other in a circle."""
    home = {d.id: d for d in diagrams}
    try:
        order = tuple(TopologicalSorter({d.id: {one.calls for one in d.of(CALL)} for d in home.values()}).static_order())
    except CycleError:
        return {}
    found: dict[str, Words] = {}
    for d in (home[name] for name in order if name in home):
        into = words_at(d, Surroundings(known, {}, decisions, words=found))
        found[d.id] = _together(into[end] for end in d.ends) if OUTCOME in signature(d).outputs else None
    return found


def words_at(d: Diagram, s: Surroundings) -> dict[str, Words]:
    """Node → the words that the outcome can be when it begins; empty before anything has given one."""
    before: dict[str, list[str]] = {node: [] for node in d.elements}
    for node in d.elements:
        for there in d.next(node):
            before.get(there, []).append(node)
    into: dict[str, Words] = dict.fromkeys(d.elements, NONE_YET)
    gives = {node: _given(d, s, node) for node in d.elements}
    loose = {flow.target for flow in d.flows if flow.source not in d.elements} & set(d.elements)
    into |= dict.fromkeys(loose)
    waiting = [node for node in d.elements if node not in loose]
    while waiting:
        node = waiting.pop()
        words = _together(into[one] if gives[one] == NONE_YET else gives[one] for one in before[node])
        if words != into[node]:
            into[node] = words
            waiting.extend(there for there in d.next(node) if there in into and there not in loose)
    return into


def _given(d: Diagram, s: Surroundings, node: str) -> Words:
    """The words that a node can give; none: it leaves the outcome as it is."""
    one = d.elements[node]
    if one.kind == CALL:
        return s.words.get(one.calls)
    if one.kind == DECISION:
        return None if OUTCOME in s.decisions.get(one.implementation, {OUTCOME}) else NONE_YET
    if one.kind in (USER, SERVICE):
        return None if s.known.words is None or designed(one) else s.known.words.get(one.implementation)
    return NONE_YET


def _together(several: Iterable[Words]) -> Words:
    words: set[str] = set()
    for some in several:
        if some is None:
            return None
        words |= some
    return frozenset(words)
