"""A task in hand: its form, and the dossier beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.web.views.bits import Article, Chip, Fact, FileLine, OpinionLine, Stage, SummaryLine
from app.web.views.case import Section

WIDTHS = {"pick": 165, "date": 145, "datetime-local": 200, "money": 97, "number": 97}
TEXT, REMOVE = 109, 41
MIDDLING, BROAD = 510, 690
"""Pixels: what a cell needs with the space around it (as in fields.css), and what a sheet beside a dossier has at 1000 and at 1366."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a value cannot stand, with the names of the rules that say so."""

    message: str
    rules: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a form as the page draws it. `name` is the path that the browser posts; `rows` holds the lines of a table.

    `needed`: when a rule asks for it though the form does not; `nothing`: what stands in the place of a table without lines.
    """

    name: str
    label: str
    control: str
    required: bool = True
    value: str = ""
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    help: str = ""
    unit: str = ""
    needed: str = ""
    nothing: str = ""
    limit: str = ""
    example: str = ""
    most: int = 0
    personal: bool = False
    sealed: bool = False
    words: str = ""
    errors: Sequence[FieldError] = ()
    files: Sequence[FileLine] = ()
    columns: Sequence[FieldView] = ()
    rows: Sequence[Sequence[FieldView]] = ()

    @property
    def id(self) -> str:
        """The element's id: the path without dots."""
        return "f-" + self.name.replace(".", "-")

    @property
    def breadth(self) -> str:
        """Whether the columns of a table still stand side by side: `broad` on no sheet, `middling` only on a wide one."""
        needs = REMOVE + sum(WIDTHS.get(column.control, TEXT) for column in self.columns)
        return "broad" if needs > BROAD else "middling" if needs > MIDDLING else ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A button of the bottom bar. `field` and `value` are what it posts, empty for a plain submit."""

    text: str
    field: str = ""
    value: str = ""
    tone: Literal["main", "plain", "refusal"] = "main"


@dataclass(frozen=True, slots=True)
class FormView:
    """A form ready to be drawn, with what was typed and what was wrong with it; `notes` are limits of the decision itself."""

    fields: Sequence[FieldView]
    decisions: Sequence[Decision]
    summary: Sequence[SummaryLine] = ()
    key: str = ""
    seen: int = 0
    notes: Sequence[str] = ()

    @property
    def uploads(self) -> bool:
        """Whether files can be attached: only then does a browser have to send the form in parts."""
        return any(one.control == "file" for one in self.fields)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What lies beside the form; `plan` is what was planned, for those who judge it.

    `opinions`: what was said in the stage of this task, `earlier`: before it; the newest first.
    """

    facts: Sequence[Fact] = ()
    opinions: Sequence[OpinionLine] = ()
    earlier: Sequence[OpinionLine] = ()
    files: Sequence[FileLine] = ()
    case_url: str = ""
    plan: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task in hand. `action` is where the form is posted, `draft` where it saves itself; `conflict` tells what happened meanwhile.

    `basis`: what has to be read before one decides, above the form.
    """

    title: str
    instruction: str
    project: str
    number: str
    due: Chip
    form: FormView
    articles: Sequence[Article] = ()
    stages: Sequence[Stage] = ()
    dossier: Dossier = field(default_factory=Dossier)
    basis: Sequence[Section] = ()
    action: str = ""
    draft: str = ""
    saved_at: dt.datetime | None = None
    next_hint: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A task that is over: what became of it, who did it and when."""

    title: str
    project: str
    number: str
    state: str
    facts: Sequence[Fact]
    case_url: str
