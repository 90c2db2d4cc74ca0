"""What ends with a contract that ends early (GPL 50): changes under way beside it, and the reviews of its later years."""

from __future__ import annotations

from workflows.act import Act
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Amendment, Suspension, under_way
from workflows.procurement.models.yearly import reviews
from workflows.text import _

CONTRACT_ENDED, AMENDMENT_WITHDRAWN = "contract_ended", "amendment_withdrawn"
"""What the project's case and its side cases are told."""
MESSAGES = frozenset({CONTRACT_ENDED, AMENDMENT_WITHDRAWN})
BECAUSE = _("合同终止，随之结束。")
ENDED_EARLY = "合同终止"
"""Outcome of the review of a year that the contract did not come to."""


def end_beside(act: Act, project_id: int) -> None:
    """End every amendment, suspension and review of a year that is under way or still to come; each keeps why."""
    for amendment in under_way(act.session, Amendment, project_id):
        withdraw(act, amendment, BECAUSE)
    for suspension in under_way(act.session, Suspension, project_id):
        suspension.state = models.ENDED if suspension.state == models.IN_FORCE else models.WITHDRAWN
        suspension.resumption = BECAUSE
        act.send(CONTRACT_ENDED, suspension.case_id)
    for review in reviews(act.session, project_id):
        if review.published_at is None:
            review.outcome, review.opinion = ENDED_EARLY, BECAUSE
            review.decided_by, review.decided_at = act.who, act.now
            if review.case_id is not None:
                act.send(CONTRACT_ENDED, review.case_id)


def withdraw(act: Act, amendment: Amendment, reason: str) -> None:
    """Let an amendment fall that is not signed by both: its case ends where it stands, the contract is as it was."""
    amendment.state, amendment.withdrawal = models.WITHDRAWN, reason
    amendment.withdrawn_by, amendment.withdrawn_on = act.who, act.today
    act.send(AMENDMENT_WITHDRAWN, amendment.case_id)
