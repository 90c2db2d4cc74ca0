"""Claims about ART-21.2: whatever the pieces, what reaches the limit together is seen, and what does not is left alone."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import SOCIAL_FUNDS, splitting
from workflows.procurement.rules.splitting import Counted, Year

LIMIT = Decimal("1000000.00")
amounts = st.decimals("0.01", "1500000", places=2)


def year(this: Decimal | str, *others: Decimal | str, limit: Decimal | None = LIMIT) -> Year:
    counted = [Counted(f"甲镇购服〔2026〕{n}号", Decimal(one)) for n, one in enumerate(others, 1)]
    return Year("居家养老", 2026, Decimal(this), counted, limit)


@given(amounts, st.lists(amounts, max_size=6))
def test_what_reaches_the_limit_in_pieces_is_stopped_and_nothing_else(this: Decimal, others: list[Decimal]) -> None:
    small = [one for one in others if one < LIMIT]
    split = this < LIMIT and bool(small) and this + sum(small) >= LIMIT
    found = splitting.year_is_not_split(year(this, *others), "", document=False)
    assert bool(found) == split
    assert all(one.rules == ("ART-21.2", "LAW-GPL-28", "LAW-GPLR-28") and one.level == "refuse" for one in found)
    assert [one.level for one in splitting.year_will_be_split(year(this, *others))] == ["warn"] * split


def test_the_limit_itself_is_reached_and_a_fen_less_is_not() -> None:
    assert splitting.year_is_not_split(year("400000", "600000"), "", document=False)
    assert not splitting.year_is_not_split(year("399999.99", "600000"), "", document=False)


def test_the_sentence_names_the_sum_the_others_and_the_limit() -> None:
    (told,) = splitting.year_is_not_split(year("300000", "480000", "460000"), "", document=False)
    assert told.message.startswith("同一预算项目、同一品目年度累计达到限额标准：")
    for part in ("1240000.00元", "1000000.00元", "甲镇购服〔2026〕1号、甲镇购服〔2026〕2号", "竞争性磋商"):
        assert part in told.message


def test_a_budget_adjustment_in_writing_is_noted_and_needs_its_paper() -> None:
    pieces = year("300000", "480000", "460000")
    (missing,) = splitting.year_is_not_split(pieces, "示财预〔2026〕21号", document=False)
    (noted,) = splitting.year_is_not_split(pieces, "示财预〔2026〕21号", document=True)
    assert (missing.level, missing.field) == ("refuse", "adjustment_document")
    assert (noted.level, noted.field) == ("warn", "adjustment_basis")


def test_consultation_is_named_as_right_and_not_held_here() -> None:
    assert [one.field for one in splitting.consultation_is_held_elsewhere("竞争性磋商", year("300000", "700000"))] == ["proposed_method"]
    assert not splitting.consultation_is_held_elsewhere("竞争性磋商", year("300000"))
    assert not splitting.consultation_is_held_elsewhere("自行采购·公开比选", year("300000", "700000"))


def test_money_that_is_not_fiscal_is_not_summed_and_an_unknown_limit_tells_nothing() -> None:
    assert SOCIAL_FUNDS not in splitting.year_is_not_split.regimes
    assert not splitting.year_is_not_split(year("0.00", "1200000"), "", document=False)
    assert not splitting.year_is_not_split(year("900000", "900000", limit=None), "", document=False)
