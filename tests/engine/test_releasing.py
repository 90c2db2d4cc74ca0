"""Claims: a changed drawing binds the cases that begin from its day on and no other; what would undo somebody's change is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from tests.releases import REVIEW, in_force, release
from tests.towns import Office, Towns, plan
from workflows.engine.tables import case_, definition_version, work_item
from workflows.errors import Refusal

DAY = dt.timedelta(1)
OLD, NEW = 'name="出具财务意见"', 'name="出具资金意见"'


@pytest.fixture
def office(sqlite_towns: Towns) -> Iterator[Office]:
    """The town in which nothing has happened."""
    office = sqlite_towns.after(0).open()
    yield office
    office.close()
    sqlite_towns.take_back()


@pytest.fixture
def begin() -> Callable[[Office], int]:
    """Begins a small project."""
    numbers = iter(range(9))
    return lambda office: office.start("clerk", plan(f"小项目{next(numbers)}", "1000.00")).case_id


def titles(office: Office, case: int) -> set[str]:
    """What is asked for in a case."""
    with office.bench.databases.read() as session:
        return set(session.scalars(select(work_item.c.title).where(work_item.c.root_id == case)))


def test_a_case_keeps_the_version_in_which_it_began(office: Office, begin: Callable[[Office], int]) -> None:
    before = begin(office)
    added = release(office, office.clock.moment + DAY, OLD, NEW)
    same_day = begin(office)
    office.clock.moment += DAY
    after = begin(office)
    assert [("出具资金意见" in titles(office, case), "出具财务意见" in titles(office, case)) for case in (before, same_day, after)] == [
        (False, True),
        (False, True),
        (True, False),
    ]
    with office.bench.databases.read() as session:
        assert session.execute(select(case_.c.definition).where(case_.c.id == after)).scalar_one() in added
        versions = session.execute(select(definition_version).where(definition_version.c.hash.in_(added))).all()
    assert {(one.number, one.state, one.origin) for one in versions} == {(2, "published", "drawn")}
    assert {"review/project_review", "purchase/lifecycle", "origination/town_plan"} <= {one.process for one in versions}
    assert all(one.files[REVIEW] == in_force(office, REVIEW, office.clock.moment)[0] for one in versions)


def refused(office: Office, *words: Any, **said: Any) -> list[str]:
    """The rules with which a release is refused; nothing of it is kept."""
    with office.bench.databases.read() as session:
        before = set(session.scalars(select(definition_version.c.hash)))
    with pytest.raises(Refusal) as caught:
        release(office, *words, **said)
    with office.bench.databases.read() as session:
        assert set(session.scalars(select(definition_version.c.hash))) == before
    return [rule for one in caught.value.reasons for rule in one.rules]


def test_what_may_not_come_into_force(office: Office) -> None:
    now = office.clock.moment
    assert refused(office, now, OLD, NEW, approver="designer_1") == ["PUB-2"]
    assert refused(office, now - DAY, OLD, NEW) == ["PUB-3"]
    assert refused(office, now, OLD, NEW, base="another") == ["PUB-4"]
    assert refused(office, now, OLD, NEW, judged="another") == []
    assert refused(office, now, OLD, OLD) == ["PUB-6"]
    release(office, now + 2 * DAY, OLD, NEW)
    assert refused(office, now + DAY, 'value="TD20"', 'value="TD19"') == ["PUB-5"]


def test_a_version_that_was_replaced_does_not_come_back_for_some_and_not_for_others(office: Office) -> None:
    release(office, office.clock.moment, OLD, NEW)
    office.clock.moment += DAY
    assert refused(office, office.clock.moment, NEW, OLD) == ["PUB-6"]
    release(office, office.clock.moment, NEW, 'name="出具财务意见 "')
