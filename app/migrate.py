"""Brings a database to this release: Alembic's revisions, run directly."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from app.db import Databases

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 0x676F7566  # any number that nothing else of ours locks on


def upgrade(url: str) -> None:
    """Run the revisions that are missing, all or none of them. Of processes that start at once one does it, the others wait."""
    databases = Databases(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    try:
        with databases.turn(), databases.writer.begin() as connection:
            if not databases.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        databases.dispose()
