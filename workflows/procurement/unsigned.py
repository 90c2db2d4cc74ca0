"""A contract that nobody signs (GPL 46, GPLR 49): until when it is to be signed, how long the town waits, that it was not."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Case
from workflows.errors import Missing, Reason
from workflows.procurement.deadlines import Register
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.procurements import procurement_of, quotations_of
from workflows.procurement.models.projects import Project
from workflows.text import _

MOST = "T15"
"""From the award on; the law binds purchases from the limit on, below it the town keeps the same thirty days."""


def last_day(session: Session, root_id: int, period: str) -> dt.date | None:
    """The last day of a period for signing, counted from the notice of the result; None without one."""
    mine = select(Notice.from_date).join(Project, Project.id == Notice.project_id)
    shown = mine.where(Project.case_id == root_id, Notice.kind == "result").order_by(Notice.id.desc()).limit(1)
    start = session.scalars(shown).one_or_none()
    if start is None:
        return None
    due = Register().compute(session, period, start, root_id)
    return due.rolled or due.due


def unsigned_at(session: Session, case: Case) -> dt.datetime:
    """When the time for signing is over: 00:00 of the day after the last. Raises Missing before the result is public."""
    return _after(last_day(session, case.root_id, MOST))


def awaited_until(session: Session, case: Case) -> dt.datetime:
    """Until when the town waits all the same: the end of the day that it named. Raises Missing where it named none."""
    named = select(Contract.awaited_until).join(Project, Project.id == Contract.project_id)
    return _after(session.scalars(named.where(Project.case_id == case.root_id)).one_or_none())


def leave_unsigned(act: Act, contract: Contract, because: str) -> None:
    """Nobody signs this contract any more: the winner falls out of the ranking, the town decides what follows."""
    contract.state, contract.unsigned_because = "declined", because
    for quotation in quotations_of(act.session, procurement_of(act.session, contract.project_id)):
        if quotation.organisation == contract.party_b:
            quotation.declined_on = act.today


def _after(day: dt.date | None) -> dt.datetime:
    if day is None:
        raise Missing([Reason(_("尚未写明签订合同的期限。"))])
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI).astimezone(dt.UTC)
