"""The machine steps of a signed contract: its price is committed (Art. 13), and its filing opened (GPL 47)."""

from __future__ import annotations

from workflows.act import Act, Operation
from workflows.procurement import spending
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import PROCUREMENT_LAW
from workflows.procurement.rules.contract import price_within_reservation
from workflows.text import _


def commit(act: Act) -> None:
    """Commit the price. Raises Refused (ART-13.3); the form of the signature checked the same before."""
    contract = contract_of(act.session, project_of(act).id)
    act.check(price_within_reservation, contract.price, spending.reserved(act.session, contract.project_id))
    act.settle()
    spending.commit(act, contract.project_id, contract.price)


def open_filing(act: Act) -> None:
    """A case in which the contract is filed with finance, where the Procurement Law binds."""
    project = project_of(act)
    if project.regime == PROCUREMENT_LAW:
        act.open_side_case("contract/filing", ("contract", project.id), _("{title}合同备案").format(title=project.title))


OPERATIONS: dict[str, Operation] = {"funds.commit": commit, "contract.open_filing": open_filing}
