"""Claim: however many projects reach for one fund at once, it is never spent twice (ART-13.3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from sqlalchemy import func, select

from app.db import Databases
from tests.worlds import act_for
from workflows.errors import Refused
from workflows.procurement import spending
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.procurement.world import settle, standard

SHARE, PROJECTS = Decimal("170000.00"), 8


def test_a_fund_is_reserved_up_to_its_amount_and_no_further(database: Databases) -> None:
    with database.write() as session:
        settle(session, standard())

    def reach(project_id: int) -> bool:
        try:
            with database.write() as session:
                act = act_for(session, "leader_2", "town.collective@town_a", "2026-06-18T15:00:00")
                spending.reserve(act, project_id, [("F1", SHARE)])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(PROJECTS) as crowd:
        answers = list(crowd.map(reach, range(1, PROJECTS + 1)))
    with database.read() as session:
        line = session.get_one(FundLine, "F1")
        moved = session.scalar(select(func.sum(FundMovement.amount)).where(FundMovement.fund == "F1"))
    assert answers.count(True) == 3
    assert line.reserved == moved == 3 * SHARE
