"""Bonds that bidders give with their responses, noted at the opening; each goes back or is withheld for a reason (GPLR 33)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.procurement.models.solicitations import Solicitation
from workflows.schema import Id, Money, Row


class BidBond(Row):
    """What one bidder gave in one round. `period`: which clock runs for its return, from `owed_from` on; empty before."""

    __tablename__ = "bid_bond"
    __table_args__ = (UniqueConstraint("solicitation_id", "organisation"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("procurement.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(Integer)
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    form: Mapped[str] = mapped_column(String(20))
    received_on: Mapped[dt.date] = mapped_column(Date)
    noted_by: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(8), default="")
    owed_from: Mapped[dt.date | None] = mapped_column(Date)
    returned_on: Mapped[dt.date | None] = mapped_column(Date)
    settled_by: Mapped[str | None] = mapped_column(String(80))
    reference: Mapped[str] = mapped_column(String(60), default="")
    withheld: Mapped[str] = mapped_column(String(60), default="")
    """The ground of the law on which it does not go back (O74 20)."""

    @property
    def is_settled(self) -> bool:
        """Whether it went back or is withheld."""
        return self.returned_on is not None or bool(self.withheld)


def bonds_given(session: Session, one: Solicitation) -> Sequence[BidBond]:
    """What was noted at the opening of a round, in order of id."""
    return session.scalars(select(BidBond).where(BidBond.solicitation_id == one.id).order_by(BidBond.organisation)).all()


def bonds_held(session: Session, project_id: int) -> list[BidBond]:
    """What is still held of a project, whatever round it was given in."""
    mine = select(BidBond).where(BidBond.project_id == project_id).order_by(BidBond.round, BidBond.organisation)
    return [row for row in session.scalars(mine) if not row.is_settled]
