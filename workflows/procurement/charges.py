"""What a plan takes from which fund, as the rules of Arts. 12 to 15 read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflows.procurement.models.funds import FISCAL, FundLine
from workflows.procurement.models.projects import FundingLine, Project
from workflows.procurement.rules.funding import Charge


def charges(session: Session, lines: Iterable[tuple[str, Decimal]], town: str, year: int) -> list[Charge]:
    """Fund code and yuan of each line, with what is known of the fund; a code that nobody knows is not this town's."""
    wanted = list(lines)
    known = {one.code: one for one in session.scalars(select(FundLine).where(FundLine.code.in_({code for code, _amount in wanted})))}
    return [_charge(code, amount, known.get(code), town, year) for code, amount in wanted]


LINES = (
    select(FundingLine.amount, FundLine, Project.authority_id, Project.year)
    .join(Project, (Project.id == FundingLine.project_id) & (Project.revision == FundingLine.revision))
    .join(FundLine, FundLine.code == FundingLine.fund)
    .where(Project.id == bindparam("project_id"))
    .order_by(FundingLine.position)
)


def charges_of(session: Session, project_id: int) -> list[Charge]:
    """The lines in force of a project; one select."""
    found = session.execute(LINES, {"project_id": project_id})
    return [_charge(fund.code, amount, fund, town, year) for amount, fund, town, year in found]


def capped(charged: Iterable[Charge], approved: Decimal) -> list[Charge]:
    """The same lines, filled one after another until the approved amount (yuan) is reached."""
    left, kept = approved, []
    for one in charged:
        kept.append(replace(one, amount=min(one.amount, left)))
        left -= kept[-1].amount
    return [one for one in kept if one.amount]


def _charge(code: str, amount: Decimal, fund: FundLine | None, town: str, year: int) -> Charge:
    if fund is None:
        return Charge(code, amount, ours=False)
    return Charge(
        code,
        amount,
        ours=fund.town_id == town and fund.year == year,
        fiscal=fund.kind == FISCAL,
        pooled=fund.pooled,
        earmarked=fund.earmarked,
        donor_purpose=fund.donor_purpose,
        subkind=fund.subkind,
        available=fund.available,
    )
