"""Random histories verify; one byte changed anywhere in one of them is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import Databases
from tests.ledger.purse import NOON, check, do_act
from tests.ledger.tampering import drop_guards
from tests.ledger.test_canonical import JSON, TEXT
from workflows.ledger.append import append_to_stream
from workflows.ledger.commitments import keep_personal, split
from workflows.ledger.verify import verify

LENGTH = 12
COLUMNS = ["stream", "at", "act", "actor", "key", "body", "previous", "hash"]
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
ACTS = st.lists(
    st.tuples(st.sampled_from(["system", "attempts", "organisation:org_1"]), WORDS, st.none() | WORDS, st.none() | WORDS, JSON, TEXT),
    max_size=20,
)
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(ACTS)
@MANY
def test_any_history_verifies(sqlite_url: str, acts: list[tuple[str, str, str | None, str | None, object, str]]) -> None:
    database = Databases(sqlite_url)
    with database.turn(), database.writer.connect() as connection, connection.begin() as transaction:
        session = Session(connection)
        for stream, act, actor, key, form, phone in acts:
            sealed, kept = split({"form": form, "phone": phone}, {"phone"})
            head = append_to_stream(session, stream, NOON, act, sealed, actor=actor, key=key)
            keep_personal(session, stream, head.number, kept)
        report = verify(session)
        transaction.rollback()
    database.dispose()
    assert report.ok
    assert (report.entries, report.streams) == (len(acts), len({act[0] for act in acts}))


@pytest.fixture
def file(sqlite_url: str) -> Iterator[Databases]:
    """One case of twelve acts, its triggers dropped."""
    database = Databases(sqlite_url)
    for number in range(LENGTH):
        do_act(database, 1, opinion=f"同意{number}", form={"score": number})
    drop_guards(database)
    yield database
    database.dispose()


@given(st.integers(1, LENGTH), st.sampled_from(COLUMNS), st.integers(0, 10**6), st.integers(1, 255))
@settings(parent=MANY, max_examples=150)
def test_any_single_byte_changed_is_found(file: Databases, number: int, column: str, place: int, flip: int) -> None:
    path = str(file.url.database)
    with sqlite3.connect(path) as raw:
        kind, before = raw.execute(
            f"SELECT typeof({column}), CAST({column} AS BLOB) FROM ledger_entry WHERE number = ?", (number,)
        ).fetchone()
        changed = bytearray(before)
        changed[place % len(before)] ^= flip
        write = f"UPDATE ledger_entry SET {column} = CAST(? AS {kind}) WHERE rowid = ?"
        raw.execute(write, (bytes(changed), number))
    findings = check(file).findings
    with sqlite3.connect(path) as raw:
        raw.execute(write, (before, number))
    expected = {"stream": "number" if number < LENGTH else "tail", "previous": "previous"}.get(column, "content")
    assert ("case:1", number, expected) in [(finding.stream, finding.number, finding.what) for finding in findings]
    assert {finding.what for finding in check(file).findings} == {"guard"}


@pytest.mark.parametrize("spoilt", ["NULL", "'x'", "5.5", "x'ff'", "99"])
@pytest.mark.parametrize("column", ["number", "body", "hash", "at"])
def test_a_value_of_another_type_is_named_and_breaks_nothing(file: Databases, column: str, spoilt: str) -> None:
    path = str(file.url.database)
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'ledger_entry'")
    with sqlite3.connect(path) as raw:
        raw.execute(f"UPDATE ledger_entry SET {column} = {spoilt} WHERE number = 4")
    found = [(finding.stream, finding.number) for finding in check(file).findings]
    assert ("case:1", 4) in found


def test_a_spoilt_row_or_head_is_named_and_breaks_nothing(file: Databases) -> None:
    with sqlite3.connect(str(file.url.database)) as raw:
        raw.execute("INSERT INTO purse VALUES ('F1', 'much', 0, 'noon', 'never', 7, '{', CAST(x'ff' AS TEXT))")
        raw.execute("INSERT INTO personal_value VALUES (1, x'ff', 'one', x'ff', x'ff', 'salt', x'ff', 'now')")
        raw.execute("UPDATE docket SET seq = 'many'")
    kinds = {finding.what for finding in check(file).findings}
    assert kinds == {"unreadable", "personal", "head", "guard"}
