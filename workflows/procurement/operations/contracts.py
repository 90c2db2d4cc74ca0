"""The machine step of a signed contract: its price is committed, the rest of the reservation freed (Art. 13)."""

from __future__ import annotations

from workflows.act import Act, Operation
from workflows.procurement import spending
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules.contract import price_within_reservation


def commit(act: Act) -> None:
    """Commit the price. Raises Refused (ART-13.3); the form of the signature checked the same before."""
    contract = contract_of(act.session, project_of(act).id)
    act.check(price_within_reservation, contract.price, spending.reserved(act.session, contract.project_id))
    act.settle()
    spending.commit(act, contract.project_id, contract.price)


OPERATIONS: dict[str, Operation] = {"funds.commit": commit}
