"""When there is anything to begin inside a project: what start forms of side cases ask of its rows."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from workflows.act import Act
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.procurements import Invitation
from workflows.procurement.models.projects import Project


def under_contract(act: Act, states: Collection[str]) -> bool:
    """Whether the project's contract stands in one of these states."""
    found = select(Contract.state).join(Project, Project.id == Contract.project_id).where(Project.case_id == act.case.root_id)
    return act.session.scalars(found).one_or_none() in states


def somebody_was_asked(act: Act) -> bool:
    """Whether anybody was asked to quote."""
    found = select(Invitation.id).join(Project, Project.id == Invitation.project_id).where(Project.case_id == act.case.root_id)
    return act.session.scalars(found.limit(1)).first() is not None
