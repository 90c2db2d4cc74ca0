"""The database's own refusal to change history: no UPDATE, DELETE, REPLACE or TRUNCATE of an entry, whoever asks.

SQLite: a plain INSERT OR REPLACE deletes without firing the DELETE trigger unless `PRAGMA recursive_triggers` is ON, so that a trigger
before INSERT refuses a position or number that is taken, whatever the pragma says.
"""

from __future__ import annotations

from collections.abc import Iterator
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


_KEPT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'",
    "postgresql": """
        SELECT tgname, concat_ws(' ', tgtype, tgenabled, tgqual IS NULL, prosrc)
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = to_regclass('ledger_entry') AND NOT tgisinternal""",
}
_REFUSES = REFUSE.split("$$")[1].strip()
_MEANT = {
    "sqlite": {one.split()[5]: " ".join(one.replace("IF NOT EXISTS ", "").split()) for one in STATEMENTS["sqlite"]},
    "postgresql": {"ledger_entry_no_change": f"27 O t {_REFUSES}", "ledger_entry_no_truncate": f"34 O t {_REFUSES}"},
}
"""Each trigger as the database tells it; PostgreSQL: before (2) deletion (8), update (16) or truncation (32), each row (1), on."""


def unguarded(connection: Connection) -> Iterator[tuple[str, str, str | None]]:
    """Triggers that are gone, switched off or made anew: name, what they should be, what they are (None: gone)."""
    name = connection.dialect.name
    kept = {row[0]: " ".join(row[1].split()) for row in connection.exec_driver_sql(_KEPT[name])}
    for trigger, meant in _MEANT[name].items():
        if kept.get(trigger) != meant:
            yield trigger, meant, kept.get(trigger)


def guard(_table: Any, connection: Connection, **_: Any) -> None:
    """Hook of the table's creation."""
    install(connection)
