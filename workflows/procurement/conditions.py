"""Asks the table of unfair terms (handbook D5) about everything that the conditions, the demand and the scores of a plan are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from workflows.act import Act
from workflows.procurement.rules.four_facts import told, told_of_bidders
from workflows.procurement.rules.qualification import (
    AS_CONDITION,
    AS_SCORE,
    IN_DEMAND,
    Condition,
    Judged,
    facts_in,
    references_in,
    terms_in,
)

TABLE = "unfair_terms"
NOTHING_SAID: Mapping[str, Any] = {"references": 0, "reasoned": False, "law_cited": False}


def judged_conditions(act: Act, regime: str, conditions: Sequence[Condition], organisations: Collection[str]) -> list[Judged]:
    """Every condition with all that it is about, in order."""
    return [judged for place, one in enumerate(conditions) for judged in _of_condition(act, regime, place, one, organisations)]


def judged_demand(act: Act, regime: str, text: str) -> list[Judged]:
    """The four facts that the demand asks of whoever would take part."""
    return [_asked(act, regime, IN_DEMAND, kind) for kind in told_of_bidders(text)]


def judged_scores(act: Act, regime: str, text: str) -> list[Judged]:
    """The four facts for which the evaluation gives points."""
    return [_asked(act, regime, AS_SCORE, kind) for kind in told(text)]


def _of_condition(act: Act, regime: str, place: int, one: Condition, organisations: Collection[str]) -> Iterator[Judged]:
    said: dict[str, Any] = {"references": references_in(one), "reasoned": bool(one.reason), "law_cited": bool(one.law)}
    for kind in (*facts_in(one), *terms_in(one, organisations)):
        yield _asked(act, regime, AS_CONDITION, kind, place, said)


def _asked(act: Act, regime: str, use: str, kind: str, place: int = 0, said: Mapping[str, Any] = NOTHING_SAID) -> Judged:
    answer = act.decide(TABLE, use=use, kind=kind, regime=regime, **said)
    return Judged(kind, answer["result"], answer["message"], place)
