"""Working days of 2026 against plain counting, and the hard stop at a year that is not imported."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.worlds import fresh_session
from workflows.errors import Invalid
from workflows.procurement.calendar import Calendar, CalendarGap, add_months, last_day_of_term, load, working_days_of
from workflows.procurement.holidays import import_calendar
from workflows.procurement.models.law import CalendarDay, CalendarYear
from workflows.procurement.world import standard

DAY = dt.timedelta(days=1)
YEAR = standard()["calendar"]
OFF, UP = set(YEAR["days_off"]), set(YEAR["make_up_days"])
days_of_2026 = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
NEXT = {"year": 2027, "source": "通知", "days_off": [dt.date(2027, 1, 1)], "make_up_days": [dt.date(2027, 1, 9)]}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """The calendar of the standard world."""
    with fresh_session() as session:
        return load(session)


def works(day: dt.date) -> bool:
    """Told from the notice alone. Raises LookupError outside 2026."""
    if day.year != 2026:
        raise LookupError(day)
    return day in UP or (day.weekday() < 5 and day not in OFF)


def counted(start: dt.date, number: int) -> dt.date | None:
    """Day by day; None where 2026 ends first."""
    day = start
    while number:
        day += DAY
        if day.year != 2026:
            return None
        number -= works(day)
    return day


def test_2026_has_248_working_days(calendar: Calendar) -> None:
    assert len(calendar.working_days(2026)) == 248


@given(days_of_2026, st.integers(0, 60))
def test_counting_agrees_with_going_day_by_day(calendar: Calendar, start: dt.date, number: int) -> None:
    wanted = counted(start, number)
    if wanted is None:
        with pytest.raises(CalendarGap) as gap:
            calendar.after(start, number)
        assert gap.value.year == 2027
    else:
        assert calendar.after(start, number) == wanted


@given(days_of_2026)
def test_rolling_agrees_with_going_day_by_day(calendar: Calendar, day: dt.date) -> None:
    assert calendar.is_working(day) == works(day)
    wanted = day
    while not works(wanted):
        wanted += DAY
    assert calendar.rolled(day) == wanted


@given(days_of_2026, days_of_2026)
def test_days_between_are_those_counted(calendar: Calendar, start: dt.date, end: dt.date) -> None:
    assert calendar.between(start, end) == sum(works(start + DAY * n) for n in range(1, (end - start).days + 1))


@given(days_of_2026, st.integers(1, 40))
def test_a_period_ends_that_many_working_days_later(calendar: Calendar, start: dt.date, number: int) -> None:
    if counted(start, number):
        assert calendar.between(start, calendar.after(start, number)) == number


def test_make_up_days_count_where_a_plain_week_would_not(calendar: Calendar) -> None:
    assert calendar.after(dt.date(2026, 2, 11), 7) == dt.date(2026, 2, 27)


def test_last_working_days_of_december(calendar: Calendar) -> None:
    assert calendar.last_of_month(2026, 12, 15) == dt.date(2026, 12, 11)


def test_other_years_have_no_answer(calendar: Calendar) -> None:
    for ask in (calendar.is_working, calendar.rolled, lambda day: calendar.after(day, 1)):
        with pytest.raises(CalendarGap):
            ask(dt.date(2027, 1, 4))
    with pytest.raises(CalendarGap):
        calendar.between(dt.date(2026, 12, 1), dt.date(2027, 1, 4))


def test_the_end_of_a_year_rolls_into_the_next(calendar: Calendar) -> None:
    year = {2026: tuple(day for day in calendar.working_days(2026) if day < dt.date(2026, 12, 31).toordinal())}
    with pytest.raises(CalendarGap):
        Calendar(year).rolled(dt.date(2026, 12, 31))
    both = Calendar({**year, 2027: working_days_of(2027, {dt.date(2027, 1, 1): "off"})})
    assert both.rolled(dt.date(2026, 12, 31)) == dt.date(2027, 1, 4)


def test_months_never_ask_the_calendar() -> None:
    assert last_day_of_term(dt.date(2026, 8, 3), 12) == dt.date(2027, 8, 2)
    assert last_day_of_term(dt.date(2026, 8, 3), 36) == dt.date(2029, 8, 2)
    assert last_day_of_term(dt.date(2026, 7, 1), 36) == dt.date(2029, 6, 30)
    assert add_months(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2026, 12, 31), 12) == dt.date(2027, 12, 31)


def test_an_imported_year_answers_at_once() -> None:
    with fresh_session() as session:
        assert 2027 not in load(session).years
        told = import_calendar(session, NEXT)
        assert (told.year, told.days_off, told.make_up_days, told.changed, told.replaced) == (2027, 1, 1, True, False)
        assert load(session).after(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 4)
        assert load(session).is_working(dt.date(2027, 1, 9))


def test_a_second_import_of_the_same_days_changes_nothing() -> None:
    with fresh_session() as session:
        import_calendar(session, NEXT)
        assert not import_calendar(session, {**NEXT, "version": "2027-9"}).changed


def test_a_new_notice_replaces_the_old_and_deletes_nothing() -> None:
    with fresh_session() as session:
        import_calendar(session, NEXT)
        told = import_calendar(session, {"year": 2027, "source": "更正", "days_off": ["2027-01-04"], "make_up_days": []})
        assert (told.changed, told.replaced) == (True, True)
        assert load(session).after(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 1)
        kinds = {row.date: row.kind for row in session.scalars(select(CalendarDay).where(CalendarDay.year == 2027))}
        assert kinds == {dt.date(2027, 1, 1): "ordinary", dt.date(2027, 1, 9): "ordinary", dt.date(2027, 1, 4): "off"}


def test_what_is_kept_in_the_process_belongs_to_the_days_and_not_to_the_version() -> None:
    with fresh_session() as one, fresh_session({"calendar": {"days_off": [dt.date(2026, 1, 1)]}}) as other:
        versions = {session.scalars(select(CalendarYear.version)).one() for session in (one, other)}
        assert len(versions) == 1
        assert not load(one).is_working(dt.date(2026, 2, 17))
        assert load(other).is_working(dt.date(2026, 2, 17))


def test_the_calendar_is_read_once_in_a_transaction() -> None:
    with fresh_session() as session:
        assert load(session) is load(session)
        session.commit()
        first = load(session)
        session.rollback()
        assert load(session) is not first


def test_the_shape_of_the_public_files_is_read() -> None:
    days = [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
        {"name": "春节", "date": "2027-01-31", "isOffDay": False},
    ]
    with fresh_session() as session:
        told = import_calendar(session, {"year": 2027, "papers": ["https://www.gov.cn/"], "days": days})
        assert (told.days_off, told.make_up_days) == (1, 1)
        names = session.scalars(select(CalendarDay.name).where(CalendarDay.year == 2027).order_by(CalendarDay.date)).all()
        assert names == ["元旦", "春节"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": "2027"}, "year"),
        ({"year": True}, "year"),
        ({"days_off": ["2026-12-31"]}, "days_off.0"),
        ({"days_off": ["1月1日"]}, "days_off.0"),
        ({"days_off": []}, "days_off"),
        ({"days_off": ["2027-01-01", "2027-01-01"]}, "days_off.1"),
        ({"make_up_days": ["2027-01-04"]}, "make_up_days.0"),
        ({"make_up_days": [dt.datetime(2027, 1, 9, tzinfo=dt.UTC)]}, "make_up_days.0"),
    ],
)
def test_a_file_that_cannot_be_a_calendar_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    with fresh_session() as session:
        with pytest.raises(Invalid) as answer:
            import_calendar(session, {**NEXT, **change})
        assert [reason.field for reason in answer.value.reasons] == [field]
        assert session.scalars(select(CalendarYear.year)).all() == [2026]
