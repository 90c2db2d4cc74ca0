"""How the sentences of the rules write money, dates and counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

COUNTS = "零一两三四五六七八九十"


def yuan(amount: Decimal) -> str:
    """`69120.00元`."""
    return f"{amount:.2f}元"


def percent(ratio: Decimal) -> str:
    """A ratio as `40%`; decimals only where it has them."""
    shown = f"{ratio * 100:.2f}".rstrip("0").rstrip(".")
    return f"{shown}%"


def day(date: dt.date) -> str:
    """`2026年7月9日`."""
    return f"{date.year}年{date.month}月{date.day}日"


def count(number: int) -> str:
    """A small number as it is spoken before a measure word: 两期, 三期."""
    return COUNTS[number] if number <= 10 else str(number)
