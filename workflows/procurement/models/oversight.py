"""What somebody above said of a task that was late, or that nobody at its post could do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Instant, Row


class Oversight(Row):
    """One word on one task; `given_to`: whose it is from then on, where it was handed over; without a last day: nobody could do it."""

    __tablename__ = "oversight"
    __table_args__ = (Index("ix_oversight_case", "case_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(120))
    due_id: Mapped[str | None] = mapped_column(String(20))
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    given_to: Mapped[str | None] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)
