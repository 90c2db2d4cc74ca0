"""Claims: rules that no story can break alone, because another one says no first, each at the very limit of what it allows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unfair import scored
from workflows.act import SHANGHAI
from workflows.procurement.rules import (
    Bound,
    acceptance,
    closing,
    contract,
    method,
    origination,
    payment,
    platform,
    publication,
    qualification,
    review,
    screening,
    separation,
    supervision,
)
from workflows.procurement.rules.payment import DATE, EVALUATED, SIGNED, TRIGGERS, Planned

FEN = Decimal("0.01")
amounts = st.decimals("0.01", "9999999.99", places=2)
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
words = st.text("甲乙丙丁", max_size=20)


def said(rule: Bound, *told: object) -> list[str]:
    """The fields of what a rule found, each with a sentence and the rule's own id first."""
    found = rule(*told)
    assert all(one.message and one.rules[0] == rule.id for one in found)
    return [one.field for one in found]


# ---------------------------------------------------------------------------------------------------- money
@given(amounts, amounts)
def test_a_contract_commits_at_most_what_was_reserved(price: Decimal, reserved: Decimal) -> None:
    assert said(contract.price_within_reservation, price, reserved) == (["agree"] if price > reserved else [])
    assert said(contract.price_within_reservation, reserved, reserved) == []
    assert said(contract.price_within_reservation, reserved + FEN, reserved) == ["agree"]


@given(amounts, amounts)
def test_at_most_what_was_committed_is_paid(amount: Decimal, committed: Decimal) -> None:
    assert said(payment.committed_covers, amount, committed) == (["amount"] if amount > committed else [])
    assert said(payment.committed_covers, committed + FEN, committed) == ["amount"]


@given(amounts, amounts)
def test_all_payments_together_stay_within_the_price(total: Decimal, price: Decimal) -> None:
    assert bool(payment.within_the_price(total, price, "amount")) == (total > price)
    assert said(payment.within_the_price, price + FEN, price, "amount") == ["amount"]


@given(st.lists(st.sampled_from(TRIGGERS), min_size=1, max_size=6))
def test_at_least_one_instalment_waits_for_the_score(triggers: list[str]) -> None:
    lines = [Planned(number, "进度款", trigger, FEN) for number, trigger in enumerate(triggers, 1)]
    assert said(payment.something_follows_the_score, lines) == ([] if EVALUATED in triggers else ["instalments"])
    assert said(payment.something_follows_the_score, [Planned(1, "首付款", SIGNED, FEN), Planned(2, "尾款", DATE, FEN)]) == ["instalments"]


@given(st.lists(st.integers(1, 30), max_size=4))
def test_nothing_is_closed_while_something_is_unpaid(numbers: list[int]) -> None:
    found = closing.everything_is_paid(numbers)
    assert bool(found) == bool(numbers)
    assert all(str(number) in found[0].message for number in numbers)


# ---------------------------------------------------------------------------------------------------- days
@given(days, days)
def test_days_before_the_beginning_and_after_the_end_are_told(day: dt.date, limit: dt.date) -> None:
    assert said(supervision.not_before_start, day, limit, "visited_on") == (["visited_on"] if day < limit else [])
    assert said(supervision.completed_in_time, day, limit) == (["completed_on"] if day > limit else [])
    assert said(contract.signed_before_it_begins, day, limit) == (["signed_on"] if day > limit else [])
    assert said(acceptance.rectified_in_time, day, limit) == (["done"] if day > limit else [])
    assert said(acceptance.rectified_in_time, day, None) == []


@given(days, st.integers(-3000, 3000))
def test_a_notice_is_over_from_midnight_after_its_last_day(last: dt.date, minutes: int) -> None:
    midnight = dt.datetime.combine(last + dt.timedelta(1), dt.time(), SHANGHAI)
    found = platform.publicity_is_over(midnight, midnight + dt.timedelta(minutes=minutes))
    assert bool(found) == (minutes < 0)
    assert not found or f"{last.month}月{last.day}日24时" in found[0].message
    assert said(platform.publicity_is_over, None, midnight) == [""]


# ---------------------------------------------------------------------------------------------------- who and what
@pytest.mark.parametrize(("kind", "buys"), [("镇", True), ("街道", True), ("区", False), ("市", False), ("社区", False), ("", False)])
def test_only_towns_and_subdistricts_buy(kind: str, buys: bool) -> None:
    assert said(origination.buyer_is_a_town, kind) == ([] if buys else [""])


