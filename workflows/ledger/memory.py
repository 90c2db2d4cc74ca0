"""What the entries say of rows and personal values, gathered in a private temporary file so that memory stays bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import orjson

MOST_WAITING = 20_000
TABLES = """
CREATE TABLE remembered (name TEXT, identity TEXT, stream TEXT, number INTEGER, content TEXT, at TEXT, PRIMARY KEY (name, identity))
WITHOUT ROWID;
CREATE TABLE committed
(stream TEXT, number INTEGER, commitment TEXT, field TEXT, salt BLOB, met INTEGER, PRIMARY KEY (commitment, stream, number))
WITHOUT ROWID;
"""


@dataclass(slots=True)
class Remembered:
    """A row as its entries leave it. `stream`, `number`, `at`: the entry that last wrote it."""

    stream: str
    number: int
    values: dict[str, Any]
    at: str = ""


class Memory:
    """A context: the file vanishes at its end."""

    def __init__(self) -> None:
        # The empty name is SQLite's private temporary database: in memory while small, on disk beyond its cache.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES} BEGIN;")
        self._waiting: dict[tuple[str, str], Remembered] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def insert(self, name: str, identity: str, row: Remembered) -> None:
        """An entry wrote the whole row."""
        self._waiting[name, identity] = row
        if len(self._waiting) > MOST_WAITING:
            self.settle()

    def update(self, name: str, identity: str, row: Remembered) -> Remembered | None:
        """An entry wrote some columns of a row. Returns how it was before; None where no entry has written the whole of it."""
        before = self._waiting.get((name, identity)) or self.row(name, identity)
        now = {**before.values, **row.values} if before else row.values
        self.insert(name, identity, Remembered(row.stream, row.number, now, row.at))
        return before

    def settle(self) -> None:
        """Move what waits to the file."""
        rows = ((*where, one.stream, one.number, orjson.dumps(one.values), one.at) for where, one in self._waiting.items())
        self._file.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._waiting.clear()

    def row(self, name: str, identity: str) -> Remembered | None:
        """What is remembered of a row (`settle` first)."""
        wanted = "SELECT stream, number, content, at FROM remembered WHERE name = ? AND identity = ?"
        found = self._file.execute(wanted, (name, identity)).fetchone()
        return Remembered(found[0], found[1], orjson.loads(found[2]), found[3]) if found else None

    def forget(self, name: str, identity: str) -> None:
        """The row is there; what is left in the end is gone from its table."""
        self._file.execute("DELETE FROM remembered WHERE name = ? AND identity = ?", (name, identity))

    def left(self, name: str) -> Iterator[tuple[str, Remembered]]:
        """Identity and content of every remembered row of a table that was not forgotten."""
        wanted = "SELECT identity, stream, number, content FROM remembered WHERE name = ? ORDER BY identity"
        for identity, stream, number, content in self._file.execute(wanted, (name,)):
            yield identity, Remembered(stream, number, orjson.loads(content))

    def commit(self, stream: str, number: int, commitment: str, field: str) -> None:
        """An entry commits to a value, under this name."""
        self._file.execute("INSERT OR IGNORE INTO committed VALUES (?, ?, ?, ?, NULL, 0)", (stream, number, commitment, field))

    def meet(self, stream: str, number: int, commitment: str, salt: bytes | None) -> str | None:
        """A commitment's value was found beside the entry (no salt: erased). Its name in the entry, None where there is no such."""
        wanted = "UPDATE committed SET salt = ?, met = 1 WHERE commitment = ? AND stream = ? AND number = ? RETURNING field"
        found = self._file.execute(wanted, (salt, commitment, stream, number)).fetchone()
        return found[0] if found else None

    def salt(self, commitment: str) -> bytes | None:
        """The salt of a commitment, None where it is unknown or erased."""
        found = self._file.execute("SELECT salt FROM committed WHERE commitment = ? AND met = 1", (commitment,)).fetchone()
        return found[0] if found else None

    def unmet(self) -> Iterator[tuple[str, int, str]]:
        """Stream, number and commitment of every value that is gone without having been erased."""
        yield from self._file.execute("SELECT stream, number, commitment FROM committed WHERE met = 0 ORDER BY stream, number")
