"""Moments of a case that diagrams name: ``instant("comparison.closes_at")``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Case
from workflows.errors import Missing, Reason
from workflows.procurement import paying, rulings
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project
from workflows.procurement.models.proposals import convoked, proposal_at
from workflows.text import _


def comparison_closes_at(session: Session, case: Case) -> dt.datetime:
    """When quotations close (UTC). Raises Missing before the invitations."""
    closes_at = session.scalars(
        select(Procurement.closes_at).join(Project, Project.id == Procurement.project_id).where(Project.case_id == case.root_id)
    ).one_or_none()
    if closes_at is None:
        raise Missing([Reason(_("尚未确定报价截止时间。"))])
    return closes_at


def convocation_meets_at(session: Session, case: Case) -> dt.datetime:
    """When the community's meeting called last is held (UTC). Raises Missing before it is called."""
    proposal = proposal_at(session, case.root_id)
    called = convoked(session, proposal) if proposal else None
    if called is None:
        raise Missing([Reason(_("尚未召集会议。"))])
    return called.meets_at


INSTANTS: dict[str, Callable[[Session, Case], dt.datetime]] = {
    "comparison.closes_at": comparison_closes_at,
    "convocation.meets_at": convocation_meets_at,
    "correction.ends_at": rulings.correction_ends_at,
    "payment.held_until": paying.held_until,
    "payment.overdue_at": paying.overdue_at,
    "payment.dispute_until": paying.dispute_until,
    "review.deferred_until": rulings.deferred_until,
}
