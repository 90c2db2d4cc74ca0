"""What decision tables read from rows, and what is kept of their answers. Routing facts never carry money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.act import Act, Facts, FactsOf
from workflows.procurement import lawbook
from workflows.procurement.charges import capped, charges_of
from workflows.procurement.models.law import Band
from workflows.procurement.models.people import Authority
from workflows.procurement.models.procurements import Procurement, procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import BELOW_THRESHOLD, SOCIAL_FUNDS
from workflows.procurement.rules.funding import fiscal_part

IN_CATALOGUE = False
"""The services of Art. 8 stand outside the catalogue of centralised procurement."""


def budget_level(act: Act) -> str:
    """The level whose thresholds bind the town."""
    town = act.session.get(Authority, act.case.authority_id)
    return (town.budget_level if town else None) or "区级"


def regime(act: Act) -> Facts:
    """How much of the project, as asked for or as approved, counts as fiscal (yuan), and the limit of the day where the law begins.

    Mixed money that cannot be kept apart counts as fiscal (ART-15.1); the limit is that of the town's budget level (ART-2.2).
    """
    project = project_of(act)
    amount = project.amount if project.approved_amount is None else project.approved_amount
    fiscal = fiscal_part(capped(charges_of(act.session, project.id), amount), project.funds_separable)
    limit = lawbook.threshold(act.session, lawbook.LIMIT, occasion(act, act.today), budget_level(act))
    return {"all_social": not fiscal, "in_catalogue": IN_CATALOGUE, "amount_fiscal": fiscal, "limit": limit}


def procurement_method(act: Act) -> Facts:
    """Regime, budget (yuan) and the thresholds and the town's band of the day on which the plan was begun (ART-21.1)."""
    project = project_of(act)
    plan = procurement_of(act.session, project.id)
    level = budget_level(act)
    limit = lawbook.threshold(act.session, lawbook.LIMIT, occasion(act, plan.began_on), level)
    band = _band(act, project, plan)
    return {
        "regime": project.regime,
        "limit_known": limit is not None or project.regime == SOCIAL_FUNDS,
        "band": band.id if band else "",
        "amount": plan.budget,
        "open_threshold": lawbook.threshold(act.session, lawbook.OPEN_TENDER, occasion(act, plan.began_on), level),
    }


def _band(act: Act, project: Project, plan: Procurement) -> Band | None:
    """The band of the whole budget; where only the fiscal part of separable money stays below the limit, the strictest one."""
    began = occasion(act, plan.began_on)
    found = lawbook.band_of(act.session, plan.budget, began)
    if found is None and project.regime == BELOW_THRESHOLD:
        return next(reversed(lawbook.bands(act.session, began)), None)
    return found


def keep_regime(act: Act, outputs: Mapping[str, Any]) -> None:
    """The regime stands on the project and binds the case's rules from now on."""
    project: Project = project_of(act)
    project.regime = act.regime = str(outputs["regime"])


def keep_method(act: Act, outputs: Mapping[str, Any]) -> None:
    """The decided method stands on the plan until somebody confirms it."""
    project = project_of(act)
    plan = procurement_of(act.session, project.id)
    band = _band(act, project, plan)
    plan.method, plan.band = str(outputs["method"]), band.id if band else None


FACTS: dict[str, FactsOf] = {"regime": regime, "procurement_method": procurement_method}
DECIDED: dict[str, Callable[[Act, Mapping[str, Any]], None]] = {"regime": keep_regime, "procurement_method": keep_method}
