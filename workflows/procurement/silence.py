"""From when the town may go on by itself where the contractor stays silent: moments that diagrams name."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Case
from workflows.errors import Missing, Reason
from workflows.procurement.deadlines import Register
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.performance import EVALUATION, Acceptance, Evaluation, ProgressCheck, SignOff
from workflows.procurement.models.projects import Project
from workflows.text import _

ANSWERED, REPORTED, COMPLETED, RECTIFIED = "TD17", "TD46", "TD45", "TD18"
ENDED = "supervision.end_without_report"
DAY = dt.timedelta(days=1)
UNKNOWN_YEAR = dt.timedelta(days=30)
"""How long an answer is awaited where the year's working days are not known yet; the end only proposes, so nobody loses by it."""


def answer_over_at(session: Session, case: Case) -> dt.datetime:
    """When the contractor's answer to its scores is late (UTC, TD17): it may begin with the communities' last opinion."""
    mine = select(func.max(SignOff.signed_at)).join(Project, Project.id == SignOff.project_id)
    last = session.scalars(mine.where(Project.case_id == case.root_id, SignOff.stage == EVALUATION)).one()
    if last is None:
        raise Missing([Reason(_("社区尚未出具评价意见。"))])
    start = last.astimezone(SHANGHAI).date()
    due = Register().compute(session, ANSWERED, start, case.root_id)
    return _after(due.rolled or due.due or start + UNKNOWN_YEAR)


def progress_over_at(session: Session, case: Case) -> dt.datetime:
    """When the town may end the supervision without a report (UTC, TD46)."""
    since = _since(session, case)
    return _after(since + int(figure(session, REPORTED, since)) * DAY)


def completion_last_day(session: Session, case: Case) -> dt.date:
    """The last day on which the contractor's report begins the acceptance in time (TD45)."""
    since = _since(session, case)
    return since + int(figure(session, COMPLETED, since)) * DAY


def completion_over_at(session: Session, case: Case) -> dt.datetime:
    """When the town may begin the acceptance without a report (UTC, TD45)."""
    return _after(completion_last_day(session, case))


def acceptance_rectified_by(session: Session, case: Case) -> dt.datetime:
    """When the rectification that the chair asked for is late (UTC): its day is over. Raises Missing before it is asked for."""
    mine = select(func.max(Acceptance.rectify_by)).join(Project, Project.id == Acceptance.project_id)
    by = session.scalars(mine.where(Project.case_id == case.root_id)).one()
    if by is None:
        raise Missing([Reason(_("尚未要求整改。"))])
    return _after(by)


def evaluation_rectified_by(session: Session, case: Case) -> dt.datetime:
    """When the rectification after an evaluation is late (UTC, TD18). Raises Missing before it is asked."""
    mine = select(func.max(Evaluation.concluded_at)).join(Project, Project.id == Evaluation.project_id)
    asked = session.scalars(mine.where(Project.case_id == case.root_id)).one()
    if asked is None:
        raise Missing([Reason(_("尚未要求整改。"))])
    start = asked.astimezone(SHANGHAI).date()
    due = Register().compute(session, RECTIFIED, start, case.root_id)
    return _after(due.rolled or due.due or start + UNKNOWN_YEAR)


def _since(session: Session, case: Case) -> dt.date:
    """The contract's last day, or the day on which progress was checked or the supervision ended where that is later. Raises Missing."""
    contract = session.scalars(
        select(Contract).join(Project, Project.id == Contract.project_id).where(Project.case_id == case.root_id)
    ).one_or_none()
    if contract is None:
        raise Missing([Reason(_("本项目尚无合同。"))])
    checked = select(func.max(ProgressCheck.checked_at)).where(ProgressCheck.project_id == contract.project_id)
    ended = select(func.max(Opinion.at)).where(Opinion.project_id == contract.project_id, Opinion.task == ENDED)
    moments = [session.scalars(one).one() for one in (checked, ended)]
    return max([contract.ends_on, *(moment.astimezone(SHANGHAI).date() for moment in moments if moment)])


def _after(last: dt.date) -> dt.datetime:
    return dt.datetime.combine(last + DAY, dt.time(), SHANGHAI).astimezone(dt.UTC)
