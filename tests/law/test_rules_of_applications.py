"""Claims: a community asks for what it decided and no more; its clerk sends an application back a few times, then it is for others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import application, democracy
from workflows.procurement.rules.application import Decided

VOTED = Decided("长者助浴", "1", "民生微实事", "", Decimal("98000.00"), 63)
amounts = st.decimals("0.01", "999999.99", places=2)
BINDING = (application.stays_in_what_was_voted, application.stays_in_what_was_picked)


@pytest.mark.parametrize(
    ("outcome", "returned", "told"), [("退回补正", 2, False), ("退回补正", 3, True), ("退回补正", 4, True), ("受理", 4, False)]
)
def test_the_fourth_return_is_pointed_out(outcome: str, returned: int, told: bool) -> None:
    found = application.returned_too_often(outcome, returned, 3)
    assert bool(found) is told
    again = application.review_returns_again(outcome, returned, 3)
    assert bool(again) is told
    assert all((one.level, one.field) == ("warn", "outcome") for one in (*found, *again))


@given(amounts, amounts)
def test_nobody_asks_for_more_than_was_decided(decided: Decimal, asked: Decimal) -> None:
    for rule in BINDING:
        found = rule(replace(VOTED, amount=decided), replace(VOTED, amount=asked))
        assert [one.field for one in found] == (["amount"] if asked > decided else [])
        assert all(f"{decided}元" in one.message and f"{asked}元" in one.message for one in found)


@pytest.mark.parametrize(
    "other",
    [
        replace(VOTED, category_class="2"),
        replace(VOTED, sub_item="困难群众帮扶"),
        replace(VOTED, sub_item="其他", other="商铺活动"),
        replace(VOTED, category_class="2", sub_item="居家养老"),
    ],
)
def test_another_service_is_decided_anew(other: Decided) -> None:
    for rule in BINDING:
        assert [one.field for one in rule(VOTED, other)] == ["sub_item"]


def test_words_beside_other_are_the_same_however_they_are_set() -> None:
    said = replace(VOTED, sub_item="其他", other="商铺 活动")
    assert not application.stays_in_what_was_voted(said, replace(said, other="商铺活动"))
    assert application.stays_in_what_was_voted(said, replace(said, other="商铺活动和补贴"))


@given(st.integers(1, 500))
def test_a_new_title_and_fewer_people_are_pointed_out(people: int) -> None:
    found = application.change_since_the_vote_is_shown(VOTED, replace(VOTED, title="失能长者助浴", beneficiaries=people))
    assert [one.field for one in found] == ["title", *(["beneficiaries"] if people < 63 else [])]
    assert {one.level for one in found} == {"warn"}
    assert not application.change_since_the_vote_is_shown(VOTED, VOTED)


@given(amounts, amounts)
def test_more_than_the_design_is_pointed_out(amount: Decimal, designed: Decimal) -> None:
    assert bool(democracy.estimate_above_the_design(amount, designed)) is (amount > designed)
