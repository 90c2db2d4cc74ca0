"""The desk: what waits for this person, and what can be started."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.web.views.bits import Chip


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A task that waits for this person; `reminded`: the clock has told of its last day."""

    url: str
    due: Chip
    title: str
    project: str
    number: str
    stage: str
    sender: str
    since: dt.datetime
    amount: Decimal | None = None
    basis: str = ""
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """已逾期 / 今天 / 三个工作日内 / 以后."""

    key: Literal["late", "today", "soon", "later"]
    label: str
    rows: Sequence[DeskRow]


@dataclass(frozen=True, slots=True)
class Startable:
    """A procedure that this person may start."""

    url: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The desk; `reminded`: of how many of the tasks shown the clock has told."""

    count: int
    groups: Sequence[DeskGroup] = ()
    startable: Sequence[Startable] = ()
    next_url: str | None = None
    earlier: bool = False
    reminded: int = 0
