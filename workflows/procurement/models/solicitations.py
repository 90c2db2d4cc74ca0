"""A procedure of the Procurement Law as it runs: its documents, the panel, final offers, points and ranking. One round after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.errors import Missing, Reason
from workflows.procurement.models.procurements import SEALED, Procurement
from workflows.schema import Hundredths, Id, Instant, Json, Money, Row
from workflows.text import _

DRAWN, SEATED, RECUSED = "drawn", "seated", "recused"
"""States of somebody on the panel: drawn, has declared to be independent, stays out."""
EXPERT, BUYER = "评审专家", "采购人代表"


class Solicitation(Row):
    """One round of a procedure: what was announced, until when, and how it was opened (GPL 34-42, C214, O74). `round` starts at 1.

    `closes_at`: the closing for responses; `final_closes_at`: for final offers, where there are rounds of talks.
    """

    __tablename__ = "solicitation"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("procurement.project_id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(String(60))
    drafted_by: Mapped[str] = mapped_column(String(80))
    draft: Mapped[int] = mapped_column(Integer, default=1)
    summary: Mapped[str] = mapped_column(Text)
    complex: Mapped[bool] = mapped_column(Boolean, default=False)
    bid_bond: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """What every response is secured with (yuan), zero where none is demanded; at most a share of the budget (GPLR 33)."""
    bid_bond_form: Mapped[str] = mapped_column(String(20), default="")
    issued_on: Mapped[dt.date | None] = mapped_column(Date)
    issued_by: Mapped[str | None] = mapped_column(String(80))
    provided_until: Mapped[dt.date | None] = mapped_column(Date)
    closes_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    changed_on: Mapped[dt.date | None] = mapped_column(Date)
    changes: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    opened_by: Mapped[str | None] = mapped_column(String(80))
    witness: Mapped[str | None] = mapped_column(String(80))
    recording: Mapped[str] = mapped_column(String(200), default="")
    """Where the sound and picture of the opening are kept (GPLR 46)."""
    panel_size: Mapped[int | None] = mapped_column(Integer)
    panel_experts: Mapped[int | None] = mapped_column(Integer)
    panel_legal: Mapped[bool] = mapped_column(Boolean, default=False)
    draws: Mapped[int] = mapped_column(Integer, default=0)
    review_on: Mapped[dt.date | None] = mapped_column(Date)
    talks: Mapped[int] = mapped_column(Integer, default=0)
    final_closes_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    report: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[dt.date | None] = mapped_column(Date)
    report_received_on: Mapped[dt.date | None] = mapped_column(Date)
    letter_on: Mapped[dt.date | None] = mapped_column(Date)
    failed_why: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_open(self) -> bool:
        """Whether the responses of this round were opened."""
        return self.opened_at is not None


class ScoreFactor(Row):
    """A factor of the scoring sheet with its most points; the price is one of them, and all together make 100."""

    __tablename__ = "score_factor"
    __table_args__ = (UniqueConstraint("solicitation_id", "draft", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    draft: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    most: Mapped[Decimal] = mapped_column(Hundredths)
    rule: Mapped[str] = mapped_column(Text, default="")


class PanelDraw(Row):
    """A drawing by lot: who was in the pool, the number spoken by the witness, the seed, and the order that follows from them.

    Whoever has pool and seed can draw again: the order is that of SHA-256 over the seed and each account (see rules.panel).
    """

    __tablename__ = "panel_draw"
    __table_args__ = (UniqueConstraint("solicitation_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    drawn_at: Mapped[dt.datetime] = mapped_column(Instant)
    drawn_by: Mapped[str] = mapped_column(String(80))
    witness: Mapped[str] = mapped_column(String(80))
    spoken: Mapped[str] = mapped_column(String(20))
    seed: Mapped[str] = mapped_column(String(64))
    pool: Mapped[Any] = mapped_column(Json)
    order: Mapped[Any] = mapped_column(Json)


class Panelist(Row):
    """Somebody on the panel, or drawn for it and recused. `position` is the order in which they came."""

    __tablename__ = "panelist"
    __table_args__ = (UniqueConstraint("solicitation_id", "account"), UniqueConstraint("solicitation_id", "position"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    account: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    draw: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=DRAWN)
    reason: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    dissent: Mapped[str] = mapped_column(Text, default="")
    duty: Mapped[str] = mapped_column(String(20), default="")
    """How an expert did what the panel asks for, as the buyer recorded it (EXP 21)."""
    duty_note: Mapped[str] = mapped_column(Text, default="")
    duty_on: Mapped[dt.date | None] = mapped_column(Date)
    duty_by: Mapped[str | None] = mapped_column(String(80))
    duty_reference: Mapped[str] = mapped_column(String(60), default="")


class Standing(Row):
    """What became of a response: whether it was found valid, at what price, with which points, in which place."""

    __tablename__ = "standing"
    __table_args__ = (UniqueConstraint("solicitation_id", "organisation"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    valid: Mapped[bool] = mapped_column(Boolean)
    why_not: Mapped[str] = mapped_column(Text, default="")
    talks: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[Decimal | None] = mapped_column(Money)
    price_points: Mapped[Decimal | None] = mapped_column(Hundredths)
    total: Mapped[Decimal | None] = mapped_column(Hundredths)
    place: Mapped[int | None] = mapped_column(Integer)


class FinalOffer(Row):
    """The last price of an organisation after the talks, under seal until the closing of final offers."""

    __tablename__ = "final_offer"
    __table_args__ = (UniqueConstraint("solicitation_id", "organisation"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    submitted_by: Mapped[str] = mapped_column(String(80))
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    price: Mapped[Decimal] = mapped_column(Money, info=SEALED)
    price_words: Mapped[str] = mapped_column(String(120), info=SEALED)


class PanelScore(Row):
    """What one member gave one response for one factor; nobody else reads it before all have handed in theirs."""

    __tablename__ = "panel_score"
    __table_args__ = (UniqueConstraint("solicitation_id", "account", "organisation", "factor"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    solicitation_id: Mapped[int] = mapped_column(Id, ForeignKey("solicitation.id"), index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(String(80))
    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    factor: Mapped[int] = mapped_column(Integer)
    points: Mapped[Decimal] = mapped_column(Hundredths, info=SEALED)
    reason: Mapped[str] = mapped_column(Text, info=SEALED)
    at: Mapped[dt.datetime] = mapped_column(Instant)


def running(session: Session, bought: Procurement) -> Solicitation | None:
    """The procedure of the current round; None while it has none."""
    mine = select(Solicitation).where(Solicitation.project_id == bought.project_id, Solicitation.round == bought.round)
    return session.scalars(mine).one_or_none()


def solicitation_of(session: Session, bought: Procurement) -> Solicitation:
    """The procedure of the current round. Raises Missing."""
    found = running(session, bought)
    if found is None:
        raise Missing([Reason(_("本项目尚未编制采购文件。"))])
    return found


def factors_of(session: Session, one: Solicitation) -> Sequence[ScoreFactor]:
    """The scoring sheet as it stands, in its own order."""
    mine = select(ScoreFactor).where(ScoreFactor.solicitation_id == one.id, ScoreFactor.draft == one.draft)
    return session.scalars(mine.order_by(ScoreFactor.position)).all()


def panel_of(session: Session, one: Solicitation) -> Sequence[Panelist]:
    """Who was drawn or named, recused ones included, in the order in which they came."""
    return session.scalars(select(Panelist).where(Panelist.solicitation_id == one.id).order_by(Panelist.position)).all()


def seated(session: Session, one: Solicitation) -> list[Panelist]:
    """Who sits on the panel."""
    return [who for who in panel_of(session, one) if who.state == SEATED]


def standings_of(session: Session, one: Solicitation, *, valid: bool = False) -> list[Standing]:
    """What became of the responses, in order of id; `valid`: only those that were found valid."""
    found = session.scalars(select(Standing).where(Standing.solicitation_id == one.id).order_by(Standing.organisation))
    return [row for row in found if row.valid or not valid]


def scores_of(session: Session, one: Solicitation) -> Sequence[PanelScore]:
    """Every point given, by member, organisation and factor. To be read only once all members have handed in theirs."""
    order = PanelScore.account, PanelScore.organisation, PanelScore.factor
    return session.scalars(select(PanelScore).where(PanelScore.solicitation_id == one.id).order_by(*order)).all()


def final_offers_of(session: Session, one: Solicitation) -> Sequence[FinalOffer]:
    """The final offers, in order of organisation. To be read only after their closing."""
    return session.scalars(select(FinalOffer).where(FinalOffer.solicitation_id == one.id).order_by(FinalOffer.organisation)).all()
