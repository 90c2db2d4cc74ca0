"""Claims: who is verified until when, and what a change of registration says."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import registers

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))


@given(DAYS, DAYS)
def test_a_finding_holds_to_its_last_day_and_no_longer(until: dt.date, on: dt.date) -> None:
    assert bool(registers.author_is_verified("某组织", until, on)) is (until < on)
    assert bool(registers.certificate_is_valid(until, on, "outcome")) is (until < on)


def test_who_was_never_verified_hands_in_no_design() -> None:
    assert [one.field for one in registers.author_is_verified("某组织", None, dt.date(2026, 3, 2))] == ["title"]


@given(DAYS, DAYS, DAYS)
def test_a_finding_is_given_from_today_to_the_last_day_allowed(until: dt.date, first: dt.date, last: dt.date) -> None:
    assert bool(registers.verified_for_a_time(registers.VERIFY, until, first, last)) is not (first <= until <= last)
    assert registers.verified_for_a_time(registers.RETURN, None, first, last) == []


def test_running_contracts_of_an_organisation_that_ends_are_named() -> None:
    found = registers.contracts_are_concerned(registers.REVOKED, ["甲镇购合〔2026〕1号"])
    assert [(one.level, "甲镇购合〔2026〕1号" in one.message) for one in found] == [("warn", True)]
    assert registers.contracts_are_concerned(registers.ABNORMAL, ["甲镇购合〔2026〕1号"]) == []
    assert registers.contracts_are_concerned(registers.ENDED, []) == []
