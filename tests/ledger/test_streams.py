"""Streams grow without loss, whoever appends at the same time."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import Databases
from tests.ledger.purse import NOON, check, do_act
from workflows.ledger.append import Entry, append, append_to_stream, lock_head
from workflows.ledger.chain import BEGINNING, Head, seal
from workflows.ledger.tables import ledger_entry, ledger_head

WORKERS, EACH = 8, 6


def at_once(act: Callable[[int], object]) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(act, worker) for worker in range(WORKERS) for _ in range(EACH)]:
            done.result()


def numbers(database: Databases, stream: str) -> list[int]:
    wanted = select(ledger_entry.c.number).where(ledger_entry.c.stream == stream).order_by(ledger_entry.c.position)
    with database.read() as session:
        return list(session.execute(wanted).scalars())


def test_a_stream_with_its_own_head_grows_by_one(database: Databases) -> None:
    heads = []
    for name in ("world.settle", "account.add"):
        with database.write() as session:
            heads.append(append_to_stream(session, "system", NOON, "register", {"name": name}, actor="admin", key="k"))
    with database.read() as session:
        first, second = session.execute(select(ledger_entry).order_by(ledger_entry.c.position)).all()
        kept = session.execute(select(ledger_head)).one()
    at = "2026-03-02T04:00:00.000000Z"
    assert first.hash == seal("system", 1, at, "register", "admin", "k", '{"name":"world.settle"}', BEGINNING)
    assert second.hash == seal("system", 2, at, "register", "admin", "k", '{"name":"account.add"}', first.hash)
    assert heads == [Head("system", 1, first.hash), Head("system", 2, second.hash)]
    assert (kept.stream, kept.number, kept.hash) == ("system", 2, second.hash)
    assert first.position < second.position


def test_nothing_of_a_refused_transaction_stays(database: Databases) -> None:
    def fail() -> None:
        with database.write() as session:
            append_to_stream(session, "system", NOON, "register", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert numbers(database, "system") == []
    with database.write() as session:
        assert lock_head(session, "system") == Head("system", 0, BEGINNING)


def test_a_number_is_given_once(database: Databases) -> None:
    do_act(database, 1)
    with pytest.raises(IntegrityError), database.write() as session:
        append(session, Entry("case:1", 1, NOON, "complete", None, None, "{}"), BEGINNING)


def test_eight_writers_on_one_stream_lose_nothing(database: Databases) -> None:
    def act(worker: int) -> None:
        with database.write() as session:
            append_to_stream(session, "system", NOON, "register", {"worker": worker})

    at_once(act)
    assert numbers(database, "system") == list(range(1, WORKERS * EACH + 1))
    assert check(database).ok
    with database.read() as session:
        workers = [json.loads(body)["worker"] for body in session.execute(select(ledger_entry.c.body)).scalars()]
    assert sorted(workers) == sorted(worker for worker in range(WORKERS) for _ in range(EACH))


def test_eight_writers_on_eight_streams_lose_nothing(database: Databases) -> None:
    for worker in range(WORKERS):
        do_act(database, worker)
    at_once(lambda worker: do_act(database, worker))
    for worker in range(WORKERS):
        assert numbers(database, f"case:{worker}") == list(range(1, EACH + 2))
    report = check(database)
    assert report.ok
    assert (report.entries, report.streams) == (WORKERS * (EACH + 1), WORKERS)
