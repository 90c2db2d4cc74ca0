"""A case: its head, its tabs, its history and its pictures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.web.views.bits import Chip, Fact, FileLine, Stage, TableView
from app.web.views.desk import DeskRow


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the case page."""

    key: str
    label: str
    url: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the case's history. `steps` are the elements of the diagram that it walked, `rules` those that were applied."""

    seq: int
    at: dt.datetime
    title: str
    who: str
    post: str = ""
    element: str = ""
    details: Sequence[Fact] = ()
    warnings: Sequence[str] = ()
    rules: Sequence[str] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class DiagramStep:
    """A moment of the history on the picture: the step taken, what is done by then, and where the case then stands."""

    seq: int
    label: str
    element: str
    done: Sequence[str]
    open: Sequence[str]


@dataclass(frozen=True, slots=True)
class DiagramView:
    """A picture with the path walked. `xml_url` answers the diagram; `names` is its text equivalent."""

    title: str
    xml_url: str
    steps: Sequence[DiagramStep] = ()
    names: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case: the head, and the content of one tab."""

    title: str
    number: str
    head: Sequence[Fact]
    tabs: Sequence[Tab]
    due: Chip | None = None
    closed: bool = False
    stages: Sequence[Stage] = ()
    open_tasks: Sequence[DeskRow] = ()
    tables: Sequence[TableView] = ()
    facts: Sequence[Fact] = ()
    files: Sequence[FileLine] = ()
    entries: Sequence[EntryLine] = ()
    diagrams: Sequence[DiagramView] = ()
    diagram: DiagramView | None = None


def steps_json(diagram: DiagramView) -> str:
    """The steps as the script of the diagram reads them."""
    return json.dumps([asdict(step) for step in diagram.steps], ensure_ascii=False)
