"""Asks the shipped table of unfair terms about conditions, as a plan of a project would."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import Decision, read_decisions
from workflows.procurement.conditions import judged_conditions, judged_demand, judged_scores
from workflows.procurement.rules import PROCUREMENT_LAW
from workflows.procurement.rules.qualification import FORBIDDEN, KINDS, Condition, Judged


@cache
def table() -> Decision:
    """The decision as shipped."""
    return read_decisions(shipped_files()["decisions/unfair_terms.dmn"])["unfair_terms"]


def _act() -> Any:
    return SimpleNamespace(decide=lambda _name, **said: table().decide(said).outputs)


def judged(conditions: Sequence[Condition], organisations: Collection[str] = (), regime: str = PROCUREMENT_LAW) -> list[Judged]:
    """What is said of conditions."""
    return judged_conditions(_act(), regime, conditions, organisations)


def demanded(text: str) -> list[Judged]:
    """What is said of a demand."""
    return judged_demand(_act(), PROCUREMENT_LAW, text)


def scored(text: str, regime: str = PROCUREMENT_LAW) -> list[Judged]:
    """What is said of an evaluation."""
    return judged_scores(_act(), regime, text)


def unfair(condition: Condition, organisations: Collection[str]) -> str | None:
    """The first unfair term of a condition beside the four facts, where the Procurement Law binds."""
    found = (one.kind for one in judged([condition], organisations) if one.kind not in KINDS and one.result == FORBIDDEN)
    return next(found, None)
