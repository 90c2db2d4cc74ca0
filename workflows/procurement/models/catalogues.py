"""What a district gives its towns each year (Art. 7, 10): the list of services on its way to publication, and the versions of its guide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.schema import Id, Instant, Row

DRAFTED, APPROVED, RETURNED, PUBLISHED = "drafted", "approved", "returned", "published"


class ListDraft(Row):
    """A list of services until it is published as a `service_list` (ART-7.1): the year's first, or with a `reason` an amendment of it.

    `late` stands from the day after the last on which it should have been published; `late_reason` is what the district says to it.
    """

    __tablename__ = "list_draft"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(20), default="")
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    reminded: Mapped[str] = mapped_column(Text, default="")
    """What the drafter answered to the reminder (ART-7.2)."""
    urged: Mapped[str] = mapped_column(Text, default="")
    """What the head of the department ordered when it was urged."""
    begun_by: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[dt.datetime] = mapped_column(Instant)
    drafted_by: Mapped[str | None] = mapped_column(String(60))
    opinion: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[str | None] = mapped_column(String(60))
    approved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    list_id: Mapped[str | None] = mapped_column(ForeignKey("service_list.id"))


class ListDraftItem(Row):
    """An item as it was drafted; `revision` counts how often the draft was handed in."""

    __tablename__ = "list_draft_item"

    draft_id: Mapped[int] = mapped_column(Id, ForeignKey("list_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    sub_item: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    standard: Mapped[str] = mapped_column(Text)
    price_guide: Mapped[str] = mapped_column(Text)
    funding: Mapped[str] = mapped_column(String(100))


class GuideVersion(Row):
    """A version of the district's guide to buying services (ART-10.1): in force from `published_at` until the next one is out."""

    __tablename__ = "guide_version"
    __table_args__ = (UniqueConstraint("authority_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int | None] = mapped_column(Integer)
    """Given when it is published."""
    title: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(Text)
    standards: Mapped[str] = mapped_column(Text)
    flow: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    """What is new: this is what the towns are told."""
    state: Mapped[str] = mapped_column(String(20))
    drafted_by: Mapped[str] = mapped_column(String(60))
    opinion: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[str | None] = mapped_column(String(60))
    approved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    document: Mapped[str] = mapped_column(String(200), default="")
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    published_on: Mapped[dt.date | None]


class GuideReceipt(Row):
    """A town has read a new version of the guide."""

    __tablename__ = "guide_receipt"
    __table_args__ = (UniqueConstraint("guide_id", "town_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    guide_id: Mapped[int] = mapped_column(Id, ForeignKey("guide_version.id"))
    town_id: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    arranged: Mapped[str] = mapped_column(Text)
    received_by: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[dt.datetime] = mapped_column(Instant)


def drafted(session: Session, draft: ListDraft) -> Sequence[ListDraftItem]:
    """The items as handed in last."""
    mine = select(ListDraftItem).where(ListDraftItem.draft_id == draft.id, ListDraftItem.revision == draft.revision)
    return session.scalars(mine.order_by(ListDraftItem.position)).all()


def guides(session: Session, district: str) -> Sequence[GuideVersion]:
    """Every published version of a district's guide, the latest first: the first one is in force."""
    mine = select(GuideVersion).where(GuideVersion.authority_id == district, GuideVersion.version.is_not(None))
    return session.scalars(mine.order_by(GuideVersion.version.desc())).all()
