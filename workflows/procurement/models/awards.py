"""Model projects (Art. 28): a district's yearly round, what the towns recommend, the public vote, the experts' points, the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.schema import Hundredths, Id, Instant, Row


class AwardRound(Row):
    """A round: votes count from `vote_from` to `vote_until`, both included; the weights are those of the day on which it was opened.

    What towns recommend, people vote on and experts judge in it (ART-28.1).
    """

    __tablename__ = "award_round"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(100))
    criteria: Mapped[str] = mapped_column(Text)
    vote_weight: Mapped[Decimal] = mapped_column(Hundredths)
    expert_weight: Mapped[Decimal] = mapped_column(Hundredths)
    vote_from: Mapped[dt.date]
    vote_until: Mapped[dt.date]
    opened_by: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    places: Mapped[int | None] = mapped_column(Integer)
    """How many were named; absent until the result is published."""
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class AwardCandidate(Row):
    """A project that a town recommends; its figures stand once the result is published."""

    __tablename__ = "award_candidate"
    __table_args__ = (UniqueConstraint("round_id", "project_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("award_round.id"), index=True)
    town_id: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    recommended_by: Mapped[str] = mapped_column(String(60))
    votes: Mapped[int | None] = mapped_column(Integer)
    points: Mapped[Decimal | None] = mapped_column(Hundredths)
    total: Mapped[Decimal | None] = mapped_column(Hundredths)
    rank: Mapped[int | None] = mapped_column(Integer)


class AwardVote(Row):
    """The one vote of one person in a round; a voter has no second row (ART-28.1)."""

    __tablename__ = "award_vote"
    __table_args__ = (UniqueConstraint("round_id", "voter"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("award_round.id"))
    candidate_id: Mapped[int] = mapped_column(Id, ForeignKey("award_candidate.id"))
    voter: Mapped[str] = mapped_column(String(60))
    voted_at: Mapped[dt.datetime] = mapped_column(Instant)


class AwardScore(Row):
    """An expert's points for one candidate, of a hundred."""

    __tablename__ = "award_score"
    __table_args__ = (UniqueConstraint("candidate_id", "expert"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    candidate_id: Mapped[int] = mapped_column(Id, ForeignKey("award_candidate.id"))
    expert: Mapped[str] = mapped_column(String(60))
    points: Mapped[Decimal] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text)


def candidates_of(session: Session, award: AwardRound) -> Sequence[AwardCandidate]:
    """What was recommended, in the order in which it came."""
    return session.scalars(select(AwardCandidate).where(AwardCandidate.round_id == award.id).order_by(AwardCandidate.id)).all()


def votes_of(session: Session, award: AwardRound) -> Sequence[AwardVote]:
    """Every vote of a round."""
    return session.scalars(select(AwardVote).where(AwardVote.round_id == award.id).order_by(AwardVote.id)).all()


def scores_of(session: Session, award: AwardRound) -> Sequence[AwardScore]:
    """Every expert's points in a round."""
    mine = select(AwardScore).join(AwardCandidate, AwardCandidate.id == AwardScore.candidate_id)
    return session.scalars(mine.where(AwardCandidate.round_id == award.id).order_by(AwardScore.id)).all()
