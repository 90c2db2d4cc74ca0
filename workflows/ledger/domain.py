"""The rows of today against what the entries last recorded of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Table
from sqlalchemy.orm import Session

from workflows.ledger.columns import UNREADABLE, Spoilt, Stored, identity_of, key_columns, recorded_columns, stored_rows
from workflows.ledger.commitments import MARK, commit
from workflows.ledger.memory import Memory, Remembered
from workflows.ledger.report import Finding, shown

MOST_FINDINGS = 100
"""Of one table: a table filled behind the history would otherwise be listed in full."""

A_TURN = dt.timedelta(minutes=15)
"""Longer than an act waits for its turn: within it the one that was handed in first may have been the second to write."""


class Domain:
    """The tables to compare, and what their rows should be."""

    def __init__(self, tables: Iterable[Table], memory: Memory) -> None:
        self.tables = {table.name: table for table in tables}
        self._keys = {name: key_columns(table) for name, table in self.tables.items()}
        self.memory = memory
        self.rows = 0
        self.misplaced: list[Finding] = []

    def learn(self, stream: str, number: int, records: Iterable[Any], at: str = "") -> None:
        """Take in the rows of an entry (see capture). Raises LookupError, TypeError or ValueError where they are no such rows."""
        for name, key, action, values, surrogates, *sealed in records:
            if name in self._keys:
                written = Remembered(stream, number, {**values, **surrogates, **(sealed[0] if sealed else {})}, at)
                identity = _text(identity_of(self._keys[name], key, surrogates))
                if action == "insert":
                    self.memory.insert(name, identity, written)
                else:
                    self._follows(self.memory.update(name, identity, written), written, f"{name} {identity}")

    def _follows(self, before: Remembered | None, written: Remembered, subject: str) -> None:
        """Of one row the order across streams decides which entry spoke last: that one was not sealed long before the other."""
        if before is None:
            self.misplaced.append(Finding(written.stream, written.number, "order", "insert", "update", subject))
        elif before.at > written.at and before.stream != written.stream and _long(before.at, written.at):
            where = f"> {before.stream} {before.number} {before.at}"
            self.misplaced.append(Finding(written.stream, written.number, "order", where, written.at, subject))

    def findings(self, session: Session) -> Iterator[Finding]:
        """What differs, table by table, at most MOST_FINDINGS of each."""
        self.memory.settle()
        yield from islice(self.misplaced, MOST_FINDINGS)
        for table in self.tables.values():
            try:
                yield from islice(self.differences(session, table), MOST_FINDINGS)
            except UNREADABLE as error:
                yield Finding("", 0, "unreadable", shown(None), shown(error), table.name)

    def differences(self, session: Session, table: Table) -> Iterator[Finding]:
        """Of one table. Raises what the database raises where it cannot be read at all."""
        personal = frozenset(column.name for column in recorded_columns(table) if column.kind == "personal")
        for row in stored_rows(session, table):
            self.rows += 1
            if isinstance(row, Spoilt):
                yield self._spoilt(table.name, row)
            else:
                yield from self._compare(table.name, row, personal)
        for identity, gone in self.memory.left(table.name):
            yield Finding(gone.stream, gone.number, "absent", shown(gone.values), shown(None), f"{table.name} {identity}")

    def _spoilt(self, name: str, row: Spoilt) -> Finding:
        identity = _text(row.identity)
        remembered = self.memory.row(name, identity)
        self.memory.forget(name, identity)
        where = (remembered.stream, remembered.number) if remembered else ("", 0)
        return Finding(*where, "unreadable", shown(remembered.values if remembered else None), shown(row.error), f"{name} {identity}")

    def _compare(self, name: str, row: Stored, personal: frozenset[str]) -> Iterator[Finding]:
        identity = _text(row.identity)
        remembered = self.memory.row(name, identity)
        if remembered is None:
            yield Finding("", 0, "unrecorded", shown(None), shown(row.values), f"{name} {identity}")
            return
        self.memory.forget(name, identity)
        for column, expected in remembered.values.items():
            # A column that the table no longer has, or that became a sum, is not compared.
            if column in row.values and not self._same(expected, row.values[column], column in personal):
                subject = f"{name} {identity} {column}"
                yield Finding(remembered.stream, remembered.number, "row", shown(expected), shown(row.values[column]), subject)

    def _same(self, expected: Any, found: Any, personal: bool) -> bool:
        if personal and isinstance(expected, dict) and MARK in expected:
            salt = self.memory.salt(expected[MARK])
            # Without its salt (erased, or missing and named as such elsewhere) nothing can be said of the value.
            return salt is None or commit(salt, found) == expected[MARK]
        return bool(expected == found)


def _text(identity: list[Any]) -> str:
    return orjson.dumps(identity).decode()


def _long(later: str, earlier: str) -> bool:
    return dt.datetime.fromisoformat(later) - dt.datetime.fromisoformat(earlier) > A_TURN
