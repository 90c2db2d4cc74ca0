"""Public spaces that organisations use to serve for nothing or little (Art. 18): no purchase, an agreement that everybody can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.schema import Id, Instant, Money, Row

PROPOSED, CONSENTED, AGREED, RETURNED, REFUSED, PUBLISHED = "proposed", "consented", "agreed", "returned", "refused", "published"


class SpaceAgreement(Row):
    """What an organisation offers in which space, what the community and the town said to it (ART-18.1). `state` published: it holds."""

    __tablename__ = "space_agreement"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"))
    revision: Mapped[int]
    space: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200))
    services: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(String(60))
    proposed_at: Mapped[dt.datetime] = mapped_column(Instant)
    met_on: Mapped[dt.date | None]
    """When the community discussed it."""
    consent: Mapped[str] = mapped_column(Text, default="")
    consented_by: Mapped[str | None] = mapped_column(String(60))
    opinion: Mapped[str] = mapped_column(Text, default="")
    checked_by: Mapped[str | None] = mapped_column(String(60))
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class SpacePrice(Row):
    """A line of the price list of a low-fee service; `market`: what it costs elsewhere. `revision` as handed in."""

    __tablename__ = "space_price"

    agreement_id: Mapped[int] = mapped_column(Id, ForeignKey("space_agreement.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    market: Mapped[Decimal] = mapped_column(Money)
    fee: Mapped[Decimal] = mapped_column(Money)


def space_prices(session: Session, agreement: SpaceAgreement) -> Sequence[SpacePrice]:
    """The price list as handed in last; none for a free service."""
    mine = select(SpacePrice).where(SpacePrice.agreement_id == agreement.id, SpacePrice.revision == agreement.revision)
    return session.scalars(mine.order_by(SpacePrice.position)).all()
