"""Claim: of two projects of one service that together reach the limit, confirmed in the same moment, one sees the other (ART-21.2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.verifying import verify_all
from tests.crews import Job, threads
from tests.publicised import numbered
from tests.towns import Office, Towns, plan, step
from workflows.procurement.models.procurements import Procurement

ROUNDS, AMOUNT = 2, "60000.00"
BOUGHT = {"budget": AMOUNT, "price_ceiling": AMOUNT}


def before_their_methods(office: Office) -> list[int]:
    """Two projects of 60,000 where the limit is 120,000, each before its method is confirmed. Answers their items."""
    office.bench.runtime.register("world.change", {"thresholds": [{"id": "L", "amount": "120000.00"}]}, None)
    waiting = []
    for place, name in enumerate(("甲", "乙")):
        office.clock.moment = step(1)["at"].astimezone(dt.UTC)
        case = office.start("clerk", plan(f"同一服务{name}", AMOUNT)).case_id
        for number in range(2, 13):
            said = step(number)
            office.clock.moment = said["at"].astimezone(dt.UTC)
            if said.get("do") == "wait":
                office.bench.runtime.tick()
                continue
            changed = BOUGHT if number == 11 else numbered(number, place)
            office.do(said["who"], office.item(case, said["task"]), number, **changed)
        waiting.append(case)
    office.clock.moment = step(13)["at"].astimezone(dt.UTC)
    return [office.item(case, "procurement.confirm_method") for case in waiting]


def test_of_two_that_together_reach_the_limit_one_is_stopped(towns: Towns) -> None:
    for _ in range(ROUNDS):
        town, items = towns.made("split", lambda: towns.after(0), before_their_methods)
        answers = [one for (one,) in threads(town, [[Job("procurement", item, 13)] for item in items])]
        assert sorted(one.kind for one in answers) == ["done", "refused"]
        assert [one.rules for one in answers if one.kind == "refused"] == [("ART-21.2", "LAW-GPL-28", "LAW-GPLR-28")]
        office = town.open()
        with office.bench.databases.read() as session:
            states = sorted(session.scalars(select(Procurement.state)))
        assert states == ["confirmed", "planned"]
        assert verify_all(office.bench).findings == ()
        office.close()
