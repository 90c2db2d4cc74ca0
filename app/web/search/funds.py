"""资金: the sources of the towns whose books this person reads, and what of each is reserved, committed, paid and left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.visibility import CITY, towns
from app.web.views.public import FundGroup, FundRow
from workflows.act import Actor
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.people import Authority

HUNDREDTH = Decimal("0.01")


def fund_groups(session: Session, actor: Actor) -> Sequence[FundGroup]:
    """A group a town, in the order of their names."""
    wanted = select(FundLine, Authority.short).join(Authority, Authority.id == FundLine.town_id)
    if not any(post.role in CITY for post in actor.posts):
        wanted = wanted.where(FundLine.town_id.in_(towns(session, actor)))
    groups: dict[str, list[FundRow]] = {}
    for fund, office in session.execute(wanted.order_by(Authority.short, FundLine.year.desc(), FundLine.code)):
        groups.setdefault(office, []).append(_row(fund))
    return [FundGroup(office, rows) for office, rows in groups.items()]


def _row(fund: FundLine) -> FundRow:
    kind = f"{fund.kind} · {fund.subkind}" if fund.subkind else fund.kind
    sums = (fund.amount, fund.reserved, fund.committed, fund.paid, fund.available)
    return FundRow(fund.code, kind, fund.purpose or fund.donor_purpose, fund.document, fund.year, *sums, parts=list(_parts(fund)))


def _parts(fund: FundLine) -> list[tuple[str, str, str]]:
    """Paid, committed, reserved side by side, as shares of the whole."""
    drawn, start = [], Decimal(0)
    for name, amount in (("paid", fund.paid), ("committed", fund.committed), ("reserved", fund.reserved)):
        share = (amount / fund.amount * 100).quantize(HUNDREDTH) if fund.amount else Decimal(0)
        if share:
            drawn.append((name, f"{start:f}", f"{share:f}"))
        start += share
    return drawn
