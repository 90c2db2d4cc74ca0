"""Performance as rows: progress and its checks, surveys, items accepted, who signs, acceptance and evaluation of each round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.schema import Hundredths, Id, Instant, Json, Row

COMMITTEE, RESIDENT = "committee", "resident"
ACCEPTANCE, EVALUATION = "acceptance", "evaluation"


class _OfProject:
    """What every row here says of itself: the project, the case that wrote it, whose it is."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))


class ProgressReport(_OfProject, Row):
    """What the contractor says it has done in a period; `done` is a list of {code, quantity} by target."""

    __tablename__ = "progress_report"

    number: Mapped[int]
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    done: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    problems: Mapped[str] = mapped_column(Text)
    reported_by: Mapped[str] = mapped_column(String(80))
    reported_at: Mapped[dt.datetime] = mapped_column(Instant)


class ProgressCheck(_OfProject, Row):
    """What the town saw on the spot. Only a row with `verified` is verified progress (ART-23.1); `percent` of the whole service."""

    __tablename__ = "progress_check"

    report_id: Mapped[int] = mapped_column(Id, ForeignKey("progress_report.id"))
    visited_on: Mapped[dt.date]
    verified: Mapped[bool]
    percent: Mapped[Decimal] = mapped_column(Hundredths)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    next: Mapped[str] = mapped_column(String(20))
    checked_by: Mapped[str] = mapped_column(String(80))
    checked_at: Mapped[dt.datetime] = mapped_column(Instant)


class Issue(_OfProject, Row):
    """A line of the problem log (ART-26.2): found, whose it is, due, solved."""

    __tablename__ = "issue"

    found_on: Mapped[dt.date]
    issue: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[dt.date]
    solved_on: Mapped[dt.date | None]
    noted_by: Mapped[str] = mapped_column(String(80))
    noted_at: Mapped[dt.datetime] = mapped_column(Instant)


class CompletionReport(_OfProject, Row):
    """The contractor's word that the service is complete; opens the acceptance. `because`: why the town began it without one (TD45)."""

    __tablename__ = "completion_report"

    completed_on: Mapped[dt.date]
    done: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    issues_solved: Mapped[bool]
    because: Mapped[str | None] = mapped_column(Text)
    reported_by: Mapped[str] = mapped_column(String(80))
    reported_at: Mapped[dt.datetime] = mapped_column(Instant)


