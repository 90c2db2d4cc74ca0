"""The ranking of a procedure, from its prices and the points of its panel; and who is left of it when a winner declines."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from workflows.procurement.models.solicitations import (
    Solicitation,
    factors_of,
    final_offers_of,
    scores_of,
    standings_of,
)
from workflows.procurement.rules import scoring
from workflows.procurement.rules.scoring import Factor, Ranked


def prices(session: Session, one: Solicitation) -> dict[str, Decimal]:
    """Valid responses with the price that counts (yuan): the last one where there were talks, else the first."""
    last = {row.organisation: row.price for row in final_offers_of(session, one)}
    valid = standings_of(session, one, valid=True)
    if one.final_closes_at is not None:
        return {row.organisation: last[row.organisation] for row in valid if row.organisation in last}
    return {row.organisation: row.price for row in valid if row.price is not None}


def rank(session: Session, one: Solicitation) -> list[Ranked]:
    """The order of the valid responses (C214 24-25, O87 55-57; without a scoring sheet the lowest price first, O74 36)."""
    sheet = [Factor(row.kind, row.name, row.most) for row in factors_of(session, one)]
    given: dict[str, dict[str, list[Decimal]]] = {}
    for row in scores_of(session, one):
        given.setdefault(row.organisation, {}).setdefault(row.account, []).append(row.points)
    other = {organisation: scoring.averaged(members) for organisation, members in given.items()}
    return scoring.ranked(prices(session, one), other, scoring.price_weight(sheet))
