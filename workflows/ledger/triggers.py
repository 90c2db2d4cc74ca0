"""The database's own refusal to change history: no UPDATE, DELETE, REPLACE or TRUNCATE of an entry, leaf or tile, whoever asks.

SQLite: a plain INSERT OR REPLACE deletes without firing the DELETE trigger unless `PRAGMA recursive_triggers` is ON, so that a trigger
before INSERT refuses a name that is taken, whatever the pragma says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

SENTENCE = "the ledger only grows"
TAKEN = {
    "ledger_entry": (("position",), ("stream", "number")),
    "ledger_leaf": (("index",), ("stream", "number")),
    "ledger_tile": (("level", "index"),),
}
"""Each guarded table and what names one of its rows: a row under a name that is taken would replace another."""


def _taken(table: str) -> str:
    alike = (" AND ".join(f'"{column}" = NEW."{column}"' for column in columns) for columns in TAKEN[table])
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in alike)  # noqa: S608  names of our own tables


def _sqlite(table: str) -> dict[str, str]:
    events = {"no_update": "UPDATE", "no_delete": "DELETE", "no_replace": "INSERT"}
    when = {"no_replace": f"WHEN {_taken(table)}"}
    return {
        f"{table}_{name}": f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {event} ON {table} {when.get(name, '')}"
        f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for name, event in events.items()
    }


def _postgresql(table: str) -> dict[str, str]:
    events = {"no_change": ("UPDATE OR DELETE", "ROW"), "no_truncate": ("TRUNCATE", "STATEMENT")}
    return {
        f"{table}_{name}": f"CREATE OR REPLACE TRIGGER {table}_{name} BEFORE {event} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION ledger_refuse()"
        for name, (event, each) in events.items()
    }


REFUSE = f"""CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation'; END $$"""
_MADE = {"sqlite": _sqlite, "postgresql": _postgresql}


def triggers(dialect: str, tables: Iterable[str] = tuple(TAKEN)) -> dict[str, str]:
    """Name → the statement that makes it. Raises KeyError for another kind of database."""
    return {name: statement for table in tables for name, statement in _MADE[dialect](table).items()}


def install(connection: Connection, tables: Iterable[str] = tuple(TAKEN)) -> None:
    """Create the triggers on existing tables; for migrations, and harmless when they are there. Raises KeyError elsewhere."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(REFUSE)
    for statement in triggers(dialect, tables).values():
        connection.exec_driver_sql(statement)


_KEPT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, concat_ws(' ', tgrelid::regclass, tgtype, tgenabled, tgqual IS NULL, prosrc)
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal""",
}
_REFUSES = REFUSE.split("$$")[1].strip()


def _meant(dialect: str) -> dict[str, str]:
    """Each trigger as the database tells it; PostgreSQL: before (2) deletion (8), update (16) or truncation (32), each row (1), on."""
    if dialect == "sqlite":
        return {name: " ".join(one.replace("IF NOT EXISTS ", "").split()) for name, one in triggers(dialect).items()}
    kinds = {"no_change": 27, "no_truncate": 34}
    return {f"{table}_{name}": f"{table} {kind} O t {_REFUSES}" for table in TAKEN for name, kind in kinds.items()}


def unguarded(connection: Connection) -> Iterator[tuple[str, str, str | None]]:
    """Triggers that are gone, switched off or made anew: name, what they should be, what they are (None: gone)."""
    name = connection.dialect.name
    kept = {row[0]: " ".join(row[1].split()) for row in connection.exec_driver_sql(_KEPT[name])}
    for trigger, meant in _meant(name).items():
        if kept.get(trigger) != meant:
            yield trigger, meant, kept.get(trigger)


def guard(table: Any, connection: Connection, **_: Any) -> None:
    """Hook of a table's creation."""
    install(connection, (table.name,))
