"""What the register says of an organisation, as the rules of Art. 3 read it, and who may be asked to quote."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Case, Member
from workflows.errors import Missing, Reason
from workflows.procurement.identifiers import uscc_fault
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.procurements import Invitation, Procurement
from workflows.procurement.models.projects import Project
from workflows.procurement.rosters import member_list
from workflows.procurement.rules.comparison import FILED, REGISTERED, Registration
from workflows.text import _


def organisation(session: Session, organisation_id: str) -> Organisation:
    """The organisation. Raises Missing."""
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise Missing([Reason(_("没有这个社会组织。"))])
    return found


def registration(session: Session, organisation_id: str) -> Registration:
    """Its registration (ART-3.1 to 3.4). Raises Missing."""
    row = organisation(session, organisation_id)
    fault = uscc_fault(row.uscc or "") if row.registration_kind in REGISTERED else None
    return Registration(
        name=row.name,
        kind=row.kind,
        registration_kind=row.registration_kind,
        status=row.status,
        status_from=row.status_from,
        certificate_until=row.certificate_until,
        filing_no=row.filing_no or "",
        host=row.host or "",
        code_fault=fault.message if fault else "",
    )


def candidates(session: Session) -> list[tuple[str, str]]:
    """Social organisations of the city as a list to choose from: id, name with place and, where it is not 正常, its status."""
    found = session.scalars(select(Organisation).where(Organisation.registration_kind.in_((*REGISTERED, FILED))).order_by(Organisation.id))
    return [(row.id, f"{row.name}（{row.place}{'' if row.status == '正常' else '，' + row.status}）") for row in found]


@member_list("invited")
def invited(session: Session, case: Case) -> list[Member]:
    """The organisations asked in the current round: whoever acts for each of them may answer."""
    mine = select(Invitation.organisation).join(Procurement, Procurement.project_id == Invitation.project_id)
    here = mine.join(Project, Project.id == Procurement.project_id).where(Project.case_id == case.root_id)
    now = here.where(Invitation.round == Procurement.round).order_by(Invitation.position)
    return [Member(place=one) for one in session.scalars(now)]
