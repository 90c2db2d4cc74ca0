"""Bytes that a database writes and keeps: its write-ahead log, and what it holds when everything superfluous is gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from app.db import Databases

_TABLES = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def log_bytes(databases: Databases) -> float:
    """How far the write-ahead log has come. SQLite: the length of its file, good until the first checkpoint (1,000 pages)."""
    if databases.is_sqlite:
        path = Path(f"{databases.url.database}-wal")
        return path.stat().st_size if path.exists() else 0
    with databases.reader.connect() as connection:
        return float(connection.execute(text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")).scalar_one())


def kept_bytes(url: str) -> float:
    """The size of a database that nobody has open: rows and indices, nothing dead, no log."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(place.database))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return Path(str(place.database)).stat().st_size
    with psycopg.connect(place.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as server:
        server.execute("VACUUM FULL")
        row = server.execute(_TABLES).fetchone()
        return float(row[0]) if row else 0.0
