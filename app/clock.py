"""The only wall clock. Everything else is told the time, or asks a Clock."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable

from sqlalchemy import BigInteger, CheckConstraint, Column, Engine, SmallInteger, String, Table, insert, select, update
from sqlalchemy.orm import Session

from workflows.schema import metadata

ID_EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
RANDOM_BITS = 12

clock_offset = Table(
    "clock_offset",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("microseconds", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""One row (`kind` demo or scenario) where the clock may be moved; no row in any other database, and no way to add one later."""


def wall() -> dt.datetime:
    """The time of this machine, UTC."""
    return dt.datetime.now(dt.UTC)


class Clock:
    """Wall time plus the database's offset.

    In a database without an offset it is asked for once and never again. In a demo or scenario database it is read at
    every call, so that no process lives a moment before another that moved the clock.
    """

    def __init__(self, engine: Engine, wall_time: Callable[[], dt.datetime] = wall) -> None:
        self._engine = engine
        self._wall = wall_time
        self._kind: str | None = None
        self._asked = False

    def now(self) -> dt.datetime:
        """The moment of the law, aware, UTC."""
        return self._wall() + self.offset()

    def wall(self) -> dt.datetime:
        """The time of this machine, for entries that keep both, and for sessions and locks of accounts."""
        return self._wall()

    def offset(self) -> dt.timedelta:
        """How far this database lives from wall time; zero where the clock cannot be moved."""
        if self._asked and self._kind is None:
            return dt.timedelta(0)
        with self._engine.connect() as connection:
            row = connection.execute(select(clock_offset.c.kind, clock_offset.c.microseconds)).one_or_none()
        self._asked, self._kind = True, row.kind if row else None
        return row.microseconds * MICROSECOND if row else dt.timedelta(0)

    def movable(self) -> str | None:
        """`demo` or `scenario` where the clock may be moved, None elsewhere."""
        if not self._asked:
            self.offset()
        return self._kind

    def advance(self, session: Session, to: dt.datetime) -> None:
        """Move the clock to a later moment, in the caller's write transaction. Raises ValueError backwards, or where it cannot be moved."""
        if self.movable() is None:
            raise ValueError("this database lives in real time")
        if to < self.now():
            raise ValueError("the clock never goes back")
        session.execute(update(clock_offset).values(microseconds=(to - self._wall()) // MICROSECOND))


def make_movable(session: Session, kind: str, begins: dt.datetime) -> None:
    """Give a database that is being created its offset: it begins to live at `begins`. `kind` is demo or scenario."""
    session.execute(insert(clock_offset).values(id=1, kind=kind, microseconds=(begins - wall()) // MICROSECOND))


class Ids:
    """63-bit ids in order of time: microseconds since 2024 and 12 random bits; strictly growing in one process. Good until 2095."""

    def __init__(self, wall_time: Callable[[], dt.datetime] = wall) -> None:
        self._wall = wall_time
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> int:
        """The next id."""
        passed = (self._wall() - ID_EPOCH) // MICROSECOND
        candidate = passed << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
        with self._lock:
            self._last = max(candidate, self._last + 1)
            return self._last


class FixedClock:
    """Stands until it is moved: the same story has the same moments on any machine."""

    def __init__(self) -> None:
        self.moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """Where the story is."""
        return self.moment

    def wall(self) -> dt.datetime:
        """The same: a story has no other time."""
        return self.moment
