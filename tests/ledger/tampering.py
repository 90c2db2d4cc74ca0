"""Changing history behind its back, as somebody who owns the database can."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text, update

from app.db import Databases
from workflows.engine.tables import case_
from workflows.ledger.canonical import canonical
from workflows.ledger.chain import seal
from workflows.ledger.tables import ledger_entry, ledger_head

SQLITE = [f"DROP TRIGGER IF EXISTS ledger_entry_{name}" for name in ("no_update", "no_delete", "no_replace")]
POSTGRESQL = ["DROP FUNCTION IF EXISTS ledger_refuse CASCADE"]


def tamper(database: Databases, *statements: str, **values: Any) -> None:
    """Drop the triggers and run the statements."""
    with database.write() as session:
        connection = session.connection()
        for drop in SQLITE if database.is_sqlite else POSTGRESQL:
            connection.exec_driver_sql(drop)
        for statement in statements:
            connection.execute(text(statement), values)


def nothing(_body: dict[str, Any]) -> None:
    """Leave the body as it is."""


def rewrite(
    database: Databases, stream: str, number: int, change: Callable[[dict[str, Any]], None] = nothing, **columns: str | None
) -> None:
    """Change an entry's body or columns and make the chain after it anew, as somebody does who knows the recipe."""
    tamper(database)
    table = ledger_entry.c
    with database.write() as session:
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
