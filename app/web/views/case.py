"""A case: its head, its tabs, its history and its pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.bits import Chip, Fact, FileLine, OpinionLine, Stage, TableView
from app.web.views.desk import DeskRow, Startable


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the case page."""

    key: str
    label: str
    url: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the history. `opened`: what it opened, in words; `rules`: what was checked; `url`: where its sealed text stands.

    `of`: the side case it belongs to, empty for the case itself; `anchor`: the id of its place on the page.
    """

    seq: int
    at: dt.datetime
    title: str
    who: str
    post: str = ""
    outcome: str = ""
    of: str = ""
    details: Sequence[Fact] = ()
    tables: Sequence[TableView] = ()
    files: Sequence[FileLine] = ()
    warnings: Sequence[str] = ()
    rules: Sequence[str] = ()
    opened: Sequence[str] = ()
    digest: str = ""
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A process that the case has entered, or a side case. `path`: the way of the calls to it, as the history names it."""

    title: str
    url: str
    path: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class StepLine:
    """A moment of the history in words: what was done, and what was awaited then."""

    seq: int
    at: dt.datetime
    what: str
    who: str
    outcome: str = ""
    waits: Sequence[str] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class DiagramView:
    """A picture. `xml_url` answers the diagram, `history_url` the path that a case walked on it (empty: a bare picture).

    `trail`: the calls that lead here; `pictures`: every process entered; `sides`: the other cases of the project; `steps`: all of it
    in words; `names`: the elements of a bare picture, with who does them.
    """

    title: str
    xml_url: str
    history_url: str = ""
    path: str = ""
    trail: Sequence[PictureLink] = ()
    pictures: Sequence[PictureLink] = ()
    sides: Sequence[PictureLink] = ()
    steps: Sequence[StepLine] = ()
    names: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage with its days: planned or owed, and as they came."""

    stage: Stage
    begun: dt.date | None = None
    ended: dt.date | None = None
    planned: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a tab under its own heading."""

    title: str
    facts: Sequence[Fact] = ()
    tables: Sequence[TableView] = ()
    opinions: Sequence[OpinionLine] = ()
    files: Sequence[FileLine] = ()
    text: str = ""
    sealed: str = ""
    """Why what belongs here may not be read yet."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case: the head, and the content of one tab."""

    title: str
    number: str
    head: Sequence[Fact]
    tabs: Sequence[Tab]
    due: Chip | None = None
    closed: bool = False
    plan: Sequence[StagePlan] = ()
    open_tasks: Sequence[DeskRow] = ()
    sections: Sequence[Section] = ()
    entries: Sequence[EntryLine] = ()
    diagram: DiagramView | None = None
    tab: str = ""
    next_url: str | None = None
    begins: Sequence[Startable] = ()
    """What this person may begin inside the project."""
    replay_case: int = 0
    """The case that this person may have executed again; 0 for nobody else."""
