"""What a review says beside its outcome (Art. 20, 24): conditions, marks, reasons, a day; what is awaited after a return; objections."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Instant, Json, Row


class OfReview:
    """What every row of a review says of itself: of which project and revision, by whom and when."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-6)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), index=True, sort_order=-5)
    case_id: Mapped[int] = mapped_column(Id, sort_order=-4)
    authority_id: Mapped[str] = mapped_column(String(40), sort_order=-3)
    revision: Mapped[int] = mapped_column(sort_order=-2)
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)


class Ruling(OfReview, Row):
    """An outcome that is no plain yes: agreed with conditions, returned, rejected for named reasons, put off until a day."""

    __tablename__ = "ruling"

    task: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    conditions: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str]] = mapped_column(Json)
    deferred_until: Mapped[dt.date | None] = mapped_column(Date)


class ReviewMark(OfReview, Row):
    """A field of the plan that has to be amended, and what is wanted there."""

    __tablename__ = "review_mark"

    position: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text)


class Correction(OfReview, Row):
    """A return for correction: the how-many-eth of the project, until when the plan is awaited, and what was decided after that day."""

    __tablename__ = "correction"

    count: Mapped[int]
    ends_at: Mapped[dt.datetime] = mapped_column(Instant)
    extended: Mapped[int] = mapped_column(default=0)
    decision: Mapped[str] = mapped_column(String(20), default="")
    decision_text: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(60))


class Objection(OfReview, Row):
    """An objection to an approval during its publicity, with its answer."""

    __tablename__ = "objection"

    position: Mapped[int]
    received_on: Mapped[dt.date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    upheld: Mapped[bool]
