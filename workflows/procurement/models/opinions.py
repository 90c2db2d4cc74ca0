"""What people said of a project, at any stage: one row an opinion or approval."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.act import Act
from workflows.schema import Hundredths, Id, Instant, Json, Row


class Opinion(Row):
    """One person's word in one task. `details`: the task's further answers (which fund was checked, the principles of ART-5.1…)."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_project_task", "project_id", "task"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(40))
    score: Mapped[Decimal | None] = mapped_column(Hundredths)
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[dt.datetime] = mapped_column(Instant)


def give_opinion(act: Act, project_id: int, outcome: str, text: str, score: Decimal | None = None, **details: Any) -> None:
    """Write the acting person's opinion; one insert, no read."""
    item = act.item
    act.enter(
        Opinion,
        project_id=project_id,
        case_id=act.case.id,
        authority_id=act.case.authority_id,
        task=item.task if item else "",
        actor=act.who,
        post=str(item.post) if item and item.post else "",
        outcome=outcome,
        score=score,
        text=text,
        details=details,
        at=act.now,
    )
