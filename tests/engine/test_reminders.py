"""Claims: several clocks remind of a day once, a line a task; a late opinion costs one statement more; what looked after it lapses."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.verifying import verify_all
from tests.towns import Office, Town, Towns, plan
from workflows.act import SHANGHAI
from workflows.engine.elements import OVERSEE
from workflows.engine.reminders import Reminder
from workflows.engine.tables import work_item
from workflows.ledger.tables import ledger_entry

PROJECTS, CLOCKS = 10, 3
FINANCE = "review.give_finance_opinion"
LATE = dt.datetime(2026, 6, 19, 9, 0, tzinfo=SHANGHAI)
"""The golden case begins on the fifteenth; what is on the desk (TD20) is due on the eighteenth."""


def begun(office: Office) -> list[int]:
    """Projects with three opinions open each."""
    return [office.start("clerk_2", plan(f"小项目{number}", "1000.00")).case_id for number in range(PROJECTS)]


def town_of(towns: Towns) -> tuple[Town, list[int]]:
    """A town with them."""
    return towns.made("to be reminded", lambda: towns.after(0), begun)


def told(office: Office) -> Counter[tuple[str, int]]:
    """Stream and number of lines of each entry that reminds."""
    with office.bench.databases.read() as session:
        rows = session.execute(select(ledger_entry.c.stream, ledger_entry.c.body).where(ledger_entry.c.act == "remind"))
        return Counter((row.stream, len([one for one in json.loads(row.body)["facts"] if one[0] == "reminded"])) for row in rows)


def test_several_clocks_remind_of_each_task_once(towns: Towns) -> None:
    town, cases = town_of(towns)
    offices, barrier = [town.open(LATE.astimezone(dt.UTC)) for _ in range(CLOCKS)], threading.Barrier(CLOCKS)

    def reminds(office: Office) -> None:
        barrier.wait(60)
        office.bench.runtime.remind()

    with ThreadPoolExecutor(CLOCKS) as crew:
        list(crew.map(reminds, offices))
    offices[0].bench.runtime.remind()
    assert told(offices[0]) == {(f"case:{case}", 3): 1 for case in cases}
    assert [len(offices[0].open_items(case, OVERSEE)) for case in cases] == [3] * PROJECTS
    assert offices[0].bench.runtime.remind() == []
    assert verify_all(offices[0].bench).findings == ()
    for office in offices:
        office.close()


def test_a_day_that_passed_while_nobody_looked_is_told_once_and_nothing_that_has_just_opened(towns: Towns) -> None:
    town, cases = town_of(towns)
    office = town.open()
    assert office.bench.runtime.remind() == []
    office.clock.moment = LATE.astimezone(dt.UTC) + dt.timedelta(days=40)
    assert len(office.bench.runtime.remind()) == len(cases)
    with office.bench.databases.read() as session:
        assert set(session.execute(select(Reminder.days)).scalars()) == {1}
    office.close()


def test_what_looked_after_a_late_task_lapses_with_it(towns: Towns) -> None:
    town, cases = town_of(towns)
    office = town.open(LATE.astimezone(dt.UTC))
    office.bench.runtime.remind()
    office.do("finance", office.item(cases[0], FINANCE), 2)
    with office.bench.databases.read() as session:
        mine = select(work_item.c.state).where(work_item.c.case_id == cases[0], work_item.c.task == OVERSEE)
        assert Counter(session.execute(mine).scalars()) == {"open": 2, "cancelled": 1}
    assert verify_all(office.bench).findings == ()
    office.close()
