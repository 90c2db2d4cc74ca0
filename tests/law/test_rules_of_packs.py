"""Claims: a figure is changed in its numbers, from a later day on; each version is chosen by the day that it names itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.worlds import act_for, fresh_session
from workflows.procurement import packs
from workflows.procurement.deadlines import Register
from workflows.procurement.lawbook import band_of, bands, basis, figure, term_of, threshold
from workflows.procurement.models.law import Band, Figure, RulePackExtension
from workflows.procurement.occasions import NOTED, occasion
from workflows.procurement.rules import packs as rules

JUNE, JULY = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


@pytest.fixture
def world() -> Iterator[Session]:
    """A fresh standard world."""
    with fresh_session() as session:
        yield session


def later(session: Session, key: str, value: Any, applies_by: str) -> None:
    """A version of a figure from July on, as an approved change writes it."""
    old = session.get_one(Figure, (key, dt.date(2021, 4, 1)))
    values = {column.key: getattr(old, column.key) for column in Figure.__table__.columns}
    session.add(Figure(**{**values, "from_date": JULY, "value": value, "applies_by": applies_by}))
    session.flush()


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(2), dt.UTC)


# ---------------------------------------------------------------- which version
@pytest.mark.parametrize(
    ("applies_by", "step", "act", "value"),
    [
        ("act_date", JUNE, JULY, "60000.00"),
        ("act_date", JUNE, JUNE, "50000.00"),
        ("step_start", JUNE, JULY, "50000.00"),
        ("step_start", JULY, JULY, "60000.00"),
    ],
)
def test_a_version_is_chosen_by_the_day_that_it_names(world: Session, applies_by: str, step: dt.date, act: dt.date, value: str) -> None:
    later(world, "TD02", "60000.00", applies_by)
    acting = act_for(world, "leader", "town.leader@town_a", at(act))
    assert figure(world, "TD02", occasion(acting, step)) == Decimal(value)
    assert [fact[:2] for fact in acting.record.facts] == [[NOTED, "TD02"]]


def test_a_case_without_a_project_is_of_today(world: Session) -> None:
    later(world, "TD02", "60000.00", "case_start")
    assert figure(world, "TD02", occasion(act_for(world, "leader", "town.leader@town_a", at(JULY)))) == Decimal("60000.00")
    assert figure(world, "TD02", occasion(act_for(world, "leader", "town.leader@town_a", at(JUNE)))) == Decimal("50000.00")


def test_a_figure_that_never_changed_is_not_noted(world: Session) -> None:
    acting = act_for(world, "leader", "town.leader@town_a", at(JULY))
    assert threshold(world, "L", occasion(acting)) == Decimal("1000000.00")
    assert acting.record.facts == []


def test_a_period_is_counted_by_the_version_of_its_first_day(world: Session) -> None:
    later(world, "TD04", 7, "act_date")
    ends = [Register().compute(world, "TD04", day).due for day in (JUNE, JULY)]
    assert ends == [dt.date(2026, 7, 7), dt.date(2026, 7, 10)]
    assert Register().warnings(world, "TD04", JUNE).before == (10, 3, 0)


def test_a_coming_version_warns_nobody_before_its_day(world: Session) -> None:
    later(world, "TD42", [20, 3, 0], "act_date")
    assert (Register().furthest(world, JUNE), Register().warnings(world, "TD20", JULY).before) == (10, (20, 3, 0))


def test_a_ladder_is_changed_as_a_whole(world: Session) -> None:
    for old in bands(world):
        values = {column.key: getattr(old, column.key) for column in Band.__table__.columns}
        edge = {"B1": {"below": Decimal("50000.00")}, "B2": {"from_amount": Decimal("50000.00")}}.get(old.id, {})
        world.add(Band(**{**values, **edge, "from_date": JULY}))
    world.flush()
    told = [band_of(world, Decimal("40000.00"), day) for day in (JUNE, JULY)]
    assert [one.id if one else "" for one in told] == ["B2", "B1"]


def test_what_carries_the_measures_on_may_have_no_end(world: Session) -> None:
    assert term_of(world, "R") == (dt.date(2021, 4, 1), dt.date(2027, 3, 31))
    told = {"title": "继续执行的通知", "document": "示府办〔2027〕1号", "registered_on": JULY}
    world.add(RulePackExtension(pack_id="R", from_date=dt.date(2027, 4, 1), to_date=None, **told))
    world.flush()
    assert term_of(world, "R")[1] is None
    assert basis(world, dt.date(2040, 1, 1)) is not None


def test_a_period_keeps_its_first_day_unless_projects_count() -> None:
    choices = [(unit, by) for unit in ("working", "amount") for by in rules.APPLYING.values()]
    words = {kept: word for word, kept in rules.APPLYING.items()}
    refused = [(unit, by) for unit, by in choices if rules.period_runs_by_its_first_day(unit, words[by])]
    assert refused == [("working", "step_start")]


# ---------------------------------------------------------------- a value in words and back
def test_every_value_is_read_as_it_is_written(world: Session) -> None:
    for one in packs.matters(world):
        value = one.versions[0].value
        assert packs.read(packs.written(value, one.unit), value, one.unit) == value, one.key


def test_only_numbers_may_differ_and_keep_their_kind(world: Session) -> None:
    grades = packs.matter(world, "TD27")
    assert grades is not None
    text = packs.written(grades.versions[0].value)
    assert packs.read(text.replace("0.90", "0.95"), grades.versions[0].value)[2]["ratio"] == "0.95"
    assert packs.read("03-15", "03-31") == "03-15"
    assert packs.read("2", 3) == 2
    for wrong, like in ((text.replace("良好", "较好"), grades.versions[0].value), ("2.5", 3), ("-2", 3), ("1.005", "0.40"), ("三", 3)):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            packs.read(wrong, like)


# ---------------------------------------------------------------- rules
@pytest.mark.parametrize(
    ("unit", "value", "holds"),
    [
        ("ratio", "1.00", True),
        ("ratio", "1.01", False),
        ("percent", "100.00", True),
        ("percent", "100.01", False),
        ("working", 1, True),
        ("working", 0, False),
        ("calendar", 3651, False),
        ("amount", "1000000000.01", False),
        ("table", [{"from_amount": "0.00", "below": "9999999999.00"}], False),
        ("date", "02-28", True),
        ("date", "02-29", False),
        ("count", 0, True),
    ],
)
def test_a_value_is_possible(unit: str, value: Any, holds: bool) -> None:
    assert (rules.value_is_possible(unit, value) == []) is holds


def test_a_change_is_never_for_a_day_that_has_come() -> None:
    assert rules.change_comes_later(JULY, JUNE) == []
    assert "最早自2026年7月2日起施行" in rules.change_comes_later(JULY, JULY)[0].message
    assert rules.versions_follow(JULY, JUNE) == []
    assert rules.versions_follow(JULY, JULY)[0].field == "from_date"


def test_bands_leave_no_amount_out() -> None:
    def rungs(*pairs: tuple[str, str | None]) -> list[dict[str, Any]]:
        return [{"from_amount": start, "below": end} for start, end in pairs]

    assert rules.ladder_has_no_gap(rungs(("0.00", "30000.00"), ("30000.00", None))) == []
    for wrong in (
        rungs(("0.00", "30000.00"), ("30000.01", None)),
        rungs(("1.00", "30000.00"), ("30000.00", None)),
        rungs(("0.00", "0.00"), ("0.00", None)),
    ):
        assert rules.ladder_has_no_gap(wrong)


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [("2027-04-01", "2027-04-01", True), ("2021-04-01", "2027-03-31", False), ("2027-04-02", "2027-04-01", False)],
)
def test_an_extension_reaches_further(start: str, end: str, holds: bool) -> None:
    said = rules.extension_reaches_further(dt.date.fromisoformat(start), dt.date.fromisoformat(end), dt.date(2027, 3, 31))
    assert (said == []) is holds
    assert rules.extension_reaches_further(dt.date(2027, 4, 1), None, dt.date(2027, 3, 31)) == []


def test_a_gap_before_an_extension_is_told() -> None:
    assert rules.extension_leaves_no_gap(dt.date(2027, 4, 1), dt.date(2027, 3, 31)) == []
    told = rules.extension_leaves_no_gap(dt.date(2027, 4, 2), dt.date(2027, 3, 31))
    assert [one.level for one in told] == ["warn"]
    assert "2027年4月1日至2027年4月1日没有依据" in told[0].message
