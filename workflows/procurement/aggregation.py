"""What a town buys of one service in a fiscal year (ART-21.2): the sum that the pieces of a purchase may not reach unseen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, literal, select

from workflows.act import Act
from workflows.procurement import lawbook, spending
from workflows.procurement.charges import capped, charges_of
from workflows.procurement.facts import budget_level
from workflows.procurement.models.funds import FISCAL, FundLine, FundMovement
from workflows.procurement.models.law import Category
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import FundingLine, Project
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
_SERVICE = Project.sub_item, Project.category_other_text, Project.title
_COUNTED = Project.id, Project.number, *_SERVICE, Project.approved_amount, Project.state, Project.funds_separable, Procurement.budget
"""What of another project has a say in the sum: no need to read all that its people wrote."""


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
    this = _amount(project, plan.budget if plan else None, _sums(act, [project.id])[project.id]) + sum(carried, NOTHING)
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


def _services(project: Project | Row[*tuple[Any, ...]], listed: Collection[str]) -> Collection[str]:
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
    found = select(*_COUNTED).outerjoin(Procurement, Procurement.project_id == Project.id)
    rows = act.session.execute(found.where(*year, named, Project.id != project.id, counts).order_by(Project.id)).all()  # type: ignore[arg-type]
    alike = [other for other in rows if services.same(mine, _services(other, listed))]
    sums = _sums(act, [other.id for other in alike])
    return [counted for one in alike if (counted := Counted(one.number, _amount(one, one.budget, sums[one.id]))).amount]


Sums = dict[tuple[str, str], Decimal]
"""Of one project: yuan by what was done (`ASKED` or the kind of movement) and by the kind of fund."""
ASKED = "asked"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ASKED = (
    select(FundingLine.project_id, literal(ASKED).label("kind"), FundLine.kind.label("fund"), func.sum(FundingLine.amount).label("amount"))
    .join(Project, (Project.id == FundingLine.project_id) & (Project.revision == FundingLine.revision))
    .join(FundLine, FundLine.code == FundingLine.fund)
    .where(FundingLine.project_id.in_(_IDS))
    .group_by(FundingLine.project_id, FundLine.kind)
)
_MOVED = (
    select(FundMovement.project_id, FundMovement.kind, FundLine.kind, func.sum(FundMovement.amount))
    .join(FundLine, FundLine.code == FundMovement.fund)
    .where(FundMovement.project_id.in_(_IDS))
    .group_by(FundMovement.project_id, FundMovement.kind, FundLine.kind)
)
_SUMS = _ASKED.union_all(_MOVED)


def _sums(act: Act, projects: Collection[int]) -> Mapping[int, Sums]:
    """The money of these projects; one select, however many they are."""
    found: defaultdict[int, Sums] = defaultdict(dict)
    for project, kind, fund, amount in act.session.execute(_SUMS, {"ids": list(projects)}) if projects else ():
        found[project][kind, fund] = amount
    return found


def _amount(project: Project | Row[*tuple[Any, ...]], budget: Decimal | None, sums: Sums) -> Decimal:
    """Fiscal money (yuan): what the contract holds, else what is approved, capped by the plan's budget; before that, what is asked for."""
    whole = project.funds_separable == INSEPARABLE

    def money(kind: str, *, whole: bool = whole) -> Decimal:
        return sum((amount for (what, fund), amount in sums.items() if what == kind and (whole or fund == FISCAL)), NOTHING)

    if project.approved_amount is None:
        return NOTHING if project.state == "closed" else money(ASKED, whole=whole and bool(money(ASKED, whole=False)))
    held = money("reserve") - money("free")
    return held if money("commit") or budget is None else min(held, budget)
