"""Claims: where the golden case was played, whatever is changed behind the history is named, and `goufu ledger verify` exits 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.cli import main
from app.db import Databases
from tests.ledger.tampering import tamper
from tests.towns import Town, Towns
from workflows.ledger.triggers import SENTENCE

PAYING = 58
"""After this step the last instalment waits for its release, the root case for the message that all is settled."""
CASE = "case:1"


@pytest.fixture
def town(towns: Towns) -> Town:
    """A town in the middle of its last payment."""
    return towns.after(PAYING)


def verified(town: Town, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Mapping[str, Any]]]:
    """The exit code and the findings of the command line."""
    code = main(["--database", town.url, "ledger", "verify", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is (code == 0)
    return code, answer["findings"]


def change(town: Town, *statements: str, **values: object) -> None:
    """Change the database as its owner can."""
    database = Databases(town.url)
    tamper(database, *statements, **values)
    database.dispose()


def look(town: Town, statement: str) -> list[Any]:
    """Read something."""
    database = Databases(town.url)
    with database.read() as session:
        found = list(session.execute(text(statement)).all())
    database.dispose()
    return found


def test_a_town_whose_history_nobody_touched_verifies(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(town, capsys) == (0, [])


def test_a_closed_town_verifies_as_a_command(towns: Towns) -> None:
    done = _command(towns.after(61), "ledger", "verify", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["ok"]
    assert answer["entries"] > 61


def test_a_changed_amount_is_named_by_the_command(sqlite_towns: Towns) -> None:
    town = sqlite_towns.after(PAYING)
    change(town, "UPDATE contract SET price = price + 1")
    done = _command(town, "ledger", "verify")
    assert (done.returncode, done.stderr) == (1, "")
    assert "contract [1] price" in done.stdout
    sqlite_towns.take_back()


def _command(town: Town, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GOUFU_DATABASE": town.url, "GOUFU_FILES": str(town.files)}
    return subprocess.run([Path(sys.executable).with_name("goufu"), *words], capture_output=True, text=True, env=environment, check=False)


SWAP = (
    f"UPDATE ledger_entry SET number = 1000 WHERE stream = '{CASE}' AND number = 20",
    f"UPDATE ledger_entry SET number = 20 WHERE stream = '{CASE}' AND number = 21",
    f"UPDATE ledger_entry SET number = 21 WHERE stream = '{CASE}' AND number = 1000",
)
MORE = f"UPDATE ledger_entry SET body = replace(body, '180000.00', '180000.01') WHERE stream = '{CASE}' AND number = 1"
HISTORY = [
    ((MORE,), (CASE, 1, "content")),
    (("UPDATE ledger_entry SET actor = 'clerk_2' WHERE stream = 'case:2' AND number = 3",), ("case:2", 3, "content")),
    (("UPDATE ledger_entry SET at = replace(at, '2026', '2025') WHERE stream = 'system' AND number = 2",), ("system", 2, "content")),
    ((f"DELETE FROM ledger_entry WHERE stream = '{CASE}' AND number = 20",), (CASE, 20, "number")),
    (SWAP, (CASE, 20, "number")),
    ((f"DELETE FROM ledger_entry WHERE stream = '{CASE}' AND number > 40",), (CASE, 41, "tail")),
    (("DELETE FROM ledger_entry WHERE stream = 'case:3'",), ("case:3", 1, "tail")),
]


@pytest.mark.parametrize(("statements", "named"), HISTORY)
def test_a_changed_history_is_named(
    town: Town, statements: tuple[str, ...], named: tuple[str, int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(town, *statements)
    code, findings = verified(town, capsys)
    assert code == 1
    assert named in [(one["stream"], one["number"], one["what"]) for one in findings]


@pytest.mark.parametrize("stream", ["system", "case:1", "case:4"])
def test_one_byte_of_any_entry_is_named(sqlite_towns: Towns, stream: str, capsys: pytest.CaptureFixture[str]) -> None:
    town = sqlite_towns.after(PAYING)
    numbers = [number for (number,) in look(town, f"SELECT number FROM ledger_entry WHERE stream = '{stream}' ORDER BY number")]
    database = Databases(town.url)
    for number in numbers[:: max(1, len(numbers) // 5)]:
        where = f"WHERE stream = '{stream}' AND number = {number}"
        ((body,),) = look(town, f"SELECT body FROM ledger_entry {where}")
        for put in (body[:-2] + chr(ord(body[-2]) ^ 1) + body[-1], body):
            tamper(database, f"UPDATE ledger_entry SET body = :body {where}", body=put)
            expected = [] if put == body else [(stream, number, "content")]
            named = [(one["stream"], one["number"], one["what"]) for one in verified(town, capsys)[1]]
            assert named[:1] == expected
    database.dispose()
    sqlite_towns.take_back()


ITEM = "(SELECT id FROM work_item WHERE state = 'open' AND task = 'payment.release')"
ROWS = [
    ("UPDATE project SET amount = amount + 1", "project [1] amount"),
    ("UPDATE contract SET price = price - 1", "contract [1] price"),
    ("UPDATE instalment SET amount = amount + 1 WHERE number = 3", "instalment [3] amount"),
    ("UPDATE instalment SET state = 'paid' WHERE number = 3", "instalment [3] state"),
    ("UPDATE fund_line SET amount = amount + 100 WHERE code = 'F1'", 'fund_line ["F1"] amount'),
    ("UPDATE fund_line SET paid = paid - 1 WHERE code = 'F1'", "fund_line F1 paid"),
    ("UPDATE fund_movement SET amount = amount - 1 WHERE kind = 'pay'", "fund_movement [4] amount"),
    ("UPDATE opinion SET outcome = '不同意' WHERE id = 1", "opinion [1] outcome"),
    ("UPDATE post SET role = 'town.leader' WHERE account = 'finance'", "post ["),
    ("UPDATE case_ SET frozen = (SELECT frozen FROM case_ WHERE id = 2) WHERE id = 1", "case_ 1 frozen"),
    ("UPDATE case_ SET digest = '' WHERE id = 1", "case_ 1 digest"),
    ("UPDATE case_ SET state = 'closed' WHERE id = 1", "case_ 1 state"),
    ("UPDATE case_ SET codec = 2 WHERE id = 1", "case_ 1 codec"),
    ("UPDATE case_ SET definition = (SELECT definition FROM case_ WHERE id = 2) WHERE id = 1", "case_ 1 definition"),
    (f"UPDATE work_item SET role = 'town.clerk' WHERE id = {ITEM}", "work_item payment_call/release#1 role"),
    (f"UPDATE work_item SET place = 'town_b' WHERE id = {ITEM}", "work_item payment_call/release#1 place"),
    (f"UPDATE work_item SET assignee = 'clerk' WHERE id = {ITEM}", "work_item payment_call/release#1 assignee"),
    (f"UPDATE work_item SET due_on = '2027-01-01' WHERE id = {ITEM}", "work_item payment_call/release#1 due_on"),
    (f"UPDATE work_item SET state = 'cancelled' WHERE id = {ITEM}", "work_item payment_call/release#1 state"),
    (f"DELETE FROM work_item WHERE id = {ITEM}", "work_item case 4"),
    ("UPDATE work_item SET closed_by = 'clerk' WHERE task = 'contract.sign_as_town'", "sign_as_town#1 closed_by"),
    ("DELETE FROM subscription", "subscription case 1"),
    ("UPDATE period SET due = '2026-06-23' WHERE deadline_id = 'TD04'", "period case 1 TD04"),
    ("UPDATE definition_file SET xml = replace(xml, 'town.leader', 'town.clerk') WHERE name LIKE '%instalment%'", "definition_file"),
]


@pytest.mark.parametrize(("statement", "subject"), ROWS)
def test_a_row_changed_behind_the_history_is_named(
    sqlite_towns: Towns, statement: str, subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    town = sqlite_towns.after(PAYING)
    change(town, statement)
    code, findings = verified(town, capsys)
    assert code == 1
    assert [one for one in findings if subject in one["subject"]]
    sqlite_towns.take_back()


HIDING = ("frozen", "definition", "DELETE FROM work_item", "UPDATE case_ SET d")
"""Changes after which the others of the same row cannot be seen."""


def test_of_many_changed_rows_each_is_named(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    changes = {statement: subject for statement, subject in ROWS if not any(word in statement for word in HIDING)}
    change(town, *changes)
    code, findings = verified(town, capsys)
    assert code == 1
    assert [subject for subject in changes.values() if not any(subject in one["subject"] for one in findings)] == []


def test_a_frozen_state_that_cannot_be_read_is_named(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    change(town, "UPDATE case_ SET frozen = :nothing WHERE id = 1", nothing=b"\x00")
    code, findings = verified(town, capsys)
    assert code == 1
    assert [one["subject"] for one in findings] == ["case_ 1 frozen"]


COLUMNS = "position, stream, number, at, act, actor, key, body, previous, hash"
REFUSED = [
    "UPDATE ledger_entry SET body = '{}' WHERE number = 1",
    "DELETE FROM ledger_entry WHERE stream = 'case:1' AND number = 2",
]
REFUSED_BY = {
    "sqlite": (f"INSERT OR REPLACE INTO ledger_entry ({COLUMNS}) SELECT {COLUMNS} FROM ledger_entry WHERE number = 1",),
    "postgresql": ("TRUNCATE ledger_entry",),
}


def test_the_database_refuses_to_change_history(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    database = Databases(town.url)
    for statement in (*REFUSED, *REFUSED_BY[database.writer.dialect.name]):
        with pytest.raises(IntegrityError, match=SENTENCE), database.write() as session:
            session.execute(text(statement))
    database.dispose()
    assert verified(town, capsys) == (0, [])
