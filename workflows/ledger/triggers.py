"""The database's own refusal to change history: no UPDATE, DELETE, REPLACE or TRUNCATE of an entry, whoever asks.

SQLite: a plain INSERT OR REPLACE deletes without firing the DELETE trigger unless `PRAGMA recursive_triggers` is ON, so that a trigger
before INSERT refuses a position or number that is taken, whatever the pragma says.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

SENTENCE = "the ledger only grows"
TAKEN = (
    "EXISTS (SELECT 1 FROM ledger_entry WHERE position = NEW.position)"
    " OR EXISTS (SELECT 1 FROM ledger_entry WHERE stream = NEW.stream AND number = NEW.number)"
)


def _sqlite(name: str, event: str, when: str = "") -> str:
    head = f"CREATE TRIGGER IF NOT EXISTS ledger_entry_{name} BEFORE {event} ON ledger_entry {when}"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"


def _postgresql(name: str, event: str, each: str) -> str:
    return f"CREATE OR REPLACE TRIGGER ledger_entry_{name} BEFORE {event} ON ledger_entry FOR EACH {each} EXECUTE FUNCTION ledger_refuse()"


REFUSE = f"""CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation'; END $$"""
STATEMENTS = {
    "sqlite": (_sqlite("no_update", "UPDATE"), _sqlite("no_delete", "DELETE"), _sqlite("no_replace", "INSERT", f"WHEN {TAKEN}")),
    "postgresql": (REFUSE, _postgresql("no_change", "UPDATE OR DELETE", "ROW"), _postgresql("no_truncate", "TRUNCATE", "STATEMENT")),
}


def install(connection: Connection) -> None:
    """Create the triggers on an existing `ledger_entry`; for migrations, and harmless when they are there. Raises KeyError elsewhere."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def guard(_table: Any, connection: Connection, **_: Any) -> None:
    """Hook of the table's creation."""
    install(connection)
