"""The project library (Art. 19, item 3): what social organisations designed, what the town consented to, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Hundredths, Id, Instant, Money, Row
from workflows.text import _

SUBMITTED, CONSENTED, RETURNED, REFUSED = "submitted", "consented", "returned", "refused"
WITHDRAWN, EXPIRED, REPLACED = "withdrawn", "expired", "replaced"


class LibraryEntry(Row):
    """A design of an organisation in the town's library; each version is a row, `number` keeps them together.

    Only `state` consented, on or before `valid_until`, may be picked (ART-19.3).
    """

    __tablename__ = "library_entry"
    __table_args__ = (UniqueConstraint("number", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(60))
    category_class: Mapped[str] = mapped_column(String(2))
    sub_item: Mapped[str] = mapped_column(String(40))
    category_other_text: Mapped[str] = mapped_column(String(200))
    target_group: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    capacity: Mapped[str] = mapped_column(Text)
    beneficiaries: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Money)
    disclosure: Mapped[str] = mapped_column(Text, info={"personal": True})
    community_id: Mapped[str | None] = mapped_column(ForeignKey("community.id"))
    """The community for which it was designed, where the organisation names one."""
    valid_months: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    submitted_by: Mapped[str] = mapped_column(String(60))
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    opinion: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawal_reason: Mapped[str] = mapped_column(Text)


class LibraryPrice(Row):
    """A line of the unit prices of a design; `revision` counts how often the paper was handed in."""

    __tablename__ = "library_price"

    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("library_entry.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Hundredths)
    price: Mapped[Decimal] = mapped_column(Money)
    amount: Mapped[Decimal] = mapped_column(Money)


def entry_at(session: Session, root_id: int) -> LibraryEntry | None:
    """The entry that a case is about; None for any other case."""
    return session.scalars(select(LibraryEntry).where(LibraryEntry.case_id == root_id)).one_or_none()


def entry_of(act: Act) -> LibraryEntry:
    """The entry of the act's case. Raises Missing."""
    found = entry_at(act.session, act.case.root_id)
    if found is None:
        raise Missing([Reason(_("本案没有策划书。"))])
    return found


def prices_of(session: Session, entry: LibraryEntry) -> Sequence[LibraryPrice]:
    """The unit prices as handed in last."""
    mine = select(LibraryPrice).where(LibraryPrice.entry_id == entry.id).order_by(LibraryPrice.revision.desc(), LibraryPrice.position)
    found = session.scalars(mine).all()
    return [one for one in found if one.revision == found[0].revision]


def standing(session: Session, town: str, on: dt.date) -> Sequence[LibraryEntry]:
    """What a community of the town may pick on a day."""
    mine = select(LibraryEntry).where(LibraryEntry.authority_id == town, LibraryEntry.state == CONSENTED)
    return session.scalars(mine.where(LibraryEntry.valid_until >= on).order_by(LibraryEntry.number)).all()


def versions(session: Session, number: str) -> Sequence[LibraryEntry]:
    """Every version of an entry, the latest first."""
    return session.scalars(select(LibraryEntry).where(LibraryEntry.number == number).order_by(LibraryEntry.version.desc())).all()


def decided_last(session: Session, number: str) -> LibraryEntry | None:
    """The version of an entry that counts: the latest to which the town consented, or the first while it has consented to none."""
    found = versions(session, number)
    return next((one for one in found if one.valid_from is not None), found[-1] if found else None)
