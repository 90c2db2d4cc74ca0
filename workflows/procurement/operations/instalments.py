"""Machine steps of payments and of years: each instalment that falls due gets a case of its own, which says what it is (Art. 23, 27)."""

from __future__ import annotations

from workflows.act import Act, Facts, Operation
from workflows.procurement.instalments import release_due
from workflows.procurement.models.contracts import STOPPED, instalment_of
from workflows.procurement.yearly import goes_on, open_reviews

PLANNED, DISPUTED, ENDED = "计划款项", "争议部分", "停止支付"
REVIEWED, FALLEN_AWAY = "继续", "不再评价"


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


def begin_year(act: Act) -> Facts:
    """Whether the year of this case is still to be reviewed: not once the contract has ended, nor after a year that was its last."""
    return {"outcome": REVIEWED if goes_on(act) else FALLEN_AWAY}


OPERATIONS: dict[str, Operation] = {"instalments.release_due": release, "instalments.begin": begin, "yearly.begin": begin_year}
OUTCOMES = {"instalments.begin": frozenset({PLANNED, DISPUTED, ENDED}), "yearly.begin": frozenset({REVIEWED, FALLEN_AWAY})}
