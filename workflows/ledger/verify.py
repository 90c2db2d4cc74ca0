"""Recomputing the history: chains, heads, personal values, and the rows that the entries last recorded.

Entries are read once, in the order of `position`, a thousand at a time; on the way one head per stream is kept. In each stream the first
wrong entry is named. What no check inside one database can see (all of it put back to an older state, or history rewritten to its end
by somebody who can write everything) is for checkpoints kept outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows.ledger.chain import BEGINNING, Head, seal_bytes
from workflows.ledger.domain import Domain
from workflows.ledger.memory import Memory
from workflows.ledger.personal import commitments_in, personal_findings
from workflows.ledger.report import Finding, Report, What, shown
from workflows.ledger.stored import StoredEntry, readable, stored_entries, stored_heads
from workflows.ledger.triggers import unguarded

Heads = Callable[[Session], Iterable[Head]]
"""Reads the heads that are kept elsewhere than in `ledger_head`: those of the case rows."""
Check = Callable[[Session], Iterable[Finding]]
"""A further check, such as totals that must be the sums of other rows."""
Told = Callable[[int], None]
"""Hears how many entries have been followed, every `TOLD_EVERY` of them."""
TOLD_EVERY = 2000
ROWS, COMMITMENT = b'"rows":[[', b'"commitment":"sha256:'
"""Only a body with one of these has anything to compare; within a JSON string their quotation marks would be escaped."""


def verify(
    session: Session,
    heads: Sequence[Heads] = (),
    tables: Iterable[Table] = (),
    checks: Iterable[Check] = (),
    told: Told | None = None,
) -> Report:
    """Verify everything in one consistent look. Changes nothing.

    The session has not read anything yet (on PostgreSQL its transaction is made REPEATABLE READ, which must come first).
    `tables`: those whose rows are written by acts only (see columns.recorded_tables); `checks` run last; `told` hears how far it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    with Memory() as memory:
        domain = Domain(tables, memory)
        chains = _Chains(domain, told)
        findings = list(_readable("ledger_entry", chains.walk(session)))
        for read in (_own_heads, *heads):
            findings.extend(_readable("head", chains.compare(read(session))))
        findings.extend(chains.without_head())
        findings.sort(key=lambda finding: finding.stream)
        own = _guards(session), personal_findings(session, memory), domain.findings(session)
        for source in (*own, *(check(session) for check in checks)):
            findings.extend(_readable("", source))
        return Report(chains.entries, chains.streams, domain.rows, tuple(findings))


class _Chains:
    """The end of every stream so far, and the streams in which something wrong has been named."""

    def __init__(self, domain: Domain, told: Told | None) -> None:
        self.entries = 0
        self._domain, self._told = domain, told
        self._ends: dict[bytes, tuple[int, bytes]] = {}
        self._named: set[bytes] = set()
        self._headed: set[bytes] = set()

    @property
    def streams(self) -> int:
        """How many have entries."""
        return len(self._ends)

    def walk(self, session: Session) -> Iterator[Finding]:
        """Follow every chain."""
        for entry in stored_entries(session):
            self.entries += 1
            if self._told and self.entries % TOLD_EVERY == 0:
                self._told(self.entries)
            wrong, unread = self._follow(entry), self._learn(entry)
            finding = wrong or unread
            if finding and entry.stream not in self._named:
                self._named.add(entry.stream)
                yield finding

    def _follow(self, entry: StoredEntry) -> Finding | None:
        number, before = self._ends.get(entry.stream, (0, BEGINNING))
        following, previous = entry.number, entry.previous
        self._ends[entry.stream] = (following or 0, entry.hash)
        if following != number + 1:
            return _finding(entry.stream, number + 1, "number", number + 1, following)
        if previous != before:
            return _finding(entry.stream, following, "previous", before, previous)
        sealed = seal_bytes(entry.stream, following, entry.at, entry.act, entry.actor, entry.key, entry.body, previous)
        return None if sealed == entry.hash else _finding(entry.stream, following, "content", entry.hash, sealed)

    def _learn(self, entry: StoredEntry) -> Finding | None:
        body = entry.body or b""
        rows, commitments = ROWS in body and self._domain.tables, COMMITMENT in body
        if not rows and not commitments:
            return None
        stream, number = readable(entry.stream), entry.number or 0
        try:
            said: Any = orjson.loads(body)
            self._domain.learn(stream, number, said["rows"] if rows else (), readable(entry.at))
        except (LookupError, TypeError, ValueError) as error:
            return _finding(entry.stream, number, "unreadable", "rows", error)
        for field, commitment in commitments_in(said) if commitments else ():
            self._domain.memory.commit(stream, number, commitment, field)
        return None

    def compare(self, heads: Iterable[Head]) -> Iterator[Finding]:
        """Compare the ends with the heads that somebody keeps."""
        for head in heads:
            stream = head.stream.encode()
            number, end = self._ends.get(stream, (0, BEGINNING))
            self._headed.add(stream)
            finding = _beside(stream, head, number, end)
            if finding and stream not in self._named:
                self._named.add(stream)
                yield finding

    def without_head(self) -> Iterator[Finding]:
        """Streams of which nobody keeps the end."""
        for stream, (number, end) in self._ends.items():
            if stream not in self._headed and stream not in self._named:
                yield _finding(stream, number, "head", end, None)


def _guards(session: Session) -> Iterator[Finding]:
    """Whoever takes a guard away is seen, even where nothing else has been changed yet."""
    for name, meant, found in unguarded(session.connection()):
        yield Finding("", 0, "guard", shown(meant), shown(found), name)


def _own_heads(session: Session) -> Iterator[Head]:
    for stream, number, head in stored_heads(session):
        yield Head(readable(stream), number or 0, head)


def _beside(stream: bytes, head: Head, number: int, end: bytes) -> Finding | None:
    """Where a kept head and the end of its stream differ."""
    if not isinstance(head.number, int):
        return _finding(stream, number, "head", number, head.number)
    if head.number > number:
        return _finding(stream, number + 1, "tail", head.number, number)
    if head.number < number:
        return _finding(stream, head.number + 1, "surplus", head.number, number)
    return None if head.hash == end else _finding(stream, number, "head", end, head.hash)


def _finding(stream: bytes, number: int, what: What, expected: object, found: object) -> Finding:
    return Finding(readable(stream), number, what, shown(expected), shown(found))


def _readable(subject: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What cannot be read any further is itself a finding."""
    try:
        yield from findings
    except (DBAPIError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield Finding("", 0, "unreadable", shown(None), shown(error), subject)
