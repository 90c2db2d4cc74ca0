"""Which columns of a table the ledger records, and how it writes a value: the same from a living object and from a stored row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from sqlalchemy import Boolean, Column, Date, Integer, Select, Table, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from workflows.ledger.canonical import instant_text, plain
from workflows.schema import Id, Instant, Money

Text = Callable[[Any], Any]
UNREADABLE = (DBAPIError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
"""What a database or a column type raises for a spoilt value."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A column as the ledger sees it. `text` makes a JSON value of a value that is not None."""

    name: str
    kind: Literal["value", "surrogate", "personal"]
    primary: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of today. `identity`: its whole primary key; `values`: what the ledger would record of it, personal values in clear."""

    identity: list[Any]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row of which a value can be read no more. `identity`: its whole primary key."""

    identity: list[Any]
    error: Exception


@cache
def recorded_columns(table: Table) -> tuple[Recorded, ...]:
    """Every column but those that are sums of other rows (`info={"derived": True}`)."""
    return tuple(_recorded(column) for column in table.columns if not column.info.get("derived"))


def is_recorded(table: Table) -> bool:
    """False for a table that is no part of history (`info={"recorded": False}`): sessions, counters."""
    return bool(table.info.get("recorded", True))


def recorded_tables(tables: Iterable[Table]) -> list[Table]:
    """Those that are part of history, in the order of their names."""
    return sorted((table for table in tables if is_recorded(table)), key=lambda table: table.name)


def key_columns(table: Table) -> tuple[Recorded, ...]:
    """Those of the primary key."""
    return tuple(column for column in recorded_columns(table) if column.primary)


def identity_of(columns: Iterable[Recorded], key: list[Any], surrogates: dict[str, Any]) -> list[Any]:
    """The whole primary key from the two parts in which an entry keeps it. Raises LookupError if a part is missing."""
    natural = iter(key)
    identity = [surrogates[column.name] if column.kind == "surrogate" else next(natural, None) for column in columns]
    if None in identity:
        raise LookupError("an incomplete key")
    return identity


def stored_rows(session: Session, table: Table) -> Iterator[Stored | Spoilt]:
    """Every row of a table as it is now, a thousand at a time; from the first spoilt value on one by one, so that it hides no other row.

    Raises what the database or a column type raises where the table or a key cannot be read.
    """
    columns, seen = recorded_columns(table), 0
    wanted = select(*(table.c[column.name] for column in columns)).order_by(*table.primary_key)
    try:
        with session.execute(wanted.execution_options(yield_per=1000)) as rows:  # closed even by a reader who has seen enough
            for row in rows:
                stored = _stored(columns, row)
                seen += 1
                yield stored
    except UNREADABLE:
        yield from _one_by_one(session, table, wanted, seen)


def _one_by_one(session: Session, table: Table, wanted: Select[Any], seen: int) -> Iterator[Stored | Spoilt]:
    keys = select(*table.primary_key).order_by(*table.primary_key).offset(seen)
    for key in session.execute(keys).all():
        mine = (column == value for column, value in zip(table.primary_key, key, strict=True))
        try:
            yield _stored(recorded_columns(table), session.execute(wanted.where(*mine)).one())
        except UNREADABLE as error:
            named = zip(key_columns(table), key, strict=True)
            yield Spoilt([column.text(value) for column, value in named], error)


def _stored(columns: Iterable[Recorded], row: Iterable[Any]) -> Stored:
    identity, values = [], {}
    for column, found in zip(columns, row, strict=True):
        value = None if found is None else column.text(found)
        if column.primary:
            identity.append(value)
        else:
            values[column.name] = value
    return Stored(identity, values)


def _recorded(column: Column[Any]) -> Recorded:
    kind: Literal["value", "surrogate", "personal"] = "value"
    if column.type is Id:
        kind = "surrogate"
    elif column.info.get("personal"):
        kind = "personal"
    return Recorded(column.name, kind, column.primary_key, _text(column.type))


def _text(kind: TypeEngine[Any]) -> Text:
    choices: tuple[tuple[type[TypeEngine[Any]], Text], ...] = (
        (Money, _money),
        (Instant, instant_text),
        (Date, dt.date.isoformat),
        (Boolean, bool),
        (Integer, int),
    )
    return next((text for wanted, text in choices if isinstance(kind, wanted)), plain)


def _money(value: Decimal) -> str:
    # Adding zero turns a negative zero, which no database keeps, into zero.
    return f"{Decimal(value) + 0:.2f}"
