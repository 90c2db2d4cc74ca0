"""How a contractor did the last time it performed the same service for the same town (Art. 27)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.performance import Evaluation
from workflows.procurement.models.projects import Project
from workflows.procurement.rules.renewal import LastTime


def last_time(session: Session, project: Project, organisation: str) -> LastTime | None:
    """The latest published result of another project of this town with the same sub-item and contractor; None where there is none."""
    found = select(Project.number, Evaluation.grade).join(Contract, Contract.project_id == Project.id)
    found = found.join(Evaluation, Evaluation.project_id == Project.id).where(Evaluation.published_at.is_not(None))
    found = found.where(Project.authority_id == project.authority_id, Project.sub_item == project.sub_item, Project.id != project.id)
    row = session.execute(found.where(Contract.party_b == organisation).order_by(Evaluation.published_at.desc()).limit(1)).one_or_none()
    return LastTime(row.number, row.grade or "") if row else None
