"""The lists over which the communities' sign-off runs: those named last, one group each (Art. 27)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Case, Member
from workflows.procurement.models.performance import COMMITTEE, RESIDENT, signers
from workflows.procurement.models.projects import Project
from workflows.procurement.rosters import member_list


@member_list("signers.committee")
def committee_signers(session: Session, case: Case) -> list[Member]:
    """The named members of the two committees."""
    return _named(session, case, COMMITTEE)


@member_list("signers.residents")
def resident_signers(session: Session, case: Case) -> list[Member]:
    """The named representatives of the residents."""
    return _named(session, case, RESIDENT)


def _named(session: Session, case: Case, group: str) -> list[Member]:
    project = session.scalars(select(Project.id).where(Project.case_id == case.root_id)).one_or_none()
    if project is None:
        return []
    return [Member(account=one.account, place=one.community_id) for one in signers(session, project, group)]
