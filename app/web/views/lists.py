"""A plain list of things one may open: what was done, projects, what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.web.views.bits import Chip


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line: where it leads, what it is, and of which project or office; `at`: when it was done or begun."""

    url: str
    title: str
    below: str
    place: str
    number: str
    at: dt.datetime
    state: Chip
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list; `nothing` says kindly that there is none."""

    title: str
    rows: Sequence[ListRow]
    nothing: str
    next_url: str | None = None
    earlier: bool = False
