"""What two methods without open competition rest on: the argument for a single source, the agreement behind a call-off."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.errors import Missing, Reason
from workflows.procurement.models.solicitations import Solicitation
from workflows.schema import Id, Json, Money, Row
from workflows.text import _


class SingleSource(Row):
    """Why only one supplier is asked (GPL 31, O74 38-41). `opinions`: what named professionals wrote."""

    __tablename__ = "single_source"

    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    supplier: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    argument: Mapped[str] = mapped_column(Text)
    opinions: Mapped[Any] = mapped_column(Json)
    original_price: Mapped[Decimal | None] = mapped_column(Money)
    """Of the contract that is added to, where that is the ground."""
    shown_until: Mapped[dt.date | None] = mapped_column(Date)
    objections: Mapped[int] = mapped_column(Integer, default=0)
    supplement: Mapped[str] = mapped_column(Text, default="")


class CallOff(Row):
    """The second stage of a framework agreement (O110 31-37). `suppliers`: those of the first stage, in the order of the agreement."""

    __tablename__ = "call_off"

    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    agreement: Mapped[str] = mapped_column(String(100))
    begins_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    way: Mapped[str] = mapped_column(String(20))
    suppliers: Mapped[Any] = mapped_column(Json)
    agreed_price: Mapped[Decimal] = mapped_column(Money)
    """The most that the agreement lets this purchase cost."""
    chosen_by: Mapped[str] = mapped_column(Text, default="")


def single_source_of(session: Session, one: Solicitation) -> SingleSource:
    """The argument of a procedure. Raises Missing."""
    found = session.get(SingleSource, one.id)
    if found is None:
        raise Missing([Reason(_("尚未提出单一来源的论证。"))])
    return found


def call_off_of(session: Session, one: Solicitation) -> CallOff:
    """The agreement that a procedure calls on. Raises Missing."""
    found = session.scalars(select(CallOff).where(CallOff.solicitation_id == one.id)).one_or_none()
    if found is None:
        raise Missing([Reason(_("尚未登记框架协议。"))])
    return found
