"""Changing history behind its back, as somebody who owns the database can."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.db import Databases

SQLITE = [f"DROP TRIGGER ledger_entry_{name}" for name in ("no_update", "no_delete", "no_replace")]
POSTGRESQL = ["DROP FUNCTION ledger_refuse CASCADE"]


def tamper(database: Databases, *statements: str, **values: Any) -> None:
    """Drop the triggers and run the statements."""
    with database.write() as session:
        connection = session.connection()
        for drop in SQLITE if database.is_sqlite else POSTGRESQL:
            connection.exec_driver_sql(drop)
        for statement in statements:
            connection.execute(text(statement), values)
