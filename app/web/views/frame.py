"""What surrounds every page, and the page that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.bits import SummaryLine


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of the person signed in."""

    key: str
    role: str
    place: str
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the left navigation; only what this person may open."""

    label: str
    url: str
    icon: str
    count: int | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class DemoBar:
    """The bar of a demo or scenario database: its time, what falls due next, and as whom one may go on."""

    now: dt.datetime
    next_due: str | None = None
    people: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    """Accounts by office: (office, (account, who)); none where one may not go on as somebody else."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page of a person who is signed in."""

    account: str
    display: str
    office: str
    posts: Sequence[PostLine] = ()
    places: Sequence[Place] = ()
    demo: DemoBar | None = None


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A page that says why not, and what one can do."""

    status: int
    title: str
    message: str
    lines: Sequence[SummaryLine] = ()
    kept: Sequence[tuple[str, str]] = ()
    way_on: Sequence[tuple[str, str]] = ()
