"""Claims about the day of each step of a payment: its ground, the contract's state, holds and disputed parts (Art. 23; GPL 50)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import read_decisions
from workflows.procurement.rules import disbursement as rules
from workflows.procurement.rules import payment
from workflows.procurement.rules.disbursement import Ground

D = Decimal
TABLES = read_decisions(shipped_files()["decisions/payment.dmn"])
TODAY = dt.date(2026, 12, 28)
LATER, EARLIER = dt.date(2027, 3, 31), dt.date(2026, 12, 28)
NOTHING_YET = {"number": 2, "on": None, "signed": True, "checks": 0, "accepted": False, "published": False, "behind": False}
days = st.integers(min_value=-60, max_value=120).map(lambda number: TODAY + dt.timedelta(days=number))


def answer(one: Ground, today: dt.date) -> Any:
    """What the table says that it lacks."""
    return TABLES["payment_ground"].decide(one.asked(today)).value


def ground(trigger: str, **known: object) -> Ground:
    """An instalment for which nothing has happened but what is said."""
    return Ground(trigger=trigger, **{**NOTHING_YET, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (ground("签约"), True),
        (ground("签约", signed=False), False),
        (ground("日期", on=EARLIER), True),
        (ground("日期", on=LATER), False),
        (ground("日期", on=EARLIER, behind=True), False),
        (ground("日期", on=EARLIER, behind=True, checks=1), True),
        (ground("日期", on=EARLIER, behind=True, accepted=True), True),
        (ground("进度核验"), False),
        (ground("进度核验", checks=1), True),
        (ground("进度核验", accepted=True), True),
        (ground("里程碑", checks=1), True),
        (ground("里程碑", checks=1, on=LATER), False),
        (ground("里程碑", checks=1, on=EARLIER), True),
        (ground("里程碑", checks=0, on=EARLIER), False),
        (ground("里程碑", on=LATER, accepted=True), True),
        (ground("验收"), False),
        (ground("验收", checks=3), False),
        (ground("验收", accepted=True), True),
        (ground("评价公布", accepted=True), False),
        (ground("评价公布", published=True), True),
        (ground("里程碑", on=LATER, published=True), True),
        (ground("争议处理"), True),
        (ground("终止结算"), True),
    ],
)
def test_a_payment_has_its_ground_or_says_what_is_missing(one: Ground, met: bool) -> None:
    found = rules.payment_has_its_ground(one, answer(one, TODAY), "outcome")
    assert (not found) is met
    assert all(reason.message.endswith("不得提前支付。") and f"“{one.trigger}”" in reason.message for reason in found)


@given(trigger=st.sampled_from(payment.TRIGGERS), on=st.none() | days, known=st.tuples(*[st.booleans()] * 4), checks=st.integers(-3, 3))
def test_what_was_published_is_paid_and_what_is_met_stays_met(
    trigger: str, on: dt.date | None, known: tuple[bool, bool, bool, bool], checks: int
) -> None:
    signed, accepted, published, behind = known
    one = Ground(2, trigger, on, signed, checks, accepted, published, behind)
    if published or answer(one, TODAY) == rules.NOTHING_MISSING:
        further = Ground(2, trigger, on, signed=True, checks=checks + 1, accepted=accepted, published=published, behind=behind)
        assert answer(one, TODAY + dt.timedelta(days=1)) == answer(further, TODAY) == rules.NOTHING_MISSING


@pytest.mark.parametrize(
    ("contract", "instalment", "settlement", "goes_on"),
    [
        ("signed", "reviewed", False, True),
        ("suspended", "reviewed", False, False),
        ("suspended", "reviewed", True, False),
        ("terminated", "reviewed", False, False),
        ("terminated", "reviewed", True, True),
        ("signed", "stopped", False, False),
    ],
)
def test_nothing_is_paid_under_a_contract_that_does_not_go_on(contract: str, instalment: str, settlement: bool, goes_on: bool) -> None:
    trigger = payment.SETTLEMENT if settlement else payment.ACCEPTED
    said = TABLES["payment_goes_on"].decide({"contract": contract, "instalment": instalment, "trigger": trigger}).value
    found = rules.contract_goes_on(said, "outcome")
    assert (not found) is goes_on
    assert all(reason.rules == ("ART-23.3", "LAW-GPL-50") for reason in found)


@given(until=days, most=st.integers(min_value=1, max_value=60))
def test_a_hold_and_a_dispute_end_within_the_towns_days(until: dt.date, most: int) -> None:
    within = TODAY < until <= TODAY + dt.timedelta(days=most)
    assert (not rules.hold_has_an_end(until, TODAY, most)) is within
    assert (not rules.dispute_has_an_end(until, TODAY, most)) is within


def test_without_an_end_there_is_no_hold() -> None:
    for rule in (rules.hold_has_an_end, rules.dispute_has_an_end):
        (reason,) = rule(None, TODAY, 30)
        assert (reason.level, reason.field) == ("invalid", "until") and "2027年1月27日" in reason.message


def test_a_payment_is_held_once() -> None:
    assert not rules.held_once(None)
    (reason,) = rules.held_once(TODAY)
    assert "不得久拖不付" in reason.message and reason.rules == ("ART-23.4", "TD40")


amounts = st.decimals(min_value="0.01", max_value="999999.99", places=2)


@given(disputed=amounts, amount=amounts)
def test_only_a_part_is_disputed_and_no_part_of_a_part(disputed: Decimal, amount: Decimal) -> None:
    assert (not rules.part_is_disputed(disputed, amount, apart=False)) is (disputed < amount)
    assert rules.part_is_disputed(disputed, amount, apart=True)
    assert (not rules.settled_within_the_part(disputed, amount)) is (disputed <= amount)


@given(price=amounts, supplements=amounts)
def test_supplements_stay_within_a_tenth_to_the_fen(price: Decimal, supplements: Decimal) -> None:
    allowed = supplements * 10 <= price
    assert (not payment.supplements_within_a_tenth(supplements, price, D("0.10"))) is allowed


@given(paid_on=days, last=st.none() | days)
def test_late_is_counted_in_days_from_the_last_one(paid_on: dt.date, last: dt.date | None) -> None:
    found = rules.paid_in_time(paid_on, last)
    assert bool(found) is (last is not None and paid_on > last)
    assert all(f"逾期{(paid_on - last).days}日" in reason.message for reason in found if last)


def test_the_overdue_payment_of_the_handbook_is_thirty_four_days_late() -> None:
    (reason,) = rules.paid_in_time(dt.date(2027, 2, 10), dt.date(2027, 1, 7))
    assert reason.message == "应于2027年1月7日前支付，逾期34日。"


@given(promised=days)
def test_a_promise_is_for_a_day_to_come(promised: dt.date) -> None:
    assert (not rules.promised_day_is_to_come(promised, TODAY)) is (promised >= TODAY)
