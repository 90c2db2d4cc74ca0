"""Claims: what an auditor looks for is flagged at the act, and what only comes near it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workflows.procurement.rules.suspicions import near_a_line, of_offers

LINES = [Decimal("30000.00"), Decimal("200000.00"), Decimal("1000000.00")]
CEILING = Decimal("180000.00")


@pytest.mark.parametrize(
    ("amount", "near"),
    [("28500.00", True), ("28499.99", False), ("29999.99", True), ("30000.00", False), ("190000.00", True), ("189999.99", False)],
)
def test_an_amount_close_below_a_line_is_flagged(amount: str, near: bool) -> None:
    assert bool(near_a_line(Decimal(amount), LINES)) is near


@pytest.mark.parametrize(
    ("prices", "wanted", "flags"),
    [
        (["178000", "172800"], 3, ["F07"]),
        (["178000", "176000", "172800"], 3, []),
        (["178000"], 1, []),
        ([], 3, []),
        (["172800", "172800", "178000"], 3, ["F13"]),
        (["172800.01", "172800", "178000"], 3, []),
        (["170000", "174000", "178000"], 3, ["F13"]),
        (["170000", "174000", "178000.01"], 3, []),
        (["125999.99", "150000", "178000"], 3, ["F13"]),
        (["126000", "150000", "178000"], 3, []),
    ],
)
def test_prices_are_flagged_where_they_are_odd(prices: list[str], wanted: int, flags: list[str]) -> None:
    assert list(of_offers([Decimal(one) for one in prices], wanted, CEILING)) == flags
