"""Claims: what the machine cannot do is tried three times, then a supervisor is asked; the rest goes on and nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import select

from app.verifying import verify_all
from tests.publicised import publicised
from tests.towns import Office, Towns, step
from workflows.act import Act
from workflows.engine.elements import RESOLVE, exception_task
from workflows.engine.tables import incident, outbox, timer, work_item
from workflows.engine.transactions import Order
from workflows.errors import Busy, NotYours
from workflows.ledger.tables import ledger_entry

CLOSED, QUOTED, SIGNED = "review.close_publicity", "comparison.submit_quotation", "contract.sign_as_town"
NOTE = {"note": "日历数据已补全"}
Break = Callable[[Office, int], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Lets every act of the machine in one case fail."""

    def breaks(office: Office, case: int) -> None:
        sealer = office.bench.runtime.sealer
        whole = sealer.reconcile

        def reconcile(act: Act, *rest: Any) -> Any:
            if act.case.id == case and act.actor is None:
                raise ValueError("the register is incomplete\nwith a secret")
            return whole(act, *rest)

        monkeypatch.setattr(sealer, "reconcile", reconcile)

    return breaks


def tries(office: Office, case: int) -> int:
    """How often the case's timer was tried."""
    with office.bench.databases.read() as session:
        return int(session.execute(select(timer.c.tries).where(timer.c.case_id == case)).scalar_one())


def resolve(office: Office, who: str, case: int) -> None:
    """A supervisor has it done again."""
    office.bench.runtime.complete(office.item(case, RESOLVE), Order(who, NOTE))


def test_a_timer_that_cannot_be_released_becomes_a_task(towns: Towns, broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    town, cases = towns.made("publicised", lambda: towns.after(0), publicised)
    office, first = town.open(step(9)["at"].astimezone(dt.UTC)), cases[0]
    broken(office, first)
    assert [len(office.bench.runtime.tick()) for _ in range(2)] == [7, 0]
    assert tries(office, first) == 2
    assert office.open_items(first) == []
    office.bench.runtime.tick()
    office.bench.runtime.tick()
    assert (tries(office, first), office.bench.runtime.next_due()) == (3, None)
    assert [office.open_items(case, CLOSED) != [] for case in cases] == [False, *[True] * 7]
    with office.bench.databases.read() as session:
        assert session.execute(select(incident.c.text, incident.c.open)).all() == [("ValueError: the register is incomplete", True)]
        row = session.execute(select(work_item).where(work_item.c.task == RESOLVE)).one()
    assert (row.case_id, row.role, row.place, row.title, row.key) == (first, "town.section_head", "town_a", "处理流程异常", "incident:1")
    assert verify_all(office.bench).findings == ()
    with pytest.raises(NotYours):
        resolve(office, "finance", first)
    monkeypatch.undo()
    resolve(office, "section_head", first)
    assert [len(office.bench.runtime.tick()) for _ in range(2)] == [1, 0]
    assert office.open_items(first) == office.open_items(first, CLOSED) != []
    assert verify_all(office.bench).findings == ()
    office.close()


def test_nobody_acts_past_a_timer_that_waits_for_a_supervisor(sqlite_towns: Towns, broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sqlite_towns.after(16)
    office, case = town.open(step(18)["at"].astimezone(dt.UTC)), town.case
    broken(office, case)
    quoting = office.item(case, QUOTED)
    for tried in (1, 2, 3, 3):
        with pytest.raises(Busy, match="到期步骤暂未能自动完成"):
            office.do("org_3", quoting, 17)
        assert tries(office, case) == tried
    assert office.item(case, QUOTED) == quoting
    monkeypatch.undo()
    resolve(office, "section_head", case)
    office.bench.runtime.tick()
    assert office.open_items(case, QUOTED) == []
    assert verify_all(office.bench).findings == ()
    office.close()


def test_a_side_case_that_cannot_begin_becomes_a_task(towns: Towns, monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.after(25)
    office, case = town.open(step(26)["at"].astimezone(dt.UTC)), town.case
    library = office.bench.library
    current = library.current
    monkeypatch.setattr(library, "current", lambda session, process, now: current(session, "nothing", now))
    assert office.do("leader", office.item(case, SIGNED), 26).number
    office.bench.runtime.tick()
    office.bench.runtime.tick()
    with office.bench.databases.read() as session:
        said = session.execute(select(ledger_entry.c.body).where(ledger_entry.c.act == "incident")).scalar_one()
    assert '"kind":"outbox"' in said
    assert '"of":{"instalment":1},' in said
    assert verify_all(office.bench).findings == ()
    monkeypatch.undo()
    resolve(office, "section_head", case)
    (begun,) = office.bench.runtime.tick()
    assert [row["task"] for row in begun.opened] == ["payment.request"]
    with office.bench.databases.read() as session:
        assert session.execute(select(outbox.c.delivered, outbox.c.tries)).all() == [(True, 0)]
    assert verify_all(office.bench).findings == ()
    office.close()


def test_a_process_may_name_its_supervisor() -> None:
    head = '<bpmn:process xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="p">'
    named = '<bpmn:extensionElements><properties><property name="supervisor" value="town.leader"/></properties></bpmn:extensionElements>'
    assert exception_task(etree.fromstring(f"{head}{named}</bpmn:process>")).role == "town.leader"
    assert exception_task(etree.fromstring(f"{head}</bpmn:process>")).role == "town.section_head"
