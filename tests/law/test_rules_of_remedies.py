"""Rules of remedies and of what happens to a contract, at their very edges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import PROCUREMENT_LAW, comparison, contract, contract_changes, remedies

DAY = dt.date(2026, 7, 16)
days = st.dates(min_value=dt.date(2025, 1, 1), max_value=dt.date(2027, 12, 31))
fen = st.decimals(min_value="0.00", max_value="999999.99", places=2)


@given(received=days, last=days)
def test_a_late_challenge_is_only_dismissed(received: dt.date, last: dt.date) -> None:
    assert bool(remedies.challenged_in_time(remedies.ADMIT, received, last)) == (received > last)
    assert not remedies.challenged_in_time(remedies.DISMISS, received, last)
    assert [one.rules for one in remedies.challenged_in_time(remedies.ADMIT, received, None)] == [("T21", "CAL-gap")]
    assert not remedies.challenged_in_time(remedies.DISMISS, received, None)


@given(known=days, today=days, began=days)
def test_harm_is_known_between_the_beginning_and_today(known: dt.date, today: dt.date, began: dt.date) -> None:
    assert bool(remedies.known_before_it_is_filed(known, today, began)) == (known > today or known < began)


def test_a_stage_is_challenged_once() -> None:
    (reason,) = remedies.challenged_once(remedies.RESULT, DAY)
    assert reason.field == "object" and remedies.RESULT in reason.message
    assert not remedies.challenged_once(remedies.RESULT, None)


@pytest.mark.parametrize("ends", [True, False])
def test_what_was_decided_is_carried_out_first(ends: bool) -> None:
    (reason,) = remedies.decisions_are_carried_out(["质疑处理决定“终止合同”"], "evidence")
    assert "终止合同" in reason.message and reason.field == "evidence"
    assert not remedies.decisions_are_carried_out([], "evidence")
    assert bool(remedies.ended_before_it_is_carried_out(ends, False)) == ends
    assert not remedies.ended_before_it_is_carried_out(ends, True)


@given(until=days, today=days, latest=days)
def test_a_late_signature_is_awaited_for_a_time(until: dt.date, today: dt.date, latest: dt.date) -> None:
    assert bool(contract.awaited_for_a_time(until, today, latest)) == (until <= today or until > latest)
    assert bool(contract.awaited_for_a_time(until, today, None)) == (until <= today)


@given(filed=days, signed=days, today=days, last=days)
def test_a_contract_is_filed_after_its_signature_and_in_time(filed: dt.date, signed: dt.date, today: dt.date, last: dt.date) -> None:
    assert bool(contract.filed_after_it_was_signed(filed, signed, today)) == (not signed <= filed <= today)
    assert bool(contract.filed_within_seven_days(filed, last)) == (filed > last)
    assert not contract.filed_within_seven_days(filed, None)


def test_a_town_that_does_not_sign_says_why_and_answers_for_it() -> None:
    (unsaid,) = contract.refusal_in_words(False, "不签")
    assert (unsaid.level, unsaid.field) == ("invalid", "reason")
    assert not contract.refusal_in_words(True, "") and not contract.refusal_in_words(False, "承接主体登记已被撤销，不能签订")
    (warned,) = contract.award_binds_the_town(True)
    assert warned.level == "warn" and not contract.award_binds_the_town(False)


def test_signing_waits_for_answers_and_for_the_end_of_a_suspension() -> None:
    (reason,) = remedies.no_open_challenge(["阳光", "广州"])
    assert "阳光、广州" in reason.message and reason.rules == ("LAW-GPLR-54",) and reason.field == "agree"
    assert not remedies.no_open_challenge([])
    assert remedies.not_suspended(DAY) and not remedies.not_suspended(None)


@pytest.mark.parametrize("outcome", [remedies.REJECTED, remedies.UPHELD])
@pytest.mark.parametrize("consequence", ["", *remedies.CONSEQUENCES])
def test_what_is_upheld_and_nothing_else_has_a_consequence(outcome: str, consequence: str) -> None:
    assert bool(remedies.consequence_is_named(outcome, consequence)) == ((outcome == remedies.UPHELD) != bool(consequence))


@pytest.mark.parametrize("rule", [remedies.consequence_fits, remedies.decision_fits])
def test_a_purchase_begins_anew_before_the_contract_and_the_contract_ends_after(rule: object) -> None:
    assert callable(rule)
    for consequence, signed in [(one, state) for one in ("", *remedies.CONSEQUENCES) for state in (True, False)]:
        wrong = (consequence == remedies.ANEW and signed) or (consequence == remedies.END_CONTRACT and not signed)
        assert bool(rule(consequence, signed)) == wrong


@given(today=days, due=days)
def test_late_answers_are_noted(today: dt.date, due: dt.date) -> None:
    for rule in (remedies.answered_in_time, remedies.inquiry_answered_in_time, remedies.feedback_answered_in_time):
        assert bool(rule(today, due)) == (today > due)
        assert all(one.level == "warn" for one in rule(today, due)) and not rule(today, None)


def test_a_purchase_is_suspended_from_a_day_to_a_day_within_the_longest_time() -> None:
    last = DAY + dt.timedelta(30)
    assert not remedies.suspended_thirty_days_at_most(None, None, None)
    assert not remedies.suspended_thirty_days_at_most(DAY, last, last)
    assert remedies.suspended_thirty_days_at_most(DAY, last + dt.timedelta(1), last)[0].level == "refuse"
    for first, end in ((DAY, None), (None, DAY), (DAY, DAY - dt.timedelta(1))):
        assert remedies.suspended_thirty_days_at_most(first, end, last)[0].level == "invalid"


def test_who_took_no_part_does_not_complain() -> None:
    assert remedies.complainant_took_part("org_x", ["org_y"])
    assert not remedies.complainant_took_part("org_y", ["org_y"])


def test_a_signed_contract_is_to_be_suspended_where_the_result_may_change() -> None:
    found = [(may, signed) for may in (True, False) for signed in (True, False) if remedies.signed_contract_is_suspended(may, signed)]
    assert found == [(True, True)]


def test_a_dismissal_has_ten_characters() -> None:
    assert remedies.dismissal_in_words(remedies.DISMISS, "一二三四五六七八九")
    assert not remedies.dismissal_in_words(remedies.DISMISS, "一二三四五六七八九十")
    assert not remedies.dismissal_in_words(remedies.ADMIT, "")


def test_the_next_of_the_ranking_and_nobody_else_follows() -> None:
    assert not comparison.next_in_order(["a", "b"], "a")
    assert comparison.next_in_order(["a", "b"], "b") and comparison.next_in_order([], "a")


@given(lines=fen, before=fen, change=fen)
def test_new_payments_are_the_old_ones_and_the_change(lines: Decimal, before: Decimal, change: Decimal) -> None:
    assert bool(contract_changes.new_payments_make_up_the_rest(lines, before, change, True)) == (lines != before + change)
    assert not contract_changes.new_payments_make_up_the_rest(before + change, before, change, True)
    assert not contract_changes.new_payments_make_up_the_rest(lines, before, change, False)


@given(owed=fen, left=fen)
def test_a_settlement_owes_at_most_what_is_left(owed: Decimal, left: Decimal) -> None:
    assert bool(contract_changes.owed_is_not_more_than_left(owed, left)) == (owed > left)


@given(first=days, last=days, latest=days)
def test_a_contract_is_suspended_for_a_time(first: dt.date, last: dt.date, latest: dt.date) -> None:
    assert bool(contract_changes.suspended_for_a_time(first, last, latest)) == (last < first or last > latest)


def test_what_is_changed_binds_and_is_changed_once_at_a_time() -> None:
    assert not contract_changes.contract_binds("signed", ("signed",))
    assert contract_changes.contract_binds("half_signed", ("signed",))
    assert "变更、终止" in contract_changes.one_change_at_a_time(["amendment", "termination"])[0].message
    assert not contract_changes.one_change_at_a_time([])
    assert [one.field for one in contract_changes.nothing_else_changes(False, False)] == ["same_subject", "others_unchanged"]
    assert not contract_changes.nothing_else_changes(True, True)
    assert contract_changes.termination_is_over("approved") and not contract_changes.termination_is_over("ended")


@pytest.mark.parametrize(
    ("change", "amount", "wrong"), [("不变", "0", False), ("不变", "1", True), ("增加", "0", True), ("减少", "1", False)]
)
def test_more_or_less_has_an_amount(change: str, amount: str, wrong: bool) -> None:
    assert bool(contract_changes.amount_says_the_change(change, Decimal(amount))) == wrong


@given(done=days, last=days)
def test_above_the_limit_late_signatures_and_publications_are_noted(done: dt.date, last: dt.date) -> None:
    for rule in (contract.signed_within_thirty_days, contract.published_within_two_days):
        assert bool(rule(done, last)) == (done > last) and not rule(done, None)
        assert rule.level == "warn" and rule.regimes == {PROCUREMENT_LAW}