class Survey(_OfProject, Row):
    """Satisfaction of those served, one a round (ART-26.1); `satisfaction` in percent, half-up to two decimals."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    round: Mapped[int]
    method: Mapped[str] = mapped_column(String(200))
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    beneficiaries: Mapped[int]
    issued: Mapped[int]
    valid: Mapped[int]
    satisfied: Mapped[int]
    satisfaction: Mapped[Decimal] = mapped_column(Hundredths)
    spot_check: Mapped[str] = mapped_column(Text, info={"personal": True})
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)


class AcceptanceItem(_OfProject, Row):
    """One target checked on the spot in a round: 达到, 基本达到 or 未达到, the last with its reason."""

    __tablename__ = "acceptance_item"
    __table_args__ = (UniqueConstraint("project_id", "round", "code"),)

    round: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    standard: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(200))
    passed: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    checked_by: Mapped[str] = mapped_column(String(80))
    checked_at: Mapped[dt.datetime] = mapped_column(Instant)


class IndependentCheck(_OfProject, Row):
    """The third party that checked a round for the town: its commission, and its word that it is independent (ART-27.1)."""

    __tablename__ = "independent_check"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    round: Mapped[int]
    organisation_id: Mapped[str] = mapped_column(String(40))
    commission_no: Mapped[str] = mapped_column(String(80))
    independence_statement: Mapped[str] = mapped_column(Text)
    checked_by: Mapped[str] = mapped_column(String(80))
    checked_at: Mapped[dt.datetime] = mapped_column(Instant)


class Signer(_OfProject, Row):
    """Who of the communities signs off acceptance and evaluation (ART-27.2); `group` committee or resident, `position` from 1 within it."""

    __tablename__ = "signer"
    __table_args__ = (UniqueConstraint("project_id", "round", "account"),)

    round: Mapped[int]
    group: Mapped[str] = mapped_column("signer_group", String(20))
    position: Mapped[int]
    account: Mapped[str] = mapped_column(String(80))
    community_id: Mapped[str] = mapped_column(String(40))
    named_by: Mapped[str] = mapped_column(String(80))
    named_at: Mapped[dt.datetime] = mapped_column(Instant)
    replaced_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    replaced_because: Mapped[str | None] = mapped_column(Text)
    """Why somebody else signs instead; empty for whoever signs."""


class SignOff(_OfProject, Row):
    """The written opinion of one signer on one round of acceptance or evaluation (ART-27.2): a record, no reliable signature."""

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("project_id", "stage", "round", "account"),
        Index("ix_sign_off_round", "project_id", "stage", "round"),
    )

    stage: Mapped[str] = mapped_column(String(20))
    round: Mapped[int]
    group: Mapped[str] = mapped_column("signer_group", String(20))
    account: Mapped[str] = mapped_column(String(80))
    post: Mapped[str] = mapped_column(String(100))
    opinion: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[dt.datetime] = mapped_column(Instant)


class Acceptance(_OfProject, Row):
    """The conclusion of one round: 合格, 整改 (once, with `rectify_by`) or 不合格."""

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    round: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    collective_on: Mapped[dt.date | None]
    rectify_by: Mapped[dt.date | None]
    satisfaction: Mapped[Decimal] = mapped_column(Hundredths)
    evaluated_by: Mapped[str] = mapped_column(String(40), default="")
    """Whom the chair wants to evaluate; the table `evaluator` decides."""
    concluded_by: Mapped[str] = mapped_column(String(80))
    concluded_at: Mapped[dt.datetime] = mapped_column(Instant)


class Rectification(_OfProject, Row):
    """What the contractor put right after a round of acceptance or evaluation, and by when it had to; `silent`: no report came."""

    __tablename__ = "rectification"

    stage: Mapped[str] = mapped_column(String(20))
    round: Mapped[int]
    done: Mapped[str] = mapped_column(Text)
    silent: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[dt.date | None]
    reported_by: Mapped[str] = mapped_column(String(80))
    reported_at: Mapped[dt.datetime] = mapped_column(Instant)


class Evaluation(_OfProject, Row):
    """One round of scores (`scores`: {code, weight, score} by target), what was concluded, and what the table made of it (ART-27.4).

    `grade`, `ratio` (share of the last instalment, 0.80 = 80 %) and `renewal` stand only once 同意评价结果 was concluded.
    """

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    round: Mapped[int]
    organisation_id: Mapped[str] = mapped_column(String(40))
    independence_statement: Mapped[str] = mapped_column(Text)
    scores: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    total: Mapped[Decimal] = mapped_column(Hundredths)
    problems: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    scored_by: Mapped[str] = mapped_column(String(80))
    scored_at: Mapped[dt.datetime] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(20))
    opinion: Mapped[str | None] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)
    reply_to_objection: Mapped[str | None] = mapped_column(Text)
    collective_on: Mapped[dt.date | None]
    concluded_by: Mapped[str | None] = mapped_column(String(80))
    concluded_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    grade: Mapped[str | None] = mapped_column(String(20))
    ratio: Mapped[Decimal | None] = mapped_column(Hundredths)
    renewal: Mapped[str | None] = mapped_column(String(40))
    public_report: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class EvaluationAnswer(_OfProject, Row):
    """What the contractor says to a round of scores; an objection forces the leader's reply (TD17). `silent`: it said nothing in time."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (UniqueConstraint("project_id", "round"),)

    round: Mapped[int]
    objection: Mapped[bool]
    silent: Mapped[bool] = mapped_column(default=False)
    statement: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[str] = mapped_column(String(80))
    answered_at: Mapped[dt.datetime] = mapped_column(Instant)


Round = TypeVar("Round", Survey, Acceptance, Evaluation, EvaluationAnswer, Rectification)


def latest(session: Session, kind: type[Round], project_id: int) -> Round | None:
    """The row of the latest round, None before the first."""
    mine = select(kind).where(kind.project_id == project_id)
    return session.scalars(mine.order_by(kind.round.desc()).limit(1)).one_or_none()


def acceptance_round(session: Session, project_id: int) -> int:
    """The round of acceptance now under way: one more than were concluded."""
    done = session.scalar(select(func.max(Acceptance.round)).where(Acceptance.project_id == project_id))
    return (done or 0) + 1


def signers(session: Session, project_id: int, group: str) -> Sequence[Signer]:
    """Those named last, of one group, in the order in which they were named; without those whom somebody else replaces."""
    last = select(func.max(Signer.round)).where(Signer.project_id == project_id).scalar_subquery()
    named = select(Signer).where(Signer.project_id == project_id, Signer.group == group, Signer.round == last, Signer.replaced_at.is_(None))
    return session.scalars(named.order_by(Signer.position)).all()


def sign_offs(session: Session, project_id: int, stage: str, number: int) -> Sequence[SignOff]:
    """The opinions of one round, in the order in which they were signed."""
    said = select(SignOff).where(SignOff.project_id == project_id, SignOff.stage == stage, SignOff.round == number)
    return session.scalars(said.order_by(SignOff.signed_at, SignOff.id)).all()


def last_verified(session: Session, project_id: int) -> ProgressCheck | None:
    """The latest check that verified progress (ART-23.1), None where there is none."""
    seen = select(ProgressCheck).where(ProgressCheck.project_id == project_id, ProgressCheck.verified.is_(True))
    return session.scalars(seen.order_by(ProgressCheck.id.desc()).limit(1)).one_or_none()
