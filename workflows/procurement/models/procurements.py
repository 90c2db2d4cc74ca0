"""How a project is bought: the plan, the invitations, the quotations and the award. One row a project; a failed round counts up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.errors import Missing, Reason
from workflows.schema import Id, Instant, Json, Money, Row
from workflows.text import _


class Procurement(Row):
    """The purchase of one project (Art. 16, 21). `draft` counts the plan's drafts, `round` the comparisons; both start at 1.

    `state`: planned, confirmed, invited, opened, awarded, published, failed.
    """

    __tablename__ = "procurement"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    draft: Mapped[int] = mapped_column(Integer, default=1)
    round: Mapped[int] = mapped_column(Integer, default=1)
    # The plan. Thresholds are those of the day on which it was begun.
    began_on: Mapped[dt.date] = mapped_column(Date)
    drafted_by: Mapped[str] = mapped_column(String(80))
    demand: Mapped[str] = mapped_column(Text)
    survey_respondents: Mapped[int] = mapped_column(Integer, default=0)
    survey_note: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[Decimal] = mapped_column(Money)
    price_ceiling: Mapped[Decimal] = mapped_column(Money)
    evaluation_method: Mapped[str] = mapped_column(Text)
    acceptance_scheme: Mapped[str] = mapped_column(Text)
    risks: Mapped[str] = mapped_column(Text, default="")
    # The method, as decided by the table and confirmed by a person.
    method: Mapped[str | None] = mapped_column(String(60))
    proposed_method: Mapped[str | None] = mapped_column(String(60))
    deviation_reason: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[str] = mapped_column(Text, default="")
    """The case of the law that allows the method (GPL 30, 31)."""
    finance_approval: Mapped[str] = mapped_column(String(100), default="")
    """By which the city's finance department approved another method than open tender (GPL 27)."""
    adjustment_basis: Mapped[str] = mapped_column(Text, default="")
    """The paper that adjusted the budget, where the year's purchases of this service together reach the limit (GPLR 28)."""
    band: Mapped[str | None] = mapped_column(String(8))
    confirmed_on: Mapped[dt.date | None] = mapped_column(Date)
    # The comparison.
    invited_on: Mapped[dt.date | None] = mapped_column(Date)
    invited_by: Mapped[str | None] = mapped_column(String(80))
    closes_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    fewer_reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    witness: Mapped[str | None] = mapped_column(String(80))
    recommended: Mapped[str | None] = mapped_column(String(40))
    recommendation: Mapped[str] = mapped_column(Text, default="")
    # The award.
    awarded: Mapped[str | None] = mapped_column(String(40), ForeignKey("organisation.id"))
    award_price: Mapped[Decimal | None] = mapped_column(Money)
    awarded_on: Mapped[dt.date | None] = mapped_column(Date)
    awarded_by: Mapped[str | None] = mapped_column(String(80))
    other_than_lowest_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_open(self) -> bool:
        """Whether the quotations of this round have been opened: what an earlier round opened was before this one closes."""
        return self.opened_at is not None and self.closes_at is not None and self.opened_at >= self.closes_at


class Qualification(Row):
    """A condition of a draft of the plan (ART-16.1). Rows of an older draft stay; the plan's own `draft` says which hold."""

    __tablename__ = "qualification"
    __table_args__ = (UniqueConstraint("project_id", "draft", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("procurement.project_id"), index=True)
    draft: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    law: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class Invitation(Row):
    """An organisation asked to quote in a round; `position` from 0 is its place in the list that the diagram runs over."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("project_id", "round", "organisation"), UniqueConstraint("project_id", "round", "position"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("procurement.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))


SEALED: dict[str, Any] = {"personal": True}
"""Columns whose values an entry holds only as salted commitments: nobody reads a price in the ledger before closing."""


class Quotation(Row):
    """What an organisation answered. `sealed` until the closing instant has passed and the quotations were opened before a witness."""

    __tablename__ = "quotation"
    __table_args__ = (UniqueConstraint("project_id", "round", "organisation"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("procurement.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(Integer)
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    submitted_by: Mapped[str] = mapped_column(String(80))
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    price: Mapped[Decimal] = mapped_column(Money, info=SEALED)
    price_words: Mapped[str] = mapped_column(String(120), info=SEALED)
    items: Mapped[Any] = mapped_column(Json, info=SEALED)
    conflict_declared: Mapped[str] = mapped_column(Text, info=SEALED)
    sealed: Mapped[bool] = mapped_column(Boolean, default=True)
    meets_demand: Mapped[bool | None] = mapped_column(Boolean)
    declined_on: Mapped[dt.date | None] = mapped_column(Date)
    """When the organisation, having won, fell out of the ranking: it refused to sign, was silent, or the town would not (GPLR 49)."""


def procurement_of(session: Session, project_id: int) -> Procurement:
    """The purchase of a project. Raises Missing."""
    found = session.get(Procurement, project_id)
    if found is None:
        raise Missing([Reason(_("本项目尚无采购实施计划。"))])
    return found


def invitations_of(session: Session, procurement: Procurement) -> Sequence[Invitation]:
    """Who was asked in the current round, in the order of the list."""
    mine = select(Invitation).where(Invitation.project_id == procurement.project_id, Invitation.round == procurement.round)
    return session.scalars(mine.order_by(Invitation.position)).all()


def quotations_of(session: Session, procurement: Procurement) -> Sequence[Quotation]:
    """What was answered in the current round, in the order of the list; before the opening nobody may be shown it."""
    asked = (Invitation.project_id == Quotation.project_id) & (Invitation.round == Quotation.round)
    mine = select(Quotation).join(Invitation, asked & (Invitation.organisation == Quotation.organisation))
    here = mine.where(Quotation.project_id == procurement.project_id, Quotation.round == procurement.round)
    return session.scalars(here.order_by(Invitation.position)).all()


QUOTED = "comparison.submit_quotation"
"""The task by which a quotation is handed in."""
UNDER_SEAL = (QUOTED, "response.submit")
"""Every task by which a price is handed in under seal until the closing."""


def quotations_sealed(session: Session, project_id: int, now: dt.datetime) -> bool:
    """Whether what was handed in with quotations must still be hidden from everybody."""
    found = session.get(Procurement, project_id)
    return found is not None and found.closes_at is not None and now < found.closes_at
