"""What is asked, checked, approved and paid for one instalment (Art. 23). Returned and asked again, it is the same row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.errors import Missing, Reason
from workflows.schema import Id, Money, Row
from workflows.text import _


class PaymentRequest(Row):
    """A request for an instalment with its invoice.

    `state`: requested, reviewed, approved, paid, settled (nothing was owed), returned, held.
    """

    __tablename__ = "payment_request"
    __table_args__ = (
        UniqueConstraint("instalment_id"),
        UniqueConstraint("invoice_no", "part"),
        UniqueConstraint("authority_id", "bank_reference"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    instalment_id: Mapped[int] = mapped_column(Id, ForeignKey("instalment.id"))
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("contract.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default="requested")
    amount: Mapped[Decimal] = mapped_column(Money)
    invoice_no: Mapped[str] = mapped_column(String(40))
    part: Mapped[int] = mapped_column(Integer, default=0)
    """0 where the invoice is its own; a disputed part is paid on the invoice of the instalment from which it was set apart."""
    invoice_date: Mapped[dt.date] = mapped_column(Date)
    received_on: Mapped[dt.date] = mapped_column(Date)
    payee_name: Mapped[str] = mapped_column(String(120))
    payee_account: Mapped[str] = mapped_column(String(40))
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_on: Mapped[dt.date] = mapped_column(Date)
    pay_by: Mapped[dt.date | None] = mapped_column(Date)
    """The last day of the period from the invoice to the payment (TD11), as it was known when asked for (ART-23.4)."""
    held_until: Mapped[dt.date | None] = mapped_column(Date)
    """The day on which a held payment comes back to its reviewer; it stays, for a payment is held once."""
    checked_by: Mapped[str | None] = mapped_column(String(80))
    checked_on: Mapped[dt.date | None] = mapped_column(Date)
    """The second look at the end of the year (ART-23.5, TD25)."""
    reviewed_by: Mapped[str | None] = mapped_column(String(80))
    reviewed_on: Mapped[dt.date | None] = mapped_column(Date)
    account_checked: Mapped[bool] = mapped_column(Boolean, default=False)
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_on: Mapped[dt.date | None] = mapped_column(Date)
    paid_by: Mapped[str | None] = mapped_column(String(80))
    paid_on: Mapped[dt.date | None] = mapped_column(Date)
    bank_reference: Mapped[str | None] = mapped_column(String(80))


def request_of(session: Session, instalment_id: int) -> PaymentRequest:
    """The request for an instalment. Raises Missing."""
    found = session.scalars(select(PaymentRequest).where(PaymentRequest.instalment_id == instalment_id)).one_or_none()
    if found is None:
        raise Missing([Reason(_("本期尚未提出付款申请。"))])
    return found
