"""Claims: no column of the engine's rows can be changed behind the history unseen, but those that say nothing of the law's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Table, delete, insert, select, update
from sqlalchemy.types import TypeEngine

from app.db import Databases
from app.verifying import verify_all
from tests.towns import Towns
from tests.web.conftest import House
from workflows.engine.tables import case_, definition_file, definition_version, outbox, period, subscription, timer, work_item
from workflows.schema import Instant, Json, Money

PAYING, WAITING = 58, 14
FREE = {
    "work_item.node": "the engine's own id of what was open, which nothing reads any more; of what still is, the frozen state tells it",
    "timer.tries": "how often the machine has tried",
    "outbox.tries": "how often the machine has tried",
    "case_.codec": "how the frozen state is written",
}
TABLES = (case_, work_item, period, subscription, outbox, definition_version, definition_file)
KEYS = {"id", "case_id", "from_case", "sha256", "hash"}


OTHERS: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (Boolean, lambda value: not value),
    (Integer, lambda value: (value or 0) + 1),
    (Money, lambda value: (value or Decimal(0)) + 1),
    (Instant, lambda value: (value or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) - dt.timedelta(days=1)),
    (Date, lambda value: (value or dt.date(2026, 1, 1)) + dt.timedelta(days=1)),
    (Json, lambda value: {**(value or {}), "more": 1} if isinstance(value, dict | None) else [value]),
    (LargeBinary, lambda _value: b"x" * 32),
)


def other(column: Column[Any], value: Any) -> Any:
    """Another value of the same kind."""
    changed = next((change for kind, change in OTHERS if isinstance(column.type, kind)), None)
    return changed(value) if changed else f"{(value or '')[:-1]}x"


def columns(*tables: Table) -> list[tuple[Table, str]]:
    bound = ((table, column.name) for table in tables for column in table.c if column.name not in KEYS)
    return [(table, column) for table, column in bound if f"{table.name}.{column}" not in FREE]


def standing(towns: Towns, after: int, folder: Path) -> Iterator[House]:
    """A town after so many steps of the golden case."""
    house = House(towns.after(after), folder / "secret")
    yield house
    house.office.close()
    towns.take_back()


@pytest.fixture(scope="module")
def paying(sqlite_towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A town in the middle of its last payment."""
    yield from standing(sqlite_towns, PAYING, tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def waiting(sqlite_towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A town that waits for a publicity to end."""
    yield from standing(sqlite_towns, WAITING, tmp_path_factory.mktemp("key"))


def named_where_changed(house: House, table: Table, column: str) -> None:
    """Each row of the table, one after the other: changed, it is named; put back, nothing is."""
    database: Databases = house.bench.databases
    with database.read() as session:
        (key,) = table.primary_key
        rows = session.execute(select(key, table.c[column]).order_by(key)).all()
    assert rows
    for identity, value in (rows[0], rows[-1]):
        for put, seen in ((other(table.c[column], value), True), (value, False)):
            with database.write() as session:
                session.execute(update(table).where(key == identity).values({column: put}))
            assert not seen or verify_all(house.bench).findings
    # Put back, nothing is named: looked at once for both.
    assert not verify_all(house.bench).findings


@pytest.mark.parametrize(("table", "column"), columns(*TABLES), ids=str)
def test_a_changed_column_is_named(paying: House, table: Table, column: str) -> None:
    named_where_changed(paying, table, column)


@pytest.mark.parametrize(
    ("column", "change", "named"),
    [
        ("node", lambda _row: "0", "work_item case"),
        ("answer", lambda row: {**row.answer, "number": row.answer["number"] + 1}, "answer"),
        ("answer", lambda row: {**row.answer, "key": "another"}, "ledger_entry key"),
        ("answer", lambda row: {**row.answer, "next": row.id}, "answer"),
        ("answer", lambda _row: None, "answer"),
        ("answer", lambda _row: [], "answer"),
    ],
)
def test_an_open_task_stands_where_the_state_says_and_a_submit_is_answered_as_its_entry_says(
    paying: House, column: str, change: Callable[[Any], Any], named: str
) -> None:
    state = "open" if column == "node" else "done"
    database = paying.bench.databases
    with database.read() as session:
        row = session.execute(select(work_item).where(work_item.c.state == state).order_by(work_item.c.id).limit(1)).one()
    found = []
    for put in (change(row), getattr(row, column)):
        with database.write() as session:
            session.execute(update(work_item).where(work_item.c.id == row.id).values({column: put}))
        found.append([one.subject for one in verify_all(paying.bench).findings])
    assert any(named in subject for subject in found[0])
    assert not found[1]


@pytest.mark.parametrize(("table", "column"), columns(timer), ids=str)
def test_a_changed_timer_is_named(waiting: House, table: Table, column: str) -> None:
    named_where_changed(waiting, table, column)


@pytest.mark.parametrize("table", [work_item, period, subscription, outbox])
def test_a_row_taken_away_is_named(paying: House, table: Table) -> None:
    database = paying.bench.databases
    with database.read() as session:
        row = session.execute(select(table).order_by(table.c.id.desc()).limit(1)).mappings().one()
    with database.write() as session:
        session.execute(delete(table).where(table.c.id == row["id"]))
    assert verify_all(paying.bench).findings
    with database.write() as session:
        session.execute(insert(table).values(**row))
    assert not verify_all(paying.bench).findings
