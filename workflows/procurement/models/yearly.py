"""What is decided at the end of each year of a contract of several: whether the next one is performed (Art. 22, 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Hundredths, Id, Instant, Json, Row
from workflows.text import _

YEARLY = "yearly_review"
"""Kind of subject of the side case in which a year is reviewed."""


class YearlyReview(Row):
    """One year of a contract of several, `year` from 1. `outcome` stands once decided; only a published one opens the next year."""

    __tablename__ = "yearly_review"
    __table_args__ = (UniqueConstraint("project_id", "year"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(Id)
    """The side case in which it is reviewed, once that has begun."""
    ends_on: Mapped[dt.date]
    """The last day of that year of the contract."""
    organisation_id: Mapped[str | None] = mapped_column(String(40))
    scores: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    total: Mapped[Decimal | None] = mapped_column(Hundredths)
    advice: Mapped[str] = mapped_column(Text, default="")
    scored_by: Mapped[str | None] = mapped_column(String(80))
    budget_document: Mapped[str | None] = mapped_column(String(200))
    """The document that provides next year's money; empty where there is none."""
    budget_confirmed: Mapped[bool | None]
    budget_by: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[str | None] = mapped_column(String(20))
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)


def reviews(session: Session, project_id: int) -> Sequence[YearlyReview]:
    """The years of a project's contract that are reviewed, in order; none for a contract of one year."""
    mine = select(YearlyReview).where(YearlyReview.project_id == project_id)
    return session.scalars(mine.order_by(YearlyReview.year)).all()


def review_of(act: Act) -> YearlyReview:
    """The year that the act's case is about. Raises Missing."""
    found = act.session.get(YearlyReview, act.case.subject_id) if act.case.subject_kind == YEARLY else None
    if found is None:
        raise Missing([Reason(_("本案不是年度评价。"))])
    return found
