"""Machine steps of payments: every instalment whose trigger is met gets a case of its own, and its case says what it pays (Art. 23)."""

from __future__ import annotations

from workflows.act import Act, Facts, Operation
from workflows.procurement.instalments import release_due
from workflows.procurement.models.contracts import STOPPED, instalment_of
from workflows.procurement.yearly import open_reviews

PLANNED, DISPUTED, ENDED = "计划款项", "争议部分", "停止支付"


def begin(act: Act) -> Facts:
    """Enter the case at its instalment, so that it can be told when the contract ends; answers which kind of payment it is."""
    instalment = instalment_of(act)
    instalment.case_id = act.case.id
    if instalment.state == STOPPED:
        return {"outcome": ENDED}
    return {"outcome": DISPUTED if instalment.part_of else PLANNED}


def release(act: Act) -> None:
    """Open what has fallen due; once, the reviews of a contract of several years."""
    open_reviews(act)
    release_due(act)


OPERATIONS: dict[str, Operation] = {"instalments.release_due": release, "instalments.begin": begin}
OUTCOMES = {"instalments.begin": frozenset({PLANNED, DISPUTED, ENDED})}
