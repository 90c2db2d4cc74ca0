"""Claims: `position` proves nothing by itself; where it contradicts what caused what, the entry is named; so is a clock put back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from app.clock import clock_offset
from app.db import Databases
from app.verifying import verify_all
from tests.ledger.tampering import rewrite, tamper
from tests.towns import Towns

DELIVERED = "SELECT position FROM ledger_entry WHERE act = 'deliver' ORDER BY position LIMIT 1"
OPENED = "SELECT position FROM ledger_entry WHERE act = 'open' ORDER BY position LIMIT 1"
POSTED = "SELECT max(position) FROM ledger_entry WHERE body LIKE '%[\"sent\",%' AND position < ({})"
PUBLISHED = "SELECT position FROM ledger_entry WHERE act = 'publish'"
STARTED = "SELECT min(position) FROM ledger_entry WHERE act = 'start'"
PAIRS = {"delivered": (DELIVERED, POSTED.format(DELIVERED)), "opened": (OPENED, POSTED.format(OPENED)), "drawn": (STARTED, PUBLISHED)}


def swapped(database: Databases, one: str, two: str) -> None:
    with database.read() as session:
        first, second = (session.execute(text(wanted)).scalar_one() for wanted in (one, two))
    steps = ((first, -1), (second, first), (-1, second))
    tamper(database, *(f"UPDATE ledger_entry SET position = {to} WHERE position = {at}" for at, to in steps))


@pytest.mark.parametrize(("one", "two"), PAIRS.values(), ids=PAIRS)
def test_two_entries_of_different_streams_that_stand_the_wrong_way_round_are_named(sqlite_towns: Towns, one: str, two: str) -> None:
    office = sqlite_towns.after(61).open()
    swapped(office.bench.databases, one, two)
    found = {finding.what for finding in verify_all(office.bench).findings}
    office.close()
    sqlite_towns.take_back()
    assert "order" in found


READY = "SELECT max(position) FROM ledger_entry WHERE stream = 'case:1' AND body LIKE '%[\"instalment\",%'"
PAID = "SELECT max(position) FROM ledger_entry WHERE body LIKE '%[\"instalment\",%'"


def test_a_row_that_two_streams_wrote_cannot_be_put_back_by_swapping_who_spoke_last(sqlite_towns: Towns) -> None:
    office = sqlite_towns.after(61).open()
    swapped(office.bench.databases, READY, PAID)
    found = [(one.stream, one.what, one.subject) for one in verify_all(office.bench).findings]
    office.close()
    sqlite_towns.take_back()
    assert ("case:1", "order", "instalment [3]") in found


MINUTE, HOUR = 60_000_000, 3_600_000_000


def an_hour_before(body: dict[str, Any]) -> None:
    body["wall"] = (dt.datetime.fromisoformat(body["now"]) - dt.timedelta(hours=1)).isoformat()


def test_a_clock_that_was_put_back_or_taken_away_is_named(sqlite_towns: Towns) -> None:
    office = sqlite_towns.after(3).open()
    database = office.bench.databases
    rewrite(database, "case:1", 3, an_hour_before)
    found = [[one.subject for one in verify_all(office.bench).findings]]
    for microseconds in (HOUR, 2 * HOUR, HOUR - 10 * MINUTE):
        with database.write() as session:
            changed = update(clock_offset).values(microseconds=microseconds)
            if not session.execute(changed).rowcount:
                session.execute(insert(clock_offset).values(id=1, kind="demo", microseconds=microseconds))
        found.append([one.subject for one in verify_all(office.bench).findings])
    office.close()
    sqlite_towns.take_back()
    assert found == [["clock_offset 1 microseconds"], [], [], ["clock_offset 1 microseconds"]]
