"""Claims: the least times of a procedure, the count of responses, who is awarded until when; a day too short names the earliest date."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import Reason
from workflows.procurement.rules import confirmation, contract, direct, method, plan, tendering
from workflows.procurement.rules.method import CONSULTATION, GROUNDS, NEGOTIATION, SINGLE_SOURCE, TENDER
from workflows.procurement.rules.wording import day

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
LEAST_TIMES = [
    (tendering.time_to_tender, "T02", "closes_at"),
    (tendering.tender_notice_stands, "T03", "notice_until"),
    (tendering.tender_documents_are_provided, "T04", "provided_until"),
    (tendering.time_to_answer_a_consultation, "T07a", "closes_at"),
    (tendering.consultation_documents_are_provided, "T07b", "provided_until"),
    (tendering.time_to_answer_a_negotiation, "T08", "closes_at"),
    (tendering.notice_of_talks_stands, "T09", "notice_until"),
    (tendering.time_after_a_change_of_a_tender, "T06", "closes_at"),
    (tendering.time_after_a_change_of_a_consultation, "T07c", "closes_at"),
    (tendering.time_after_a_change_of_a_negotiation, "LAW-O74-29", "closes_at"),
]
NOON = dt.datetime(2026, 5, 7, 4, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def fields(found: list[Reason]) -> list[str]:
    """Which fields are told."""
    return [one.field for one in found]


@pytest.mark.parametrize(("rule", "rule_id", "field"), LEAST_TIMES)
@given(earliest=DAYS, early=st.integers(1, 60), late=st.integers(0, 60))
def test_a_day_too_short_names_the_earliest_lawful_date(rule, rule_id, field, earliest, early, late) -> None:
    (told,) = rule(earliest - dt.timedelta(early), earliest)
    assert (told.rules[0], told.field, told.level) == (rule_id, field, "refuse")
    assert f"最早可定{day(earliest)}" in told.message
    assert rule(earliest + dt.timedelta(late), earliest) == []


@given(first=DAYS, dated=st.integers(-60, 60), done=st.integers(-60, 60))
def test_no_signature_while_the_result_of_the_law_stands_in_public(first: dt.date, dated: int, done: int) -> None:
    found = contract.signed_after_the_notice_of_the_law(first + dt.timedelta(dated), first + dt.timedelta(done), first)
    assert bool(found) == (min(dated, done) < 0)
    assert all(f"最早可于{day(first)}签约" in one.message for one in found)
    assert contract.signed_after_the_notice_of_the_law(first, first, None)


@given(until=DAYS, days=st.integers(-9, 9))
def test_a_single_source_is_closed_the_day_after_its_last(until: dt.date, days: int) -> None:
    found = direct.single_source_was_shown(until + dt.timedelta(days), until)
    assert bool(found) == (days <= 0)
    assert all(f"最早可于{day(until + dt.timedelta(1))}办理" in one.message for one in found)


def test_an_intention_that_is_too_new_needs_its_reason() -> None:
    before, due = dt.date(2026, 4, 21), dt.date(2026, 4, 22)
    (told,) = tendering.intention_was_public_long_enough(before, due, "")
    (noted,) = tendering.intention_was_public_long_enough(before, due, "台风后紧急安置")
    assert (told.level, noted.level) == ("refuse", "warn")
    assert tendering.intention_was_public_long_enough(due, due, "") == []


def test_a_closing_is_only_moved_back_and_documents_end_with_it() -> None:
    assert fields(tendering.closing_is_not_brought_forward(NOON - HOUR, NOON)) == ["closes_at"]
    assert tendering.closing_is_not_brought_forward(NOON, NOON) == []
    closes_on = dt.date(2026, 5, 7)
    assert tendering.documents_are_provided_until_the_closing_at_most(closes_on + dt.timedelta(1), closes_on)
    assert not tendering.documents_are_provided_until_the_closing_at_most(closes_on, closes_on)


def test_experts_are_drawn_shortly_before_the_review() -> None:
    today, latest = dt.date(2026, 5, 7), dt.date(2026, 5, 9)
    assert not tendering.drawn_shortly_before_the_review(latest, today, latest)
    assert day(latest) in tendering.drawn_shortly_before_the_review(latest + dt.timedelta(1), today, latest)[0].message
    assert tendering.drawn_shortly_before_the_review(today - dt.timedelta(1), today, latest)


@given(valid=st.integers(0, 9))
def test_so_many_responses_go_on(valid: int) -> None:
    assert confirmation.enough(TENDER, valid) == confirmation.enough(NEGOTIATION, valid) == (valid >= 3)
    assert confirmation.enough(CONSULTATION, valid) == (valid >= 2)
    assert bool(confirmation.two_may_go_on(CONSULTATION, valid)) == (valid == 2)
    assert bool(confirmation.talks_end_with_too_few(CONSULTATION, valid)) == (valid < 2)
    assert bool(confirmation.talks_end_with_too_few(NEGOTIATION, valid)) == (valid < 3)
    assert bool(confirmation.tender_fails_below_three(TENDER, valid)) == (valid < 3)
    assert not confirmation.two_may_go_on(TENDER, valid) + confirmation.tender_fails_below_three(CONSULTATION, valid)


def test_every_response_is_checked_and_told_why_not() -> None:
    assert confirmation.every_response_is_checked(["a", "b"], ["b", "a"]) == []
    assert confirmation.every_response_is_checked(["a", "a"], ["a", "b"])
    assert fields(confirmation.rejection_is_explained(False, "", 1)) == ["checked.1.why_not"]
    assert not confirmation.rejection_is_explained(False, "无签章", 1) + confirmation.rejection_is_explained(True, "", 0)


def test_report_award_and_notice_have_their_days() -> None:
    due, late = dt.date(2026, 5, 15), dt.date(2026, 5, 16)
    for rule in (confirmation.report_reaches_the_buyer_in_time, confirmation.confirmed_in_time, confirmation.result_is_public_in_time):
        assert not rule(due, due) + rule(late, None)
        (noted,) = rule(late, due)
        assert noted.level == "warn"
        assert "2026年5月15日" in noted.message
    received = confirmation.report_is_received_after_the_review
    assert received(due, due, due) == []
    assert received(due - dt.timedelta(1), due, late)
    assert received(late, due, due)


def test_the_first_of_the_ranking_is_awarded_within_the_budget() -> None:
    assert not confirmation.first_of_the_ranking_wins(["a", "b"], "a")
    assert confirmation.first_of_the_ranking_wins(["a", "b"], "b")
    assert confirmation.first_of_the_ranking_wins([], "a")
    assert not confirmation.price_within_budget(Decimal("100.00"), Decimal("100.00"))
    assert confirmation.price_within_budget(Decimal("100.01"), Decimal("100.00"))


def test_who_designed_a_project_takes_no_part() -> None:
    assert confirmation.planner_takes_no_part("org", "org")
    assert not confirmation.planner_takes_no_part("org", "other") + confirmation.planner_takes_no_part(None, "org")


def test_methods_other_than_consultation_need_their_case_of_the_law() -> None:
    for one in (NEGOTIATION, SINGLE_SOURCE):
        assert fields(method.ground_fits_the_method(one, "时间来不及")) == ["ground"]
        assert not any(method.ground_fits_the_method(one, ground) for ground in GROUNDS[one])
    assert not method.ground_fits_the_method(CONSULTATION, "")
    assert method.ground_fits_the_method(SINGLE_SOURCE, GROUNDS[NEGOTIATION][0])


def test_from_the_tender_threshold_on_another_method_needs_the_finance_department() -> None:
    approves = method.finance_approves_before_the_start
    assert fields(approves(True, CONSULTATION, "", False)) == ["finance_approval"]
    assert fields(approves(True, CONSULTATION, "财采〔2026〕5号", False)) == ["finance_document"]
    assert not approves(True, CONSULTATION, "财采〔2026〕5号", True) + approves(False, TENDER, "", False)


def test_below_the_limit_no_method_of_the_law_is_a_way_out_and_above_it_no_own_one() -> None:
    own = method.LADDER[2]
    assert method.deviation_is_lawful(own, CONSULTATION)[0].rules == ("ART-21.1", "LAW-GPL-26")
    assert method.deviation_is_lawful(CONSULTATION, own)
    assert not method.deviation_is_lawful(CONSULTATION, own, True) + method.deviation_is_lawful(TENDER, CONSULTATION)


def test_a_board_agrees_as_a_whole_and_says_what_to_mend() -> None:
    assert not plan.whole_board_agrees({"采购": "同意", "财务": "同意"})
    assert "财务" in plan.whole_board_agrees({"采购": "同意", "财务": ""})[0].message
    assert plan.change_is_explained("建议修改", "改一改")
    assert not plan.change_is_explained("建议修改", "请写明各期付款的比例") + plan.change_is_explained("同意", "")
    assert method.fair_documents_only(agreed=True, fair=False)
    assert not method.fair_documents_only(agreed=False, fair=False)
