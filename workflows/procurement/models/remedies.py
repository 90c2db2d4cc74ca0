"""What may be said against a purchase (GPL 51-58; handbook P70-P72): inquiries, challenges, complaints, residents' feedback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Id, Row
from workflows.text import _

FILED, ACCEPTED, DISMISSED, ANSWERED = "filed", "accepted", "dismissed", "answered"
"""States of a challenge: handed in, taken up, not taken up, answered."""
OPEN = (FILED, ACCEPTED)
UPHELD = "成立"


class _OfProject:
    """What every row here says of itself: the project, its own case, whose it is, when it came in."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    received_on: Mapped[dt.date] = mapped_column(Date)


class _Binding:
    """What of a decision the town did, and when: until then nothing is signed or paid that the decision forbids."""

    carried_out: Mapped[str] = mapped_column(Text, default="")
    carried_out_by: Mapped[str | None] = mapped_column(String(80))
    carried_out_on: Mapped[dt.date | None] = mapped_column(Date)


class Inquiry(_OfProject, Row):
    """A question of an organisation about the purchase, and the town's answer (GPL 51, GPLR 52). `state`: filed, answered."""

    __tablename__ = "inquiry"

    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    asked_by: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=FILED)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_on: Mapped[dt.date | None] = mapped_column(Date)


class Challenge(_OfProject, _Binding, Row):
    """A challenge of an organisation (GPL 52, 53). `round`: of the comparison; `state`: filed, accepted, dismissed, answered."""

    __tablename__ = "challenge"

    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    filed_by: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(Integer)
    known_on: Mapped[dt.date] = mapped_column(Date)
    """The day from which the window runs (T21): as the organisation says, later as the examiner found."""
    last_day: Mapped[dt.date | None] = mapped_column(Date)
    facts: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=FILED)
    may_affect: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it may change the result: until somebody has said that it cannot, it may (GPLR 54)."""
    examined_by: Mapped[str | None] = mapped_column(String(80))
    examined_on: Mapped[dt.date | None] = mapped_column(Date)
    examination: Mapped[str] = mapped_column(Text, default="")
    answer_due: Mapped[dt.date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    consequence: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_on: Mapped[dt.date | None] = mapped_column(Date)
    complaint_until: Mapped[dt.date | None] = mapped_column(Date)
    """The last day of the organisation's complaint to the finance department (T23)."""


class Complaint(_OfProject, _Binding, Row):
    """A complaint of which the district's finance department told the town (GPL 55-57). `state`: notified, explained, decided."""

    __tablename__ = "complaint"

    organisation: Mapped[str] = mapped_column(String(40), ForeignKey("organisation.id"))
    notice_no: Mapped[str] = mapped_column(String(80))
    matters: Mapped[str] = mapped_column(Text)
    notified_by: Mapped[str] = mapped_column(String(80))
    suspended_from: Mapped[dt.date | None] = mapped_column(Date)
    suspended_until: Mapped[dt.date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default="notified")
    explanation: Mapped[str] = mapped_column(Text, default="")
    explained_by: Mapped[str | None] = mapped_column(String(80))
    explained_on: Mapped[dt.date | None] = mapped_column(Date)
    decision_no: Mapped[str] = mapped_column(String(80), default="")
    decision: Mapped[str] = mapped_column(String(20), default="")
    decision_text: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[dt.date | None] = mapped_column(Date)


PERSONAL: dict[str, Any] = {"personal": True}
"""Columns whose values an entry holds only as salted commitments."""


class Feedback(_OfProject, Row):
    """What a resident or a community said of the service (ART-25.2); anonymous where no name stands. `state`: received, answered."""

    __tablename__ = "feedback"

    source: Mapped[str] = mapped_column(String(20))
    community: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    content: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), default="received")
    finding: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(80))
    answered_on: Mapped[dt.date | None] = mapped_column(Date)


KINDS = {kind.__tablename__: kind for kind in (Inquiry, Challenge, Complaint, Feedback)}
"""`subject_kind` of a side case → what it is about."""


Remedy = TypeVar("Remedy", Inquiry, Challenge, Complaint, Feedback)


def remedy_of(act: Act, kind: type[Remedy]) -> Remedy:
    """The row that the act's side case is about. Raises Missing."""
    found = act.session.get(kind, act.case.subject_id) if act.case.subject_kind == kind.__tablename__ else None
    if found is None:
        raise Missing([Reason(_("没有这份来件。"))])
    return found


def challenges_of(session: Session, project_id: int) -> Sequence[Challenge]:
    """Every challenge to the purchase of a project, in the order in which they came."""
    return session.scalars(select(Challenge).where(Challenge.project_id == project_id).order_by(Challenge.id)).all()


def open_challenges(session: Session, project_id: int) -> Sequence[Challenge]:
    """Those that nobody has answered yet and that may change the result: nothing is signed until then (GPLR 54)."""
    mine = select(Challenge).where(Challenge.project_id == project_id, Challenge.state.in_(OPEN), Challenge.may_affect)
    return session.scalars(mine.order_by(Challenge.id)).all()


def unsettled(session: Session, project_id: int) -> bool:
    """Whether a challenge is not answered, though it cannot change the result, or a complaint not decided, though nothing is suspended."""
    challenge = select(Challenge.id).where(Challenge.project_id == project_id, Challenge.state.in_(OPEN))
    complaint = select(Complaint.id).where(Complaint.project_id == project_id, Complaint.state != "decided")
    return any(session.scalars(one.limit(1)).first() is not None for one in (challenge, complaint))


def suspended_until(session: Session, project_id: int, today: dt.date) -> dt.date | None:
    """Until when the finance department has suspended the purchase because of a complaint; None where it has not (GPL 57)."""
    mine = select(Complaint.suspended_until).where(Complaint.project_id == project_id, Complaint.state != "decided")
    running = mine.where(Complaint.suspended_from <= today, Complaint.suspended_until >= today)
    return session.scalars(running.order_by(Complaint.suspended_until.desc()).limit(1)).one_or_none()
