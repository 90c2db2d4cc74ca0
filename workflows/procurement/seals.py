"""What is under seal, and until when: first prices until the closing, last prices until theirs, a member's points until the report."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workflows.procurement.models.procurements import UNDER_SEAL, Procurement, quotations_sealed
from workflows.procurement.models.solicitations import running

LAST_PRICE, POINTS = "rounds.final_offer", "assessment.score"
TASKS = (*UNDER_SEAL, LAST_PRICE, POINTS)
"""Every task whose answer nobody may read for a time."""


def sealed(session: Session, project_id: int, said: str, now: dt.datetime) -> bool:
    """Whether an entry or a paper that names one of the tasks (`said`) must still be hidden from everybody."""
    if any(task in said for task in UNDER_SEAL) and quotations_sealed(session, project_id, now):
        return True
    bought = session.get(Procurement, project_id) if LAST_PRICE in said or POINTS in said else None
    one = running(session, bought) if bought else None
    if one is None:
        return False
    if POINTS in said:
        return one.reported_on is None
    return one.final_closes_at is not None and now < one.final_closes_at