@given(st.booleans(), st.sampled_from(["同意", "有条件同意", "不同意"]), st.booleans())
def test_what_no_class_names_is_confirmed_unless_it_is_turned_down(other: bool, outcome: str, confirmed: bool) -> None:
    wanted = other and not confirmed and outcome != "不同意"
    assert said(review.other_is_confirmed, other, outcome, confirmed) == (["category_confirmed"] if wanted else [])


@given(st.sampled_from(["同意", "有条件同意", "不同意"]), st.booleans())
def test_a_duplicate_or_a_conflict_is_not_simply_agreed_to(outcome: str, found: bool) -> None:
    wanted = ["outcome"] if found and outcome == "同意" else []
    assert said(review.duplicates_are_not_agreed, outcome, found) == wanted
    assert said(review.conflict_is_not_agreed, outcome, found) == wanted


def test_a_number_that_was_used_is_pointed_out_and_refuses_nothing() -> None:
    assert [(one.field, one.level) for one in review.approval_number_is_new(True)] == [("approval_no", "warn")]
    assert said(review.approval_number_is_new, False) == []


@given(st.booleans(), words)
def test_a_departure_from_the_guide_is_explained_in_ten_words(matches: bool, text: str) -> None:
    wanted = not matches and len(text) < 10
    assert said(review.departure_from_the_guide_is_explained, matches, text) == (["opinion"] if wanted else [])


@given(st.lists(st.sampled_from(["HZ-1", "HZ-2", "HZ-3"]), max_size=5))
def test_each_repeated_number_of_the_platform_is_marked(numbers: list[str]) -> None:
    again = [place for place, number in enumerate(numbers) if number in numbers[:place]]
    assert said(platform.numbers_are_told_apart, numbers) == [f"receipts.{place}.number" for place in again]


def test_nothing_is_published_unmasked() -> None:
    assert said(publication.masking_is_done, False) == ["masked"]
    assert said(publication.masking_is_done, True) == []


@pytest.mark.parametrize("text", ["注册资本100万元以上得5分", "成立年限满5年得10分", "本市注册的得3分"])
def test_size_age_and_place_give_no_points_where_the_law_binds(text: str) -> None:
    assert said(qualification.scale_is_no_score, scored(text)) == ["evaluation_method"]
    assert "social_funds" not in qualification.scale_is_no_score.regimes


@pytest.mark.parametrize("text", ["方案40分，团队30分，业绩10分，报价20分", "社会组织评估等级得5分"])
def test_what_the_work_needs_gives_points(text: str) -> None:
    assert said(qualification.scale_is_no_score, scored(text)) == []


# ---------------------------------------------------------------------------------------------------- method, acceptance
@given(st.booleans(), st.none() | amounts, days)
def test_fiscal_money_needs_a_registered_limit(fiscal: bool, limit: Decimal | None, on: dt.date) -> None:
    assert said(method.limit_is_registered, fiscal, limit, on) == (["outcome"] if fiscal and limit is None else [])


@pytest.mark.parametrize(("decided", "confirmed"), [(None, False), ("", False), ("无法判定", False), ("公开招标", True)])
def test_only_what_was_decided_is_confirmed(decided: str | None, confirmed: bool) -> None:
    assert said(method.method_was_decided, decided) == ([] if confirmed else ["proposed_method"])


@given(st.lists(words, max_size=3), st.booleans())
def test_open_problems_are_shown_to_those_who_accept(issues: list[str], solved: bool) -> None:
    found = supervision.problems_left(issues, solved)
    assert bool(found) == bool(issues and not solved)
    assert all(one.level == "warn" for one in found)


@given(st.sampled_from(["合格", "整改", "不合格"]), st.lists(st.tuples(words, st.sampled_from(["达到", "未达到"])), max_size=4))
def test_accepting_in_spite_of_a_target_is_shown(outcome: str, items: list[tuple[str, str]]) -> None:
    missed = any(passed == "未达到" for _code, passed in items)
    assert said(acceptance.shortfall_is_shown, outcome, items) == (["outcome"] if missed and outcome == "合格" else [])


def test_nothing_is_accepted_before_those_served_were_asked() -> None:
    assert said(acceptance.surveyed, False) == [""]
    assert said(acceptance.surveyed, True) == []


def test_what_is_written_later_is_read_again() -> None:
    clause = screening.Clause(4, "行政管理", "行政管理性服务", ("代行审批",))
    found = screening.candidates({"demand": "代行审批", "title": "心理讲座"}, [clause])
    assert said(screening.changed_content_is_screened_again, found) == ["demand"]


def test_separations_that_wait_for_their_tasks_have_their_sentence() -> None:
    for rule in (separation.proposer_approves_deviation, separation.handler_answers_challenge):
        assert said(rule, "procurement.confirm_method", "challenge.answer") == [""]
