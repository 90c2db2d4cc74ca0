"""Claims: rules of challenges, of contracts that change and of money late in the year at their very limit, each without any other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import Bound, contract, contract_changes, disbursement, remedies, replacing, yearly
from workflows.procurement.rules.contract_changes import SAME
from workflows.procurement.rules.disbursement import December
from workflows.procurement.rules.remedies import ADMIT, ANEW, END_CONTRACT, UPHELD

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
amounts = st.decimals("0.01", "9999999.99", places=2)
FIGURE = December(15, 20)


def fields(rule: Bound, *told: object) -> list[str]:
    """The fields of what a rule found, each with a sentence."""
    found = rule(*told)
    assert all(one.message and one.rules[0] == rule.id for one in found)
    return [one.field for one in found]


# ---------------------------------------------------------------------------------------------------- contracts as they are drawn up
@given(amounts)
def test_a_bond_says_its_form_and_no_bond_need_not(bond: Decimal) -> None:
    assert fields(contract.bond_is_not_cash, bond, "") == ["bond_form"]
    assert fields(contract.bond_is_not_cash, bond, "转账") == fields(contract.bond_is_not_cash, Decimal(0), "") == []


def test_what_late_payment_costs_is_written_down() -> None:
    assert fields(contract.late_payment_has_its_price, "一方违约的，赔偿损失") == ["breach_clause"]
    assert fields(contract.late_payment_has_its_price, "逾期付款的，按日承担违约金") == []


# ---------------------------------------------------------------------------------------------------- challenges
@pytest.mark.parametrize("rule", [remedies.inquiry_answered_in_time, remedies.answered_in_time, remedies.feedback_answered_in_time])
@given(day=days, due=days)
def test_an_answer_after_its_last_day_is_noted_and_refuses_nothing(rule: Bound, day: dt.date, due: dt.date) -> None:
    assert [one.level for one in rule(day, due)] == (["warn"] if day > due else [])
    assert rule(day, None) == []


def test_a_late_answer_to_each_of_three_is_told() -> None:
    due = dt.date(2026, 8, 3)
    assert fields(remedies.inquiry_answered_in_time, due + DAY, due) == [""]
    assert fields(remedies.answered_in_time, due + DAY, due) == [""]
    assert fields(remedies.feedback_answered_in_time, due + DAY, due) == [""]


@given(days, days, days)
def test_a_harm_is_known_between_the_beginning_and_today(known: dt.date, today: dt.date, began: dt.date) -> None:
    wanted = known > today or known < began
    assert fields(remedies.known_before_it_is_filed, known, today, began) == (["known_on"] if wanted else [])


@given(days, st.none() | days, st.sampled_from([ADMIT, "不予受理"]))
def test_only_what_came_in_time_and_for_the_first_time_is_taken_up(received: dt.date, last: dt.date | None, outcome: str) -> None:
    late = outcome == ADMIT and last is not None and received > last
    unknown = outcome == ADMIT and last is None
    assert fields(remedies.challenged_in_time, outcome, received, last) == (["outcome"] if late else ["known_on"] if unknown else [])
    assert fields(remedies.challenged_once, "成交结果", last) == (["object"] if last is not None else [])


@given(st.text("甲乙丙丁", max_size=20), st.sampled_from([ADMIT, "不予受理"]))
def test_a_dismissal_has_ten_characters(reason: str, outcome: str) -> None:
    wanted = outcome != ADMIT and len(reason) < 10
    assert fields(remedies.dismissal_in_words, outcome, reason) == (["examination"] if wanted else [])


@pytest.mark.parametrize("consequence", ["", ANEW, END_CONTRACT])
def test_what_is_upheld_has_a_consequence_and_one_that_can_be_drawn(consequence: str) -> None:
    assert fields(remedies.consequence_is_named, UPHELD, consequence) == ([] if consequence else ["consequence"])
    assert fields(remedies.consequence_is_named, "质疑不成立", consequence) == (["consequence"] if consequence else [])
    assert fields(remedies.consequence_fits, consequence, True) == (["consequence"] if consequence == ANEW else [])
    assert fields(remedies.consequence_fits, consequence, False) == (["consequence"] if consequence == END_CONTRACT else [])


@given(st.booleans(), st.booleans())
def test_a_signed_contract_that_a_challenge_may_touch_is_to_be_suspended(may_affect: bool, signed: bool) -> None:
    assert fields(remedies.signed_contract_is_suspended, may_affect, signed) == (["may_affect"] if may_affect and signed else [])


@given(days, days, days)
def test_a_purchase_is_suspended_for_so_many_days_and_nothing_is_signed_meanwhile(first: dt.date, last: dt.date, latest: dt.date) -> None:
    wanted = last < first or last > latest
    assert fields(remedies.suspended_thirty_days_at_most, first, last, latest) == (["suspended_until"] if wanted else [])
    assert fields(remedies.suspended_thirty_days_at_most, first, None, latest) == ["suspended_until"]
    assert fields(remedies.suspended_thirty_days_at_most, None, None, latest) == []
    assert (fields(remedies.not_suspended, last), fields(remedies.not_suspended, None)) == (["agree"], [])


# ---------------------------------------------------------------------------------------------------- contracts and money
@given(amounts)
def test_a_change_of_the_price_has_an_amount_and_no_change_has_none(amount: Decimal) -> None:
    assert fields(contract_changes.amount_says_the_change, SAME, Decimal()) == []
    assert fields(contract_changes.amount_says_the_change, SAME, amount) == ["amount"]
    assert fields(contract_changes.amount_says_the_change, "增加", amount) == []
    assert fields(contract_changes.amount_says_the_change, "增加", Decimal()) == ["amount"]


@given(st.sampled_from(["draft", "signed", "suspended", "terminated"]), st.lists(st.sampled_from(["signed", "suspended"]), max_size=2))
def test_only_a_contract_that_binds_is_changed(state: str, allowed: list[str]) -> None:
    assert fields(contract_changes.contract_binds, state, allowed) == ([] if state in allowed else [""])


@given(st.integers(1, 5), st.booleans())
def test_a_later_year_is_paid_when_it_was_opened(year: int, opened: bool) -> None:
    assert bool(yearly.year_opened_before_paid(year, opened)) == (year > 1 and not opened)


@given(st.sampled_from(["甲", "乙"]), st.lists(st.sampled_from(["甲", "乙", "丙"])))
def test_who_signs_already_replaces_nobody(replacement: str, signers: list[str]) -> None:
    assert fields(replacing.not_among_the_signers, replacement, signers) == (["replacement"] if replacement in signers else [])


@pytest.mark.parametrize(("answer", "waits"), [("无须", False), ("须二次复核", True), ("已二次复核", False)])
def test_a_large_payment_late_in_december_waits_for_a_second_look(answer: str, waits: bool) -> None:
    assert fields(disbursement.december_was_looked_at_twice, answer, FIGURE) == (["outcome"] if waits else [])
    assert fields(disbursement.december_takes_a_second_look, answer, FIGURE) == (["outcome"] if answer != "无须" else [])
