"""Changing history behind its back, as somebody who owns the database can."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.db import Databases
from workflows.engine.tables import case_
from workflows.ledger.canonical import canonical
from workflows.ledger.chain import seal
from workflows.ledger.tables import ledger_entry, ledger_head
from workflows.ledger.triggers import install, triggers

SQLITE = [f"DROP TRIGGER IF EXISTS {name}" for name in triggers("sqlite")]
POSTGRESQL = ["DROP FUNCTION IF EXISTS ledger_refuse CASCADE"]


def drop_guards(database: Databases) -> None:
    """Take the triggers away and nothing else."""
    with database.write() as session:
        for drop in SQLITE if database.is_sqlite else POSTGRESQL:
            session.connection().exec_driver_sql(drop)


@contextmanager
def unguarded(database: Databases) -> Iterator[Session]:
    """A transaction without the triggers, which are put back at its end: so does somebody who does not want to be seen."""
    with database.write() as session:
        connection = session.connection()
        for drop in SQLITE if database.is_sqlite else POSTGRESQL:
            connection.exec_driver_sql(drop)
        yield session
        install(connection)


def tamper(database: Databases, *statements: str, **values: Any) -> None:
    """Run the statements behind the triggers."""
    with unguarded(database) as session:
        for statement in statements:
            session.execute(text(statement), values)


def nothing(_body: dict[str, Any]) -> None:
    """Leave the body as it is."""


def rewrite(
    database: Databases, stream: str, number: int, change: Callable[[dict[str, Any]], None] = nothing, **columns: str | None
) -> None:
    """Change an entry's body or columns and make the chain after it anew, as somebody does who knows the recipe."""
    table = ledger_entry.c
    with unguarded(database) as session:
        wanted = select(ledger_entry).where(table.stream == stream, table.number >= number).order_by(table.number)
        entries = session.execute(wanted).all()
        previous = entries[0].previous
        for entry in entries:
            body = json.loads(entry.body)
            if entry.number == number:
                change(body)
            said = canonical(body)
            texts = {name: getattr(entry, name) for name in ("at", "act", "actor", "key")}
            texts |= columns if entry.number == number else {}
            sealed = seal(stream, entry.number, *texts.values(), said, previous)
            values = {**texts, "body": said, "previous": previous, "hash": sealed}
            session.execute(update(ledger_entry).where(table.position == entry.position).values(values))
            previous = sealed
        if stream.startswith("case:"):
            session.execute(update(case_).where(case_.c.id == int(stream.removeprefix("case:"))).values(head=previous))
        else:
            session.execute(update(ledger_head).where(ledger_head.c.stream == stream).values(hash=previous))
