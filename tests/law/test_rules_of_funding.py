"""Claims about the pure rules of money: to the fen, for any amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.charges import capped
from workflows.procurement.rules.funding import (
    FITS,
    STRANGE,
    TOUCHES,
    Charge,
    Subject,
    donor_purpose_is_kept,
    earmark_is_kept,
    fiscal_part,
    funding_adds_up,
    funds_suffice,
    serves,
    touched_purpose_is_explained,
)
from workflows.procurement.rules.targets import weights_make_a_hundred

AMOUNT = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
LINE = st.builds(Charge, st.text("ABC", min_size=1, max_size=3), AMOUNT, fiscal=st.booleans(), available=AMOUNT)
LINES = st.lists(LINE, min_size=1, max_size=6)


@given(st.lists(AMOUNT, min_size=1, max_size=8), st.decimals(min_value="-5", max_value="5", places=2))
def test_lines_add_up_exactly_or_the_difference_is_said(amounts: list[Decimal], off: Decimal) -> None:
    lines = [(f"F{place}", amount) for place, amount in enumerate(amounts)]
    said = funding_adds_up(lines, sum(amounts, Decimal(0)) + off)
    assert bool(said) == (off != 0)
    assert all(f"相差{abs(off):.2f}元" in one.message and one.level == "invalid" for one in said)


@given(LINES)
def test_money_that_cannot_be_kept_apart_is_fiscal_as_a_whole(lines: list[Charge]) -> None:
    whole, fiscal = sum(one.amount for one in lines), sum(one.amount for one in lines if one.fiscal)
    assert fiscal_part(lines, "是") == fiscal_part(lines, "不适用") == fiscal
    assert fiscal_part(lines, "否") == (whole if fiscal else 0)


@given(LINES)
def test_a_fund_is_short_by_exactly_what_it_lacks(lines: list[Charge]) -> None:
    assert len(funds_suffice(lines, "funding")) == sum(one.available < one.amount for one in lines)


@given(LINES, AMOUNT)
def test_an_approval_fills_the_lines_in_order_and_no_further(lines: list[Charge], approved: Decimal) -> None:
    kept = capped(lines, approved)
    assert sum(one.amount for one in kept) == min(approved, sum(one.amount for one in lines))
    assert all(new.code == old.code and new.amount <= old.amount for new, old in zip(kept, lines, strict=False))
    assert [one.amount for one in kept[:-1]] == [one.amount for one in lines[: len(kept) - 1]]


@given(st.lists(st.decimals(min_value="0.01", max_value="100", places=2), min_size=1, max_size=12))
def test_weights_make_exactly_a_hundred(weights: list[Decimal]) -> None:
    assert bool(weights_make_a_hundred(weights)) == (sum(weights) != 100)


PROJECT = Subject(
    ["心理咨询", "基本服务类", "青少年心理健康服务"], ["甲镇2026年青少年心理健康服务", "学生情绪困扰增多，需要助学之外的支持"]
)


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        ("青少年心理健康", FITS),
        ("助学、心理咨询", FITS),
        ("", FITS),
        ("不限定用途", FITS),
        ("助学", TOUCHES),
        ("甲镇", TOUCHES),
        ("居家养老", STRANGE),
    ],
)
def test_a_purpose_is_served_by_the_service_and_only_touched_by_title_and_need(purpose: str, told: str) -> None:
    assert serves(purpose, PROJECT) == told


@given(st.sampled_from(["earmarked", "donor_purpose"]), st.text("甲乙丙", max_size=14), st.text("丁戊己", min_size=2, max_size=4))
def test_a_word_in_the_title_takes_a_reason_and_is_flagged(kind: str, reason: str, purpose: str) -> None:
    money = [
        replace(Charge("F3", Decimal(1)), earmarked=purpose) if kind == "earmarked" else Charge("F3", Decimal(1), donor_purpose=purpose)
    ]
    subject = Subject(["居家养老"], [f"居家养老（{purpose}）"])
    (found,) = touched_purpose_is_explained(money, "居家养老", subject, reason)
    assert (found.level, found.field) == ("warn" if len(reason) >= 10 else "invalid", "purpose_reason")
    assert f"“{purpose}”" in found.message
    assert not earmark_is_kept(money, "居家养老", subject)
    assert not donor_purpose_is_kept(money, subject)
    assert not touched_purpose_is_explained(money, "居家养老", Subject([f"居家{purpose}"], ["居家养老"]), "")
    assert not touched_purpose_is_explained(money, "居家养老", Subject(["居家养老"], ["居家养老"]), reason)
