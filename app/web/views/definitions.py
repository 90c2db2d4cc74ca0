"""What the pages of procedures show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.bits import TableView
from app.web.views.case import DiagramView


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a procedure. `cases`: how many are open on it."""

    number: int
    state: str
    origin: str
    since: dt.datetime
    cases: int
    url: str
    digest: str


@dataclass(frozen=True, slots=True)
class DefinitionLine:
    """A procedure with its versions, the latest first."""

    process: str
    title: str
    versions: Sequence[VersionLine]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the work with its procedures."""

    title: str
    definitions: Sequence[DefinitionLine]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of a procedure: who does it, with which form, until when, on what basis."""

    title: str
    kind: str
    role: str
    form: str
    due: str
    articles: Sequence[int]
    instruction: str = ""
    apart: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision table as rows; `policy` says how many of them may answer."""

    title: str
    about: str
    policy: str
    table: TableView
    url: str


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """One version. `parts`: every process and table of its closure, (title, address, whether it is in view)."""

    title: str
    process: str
    version: VersionLine
    about: str
    parts: Sequence[tuple[str, str, bool]]
    diagram: DiagramView
    tasks: Sequence[TaskLine]
    decisions: Sequence[DecisionView]
    files: Sequence[tuple[str, str, str]]
    """(name, SHA-256, address) of each file."""
