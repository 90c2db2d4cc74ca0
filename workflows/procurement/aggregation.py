"""What a town buys of one service in a fiscal year (ART-21.2): the sum that the pieces of a purchase may not reach unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import func, select

from workflows.act import Act
from workflows.procurement import lawbook, spending
from workflows.procurement.charges import capped, charges_of
from workflows.procurement.facts import budget_level
from workflows.procurement.models.funds import FISCAL, FundLine, FundMovement
from workflows.procurement.models.law import Category
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import services
from workflows.procurement.rules.funding import INSEPARABLE, fiscal_part
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.rules.splitting import Counted, Year
from workflows.procurement.screening import synonyms
from workflows.schema import one_at_a_time

CONFIRMED = ("confirmed", "invited", "opened", "awarded", "published")
"""States of a purchase whose method stands."""
ALIVE = ("review", "returned", "approved", "closed")
NOTHING = Decimal("0.00")


def confirmed_year(act: Act, project: Project, plan: Procurement) -> Year:
    """The year as it stands for who confirms a method. Whoever asks is alone with this town's year until the act is over."""
    one_at_a_time(act.session, f"split:{project.authority_id}:{project.year}")
    others = _others(act, project, Procurement.state.in_(CONFIRMED))
    return _year(act, project, min(plan.budget, _wanted(project)), others, plan.began_on)


def planned_year(act: Act, project: Project) -> Year:
    """The same with every project that is under way, method or not: for warnings."""
    plan = act.session.get(Procurement, project.id)
    return _year(act, project, _wanted(project), _others(act, project, Project.state.in_(ALIVE)), plan.began_on if plan else None)


def supplemented_year(act: Act, project: Project, amount: Decimal) -> Year:
    """The year with what a supplement adds to this project's contract; `amount`: yuan, of which the fiscal funds carry their share."""
    plan = act.session.get(Procurement, project.id)
    shares = spending.shares_of_more(act.session, project.id, amount)
    whole = project.funds_separable == INSEPARABLE
    carried = [share for fund, share in shares if whole or act.session.get_one(FundLine, fund).kind == FISCAL]
    this = _amount(act, project, plan) + sum(carried, NOTHING)
    return replace(_year(act, project, NOTHING, _others(act, project, Procurement.state.in_(CONFIRMED))), this=this)


def alone_with_supplement(act: Act, project: Project, amount: Decimal) -> Year:
    """The same for who signs it. Whoever asks is alone with this town's year until the act is over."""
    one_at_a_time(act.session, f"split:{project.authority_id}:{project.year}")
    return supplemented_year(act, project, amount)


def _year(act: Act, project: Project, amount: Decimal, others: list[Counted], begun: dt.date | None = None) -> Year:
    """The limit is that of the purchase where it has begun; a supplement is held against that of its own day."""
    limit = lawbook.threshold(act.session, lawbook.LIMIT, occasion(act, begun or act.today), budget_level(act))
    this = fiscal_part(capped(charges_of(act.session, project.id), amount), project.funds_separable)
    service = project.category_other_text if project.sub_item == OTHER else project.sub_item
    return Year(service, project.year, this, others, limit)


def _services(project: Project, listed: Collection[str]) -> Collection[str]:
    """What a project buys as Art. 8 names it; what no class names is told by its own words."""
    if project.sub_item != OTHER:
        return {project.sub_item}
    told = (services.meant(text, listed, synonyms()) for text in (project.category_other_text, project.title))
    return next(filter(None, told), None) or {services.core(project.category_other_text)}


def _wanted(project: Project) -> Decimal:
    return project.amount if project.approved_amount is None else project.approved_amount


def _others(act: Act, project: Project, counts: object) -> list[Counted]:
    listed = [item for one in act.session.scalars(select(Category)) for item in one.items]
    mine, year = _services(project, listed), (Project.authority_id == project.authority_id, Project.year == project.year)
    named = Project.sub_item.in_((OTHER, *mine))
    found = select(Project, Procurement).outerjoin(Procurement, Procurement.project_id == Project.id)
    rows = act.session.execute(found.where(*year, named, Project.id != project.id, counts).order_by(Project.id)).all()  # type: ignore[arg-type]
    alike = [(other, plan) for other, plan in rows if services.same(mine, _services(other, listed))]
    amounts = [Counted(other.number, _amount(act, other, plan)) for other, plan in alike]
    return [one for one in amounts if one.amount]


def _amount(act: Act, project: Project, plan: Procurement | None) -> Decimal:
    """Fiscal money (yuan): what the contract holds, else what is approved, capped by the plan's budget; before that, what is asked for."""
    if project.approved_amount is None:
        return fiscal_part(charges_of(act.session, project.id), project.funds_separable) if project.state != "closed" else NOTHING
    sums = select(FundMovement.kind, func.sum(FundMovement.amount)).join(FundLine, FundLine.code == FundMovement.fund)
    mine = sums.where(FundMovement.project_id == project.id).group_by(FundMovement.kind)
    fiscal = mine if project.funds_separable == INSEPARABLE else mine.where(FundLine.kind == FISCAL)
    of: dict[str, Decimal] = dict(act.session.execute(fiscal).all())
    held = of.get("reserve", NOTHING) - of.get("free", NOTHING)
    return held if of.get("commit") or plan is None else min(held, plan.budget)
