"""Needs of communities (Art. 9): collected, merged, adopted or declined with a reason, answered, and served by projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.procurement.models.projects import Project
from workflows.schema import Id, Instant, Row

COLLECTED, ADOPTED, MERGED, DECLINED = "collected", "adopted", "merged", "declined"
SHOWN = 30
"""Characters of a need that a list shows."""
PERSONAL: dict[str, Any] = {"personal": True}


class Need(Row):
    """A need as somebody entered it, what the town decided on it, and what the proposer was answered (ART-9.1, 9.2)."""

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"), index=True)
    people: Mapped[str] = mapped_column(String(20))
    """The group that has it."""
    description: Mapped[str] = mapped_column(Text)
    supporters: Mapped[int] = mapped_column(Integer)
    urgency: Mapped[str] = mapped_column(String(10))
    found_on: Mapped[dt.date]
    proposer: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    entered_by: Mapped[str] = mapped_column(String(60))
    entered_at: Mapped[dt.datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(20), default=COLLECTED)
    merged_into: Mapped[int | None] = mapped_column(Id, ForeignKey("need.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(60))
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class ProjectNeed(Row):
    """A need that a project serves, as its plan of that revision says (ART-9.1)."""

    __tablename__ = "project_need"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(Id, ForeignKey("need.id"), index=True)


def short(need: Need) -> str:
    """A need in a line."""
    return need.description if len(need.description) <= SHOWN else f"{need.description[:SHOWN]}…"


def adopted(session: Session, town: str) -> Sequence[Need]:
    """What a town has adopted, the first one first."""
    return session.scalars(select(Need).where(Need.authority_id == town, Need.state == ADOPTED).order_by(Need.id)).all()


def needs_of(session: Session, project: Project) -> Sequence[Need]:
    """The needs that a project serves by the plan in force."""
    mine = select(Need).join(ProjectNeed, ProjectNeed.need_id == Need.id).where(ProjectNeed.project_id == project.id)
    return session.scalars(mine.where(ProjectNeed.revision == project.revision).order_by(ProjectNeed.position)).all()


def projects_for(session: Session, need: Need) -> Sequence[Project]:
    """The projects that serve a need, or what it was merged into."""
    of = need.merged_into or need.id
    current = (Project.id == ProjectNeed.project_id) & (Project.revision == ProjectNeed.revision)
    return session.scalars(select(Project).join(ProjectNeed, current).where(ProjectNeed.need_id == of).order_by(Project.id)).all()


def merged_with(session: Session, need: Need) -> Sequence[Need]:
    """The needs that say the same and were merged into this one."""
    return session.scalars(select(Need).where(Need.merged_into == need.id).order_by(Need.id)).all()
