"""From which row the periods of side cases start: inquiries, challenges, complaints, feedback, a contract's suspension."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workflows.act import Case
from workflows.procurement.models.contract_changes import Suspension
from workflows.procurement.models.remedies import KINDS, Challenge, Complaint
from workflows.procurement.starts import start_fact


@start_fact("inquiry.received_on")
@start_fact("challenge.received_on")
@start_fact("complaint.received_on")
@start_fact("feedback.received_on")
def received_on(session: Session, case: Case) -> dt.date | None:
    """The day on which what this side case is about came in (GPLR 52, GPL 53, 56)."""
    kind = KINDS.get(case.subject_kind or "")
    found = session.get(kind, case.subject_id) if kind else None
    received: dt.date | None = getattr(found, "received_on", None)
    return received


@start_fact("challenge.known_on")
def known_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the organisation knew, or should have known, of the harm (GPL 52)."""
    found = _challenge(session, case)
    return found.known_on if found else None


@start_fact("challenge.answer_due_on")
def answer_due_on(session: Session, case: Case) -> dt.date | None:
    """The last day of the town's answer: the organisation's time to complain runs from it (GPL 55)."""
    found = _challenge(session, case)
    return found.answer_due if found else None


@start_fact("suspension.from")
def suspended_from(session: Session, case: Case) -> dt.date | None:
    """The day from which the finance department has suspended the purchase (GPL 57)."""
    found = session.get(Complaint, case.subject_id) if case.subject_kind == "complaint" else None
    return found.suspended_from if found else None


@start_fact("contract_suspension.until")
def suspension_until(session: Session, case: Case) -> dt.date | None:
    """The last day of a contract's suspension: then it is resumed or ended (GPL 50)."""
    found = session.get(Suspension, case.subject_id) if case.subject_kind == "suspension" else None
    return found.until_date if found else None


def _challenge(session: Session, case: Case) -> Challenge | None:
    return session.get(Challenge, case.subject_id) if case.subject_kind == "challenge" else None
