"""Engines and sessions. Writers take the database at once and in turn, readers never hold a writer back."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

PAGE_SIZE = 2048
BUSY_MS = 30_000
IDLE_SECONDS = 5.0
PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    f"page_size={PAGE_SIZE}",  # only has effect at creation, before WAL
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE slips past the triggers that guard the ledger
)


def insert_unless(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what happens ON CONFLICT, in the words of the session's database."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


class Gate:
    """One writer at a time over all threads and processes of this machine: SQLite's own busy handler starves some of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the turn. The file is opened each time: a descriptor inherited by a forked worker would not exclude it."""
        with self._lock:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)


@dataclass(slots=True)
class Meter:
    """What the benchmark counts; BEGIN and COMMIT are no statements."""

    statements: int = 0
    commits: int = 0

    def executed(self, *_: Any) -> None:
        """Hook of `before_cursor_execute`."""
        self.statements += 1

    def committed(self, _: Connection) -> None:
        """Hook of `commit`."""
        self.commits += 1


class Databases:
    """One database, SQLite file or PostgreSQL: `reader` and `writer` engines, `read()` and `write()` sessions.

    Raises ValueError for any other kind, and for SQLite in memory (several connections must see the same rows).
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._gate: Gate | None = None
        if self.url.get_backend_name() == "sqlite":
            self.reader, self.writer = self._sqlite()
            self._glance = self.reader
        elif self.url.get_backend_name() == "postgresql":
            self.reader, self.writer = self._postgresql()
            # One question needs no transaction around it: two round trips less.
            self._glance = self.writer.execution_options(postgresql_readonly=True, isolation_level="AUTOCOMMIT")
        else:
            raise ValueError(f"neither SQLite nor PostgreSQL: {self.url.drivername}")

    @property
    def is_sqlite(self) -> bool:
        """True for a SQLite file."""
        return self._gate is not None

    def _sqlite(self) -> tuple[Engine, Engine]:
        if self.url.database in (None, "", ":memory:"):
            raise ValueError("SQLite needs a file")
        path = Path(str(self.url.database)).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._gate = Gate(path.with_name(path.name + ".gate"))
        url = self.url.set(database=str(path))
        reader, writer = create_engine(url), create_engine(url)
        _begin_with(reader, "BEGIN", *PRAGMAS, "query_only=ON")
        _begin_with(writer, "BEGIN IMMEDIATE", *PRAGMAS)
        return reader, writer

    def _postgresql(self) -> tuple[Engine, Engine]:
        url = self.url.set(drivername="postgresql+psycopg")
        writer = create_engine(url, pool_size=5, max_overflow=5, pool_use_lifo=True)
        _ask_after_idling(writer)
        # The same pool: a process that reads and writes by turns needs one connection, not two.
        return writer.execution_options(postgresql_readonly=True), writer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look that changes nothing; whatever is written in it fails or is rolled back."""
        with Session(self.reader, autoflush=False) as session:
            yield session

    @contextmanager
    def glimpse(self) -> Iterator[Session]:
        """Questions of which each has its own moment, for those who lock and compare afterwards: no transaction around them."""
        with Session(self._glance, autoflush=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """For a single question that needs no objects, at a third of a session's cost; two may see different moments."""
        with self._glance.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any exception. Never opened inside another one of the same thread."""
        with self.turn(), Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    def turn(self) -> AbstractContextManager[None]:
        """The writers' gate by itself, for those who work on the engine; nothing to wait for on PostgreSQL."""
        return self._gate() if self._gate else nullcontext()

    def meter(self) -> Meter:
        """Count the statements and commits of both engines from now on."""
        meter = Meter()
        for engine in (self.reader, self.writer) if self.is_sqlite else (self.writer,):
            event.listen(engine, "before_cursor_execute", meter.executed)
            event.listen(engine, "commit", meter.committed)
        return meter

    def dispose(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def _begin_with(engine: Engine, begin: str, *pragmas: str) -> None:
    """Let us begin transactions, not the driver; statements of the driver level are not metered.

    The dialect is told how to begin: with a listener of the engine's own event every statement would ask for listeners.
    """

    def connected(dbapi_connection: Any, _: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(dbapi_connection: Any) -> None:
        dbapi_connection.execute(begin)

    event.listen(engine, "connect", connected)
    engine.dialect.do_begin = begun  # type: ignore[method-assign]


def _ask_after_idling(engine: Engine) -> None:
    """Test a connection that has lain idle, not one in constant use: a restart of the server is noticed without a round trip per act."""

    def returned(_: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    def taken(dbapi_connection: Any, record: Any, _: Any) -> None:
        if time.monotonic() - record.info.get("idle_since", time.monotonic()) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", returned)
    event.listen(engine, "checkout", taken)
