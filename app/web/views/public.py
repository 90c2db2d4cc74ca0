"""What the pages of notices and funds show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A publication. `url`: the case, for whoever may open it."""

    kind: str
    title: str
    number: str
    office: str
    text: str
    channel: str
    shown: str
    running: bool
    at: dt.datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Publications, the latest first. `kinds`: (address, word, whether it is in view)."""

    kinds: Sequence[tuple[str, str, bool]]
    lines: Sequence[NoticeLine]
    next_url: str | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class FundRow:
    """A source of money. `parts`: (what, per cent of the whole) for the picture."""

    code: str
    kind: str
    purpose: str
    document: str
    year: int
    amount: Decimal
    reserved: Decimal
    committed: Decimal
    paid: Decimal
    available: Decimal
    parts: Sequence[tuple[str, str, str]] = ()
    """(class, x, width) of each part of the bar, in per cent."""


@dataclass(frozen=True, slots=True)
class FundGroup:
    """The sources of one town."""

    office: str
    rows: Sequence[FundRow]
