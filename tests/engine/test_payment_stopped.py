"""Claims: when a contract ends early, payments that are under way end too, and one that had still to begin asks nobody for anything."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests.towns import Office, Towns, step
from workflows.engine.tables import case_, work_item
from workflows.procurement import instalments

PAYMENT = "payment/instalment"
SIGNED = "contract.sign_as_town"


def stop(office: Office, case: int) -> None:
    """What the end of a contract does to its payments."""
    with office.bench.databases.write() as session:
        row = session.execute(select(case_).where(case_.c.id == case)).one()
        instalments.stop(office.bench.runtime.act(session, row, None), row.subject_id, "承接主体丧失资质")
    office.bench.runtime.tick()


def payments(office: Office) -> list[tuple[str, list[tuple[str, str]]]]:
    """State of each payment's case, and its tasks with their states."""
    with office.bench.databases.read() as session:
        cases = session.execute(select(case_.c.id, case_.c.state).where(case_.c.process == PAYMENT).order_by(case_.c.id)).all()
        tasks = select(work_item.c.case_id, work_item.c.task, work_item.c.state).order_by(work_item.c.id)
        items = session.execute(tasks).all()
    return [(state, [(task, done) for case, task, done in items if case == identity]) for identity, state in cases]


def test_a_payment_under_way_ends_with_the_contract(towns: Towns) -> None:
    town = towns.after(28)
    office = town.open(step(28)["at"].astimezone(dt.UTC))
    assert payments(office) == [("open", [("payment.request", "done"), ("payment.review", "open")])]
    stop(office, town.case)
    assert payments(office) == [("closed", [("payment.request", "done"), ("payment.review", "cancelled")])]
    office.close()


def test_a_payment_that_nobody_asked_for_yet_ends_too(towns: Towns) -> None:
    town = towns.after(27)
    office = town.open(step(27)["at"].astimezone(dt.UTC))
    stop(office, town.case)
    assert payments(office) == [("closed", [("payment.request", "cancelled")])]
    office.close()


def test_a_payment_that_begins_after_the_end_asks_nobody(towns: Towns, monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.after(25)
    office = town.open(step(26)["at"].astimezone(dt.UTC))
    with monkeypatch.context() as late:
        late.setattr(office.bench.runtime, "deliver", list)
        office.do("leader", office.item(town.case, SIGNED), 26)
    stop(office, town.case)
    assert payments(office) == [("closed", [])]
    office.close()
