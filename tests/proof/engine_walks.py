"""Lets the real engine walk small processes: people finish in any order, gateways answer by lot, moments and messages come or not."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.engine.diagrams import definition
from tests.proof.small_diagrams import xml
from workflows.engine.store import Running

NEVER = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DONE, STUCK, TWICE, LONG = "done", "stuck", "twice", "long"


class Lots:
    """Hands that answer by lot."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def call(self, function: str, *arguments: Any) -> Any:
        """A moment, the number of members, or the answer of a gateway."""
        if function == "instant":
            return NEVER
        return self.chance.choice((1, 2) if arguments[0] == "members" else (0, 1))

    def operate(self, _name: str) -> Mapping[str, Any]:
        """Nothing to tell."""
        return {}

    def decide(self, _name: str) -> Mapping[str, Any]:
        """Nothing to tell."""
        return {}


def walks(files: Mapping[str, tuple[str, str]], seeds: range, most: int = 40) -> Counter[str]:
    """How the process ``small`` among these ends, one walk for each seed."""
    made = definition("small", {name: xml(name, *words) for name, words in files.items()})
    return Counter(_walk(made, random.Random(seed), most) for seed in seeds)


def _walk(made: Any, chance: random.Random, most: int) -> str:
    hands = Lots(chance)
    running = Running.begin(made, hands, {"project": "甲1"})
    running.advance()
    for _step in range(most):
        waiting = list(running.open())
        if not waiting:
            return DONE if running.completed else STUCK
        if len({one.key.rpartition("#")[0] for one in waiting}) < len(waiting):
            return TWICE
        one = chance.choice(waiting)
        if one.kind == "user":
            running.complete(one.node, {"outcome": "x"})
        else:
            running.release(one.node)
        if chance.random() < 0.2:
            running = Running.thaw(made, running.freeze(), hands)
    return LONG
