"""Claims: what lists, votes and prices of the standing duties must be, beyond what the stories try."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import awards, catalogues, platform, spaces

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
NOON = dt.datetime(2026, 6, 18, 4, tzinfo=dt.UTC)
WEIGHTS = {awards.VOTE: Decimal(40), awards.EXPERTS: Decimal(60)}


@given(DAYS, DAYS, DAYS)
def test_votes_count_inside_the_window_only(first: dt.date, last: dt.date, on: dt.date) -> None:
    assert bool(awards.window_is_open(first, last, on)) is not (first <= on <= last)


def test_nobody_votes_twice() -> None:
    assert awards.one_vote_each(False) == []
    assert "每人一票" in awards.one_vote_each(True)[0].message


def test_equals_are_named_together_or_not_at_all() -> None:
    totals = [Decimal(90), Decimal(80), Decimal(80)]
    assert [bool(awards.line_parts_no_equals(totals, places)) for places in (0, 1, 2, 3, 4)] == [True, False, True, False, True]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=7))
def test_totals_lie_between_nothing_and_a_hundred(votes: list[int], points: list[Decimal]) -> None:
    cast = sum(votes)
    found = [awards.total(one, cast, points, WEIGHTS) for one in votes]
    assert all(0 <= one <= 100 for one in found)
    assert sorted(votes) == [one for _total, one in sorted(zip(found, votes, strict=True), key=lambda pair: pair[0])] or len(
        set(found)
    ) < len(found)


def test_the_weights_are_what_the_figure_says() -> None:
    assert awards.total(1, 4, [Decimal(90), Decimal(80)], WEIGHTS) == Decimal("61.00")
    assert awards.weights_are_set(WEIGHTS) == []
    for wrong in ({}, {awards.VOTE: Decimal(100)}, {awards.VOTE: Decimal(40), awards.EXPERTS: Decimal(50)}):
        assert [one.field for one in awards.weights_are_set(wrong)] == ["title"]


@given(st.decimals("0.01", "9999.99", places=2), st.decimals("0.01", "9999.99", places=2))
def test_a_low_fee_is_at_most_its_share(market: Decimal, fee: Decimal) -> None:
    found = spaces.fees_are_low([(market, fee)], Decimal("0.50"))
    assert [one.field for one in found] == (["prices.0.fee"] if fee * 2 > market else [])


@given(DAYS)
def test_a_late_list_is_marked_and_an_amendment_is_never_late(on: dt.date) -> None:
    last = dt.date(2026, 3, 31)
    found = catalogues.late_list_says_why(last, on, "两镇意见迟到", False)
    assert [one.level for one in found] == (["warn"] if on > last else [])
    assert catalogues.late_list_says_why(last, on, "", True) == []


def test_who_was_asked_to_settle_an_entry_is_told_that_it_has_its_receipt() -> None:
    (told,) = platform.received_meanwhile("平台审批2026-0009")
    assert (told.level, told.field) == ("warn", "entry")
    assert "平台审批2026-0009" in told.message


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_receipt_is_whole_or_left_to_the_interface(number: bool, moment: bool, delivers: bool) -> None:
    found = platform.receipt_is_given("平台2026-1" if number else "", NOON if moment else None, delivers)
    assert [one.field for one in found] == (
        [] if delivers and not (number or moment) else [*([] if number else ["receipt_number"]), *([] if moment else ["receipt_at"])]
    )
