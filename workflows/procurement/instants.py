"""Moments of a case that diagrams name: ``instant("comparison.closes_at")``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Case
from workflows.errors import Missing, Reason
from workflows.procurement import panel_days, panels, paying, rulings, silence, standing, unsigned
from workflows.procurement.lawbook import figure
from workflows.procurement.models.library import entry_at
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


def offers_close_at(session: Session, case: Case) -> dt.datetime:
    """When last prices close (UTC). Raises Missing before they are asked for."""
    one = panels.at(session, case)
    if one is None or one.final_closes_at is None:
        raise Missing([Reason(_("尚未要求最后报价。"))])
    return one.final_closes_at


def convocation_meets_at(session: Session, case: Case) -> dt.datetime:
    """When the community's meeting called last is held (UTC). Raises Missing before it is called."""
    proposal = proposal_at(session, case.root_id)
    called = convoked(session, proposal) if proposal else None
    if called is None:
        raise Missing([Reason(_("尚未召集会议。"))])
    return called.meets_at


def entry_ends_at(session: Session, case: Case) -> dt.datetime:
    """When an entry of the library has run out (UTC): 00:00 of the day after its last. Raises Missing before the consent."""
    return dt.datetime.combine(_last_day(session, case) + dt.timedelta(1), dt.time(), SHANGHAI).astimezone(dt.UTC)


def entry_reminded_at(session: Session, case: Case) -> dt.datetime:
    """When the organisation is reminded that its entry runs out (UTC, TD66). Raises Missing before the consent."""
    last = _last_day(session, case)
    return dt.datetime.combine(last - dt.timedelta(int(figure(session, "TD66", last))), dt.time(), SHANGHAI).astimezone(dt.UTC)


def _last_day(session: Session, case: Case) -> dt.date:
    entry = entry_at(session, case.root_id)
    if entry is None or entry.valid_until is None:
        raise Missing([Reason(_("策划书尚未入库。"))])
    return entry.valid_until


INSTANTS: dict[str, Callable[[Session, Case], dt.datetime]] = {
    "acceptance.report_over_at": silence.completion_over_at,
    "acceptance.rectification_over_at": silence.acceptance_rectified_by,
    "comparison.closes_at": comparison_closes_at,
    "offers.close_at": offers_close_at,
    "contract.awaited_until": unsigned.awaited_until,
    "contract.unsigned_at": unsigned.unsigned_at,
    "convocation.meets_at": convocation_meets_at,
    "library_entry.ends_at": entry_ends_at,
    "library_entry.reminded_at": entry_reminded_at,
    "award.votes_from": standing.votes_from,
    "award.votes_end": standing.votes_end,
    "service_list.reminded_at": standing.list_reminded_at,
    "service_list.urged_at": standing.list_urged_at,
    "service_list.late_at": standing.list_late_at,
    "correction.ends_at": rulings.correction_ends_at,
    "evaluation.answer_over_at": silence.answer_over_at,
    "evaluation.rectification_over_at": silence.evaluation_rectified_by,
    "panel.presence_over_at": panel_days.presence_over_at,
    "panel.scoring_over_at": panel_days.scoring_over_at,
    "panel.signing_over_at": panel_days.signing_over_at,
    "payment.held_until": paying.held_until,
    "payment.overdue_at": paying.overdue_at,
    "payment.dispute_until": paying.dispute_until,
    "review.deferred_until": rulings.deferred_until,
    "supervision.report_over_at": silence.progress_over_at,
}
