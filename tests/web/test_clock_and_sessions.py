"""The clock, ids, and the two ways into the database."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.clock import Clock, Ids, clock_offset, make_movable, wall
from app.config import Config, from_environment
from app.db import Databases
from app.web.auth.tables import sign_in_failure

BEGINS = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


def test_real_time_cannot_be_moved_and_is_not_asked_for_twice(database: Databases) -> None:
    clock = Clock(database.reader, lambda: BEGINS)
    assert (clock.now(), clock.movable()) == (BEGINS, None)
    meter = database.meter()
    clock.now()
    assert meter.statements == 0
    with database.write() as session, pytest.raises(ValueError, match="real time"):
        clock.advance(session, BEGINS + dt.timedelta(days=1))


def test_a_demo_lives_where_it_was_put_and_only_goes_forward(database: Databases) -> None:
    with database.write() as session:
        make_movable(session, "demo", BEGINS)
    clock, other = Clock(database.reader), Clock(database.reader)
    assert abs(clock.now() - BEGINS) < dt.timedelta(minutes=1)
    later = BEGINS + dt.timedelta(days=3)
    with database.write() as session:
        clock.advance(session, later)
    assert abs(other.now() - later) < dt.timedelta(minutes=1)
    assert (other.movable(), abs(other.wall() - wall()) < dt.timedelta(minutes=1)) == ("demo", True)
    with database.write() as session, pytest.raises(ValueError, match="never goes back"):
        clock.advance(session, BEGINS)


def test_ids_grow_even_when_the_clock_stands_or_goes_back() -> None:
    moments = iter([BEGINS, BEGINS, BEGINS - dt.timedelta(hours=1), *[BEGINS] * 997])
    ids = Ids(lambda: next(moments))
    made = [ids() for _each in range(1000)]
    assert made == sorted(set(made))
    assert max(made) < 2**63


def test_ids_of_several_threads_never_meet() -> None:
    ids, made = Ids(), list[int]()
    threads = [threading.Thread(target=lambda: made.extend([ids() for _each in range(500)])) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_a_reader_cannot_write(database: Databases) -> None:
    with database.read() as session, pytest.raises(DBAPIError):
        session.execute(clock_offset.delete())


def test_a_write_is_whole_or_nothing(database: Databases) -> None:
    row = {"subject": "a", "failures": 1, "last_at": BEGINS}
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(sign_in_failure), [row, row])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(sign_in_failure)) == 0


def test_writers_of_one_process_take_turns(database: Databases) -> None:
    with database.write() as session:
        session.execute(insert(sign_in_failure).values(subject="a", failures=0, last_at=BEGINS))

    def count() -> None:
        for _each in range(20):
            with database.write() as session:
                own = select(sign_in_failure.c.failures).where(sign_in_failure.c.subject == "a").with_for_update()
                session.execute(sign_in_failure.update().values(failures=session.execute(own).scalar_one() + 1))

    threads = [threading.Thread(target=count) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(sign_in_failure.c.failures)) == 80


def test_statements_and_commits_are_counted_apart_from_begin_and_commit(database: Databases) -> None:
    meter = database.meter()
    with database.write() as session:
        session.execute(insert(sign_in_failure).values(subject="a", failures=0, last_at=BEGINS))
    with database.read() as session:
        session.execute(select(sign_in_failure)).all()
    assert (meter.statements, meter.commits) == (2, 1)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite"):
        Databases(url)


def test_the_environment_is_read_in_one_place() -> None:
    assert from_environment({}) == Config()
    told = from_environment({"GOUFU_DATABASE": "postgresql://h/d", "GOUFU_SECURE_COOKIES": "1", "GOUFU_TRUSTED_PROXIES": "2"})
    assert (told.database, told.secure_cookies, told.trusted_proxies) == ("postgresql://h/d", True, 2)
