"""Brings a database to this release: Alembic's revisions, run directly."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.db import Databases

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(url: str) -> None:
    """Run the revisions that are missing, one writer at a time."""
    databases = Databases(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with databases.turn(), databases.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    databases.dispose()
