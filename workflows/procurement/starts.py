"""From which row a period of the register starts in a case: the readers of the start facts that the purchase writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Case
from workflows.procurement import panels
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.payments import PaymentRequest
from workflows.procurement.models.performance import Acceptance
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project

StartFact = Callable[[Session, Case], dt.date | None]
START_FACTS: dict[str, StartFact] = {}
"""`start_fact` of the register → the date that the rows of a case give it, None while there is none."""


def start_fact(name: str) -> Callable[[StartFact], StartFact]:
    """Enter a function as the reader of a start fact, such as ``result_notice.from``."""

    def enter(function: StartFact) -> StartFact:
        START_FACTS[name] = function
        return function

    return enter


@start_fact("project_notice.from")
def project_notice_from(session: Session, case: Case) -> dt.date | None:
    """The day from which the approval is shown (Art. 24)."""
    return _notice_from(session, case, "project")


@start_fact("result_notice.from")
def result_notice_from(session: Session, case: Case) -> dt.date | None:
    """The day from which the result of the comparison is shown."""
    return _notice_from(session, case, "result")


@start_fact("comparison.invited_on")
def invited_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the invitations went out."""
    mine = select(Procurement.invited_on).join(Project, Project.id == Procurement.project_id)
    return session.scalars(mine.where(Project.case_id == case.root_id)).one_or_none()


@start_fact("award.awarded_on")
def awarded_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the winner was fixed."""
    mine = select(Procurement.awarded_on).join(Project, Project.id == Procurement.project_id)
    return session.scalars(mine.where(Project.case_id == case.root_id)).one_or_none()


@start_fact("review.ended_on")
def reviewed_on(session: Session, case: Case) -> dt.date | None:
    """The day of the panel's report."""
    one = panels.at(session, case)
    return one.reported_on if one else None


@start_fact("review_report.received_on")
def report_received_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the buyer received the panel's report."""
    one = panels.at(session, case)
    return one.report_received_on if one else None


@start_fact("award_letter.issued_on")
def letter_issued_on(session: Session, case: Case) -> dt.date | None:
    """The day of the letter of award."""
    one = panels.at(session, case)
    return one.letter_on if one else None


@start_fact("contract.signed_on")
def signed_on(session: Session, case: Case) -> dt.date | None:
    """The day of the later signature."""
    mine = select(Contract.signed_by_town_on).join(Project, Project.id == Contract.project_id)
    return session.scalars(mine.where(Project.case_id == case.root_id)).one_or_none()


@start_fact("contract.begins_on")
def begins_on(session: Session, case: Case) -> dt.date | None:
    """The first day of the contract's term (Art. 22)."""
    mine = select(Contract.begins_on).join(Project, Project.id == Contract.project_id)
    return session.scalars(mine.where(Project.case_id == case.root_id)).one_or_none()


@start_fact("invoice.received_on")
def invoice_received_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the invoice of this instalment came in: the payment clock of Art. 23 runs from it."""
    if case.subject_kind != "instalment":
        return None
    mine = select(PaymentRequest.received_on).join(Instalment, Instalment.id == PaymentRequest.instalment_id)
    return session.scalars(mine.where(Instalment.id == case.subject_id)).one_or_none()


@start_fact("acceptance.rectify_by")
def rectify_by(session: Session, case: Case) -> dt.date | None:
    """The day until which the chair of the latest acceptance asked for rectification (Art. 26)."""
    mine = select(Acceptance.rectify_by).join(Project, Project.id == Acceptance.project_id)
    latest = mine.where(Project.case_id == case.root_id).order_by(Acceptance.round.desc()).limit(1)
    return session.scalars(latest).one_or_none()


@start_fact("case.closed_on")
def closed_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the project was closed: its file is kept from then on."""
    return session.scalars(select(Project.closed_on).where(Project.case_id == case.root_id)).one_or_none()


def _notice_from(session: Session, case: Case, kind: str) -> dt.date | None:
    mine = select(Notice.from_date).join(Project, Project.id == Notice.project_id)
    latest = mine.where(Project.case_id == case.root_id, Notice.kind == kind).order_by(Notice.id.desc()).limit(1)
    return session.scalars(latest).one_or_none()
