"""What a challenge does to a purchase: it may take the award back, and tells the project's case to begin the purchase anew."""

from __future__ import annotations

from workflows.act import Act
from workflows.procurement.models.contracts import VOID, Contract
from workflows.procurement.models.procurements import Procurement

PURCHASE_ANEW = "purchase_anew"
MESSAGES = frozenset({PURCHASE_ANEW})
"""What these hands send to the project's case."""
SIGNED_STATES = ("signed", "suspended", "terminated")


def is_signed(act: Act, project_id: int) -> bool:
    """Whether the contract binds already."""
    contract = act.session.get(Contract, project_id)
    return contract is not None and contract.state in SIGNED_STATES


def take_award_back(act: Act, bought: Procurement) -> None:
    """No award stands, nor the draft of a contract that rested on it; what was quoted stays as it is, of a round that failed."""
    bought.state = "failed"
    bought.awarded = bought.award_price = bought.awarded_on = bought.awarded_by = None
    contract = act.session.get(Contract, bought.project_id)
    if contract is not None:
        contract.state = VOID
        contract.signed_by_contractor = contract.signed_by_contractor_on = None


def begin_anew(act: Act, bought: Procurement) -> None:
    """Take the award back and send the project's case back to its purchasing plan, wherever before the contract it stands."""
    take_award_back(act, bought)
    act.send(PURCHASE_ANEW, act.case.root_id)
