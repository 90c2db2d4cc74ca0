"""Claims about contracts of several years (ART-22.2): every fiscal year has its amount, together they are the price, each is budgeted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import term
from workflows.procurement.rules.term import Share

BEGIN, END = dt.date(2026, 7, 1), dt.date(2029, 6, 30)


@given(
    st.decimals("0.01", "9999999", places=2),
    st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
    st.integers(min_value=1, max_value=1095),
)
def test_the_proposed_years_always_make_the_price(price: Decimal, begins_on: dt.date, days: int) -> None:
    ends_on = begins_on + dt.timedelta(days)
    shares = term.by_years(price, begins_on, ends_on)
    assert not term.years_make_the_price(shares, price, begins_on, ends_on)
    assert all(one.amount >= 0 for one in shares)
    assert [one.year for one in shares] == list(range(begins_on.year, ends_on.year + 1))


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({2026: "10", 2027: "20", 2028: "20", 2029: "10"}, 0),
        ({2026: "10", 2027: "20", 2028: "20", 2029: "9.99"}, 1),
        ({2026: "10", 2027: "20", 2028: "30"}, 1),
        ({2026: "10", 2027: "20", 2028: "20", 2029: "10", 2030: "1"}, 2),
        ({}, 2),
    ],
)
def test_a_year_too_few_or_a_fen_too_little_is_told(years: dict[int, str], found: int) -> None:
    shares = [Share(year, Decimal(amount)) for year, amount in years.items()]
    said = term.years_make_the_price(shares, Decimal(60), BEGIN, END)
    assert [(one.rules, one.field) for one in said] == [(("ART-22.2",), "yearly_amounts")] * found


def test_this_year_is_reserved_and_later_ones_name_their_paper() -> None:
    shares = [Share(2026, Decimal("150000.01")), Share(2027, Decimal(300000), "示财预〔2026〕30号"), Share(2028, Decimal(300000))]
    said = term.each_year_is_budgeted(shares, 2026, Decimal(150000))
    assert [one.field for one in said] == ["yearly_amounts.0.amount", "yearly_amounts.2.document"]
    assert not term.each_year_is_budgeted(shares[:2], 2026, Decimal("150000.01"))


FOUR = dict.fromkeys(term.FACTS, True)
YEAR_END = dt.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("concluded", "ends_on", "lawful"),
    [
        (term.Concluded(dt.date(2028, 6, 30), FOUR, ["依据.pdf"], True), END, True),
        (term.Concluded(dt.date(2028, 6, 30), FOUR, [], True), END, False),
        (term.Concluded(dt.date(2028, 6, 30), FOUR, ["依据.pdf"], False), END, False),
        (term.Concluded(dt.date(2028, 6, 30), {**FOUR, "continuous": False}, ["依据.pdf"], True), END, False),
        (term.Concluded(YEAR_END, FOUR, ["依据.pdf"], True), YEAR_END + dt.timedelta(1), False),
        (term.Concluded(dt.date(2026, 10, 31), FOUR, [], False), YEAR_END, True),
        (term.Concluded(dt.date(2028, 6, 30), FOUR, [], False), dt.date(2028, 5, 31), True),
    ],
)
def test_only_a_contract_of_several_years_is_lengthened_beyond_one(concluded: term.Concluded, ends_on: dt.date, lawful: bool) -> None:
    found = term.amendment_makes_no_long_contract(ends_on, YEAR_END, concluded, 12)
    assert [one.rules for one in found] == [("ART-22.1", "TD01")] * (not lawful)
