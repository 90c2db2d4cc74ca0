"""Proves a whole set of processes, the called before those that call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from workflows.engine.elements import CALL
from workflows.proof.lint_model import Diagram
from workflows.proof.soundness.exploring import MOST_MARKINGS
from workflows.proof.soundness.judging import Judgement, judged


def proofs(diagrams: Iterable[Diagram], most: int = MOST_MARKINGS) -> Mapping[str, Judgement]:
    """Process → what is unsound in it. Nothing where processes call each other in a circle: nobody could walk that."""
    home = {d.id: d for d in diagrams}
    try:
        order = tuple(TopologicalSorter({d.id: {one.calls for one in d.of(CALL)} for d in home.values()}).static_order())
    except CycleError:
        return {}
    found: dict[str, Judgement] = {}
    for name in order:
        if name in home:
            found[name] = judged(home[name], {called: one.words for called, one in found.items()}, most)
    return found
