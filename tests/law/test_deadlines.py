"""The register of periods: the golden case's dates, the handbook's dates, and what happens where the calendar ends."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.worlds import fresh_session, state_of
from workflows.act import SHANGHAI
from workflows.errors import Missing, Refused
from workflows.procurement.calendar import load
from workflows.procurement.deadlines import Register, pending_text
from workflows.procurement.holidays import import_calendar
from workflows.procurement.models.law import Figure
from workflows.procurement.settlement import register as written
from workflows.procurement.starts import START_FACTS
from workflows.procurement.world import standard

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
DAY = dt.timedelta(days=1)
PERIODS = ("working", "calendar", "months", "years", "date")
OFF, UP = set(standard()["calendar"]["days_off"]), set(standard()["calendar"]["make_up_days"])
COUNTED = [one for one in (*written()["period"], *standard()["figure"]) if one["unit"] in ("working", "calendar")]
NEXT = {"year": 2027, "source": "通知", "days_off": ["2027-01-01"], "make_up_days": ["2027-01-09"]}


@pytest.fixture
def world() -> Iterator[Session]:
    """A fresh standard world."""
    with fresh_session() as session:
        yield session


@pytest.fixture(scope="module")
def unchanged() -> Iterator[Session]:
    """A standard world that every example may read and none changes."""
    with fresh_session() as session:
        yield session


def golden_deadlines() -> list[dict[str, Any]]:
    """Every deadline row of the golden case."""
    golden = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    return [{**row, "step": step["n"]} for step in golden["step"] for row in step.get("deadline", ())]


def test_every_deadline_of_the_golden_case_is_reproduced(world: Session) -> None:
    rows = golden_deadlines()
    assert len(rows) > 50
    for row in rows:
        due = Register().compute(world, row["id"], row["from"])
        assert (due.due, due.pending) == (row["due"], row.get("pending", False)), row


def test_gates_of_the_golden_case_free_at_midnight_after_the_last_day(world: Session) -> None:
    publicity = Register().compute(world, "TD04", dt.date(2026, 6, 22))
    assert publicity.frees_at == dt.datetime(2026, 6, 30, tzinfo=SHANGHAI)
    quotation = Register().compute(world, "TD06", dt.date(2026, 7, 3))
    assert quotation.frees_at == dt.datetime(2026, 7, 9, tzinfo=SHANGHAI)
    result = Register().compute(world, "TD08", dt.date(2026, 7, 14))
    assert result.frees_at == dt.datetime(2026, 7, 16, tzinfo=SHANGHAI)
    closing = Register().compute(world, "TD23", dt.date(2026, 12, 7))
    assert closing.frees_at == dt.datetime(2026, 12, 15, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("T02", "2026-10-12", "2026-11-02"),  # the twentieth day is a Sunday
        ("T02", "2026-09-10", "2026-09-30"),
        ("T07a", "2026-04-27", "2026-05-07"),
        ("T07b", "2026-04-27", "2026-05-07"),
        ("T12", "2026-05-09", "2026-05-15"),  # received on a Saturday of work
        ("T13", "2026-05-12", "2026-05-14"),
        ("T14", "2026-05-13", "2026-05-14"),
        ("T15", "2026-05-13", "2026-06-12"),
        ("T16", "2026-05-26", "2026-05-28"),
        ("T17", "2026-05-26", "2026-06-04"),
        ("T21", "2026-05-14", "2026-05-25"),
        ("T33", "2026-06-01", "2026-07-01"),
        ("R07", "2026-01-05", "2026-03-31"),
        ("R22", "2026-07-01", "2029-07-01"),
        ("G42", "2026-12-15", "2041-12-15"),
    ],
)
def test_dates_of_the_handbook(world: Session, period: str, start: str, end: str) -> None:
    assert Register().compute(world, period, dt.date.fromisoformat(start)).rolled == dt.date.fromisoformat(end)


def works(day: dt.date) -> bool:
    """Told from the notice alone. Raises LookupError outside 2026."""
    if day.year != 2026:
        raise LookupError(day)
    return day in UP or (day.weekday() < 5 and day not in OFF)


def expected(entry: dict[str, Any], start: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """(strict, rolled) day by day; None from where 2027 would be needed."""
    day, left = start, entry["value"]
    try:
        while left:
            day += DAY
            left -= 1 if entry["unit"] == "calendar" else works(day)
    except LookupError:
        return None, None
    rolled = day
    try:
        while not works(rolled):
            rolled += DAY
    except LookupError:
        return day, None
    return day, rolled


@given(st.sampled_from(COUNTED), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
def test_every_counted_period_agrees_with_going_day_by_day(unchanged: Session, entry: dict[str, Any], start: dt.date) -> None:
    strict, rolled = expected(entry, start)
    if rolled is None and entry["effect"] == "gate":
        with pytest.raises(Refused) as stop:
            Register().compute(unchanged, entry["id"], start)
        assert stop.value.rules == ("CAL-gap",)
        return
    due = Register().compute(unchanged, entry["id"], start)
    assert (due.due, due.rolled, due.pending) == (strict, rolled, rolled is None)
    gate = dt.datetime.combine(rolled + DAY, dt.time(), SHANGHAI) if rolled and entry["effect"] == "gate" else None
    assert due.frees_at == gate


def test_a_gate_stops_at_a_year_without_holidays_and_says_which(world: Session) -> None:
    with pytest.raises(Refused) as stop:
        Register().compute(world, "TD04", dt.date(2026, 12, 28))
    assert stop.value.rules == ("CAL-gap",)
    assert str(stop.value) == "2027年放假安排未导入，无法计算“立项公示期满”的日期，请先导入日历。"


def test_an_obligation_in_working_days_is_pending_there(world: Session) -> None:
    due = Register().compute(world, "TD20", dt.date(2026, 12, 30))
    assert (due.due, due.rolled, due.frees_at, due.pending) == (None, None, None, True)
    assert pending_text(world, due) == "待定（2027年放假安排未导入）"


def test_an_obligation_in_calendar_days_shows_its_strict_date(world: Session) -> None:
    due = Register().compute(world, "TD11", dt.date(2026, 12, 10))
    assert (due.due, due.rolled, due.pending) == (dt.date(2027, 1, 9), None, True)
    assert pending_text(world, due) == "待定（2027年放假安排未导入）"


def test_a_start_in_an_unknown_year_names_that_year(world: Session) -> None:
    due = Register().compute(world, "TD20", dt.date(2027, 3, 1))
    assert due.pending
    assert pending_text(world, due) == "待定（2027年放假安排未导入）"


def test_once_the_year_is_imported_everything_has_its_date(world: Session) -> None:
    register = Register()
    with pytest.raises(Refused):
        register.compute(world, "TD04", dt.date(2026, 12, 28))
    assert register.compute(world, "TD20", dt.date(2026, 12, 30)).pending
    import_calendar(world, NEXT)
    assert register.compute(world, "TD04", dt.date(2026, 12, 28)).due == dt.date(2027, 1, 5)
    known = register.compute(world, "TD20", dt.date(2026, 12, 30))
    assert (known.due, known.pending, pending_text(world, known)) == (dt.date(2027, 1, 5), False, "")
    payment = register.compute(world, "TD11", dt.date(2026, 12, 10))
    assert (payment.due, payment.rolled, payment.pending) == (dt.date(2027, 1, 9), dt.date(2027, 1, 9), False)


def test_months_cross_into_an_unknown_year_without_asking(world: Session) -> None:
    due = Register().compute(world, "TD01", dt.date(2026, 8, 3))
    assert (due.due, due.pending) == (dt.date(2027, 8, 3), False)


@pytest.mark.parametrize("name", ["T99", "R23", "TD02", "TD03", "TD14", "TD27"])
def test_what_is_no_period_is_not_computed(world: Session, name: str) -> None:
    with pytest.raises(Missing):
        Register().compute(world, name, dt.date(2026, 6, 1))


def test_a_figure_that_was_changed_counts_from_its_day() -> None:
    change = {"figures": [{"id": "TD20", "from": dt.date(2026, 7, 1), "value": 5}]}
    with fresh_session(change) as session:
        assert Register().compute(session, "TD20", dt.date(2026, 6, 30)).due == dt.date(2026, 7, 3)
        assert Register().compute(session, "TD20", dt.date(2026, 7, 1)).due == dt.date(2026, 7, 8)


def test_statutory_periods_have_no_force_below_the_threshold_and_the_towns_own_have(world: Session) -> None:
    golden = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["regime"]["below_threshold"]
    rows = {row.id: row for row in world.scalars(select(Figure))}
    for name in golden["not_binding"]:
        assert rows[name].regimes == ["procurement_law"]
    for one in golden["instead"]:
        assert ("below_threshold" in rows[one["statutory"]].regimes) == one["binds"]
        assert not one["carried_by"] or "below_threshold" in rows[one["carried_by"]].regimes
        if one["carried_by"]:
            assert rows[one["statutory"]].value == rows[one["carried_by"]].value


def test_every_period_is_complete(world: Session) -> None:
    rows = world.scalars(select(Figure)).all()
    periods = [row for row in rows if row.unit in PERIODS]
    assert {row.effect for row in rows} == {"gate", "due", "info"}
    assert all(row.to_event and row.source and row.regimes for row in rows)
    assert all(row.on_breach for row in periods if row.effect != "info")
    assert all(row.effect == "gate" for row in periods if row.bound in ("min", "exact") and row.id != "G42")


def test_start_facts_named_for_open_tasks_have_a_reader(world: Session) -> None:
    town = {row.start_fact for row in world.scalars(select(Figure)) if row.id.startswith("TD") and row.start_fact}
    assert town <= set(START_FACTS)


def test_a_period_costs_two_statements_at_first_and_none_again(world: Session) -> None:
    with fresh_session() as other:
        load(other)  # the days of 2026 are read once in a process
    statements: list[str] = []
    event.listen(world.get_bind(), "before_cursor_execute", lambda *told: statements.append(told[2]))
    assert Register().start_of(world, "TD20", state_of(world).root) is None
    Register().compute(world, "TD20", dt.date(2026, 6, 15))
    assert len(statements) == 2
    Register().compute(world, "TD20", dt.date(2026, 6, 16))
    assert len(statements) == 2
