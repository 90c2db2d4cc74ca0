"""Which side cases have a reason to begin in a project as it stands: what could only be refused is not offered."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.reader import Opened
from workflows.procurement.models.contracts import SUSPENDED, Contract
from workflows.procurement.models.procurements import Invitation

OF_CONTRACT = {
    "contract/amendment": ("signed",),
    "contract/suspension": ("signed",),
    "contract/termination": ("signed", SUSPENDED),
    "remedies/feedback": ("signed", SUSPENDED),
    "remedies/community_feedback": ("signed", SUSPENDED),
}
"""Side case → the states of a contract in which it may begin."""
OF_PURCHASE = ("remedies/inquiry", "remedies/challenge", "remedies/complaint")
"""Side cases that need somebody who was asked to quote."""


def offered(session: Session, opened: Opened) -> Callable[[str], bool]:
    """Whether a side case is offered on the page of this project."""
    if opened.project is None or opened.root.state != "open":
        return lambda process: opened.root.state == "open" and process not in OF_CONTRACT and process not in OF_PURCHASE
    contract = session.get(Contract, opened.project.id)
    asked = session.scalars(select(Invitation.id).where(Invitation.project_id == opened.project.id).limit(1)).first()

    def fitting(process: str) -> bool:
        if process in OF_PURCHASE:
            return asked is not None
        return process not in OF_CONTRACT or (contract is not None and contract.state in OF_CONTRACT[process])

    return fitting
