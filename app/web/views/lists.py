"""A plain list of things one may open: what was done, projects, what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.web.views.bits import Chip
from app.web.views.case import Section


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


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a register: where it leads (empty: nowhere), what it is, where it belongs, how it stands."""

    url: str
    title: str
    below: str
    place: str
    number: str
    states: Sequence[Chip]
    at: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register that may be searched. `asked`: what was; `hint`: by what one searches."""

    title: str
    rows: Sequence[EntryRow]
    nothing: str
    asked: str = ""
    hint: str = ""
    sections: Sequence[Section] = ()
    """What stands above the entries."""
