"""Claims: a case in which only the last payments are awaited says so, not the stage that is over; then it is being closed."""

from __future__ import annotations

from sqlalchemy import select

from tests.towns import Towns
from workflows.engine.tables import case_


def test_a_case_that_waits_for_its_last_payment_says_so(towns: Towns) -> None:
    told = {}
    for number in (55, 56):
        town = towns.after(number)
        office = town.open()
        with office.bench.databases.read() as session:
            told[number] = session.execute(select(case_.c.stage).where(case_.c.id == town.case)).scalar_one()
        office.close()
    assert told == {55: "绩效评价", 56: "待付清各期款项"}
