"""Machine hands on money: what a service task of the review does once a project is approved."""

from __future__ import annotations

from workflows.act import Act, Facts, Operation
from workflows.procurement import spending
from workflows.procurement.approval import tell_of_approval
from workflows.procurement.charges import capped, charges_of
from workflows.procurement.models.projects import project_of


def reserve(act: Act) -> Facts | None:
    """Reserve what was approved on the project's funds, as planned line after line, and have the city's platform told of it.

    Raises Refused (ART-13.3) where one has less by now.
    """
    project = project_of(act)
    approved = project.amount if project.approved_amount is None else project.approved_amount
    lines = capped(charges_of(act.session, project.id), approved)
    spending.reserve(act, project.id, [(line.code, line.amount) for line in lines])
    tell_of_approval(act, project)
    return None


OPERATIONS: dict[str, Operation] = {"funds.reserve": reserve}
