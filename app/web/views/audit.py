"""What auditors see: verification, re-execution, entries with their seals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.case import EntryLine


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that does not hold; `url`: the entry it is about, where there is one to read."""

    where: str
    what: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """A verification or re-execution: under way, or with what it found. `told`: the outcome in one sentence."""

    title: str
    state: str
    started_by: str
    started_at: dt.datetime
    url: str
    done: int = 0
    of: int = 0
    told: str = ""
    whole: bool = False
    findings: Sequence[AuditFinding] = ()
    back: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class SealedLine:
    """An entry in the list across streams."""

    at: dt.datetime
    stream: str
    number: int
    title: str
    who: str
    post: str
    digest: str
    url: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, as it was asked for."""

    scope: str = ""
    actor: str = ""
    case: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Verification of the sealed history (for auditors), and the latest entries that this person may read."""

    lines: Sequence[SealedLine]
    filters: Filters
    scopes: Sequence[tuple[str, str]]
    streams: int = 0
    count: int = 0
    verifies: bool = False
    run: RunView | None = None
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceInTree:
    """Where an entry stands in the ledger's tree (the first is 1), and the checkpoint of the first `size` entries that holds it.

    0: not in the tree yet, or in no checkpoint. `steps`: hashes between the entry and the root; `verified`: the path was followed to it.
    """

    place: int = 0
    size: int = 0
    steps: int = 0
    origin: str = ""
    root: str = ""
    url: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class SealedPage:
    """One entry as it is stored, with everything that is needed to compute its seal again.

    `parts`: the nine parts of the recipe, in order; `holds`: whether the seal fits; `follows`: whether it follows on the one before.
    """

    title: str
    stream: str
    stream_label: str
    number: int
    position: int
    digest: str
    previous: str
    parts: Sequence[tuple[str, str]]
    body: str
    holds: bool
    follows: bool
    bytes_url: str
    tree: PlaceInTree
    withheld: str = ""
    entry: EntryLine | None = None
    earlier: str = ""
    later: str = ""
    case_url: str = ""
