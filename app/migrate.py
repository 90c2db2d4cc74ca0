"""Brings a database to this release: Alembic's revisions, run directly."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, inspect, select, text

from app.db import Databases
from app.tables import load
from workflows.schema import metadata

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 0x676F7566  # any number that nothing else of ours locks on
HEAD = "0001"
"""The latest revision."""
VERSION = "alembic_version"


def upgrade(url: str) -> None:
    """Run the revisions that are missing, all or none of them. Of processes that start at once one does it, the others wait."""
    databases = Databases(url)
    try:
        with databases.turn(), databases.writer.begin() as connection:
            if not databases.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            if not _is_current(connection):
                _run(connection)
    finally:
        databases.dispose()


def lay(connection: Connection) -> None:
    """Create every table of this release in an empty database, as all revisions together would: for stories, in a tenth of the time."""
    load()
    metadata.create_all(connection)
    kept = Table(VERSION, MetaData(), Column("version_num", String(32), primary_key=True))
    kept.create(connection)
    connection.execute(insert(kept).values(version_num=HEAD))


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table(VERSION):
        return False
    return connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalars().all() == [HEAD]  # noqa: S608  a name of ours


def _run(connection: Connection) -> None:
    # Alembic takes longer to load than a database to be looked at, and is needed once a release.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
