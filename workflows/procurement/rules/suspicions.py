"""Patterns that an auditor looks for, told at the act: a reason to look, never a verdict (flags F02, F07, F13)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

NEAR, FEW, ODD = "F02", "F07", "F13"
SHARE = Decimal("0.95")
"""From which share of a line on an amount stands close below it."""
DEEP = Decimal("0.70")
"""Below which share of the ceiling a price is unusual."""
LEAST = 3
"""How many prices make a step."""


def near_a_line(amount: Decimal, lines: Iterable[Decimal]) -> tuple[str, ...]:
    """F02: an amount within a twentieth below one of the lines from which more is demanded."""
    return (NEAR,) if any(line * SHARE <= amount < line for line in lines) else ()


def of_offers(prices: Sequence[Decimal], wanted: int, ceiling: Decimal) -> Iterator[str]:
    """F07 where it goes on with fewer than were wanted; F13 for equal prices, equal steps, or a price far below the ceiling."""
    if 0 < len(prices) < wanted:
        yield FEW
    ranked = sorted(prices)
    steps = {later - earlier for earlier, later in itertools.pairwise(ranked)}
    equal = Decimal(0) in steps
    even = len(ranked) >= LEAST and len(steps) == 1
    if equal or even or any(price < ceiling * DEEP for price in ranked):
        yield ODD
