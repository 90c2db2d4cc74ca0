"""Reading the ledger's tables as bytes. What was altered may be no valid text and of no fitting type: nothing here fails on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, Table, text
from sqlalchemy.orm import Session

from workflows.ledger.tables import ledger_entry, ledger_head, personal_value

AT_ONCE = 1000


class StoredEntry(NamedTuple):
    """An entry as it lies in the database; `number` is None where it is no number, any part may be missing where a schema was altered."""

    position: int
    stream: bytes
    number: int | None
    at: bytes
    act: bytes
    actor: bytes | None
    key: bytes | None
    body: bytes
    previous: bytes
    hash: bytes


class StoredPersonal(NamedTuple):
    """A personal value as it lies in the database."""

    id: int
    stream: bytes
    number: int | None
    field: bytes
    commitment: bytes
    salt: bytes | None
    value: bytes | None
    erased_at: int | None


def stored_entries(session: Session) -> Iterator[StoredEntry]:
    """All entries in the order of their positions."""
    return map(StoredEntry._make, _raw(session, ledger_entry))


def stored_personal(session: Session) -> Iterator[StoredPersonal]:
    """All personal values in the order in which they were kept."""
    return map(StoredPersonal._make, _raw(session, personal_value))


def stored_heads(session: Session) -> Iterator[tuple[bytes, int | None, bytes]]:
    """Stream, number and hash of every head that the ledger keeps itself."""
    return _raw(session, ledger_head)


def readable(raw: bytes | None) -> str:
    """Text for a finding, whatever the bytes."""
    return (raw or b"").decode("utf-8", "replace")


def _raw(session: Session, table: Table) -> Iterator[tuple[Any, ...]]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = ", ".join(_column(column, sqlite) for column in table.columns)
    first = next(iter(table.columns)).name
    statement = text(f"SELECT {wanted} FROM {table.name} ORDER BY {first}").execution_options(yield_per=AT_ONCE)  # noqa: S608  names of our own tables
    for rows in session.execute(statement).partitions():
        for row in rows:
            yield tuple(row) if sqlite else tuple([part.encode() if isinstance(part, str) else part for part in row])


def _column(column: Column[Any], sqlite: bool) -> str:
    if not sqlite:
        return f'"{column.name}"'
    if isinstance(column.type, Integer) or column.name == "erased_at":
        return f'CASE typeof("{column.name}") WHEN \'integer\' THEN "{column.name}" END'
    return f'CAST("{column.name}" AS BLOB)'
