"""What auditors and designers see: verification, entries, versions of procedures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.case import EntryLine


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """The first thing in a stream that does not hold."""

    stream: str
    entry: str
    what: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Verification of the sealed history, and the latest entries of all streams that this person may read."""

    entries: Sequence[EntryLine]
    streams: int
    count: int
    checked_at: dt.datetime | None = None
    findings: Sequence[AuditFinding] = ()
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a procedure."""

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
