"""The database itself refuses to change history."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db import Databases
from tests.ledger.purse import check, do_act
from workflows.ledger.triggers import SENTENCE, install

CHANGES = [
    "UPDATE ledger_entry SET body = '{}' WHERE number = 1",
    "UPDATE ledger_entry SET position = position + 100",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE number = 2",
]
COLUMNS = "position, stream, number, at, act, actor, key, body, previous, hash"
REPLACE = (
    f"INSERT OR REPLACE INTO ledger_entry ({COLUMNS}) SELECT %s, at, act, actor, key, '', previous, hash FROM ledger_entry WHERE number = 1"
)


@pytest.fixture
def book(database: Databases) -> Databases:
    for number in range(3):
        do_act(database, 1, said=number)
    return database


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_can_be_neither_changed_nor_deleted(book: Databases, change: str) -> None:
    with pytest.raises(IntegrityError, match=SENTENCE), book.write() as session:
        session.execute(text(change))
    assert check(book).ok


@pytest.mark.parametrize("pragma", ["ON", "OFF"])
@pytest.mark.parametrize("row", ["1, 'case:9', 9", "100, 'case:1', 1", "1, 'case:1', 1"])
def test_insert_or_replace_is_refused_whatever_the_pragma(sqlite_url: str, pragma: str, row: str) -> None:
    database = Databases(sqlite_url)
    do_act(database, 1)
    database.dispose()
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute(f"PRAGMA recursive_triggers={pragma}")
    with pytest.raises(sqlite3.IntegrityError, match=SENTENCE):
        connection.execute(REPLACE % row)
    connection.close()


def test_truncate_is_refused(postgres_url: str) -> None:
    database = Databases(postgres_url)
    do_act(database, 1)
    with pytest.raises(IntegrityError, match=SENTENCE), database.write() as session:
        session.execute(text("TRUNCATE ledger_entry"))
    with pytest.raises(IntegrityError, match=SENTENCE), database.write() as session:
        session.execute(text("INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (position) DO UPDATE SET body = '{}'"))
    assert check(database).ok
    database.dispose()


def test_a_migration_may_install_them_again(book: Databases) -> None:
    with book.write() as session:
        install(session.connection())
    with pytest.raises(IntegrityError, match=SENTENCE), book.write() as session:
        session.execute(text("DELETE FROM ledger_entry"))
