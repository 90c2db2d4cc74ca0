"""Verification accepts what acts wrote and names everything that somebody changed behind them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import Databases
from tests.ledger.purse import NOON, TABLES, Purse, Slip, check, do_act, heads
from tests.ledger.tampering import tamper
from workflows.ledger.append import append_to_stream
from workflows.ledger.report import Finding
from workflows.ledger.verify import verify

Named = tuple[str, int, str]


@pytest.fixture
def book(database: Databases) -> Databases:
    """Two cases with rows, a stream with its own head; entries 1-3 of case:1, 1-3 of case:2, 1 of system."""
    do_act(database, 1, lambda session: session.add(Purse(code="F1", amount=Decimal(600), opened_at=NOON, holder="张三")))
    do_act(database, 2, lambda session: session.add(Purse(code="F2", amount=Decimal(90), opened_at=NOON)))
    do_act(database, 1, lambda session: setattr(session.get_one(Purse, "F1"), "amount", Decimal(500)), opinion="同意")
    do_act(database, 2, lambda session: session.add(Slip(id=7, purse="F1", written_for=3, amount=Decimal(5))))
    do_act(database, 1, opinion="同意立项")
    do_act(database, 2, lambda session: setattr(session.get_one(Slip, 7), "text", "已付"))
    with database.write() as session:
        append_to_stream(session, "system", NOON, "register", {"name": "world.settle"}, actor="admin")
    return database


def named(database: Databases) -> list[Named]:
    return [(finding.stream, finding.number, finding.what) for finding in check(database).findings]


def test_what_acts_wrote_is_in_order(book: Databases) -> None:
    report = check(book)
    assert report.findings == ()
    assert (report.ok, report.entries, report.streams, report.rows) == (True, 7, 3, 3)


def test_an_empty_ledger_is_in_order(database: Databases) -> None:
    assert check(database).ok


CONTENT = ("case:1", 2, "content")
CHAINS = [
    ("UPDATE ledger_entry SET body = replace(body, '同意', '否决') WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET at = '2026-03-02T04:00:00.000001Z' WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET act = 'Complete' WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET actor = 'leader' WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET actor = NULL WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET key = 'other' WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET hash = previous WHERE stream = 'case:1' AND number = 2", CONTENT),
    ("UPDATE ledger_entry SET previous = hash WHERE stream = 'case:1' AND number = 2", ("case:1", 2, "previous")),
    ("DELETE FROM ledger_entry WHERE stream = 'case:1' AND number = 1", ("case:1", 1, "number")),
    ("DELETE FROM ledger_entry WHERE stream = 'case:1' AND number = 2", ("case:1", 2, "number")),
    ("DELETE FROM ledger_entry WHERE stream = 'case:1' AND number = 3", ("case:1", 3, "tail")),
    ("DELETE FROM ledger_entry WHERE stream = 'case:1' AND number > 1", ("case:1", 2, "tail")),
    ("DELETE FROM ledger_entry WHERE stream = 'case:1'", ("case:1", 1, "tail")),
    ("DELETE FROM ledger_entry WHERE stream = 'system'", ("system", 1, "tail")),
    ("UPDATE docket SET seq = 2 WHERE id = 1", ("case:1", 3, "surplus")),
    (
        "UPDATE docket SET head = (SELECT previous FROM ledger_entry WHERE stream = 'case:1' AND number = 3) WHERE id = 1",
        ("case:1", 3, "head"),
    ),
    ("DELETE FROM docket WHERE id = 1", ("case:1", 3, "head")),
    ("DELETE FROM ledger_head", ("system", 1, "head")),
    ("UPDATE ledger_head SET number = 0", ("system", 1, "surplus")),
    ("UPDATE ledger_entry SET stream = 'case:3' WHERE stream = 'case:1'", ("case:1", 1, "tail")),
]


@pytest.mark.parametrize(("statement", "expected"), CHAINS)
def test_a_change_of_the_chain_is_named_with_its_first_wrong_entry(book: Databases, statement: str, expected: Named) -> None:
    tamper(book, statement)
    assert expected in named(book)
    assert [finding for finding in named(book) if finding[0] == "case:2" and finding[2] != "row"] == []


SWAP = "UPDATE ledger_entry SET {0} = CASE number WHEN 1 THEN {1} ELSE {2} END WHERE stream = 'case:1' AND number < 3"


def test_two_swapped_bodies_are_named(book: Databases) -> None:
    with book.read() as session:
        query = text("SELECT body FROM ledger_entry WHERE stream = 'case:1' ORDER BY number")
        first, second, _ = session.execute(query).scalars()
    tamper(book, SWAP.format("body", ":second", ":first"), first=first, second=second)
    assert ("case:1", 1, "content") in named(book)


@pytest.mark.parametrize("column", ["number", "position"])
def test_two_swapped_entries_are_named(book: Databases, column: str) -> None:
    where = "WHERE stream = 'case:1' AND"
    with book.read() as session:
        one, two = session.execute(text(f"SELECT {column} FROM ledger_entry {where} number < 3 ORDER BY number")).scalars()
    tamper(
        book,
        f"UPDATE ledger_entry SET {column} = -1 {where} {column} = {one}",
        f"UPDATE ledger_entry SET {column} = {one} {where} {column} = {two}",
        f"UPDATE ledger_entry SET {column} = {two} {where} {column} = -1",
    )
    assert ("case:1", 1, "number") in named(book)


ROWS = [
    ("UPDATE purse SET amount = 50001 WHERE code = 'F1'", Finding("case:1", 2, "row", "500.00", "500.01", 'purse ["F1"] amount')),
    ("UPDATE slip SET purse = 'F2'", Finding("case:2", 3, "row", "F1", "F2", "slip [7] purse")),
    ("UPDATE slip SET written_for = 4", Finding("case:2", 3, "row", "3", "4", "slip [7] written_for")),
    ("UPDATE slip SET text = ''", Finding("case:2", 3, "row", "已付", "", "slip [7] text")),
    ("UPDATE purse SET pooled = (1 = 1) WHERE code = 'F2'", Finding("case:2", 1, "row", "False", "True", 'purse ["F2"] pooled')),
    ("UPDATE purse SET holder = '李四' WHERE code = 'F1'", None),
    ("UPDATE purse SET holder = NULL WHERE code = 'F1'", None),
]


@pytest.mark.parametrize(("statement", "expected"), ROWS)
def test_a_row_changed_behind_the_history_is_named(book: Databases, statement: str, expected: Finding | None) -> None:
    tamper(book, statement)
    (finding,) = check(book).findings
    if expected:
        assert finding == expected
    else:
        assert (finding.stream, finding.number, finding.what, finding.subject) == ("case:1", 2, "row", 'purse ["F1"] holder')


def test_a_row_deleted_behind_the_history_is_named(book: Databases) -> None:
    tamper(book, "DELETE FROM slip")
    (finding,) = check(book).findings
    assert (finding.stream, finding.number, finding.what, finding.subject) == ("case:2", 3, "absent", "slip [7]")


def test_a_row_inserted_behind_the_history_is_named(book: Databases) -> None:
    tamper(book, "INSERT INTO slip (id, purse, written_for, amount, text) VALUES (8, 'F1', 3, 100, '')")
    (finding,) = check(book).findings
    assert (finding.stream, finding.number, finding.what, finding.subject) == ("", 0, "unrecorded", "slip [8]")


def test_a_table_filled_behind_the_history_is_not_listed_in_full(book: Databases) -> None:
    rows = ", ".join(f"({n}, 'F1', 3, 100, '')" for n in range(100, 1000))
    tamper(book, f"INSERT INTO slip (id, purse, written_for, amount, text) VALUES {rows}")
    assert len(check(book).findings) == 100


def test_a_derived_column_is_left_to_a_check_of_its_own(book: Databases) -> None:
    def totals(session: Session) -> Iterator[Finding]:
        for code, spent in session.execute(text("SELECT code, spent FROM purse WHERE spent <> 0")):
            yield Finding("", 0, "total", "0", str(spent), code)

    tamper(book, "UPDATE purse SET spent = 1 WHERE code = 'F1'")
    with book.read() as session:
        report = verify(session, heads=[heads], tables=TABLES, checks=[totals])
    assert report.findings == (Finding("", 0, "total", "0", "1", "F1"),)


PERSONAL = [
    "UPDATE personal_value SET value = '\"李四\"'",
    "UPDATE personal_value SET salt = {zeros}",
    "UPDATE personal_value SET value = NULL, salt = NULL",
    "UPDATE personal_value SET number = 3",
    "UPDATE personal_value SET commitment = 'sha256:0'",
    "UPDATE personal_value SET field = 'another'",
    "UPDATE personal_value SET erased_at = 1",
    "UPDATE personal_value SET value = NULL, erased_at = 1",
    "DELETE FROM personal_value WHERE stream = 'case:1'",
]


@pytest.mark.parametrize("statement", PERSONAL)
def test_a_changed_personal_value_is_named(book: Databases, statement: str) -> None:
    tamper(book, statement.format(zeros="zeroblob(16)" if book.is_sqlite else "decode(repeat('00', 16), 'hex')"))
    assert ("case:1", 1, "personal") in named(book)


def test_a_personal_value_erased_by_law_breaks_nothing(book: Databases) -> None:
    tamper(book, "UPDATE personal_value SET value = NULL, salt = NULL, erased_at = 1")
    assert check(book).ok


def test_every_wrong_stream_is_named_once(book: Databases) -> None:
    tamper(book, "UPDATE ledger_entry SET actor = 'leader'")
    assert named(book) == [("case:1", 1, "content"), ("case:2", 1, "content"), ("system", 1, "content")]


GUARDS = {
    "sqlite": ["DROP TRIGGER ledger_entry_no_delete"],
    "postgresql": [
        "DROP TRIGGER ledger_entry_no_truncate ON ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change",
    ],
}
HOLLOW = {
    "sqlite": ["CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry WHEN OLD.number = 0 BEGIN SELECT 1; END"],
    "postgresql": ["CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"],
}


@pytest.mark.parametrize("made", ["dropped", "hollow"])
def test_a_guard_that_is_taken_away_is_named_though_nothing_else_has_been_changed(book: Databases, made: str) -> None:
    kind = book.writer.dialect.name
    with book.write() as session:
        for statement in GUARDS[kind] + (HOLLOW[kind] if made == "hollow" else []):
            session.connection().exec_driver_sql(statement)
    assert {what for _stream, _number, what in named(book)} == {"guard"}


def test_a_value_that_cannot_be_read_hides_no_other_finding_of_its_table(book: Databases) -> None:
    tamper(book, "UPDATE purse SET notes = '{' WHERE code = 'F1'", "UPDATE purse SET amount = amount + 1 WHERE code = 'F2'")
    found = {(finding.stream, finding.number, finding.what, finding.subject) for finding in check(book).findings}
    assert found == {("case:1", 2, "unreadable", 'purse ["F1"]'), ("case:2", 1, "row", 'purse ["F2"] amount')}


def test_a_missing_table_is_a_finding(book: Databases) -> None:
    tamper(book, "DROP TABLE slip")
    assert ("", 0, "unreadable") in named(book)


def test_a_report_is_readable_by_people_and_programs(book: Databases) -> None:
    assert check(book).lines() == ["已核对 7 条记录、3 条链、3 行业务数据：一致。"]
    tamper(book, "UPDATE slip SET text = ''")
    report = check(book)
    (line, counts) = report.lines()
    assert line == "case:2 第3条：业务数据与记录不符（slip [7] text）；应为 已付，现为 "
    assert counts.endswith("：发现 1 处不符。")
    shown = report.as_json()
    assert (shown["ok"], shown["findings"][0]["what"], shown["findings"][0]["number"]) == (False, "row", 3)
