"""Patterns that an auditor looks for, told at the act: a reason to look, never a verdict (handbook 6.2)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

NEAR, FEW, ODD = "F02", "F07", "F13"
AHEAD, UNSETTLED, GROWN, HASTY, OFF_THE_LIST, KEPT = "F03", "F08", "F15", "F20", "F23", "F26"
SHARE = Decimal("0.95")
"""From which share of a line on an amount stands close below it."""
DEEP = Decimal("0.70")
"""Below which share of the ceiling a price is unusual."""
LEAST = 3
"""How many prices make a step."""
MUCH = Decimal("0.05")
"""Above which share of the price supplements are looked at."""
SOON = 30
"""Days after the award within which a supplement says that something else was wanted."""
READ, CHAIN = dt.timedelta(minutes=2), dt.timedelta(hours=1)
"""Less than it takes to read a project's file, and to examine it."""


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


def cut_advances(paid: Sequence[Decimal], cap: Decimal) -> tuple[str, ...]:
    """F03: what is paid before verified progress (yuan, by instalment) is cut in pieces that come close to the cap only together."""
    return (AHEAD,) if len(paid) > 1 and sum(paid, Decimal()) > cap * SHARE else ()


def moved_ahead(before: Sequence[Decimal], after: Sequence[Decimal]) -> tuple[str, ...]:
    """F03: a change of the contract pays more before verified progress than the plan did (yuan, by instalment)."""
    return (AHEAD,) if sum(after, Decimal()) > sum(before, Decimal()) else ()


def of_supplements(added: Decimal, price: Decimal, number: int, days: int | None) -> tuple[str, ...]:
    """F15: supplements above a twentieth of the price together (yuan), the second or a later one, or one soon after the award.

    `days`: since the award, None where it is not known.
    """
    soon = days is not None and days <= SOON
    return (GROWN,) if added > price * MUCH or number > 1 or soon else ()


def signed_in_doubt(unsettled: bool, late: bool) -> tuple[str, ...]:
    """F08: signed while somebody still challenges or complains, though that does not stop it, or after the period for signing."""
    return (UNSETTLED,) if unsettled or late else ()


def approved_in_haste(waited: dt.timedelta, since_submitted: dt.timedelta | None) -> tuple[str, ...]:
    """F20: approved sooner than anybody reads the file, or the whole review within the hour."""
    return (HASTY,) if waited < READ or (since_submitted is not None and since_submitted < CHAIN) else ()


def off_the_list(list_item: str, listed: int) -> tuple[str, ...]:
    """F23: a service that is on no item of the list, though there is one (`listed`: how many items it has)."""
    return (OFF_THE_LIST,) if listed and not list_item else ()


def bond_kept(bond: Decimal, returned_on: dt.date | None) -> tuple[str, ...]:
    """F26: the case is closed and the bond (yuan) was not given back."""
    return (KEPT,) if bond and returned_on is None else ()
