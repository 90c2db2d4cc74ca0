"""What a community decided before there is a project (Art. 19, items 2 and 3): its proposal, the meetings called, the votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Id, Instant, Money, Row
from workflows.text import _

APPLICATION, SELECTION = "B", "C"
"""The routes of Art. 19 that begin in a community."""


class Proposal(Row):
    """What a community wants to have bought. `route` B: its own idea; C: an entry of the library, which `entry_id` names.

    `state`: proposed, voted, published, applied, withdrawn, ended.
    """

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    community_id: Mapped[str] = mapped_column(ForeignKey("community.id"), index=True)
    route: Mapped[str] = mapped_column(String(1))
    entry_id: Mapped[int | None] = mapped_column(Id, ForeignKey("library_entry.id"))
    title: Mapped[str] = mapped_column(String(60))
    need: Mapped[str] = mapped_column(Text)
    category_class: Mapped[str] = mapped_column(String(2))
    sub_item: Mapped[str] = mapped_column(String(40))
    category_other_text: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal] = mapped_column(Money)
    """The estimate on which the community votes, in yuan; its application asks for no more."""
    beneficiaries: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    end_reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(60))
    proposed_at: Mapped[dt.datetime] = mapped_column(Instant)


class _OfProposal:
    """What every row here says of itself: the proposal, the case that wrote it, whose it is."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(Id, ForeignKey("proposal.id"), index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))


class Convocation(_OfProposal, Row):
    """A meeting called: which body, when and where; `round` from 1, one more for each new date or new vote."""

    __tablename__ = "convocation"
    __table_args__ = (UniqueConstraint("proposal_id", "round"),)

    round: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(String(40))
    meets_at: Mapped[dt.datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    agenda: Mapped[str] = mapped_column(Text)
    notified_on: Mapped[dt.date]
    called_by: Mapped[str] = mapped_column(String(60))
    called_at: Mapped[dt.datetime] = mapped_column(Instant)


class CommunityMeeting(_OfProposal, Row):
    """A meeting as its minutes say it (ART-19.2). `step`: which of the deliberations; `outcome`: 通过, 未通过 or 未达法定人数."""

    __tablename__ = "community_meeting"
    __table_args__ = (UniqueConstraint("proposal_id", "step", "round"),)

    step: Mapped[str] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(String(40))
    met_at: Mapped[dt.datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    eligible: Mapped[int]
    present: Mapped[int]
    women: Mapped[int | None]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    votes_abstain: Mapped[int]
    needed: Mapped[int]
    chair: Mapped[str] = mapped_column(String(60))
    recorder: Mapped[str] = mapped_column(String(60))
    recused: Mapped[str] = mapped_column(Text, info={"personal": True})
    outcome: Mapped[str] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)


class CommunityNotice(_OfProposal, Row):
    """A decision shown in the community, its objections and what became of them; shown from and to those dates, both included."""

    __tablename__ = "community_notice"

    round: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date]
    objections: Mapped[int | None]
    objection_note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    published_by: Mapped[str] = mapped_column(String(60))
    published_at: Mapped[dt.datetime] = mapped_column(Instant)


def proposal_at(session: Session, root_id: int) -> Proposal | None:
    """The proposal with which a case began; None for a case of the town's own."""
    return session.scalars(select(Proposal).where(Proposal.case_id == root_id)).one_or_none()


def proposal_of(act: Act) -> Proposal:
    """The proposal of the act's case. Raises Missing."""
    found = proposal_at(act.session, act.case.root_id)
    if found is None:
        raise Missing([Reason(_("本案没有社区提议。"))])
    return found


def convoked(session: Session, proposal: Proposal) -> Convocation | None:
    """The meeting called last."""
    mine = select(Convocation).where(Convocation.proposal_id == proposal.id)
    return session.scalars(mine.order_by(Convocation.round.desc()).limit(1)).one_or_none()


def meetings(session: Session, proposal: Proposal) -> Sequence[CommunityMeeting]:
    """Every meeting in the order in which it was recorded."""
    mine = select(CommunityMeeting).where(CommunityMeeting.proposal_id == proposal.id)
    return session.scalars(mine.order_by(CommunityMeeting.recorded_at, CommunityMeeting.id)).all()


def last_notice(session: Session, proposal: Proposal) -> CommunityNotice | None:
    """The decision shown last."""
    mine = select(CommunityNotice).where(CommunityNotice.proposal_id == proposal.id)
    return session.scalars(mine.order_by(CommunityNotice.id.desc()).limit(1)).one_or_none()
