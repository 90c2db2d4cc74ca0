"""The small things that many pages show: chips, facts, files, opinions, stages, tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Tone = Literal["late", "today", "soon", "later", "pending", "none"]
StageState = Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word with its icon; `tone` is never told by colour alone. `detail`: the sentence behind it."""

    text: str
    tone: Tone = "none"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the regulation, to be read beside the form."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the dossier; `amount` is drawn as money."""

    label: str
    text: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file: attached for good (`url`) or kept with the draft (`sha256`)."""

    name: str
    size: int
    url: str = ""
    sha256: str = ""
    who: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What somebody decided before. `part`: which round of signatures it belongs to, where there were several."""

    task: str
    outcome: str
    who: str
    post: str
    at: dt.datetime
    text: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary above a refused form; `target` is the id of the field, empty for the act as a whole."""

    label: str
    message: str
    target: str = ""
    rules: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the case on the rail. `at`: when it began or ended."""

    name: str
    state: StageState
    at: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of plain cells; `money` names the columns that hold amounts."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | Decimal | None]]
    money: Sequence[int] = ()
    empty: str = ""
