"""The contract of a project and the instalments in which it is paid (Art. 22, 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Hundredths, Id, Json, Money, Row
from workflows.text import _


class Contract(Row):
    """What the two parties sign (ART-22.1). One row a project: a new draft overwrites, the entries keep what stood before.

    `state`: draft, planned, cleared (legal opinion), half_signed (by the contractor), signed, declined (left unsigned, by whomever);
    SUSPENDED, TERMINATED.
    """

    __tablename__ = "contract"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(Id)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    party_a: Mapped[str] = mapped_column(String(40), ForeignKey("authority.id"))
    party_b: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    subject: Mapped[str] = mapped_column(Text)
    price: Mapped[Decimal] = mapped_column(Money)
    """As signed: what supplements, the advance and shares are measured by."""
    supplements: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    """What approved supplements added to the price so far (GPL 49); written by `spending.commit_more` alone."""
    begins_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    # The four facts of Art. 22 and what proves them (names of documents).
    content_fixed: Mapped[bool] = mapped_column(Boolean, default=False)
    continuous: Mapped[bool] = mapped_column(Boolean, default=False)
    funds_stable: Mapped[bool] = mapped_column(Boolean, default=False)
    price_stable: Mapped[bool] = mapped_column(Boolean, default=False)
    term_evidence: Mapped[Any] = mapped_column(Json)
    yearly_amounts: Mapped[Any] = mapped_column(Json, default=list)
    """For several years: year, amount (yuan, as text) and the paper that budgets it, a row a fiscal year (ART-22.2)."""
    annual_amount: Mapped[Decimal] = mapped_column(Money)
    """Base of the advance: the signed price, or for several years the amount of one, by the term in force (yuan, ART-23.2)."""
    acceptance_standard: Mapped[str] = mapped_column(Text)
    checked_by: Mapped[str] = mapped_column(String(20), default="")
    """Who is to check the service item by item (ART-27.1); the table `acceptor` decides. Empty: the town."""
    performance_clause: Mapped[str] = mapped_column(Text)
    final_payment: Mapped[Any] = mapped_column(Json)
    """The rows score → ratio that the performance clause repeats; empty when the contract has none (ART-27.4; handbook D9)."""
    breach_clause: Mapped[str] = mapped_column(Text)
    dispute_clause: Mapped[str] = mapped_column(Text)
    performance_bond: Mapped[Decimal] = mapped_column(Money)
    bond_form: Mapped[str] = mapped_column(String(20), default="")
    """How the bond is given, never in cash (GPLR 48); empty without a bond."""
    bond_returned_on: Mapped[dt.date | None] = mapped_column(Date)
    payee_name: Mapped[str] = mapped_column(String(120))
    payee_bank: Mapped[str] = mapped_column(String(120))
    payee_account: Mapped[str] = mapped_column(String(40))
    drafted_by: Mapped[str] = mapped_column(String(80))
    drafted_on: Mapped[dt.date] = mapped_column(Date)
    signed_by_contractor: Mapped[str | None] = mapped_column(String(80))
    signed_by_contractor_on: Mapped[dt.date | None] = mapped_column(Date)
    contractor_capacity: Mapped[str] = mapped_column(String(40), default="")
    signed_by_town: Mapped[str | None] = mapped_column(String(80))
    signed_by_town_on: Mapped[dt.date | None] = mapped_column(Date)
    """The day on which the contract is signed: the later of the two signatures."""
    awaited_until: Mapped[dt.date | None] = mapped_column(Date)
    """Until when the town waits for a contractor that let the period for signing pass."""
    unsigned_because: Mapped[str] = mapped_column(Text, default="")
    """Why it was not signed, where one side would not."""
    filed_no: Mapped[str] = mapped_column(String(80), default="")
    filed_by: Mapped[str | None] = mapped_column(String(80))
    filed_on: Mapped[dt.date | None] = mapped_column(Date)
    """When a copy was filed with finance (GPL 47)."""

    @property
    def advance_base(self) -> tuple[Decimal, Decimal]:
        """Price and annual amount by which an advance is measured, in yuan: a supplement raises neither, what was taken off lowers both."""
        return self.advance_base_at(self.in_force)

    def advance_base_at(self, price: Decimal, annual: Decimal | None = None) -> tuple[Decimal, Decimal]:
        """The same with another price in force, or annual amount of the signed price, such as an amendment will make it (yuan)."""
        of_a_year = self.annual_amount if annual is None else annual
        if price >= self.price:
            return self.price, of_a_year
        return price, (of_a_year * price / self.price).quantize(Decimal("0.01"), ROUND_DOWN)

    @property
    def in_force(self) -> Decimal:
        """The price with its supplements, in yuan: the most that is ever paid, and what the plan adds up to."""
        return self.price + (self.supplements or Decimal())


class Instalment(Row):
    """One payment of the plan (ART-23.3).

    `state`: planned, due, requested, reviewed, approved, paid, settled (nothing is left to pay), dropped (by a new plan), stopped
    (the contract ended first; `because` says why).
    """

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("contract.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    trigger: Mapped[str] = mapped_column(String(40))
    on_date: Mapped[dt.date | None] = mapped_column(Date)
    share: Mapped[Decimal | None] = mapped_column(Hundredths)
    """Per cent of the price, where the plan says it."""
    amount: Mapped[Decimal] = mapped_column(Money)
    payable: Mapped[Decimal | None] = mapped_column(Money)
    """What may be paid once the score is known; None: the whole amount."""
    state: Mapped[str] = mapped_column(String(20), default="planned")
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    paid_on: Mapped[dt.date | None] = mapped_column(Date)
    paid: Mapped[Decimal | None] = mapped_column(Money)
    part_of: Mapped[int] = mapped_column(Integer, default=0)
    """Number of the instalment from which this disputed part was set apart; 0: a payment of its own."""
    because: Mapped[str] = mapped_column(Text, default="")
    """Why it is disputed, or was stopped."""


VOID = "void"
"""A draft that is not to be signed any more: the award behind it was taken back."""
NOT_MADE = (VOID, "declined")
"""States in which the other party of a draft is nobody's contractor."""
SUSPENDED, TERMINATED = "suspended", "terminated"
"""States of a contract under which no payment goes on."""
DROPPED, STOPPED = "dropped", "stopped"
OPEN = ("planned", "due", "requested", "reviewed", "approved")
"""States of an instalment for which something is still to be done."""


def contract_of(session: Session, project_id: int) -> Contract:
    """The contract of a project. Raises Missing."""
    contract = session.get(Contract, project_id)
    if contract is None:
        raise Missing([Reason(_("本项目尚无合同。"))])
    return contract


def instalments_of(session: Session, project_id: int) -> Sequence[Instalment]:
    """The instalments of the plan in force, in order."""
    mine = select(Instalment).where(Instalment.project_id == project_id, Instalment.state != DROPPED)
    return session.scalars(mine.order_by(Instalment.number)).all()


def instalment_of(act: Act) -> Instalment:
    """The instalment that a payment's case is about. Raises Missing."""
    found = act.session.get(Instalment, act.case.subject_id) if act.case.subject_kind == "instalment" else None
    if found is None:
        raise Missing([Reason(_("本案不是付款分案。"))])
    return found
