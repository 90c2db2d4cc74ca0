"""A change of the rule packs on its way into force: a figure, a threshold, the town's ladder of bands, or an extension of the measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Instant, Json, Row

EXTENSION = "extension"
"""Kind of a change that carries the measures on (Art. 30); the others are kinds of `workflows.procurement.packs`."""
IN_FORCE, WITHDRAWN = "in_force", "withdrawn"


class RuleChange(Row):
    """What is to change, from which day on, by which document and why. Once approved, a dated row of its own says it; none is altered.

    `subject`: the figure's id (TD02, L, bands), or the rule pack's of an extension; `text`, `before`: the new value and the one
    that it follows, in words; `value`: the new one as the dated row keeps it.
    """

    __tablename__ = "rule_change"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[Any] = mapped_column(Json)
    from_date: Mapped[dt.date] = mapped_column(Date)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    applies_by: Mapped[str] = mapped_column(String(20), default="")
    document: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    drafted_by: Mapped[str] = mapped_column(String(60))
    drafted_at: Mapped[dt.datetime] = mapped_column(Instant)
    opinion: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[str | None] = mapped_column(String(60))
    approved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
