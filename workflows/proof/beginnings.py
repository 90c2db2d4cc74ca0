"""Beginnings that the stories of one run share: each is played once, the others go on from a kept copy of its database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.proof import variants
from workflows.proof.scenario_files import Scenario


@dataclass(frozen=True, slots=True)
class Moment:
    """A story as it stood: what the stage kept, the cases by name, the last of them."""

    stage: Any
    cases: dict[str, int]
    last: int


@dataclass(slots=True)
class Memory:
    """Moments by mark. `wanted`: marks from which a story of this run goes on."""

    wanted: frozenset[str] = frozenset()
    kept: dict[str, Moment] = field(default_factory=dict)

    @classmethod
    def of(cls, scenarios: Iterable[Scenario]) -> Memory:
        """What these stories may take up from each other."""
        return cls(frozenset(marks(one)[takes_up(one)] for one in scenarios if takes_up(one)))

    def latest(self, of: Sequence[str]) -> int:
        """The latest place of a story at which it was kept; 0 where nothing is."""
        return next((place for place in range(len(of) - 1, 0, -1) if of[place] in self.kept), 0)


def marks(scenario: Scenario) -> list[str]:
    """For each place what has led there: the world, its first moment, every step before. Equal marks are the same story so far."""
    found = [_digest("", [scenario.given, scenario.begins])]
    for step in scenario.base + scenario.steps:
        found.append(_digest(found[-1], step))
    return found


def takes_up(scenario: Scenario) -> int:
    """Where a story may go on from another's: before its own steps, and before the first that a variant changes."""
    steps = scenario.base + scenario.steps
    tried = [variants.place_of(steps, refusal["step"]) for refusal in scenario.refusals if variants.stands(refusal)]
    forks = [variants.fork(scenario, refusal) for refusal in scenario.refusals]
    return min([len(scenario.base), *tried, *(place for place in forks if place is not None)])


def _digest(before: str, what: Any) -> str:
    text = json.dumps(what, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()
