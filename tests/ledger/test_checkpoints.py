"""Claims: what was signed outside the database finds an older database and a rewritten history; proofs of single entries hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app import jobs
from app.checkpoints.checkpoint import Checkpoint
from app.checkpoints.keeping import Contradiction, Kept
from app.checkpoints.notes import Note, Unsigned
from app.checkpoints.proofs import Inclusion
from app.checkpoints.sm3 import sm3
from app.cli import main
from app.composition import Workbench, at_work
from app.config import Config
from app.jobs.sequencing import fold_all
from app.verifying import verify_all
from tests.ledger.tampering import rewrite, unguarded
from tests.towns import Towns
from workflows.ledger.tables import ledger_entry, ledger_leaf
from workflows.ledger.tree import Unproven

EARLIER, LATER = 5, 7


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Config], Config]:
    """Where checkpoints and keys of these tests lie."""
    monkeypatch.setenv("GOUFU_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setenv("GOUFU_LEDGER_KEYS", str(tmp_path / "keys"))
    return lambda config: replace(config, checkpoints=tmp_path / "checkpoints", ledger_keys=tmp_path / "keys")


def sign(bench: Workbench) -> Path:
    fold_all(bench.databases)
    with bench.databases.read() as session:
        return Kept(bench.config).sign(session)


def found(bench: Workbench) -> set[tuple[str, str]]:
    return {(one.what, one.subject) for one in verify_all(bench).findings if one.what in {"tree", "older", "checkpoint", "unreadable"}}


def test_the_whole_way_on_the_command_line(
    towns: Towns, place: Callable[[Config], Config], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--database", towns.after(EARLIER).url]
    assert main(["ledger", "prove", "case:1", "1", *at]) == 2
    assert "no checkpoint yet" in capsys.readouterr().err
    assert main(["ledger", "checkpoint", "--json", *at]) == 0
    signed = json.loads(capsys.readouterr().out)
    assert main(["ledger", "checkpoint", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out) == signed
    assert main(["ledger", "verify", "--json", *at]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["leaves"], report["checkpoints"]) == (report["entries"], 1)
    assert main(["ledger", "prove", "case:1", "3", "--out", str(tmp_path / "3.proof"), *at]) == 0
    assert main(["ledger", "prove", "case:1", "99999", *at]) == 2
    assert main(["ledger", "prove", "case:1", *at]) == 2
    with at_work(replace(Config(), database=at[1])) as bench, bench.databases.read() as session:
        wanted = select(ledger_entry.c.hash).where(ledger_entry.c.stream == "case:1", ledger_entry.c.number.in_((3, 4)))
        third, fourth = session.scalars(wanted.order_by(ledger_entry.c.number)).all()
    proof = Inclusion.read((tmp_path / "3.proof").read_text())
    verifier = Kept(place(replace(Config(), database=at[1]))).verifier()
    assert verifier is not None
    assert proof.check(third, verifier).size == report["leaves"]
    with pytest.raises(Unproven):
        proof.check(fourth, verifier)


def test_an_older_database_is_named(towns: Towns, place: Callable[[Config], Config]) -> None:
    later, earlier = (place(towns.after(step).config()) for step in (LATER, EARLIER))
    with at_work(later) as bench:
        signed = sign(bench)
        assert found(bench) == set()
    old = Kept(earlier)
    shutil.copytree(Kept(later).folder, old.folder)
    shutil.copy(later.ledger_keys / f"{Kept(later).name}.key", earlier.ledger_keys / f"{old.name}.key")
    with at_work(earlier) as bench:
        assert found(bench) == {("older", f"{old.name}/{signed.name}")}
        with pytest.raises(Contradiction, match="not the one that was signed"):
            sign(bench)
        assert main(["ledger", "verify", "--database", earlier.database]) == 1
        assert main(["ledger", "checkpoint", "--database", earlier.database]) == 1


def test_a_rewritten_history_is_named(towns: Towns, place: Callable[[Config], Config]) -> None:
    """Everything made anew to the end, as by somebody who can write everything."""
    with at_work(place(towns.after(EARLIER).config())) as bench:
        signed = sign(bench)
        rewrite(bench.databases, "case:1", 3, key="another")
        assert found(bench) == {("checkpoint", f"{Kept(bench.config).name}/{signed.name}")}
        with pytest.raises(Contradiction):
            sign(bench)


def test_the_clock_signs_what_grew_and_nothing_else(
    sqlite_towns: Towns, place: Callable[[Config], Config], caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(place(sqlite_towns.after(EARLIER).config())) as bench:
        kept = Kept(bench.config)
        jobs.sign(bench)
        assert kept.files() == []
        fold_all(bench.databases)
        jobs.sign(bench)
        jobs.sign(bench)
        (first,) = kept.files()
        rewrite(bench.databases, "case:1", 1, key="another")
        first.rename(first.with_name("000000000001.txt"))
        jobs.sign(bench)
        assert len(kept.files()) == 1
        assert "history is not the one that was signed" in caplog.text
    sqlite_towns.take_back()


def test_the_root_of_sm3_is_signed_and_verified_too(sqlite_towns: Towns, place: Callable[[Config], Config]) -> None:
    with at_work(place(sqlite_towns.after(EARLIER).config())) as bench:
        fold_all(bench.databases)
        kept = Kept(bench.config)
        with bench.databases.read() as session:
            signed = kept.sign(session, guomi=True)
        assert found(bench) == set()
        text = Note.read(signed.read_text()).text
        said = Checkpoint.read(text)
        assert text.splitlines()[3].startswith("sm3 ")
        spoilt = replace(said, sm3=said.root).text
        signed.write_text(str(Note(spoilt, (kept.signer().line(spoilt),))))
        assert found(bench) == {("checkpoint", f"{kept.name}/{signed.name} sm3")}
    sqlite_towns.take_back()


def test_sm3_is_that_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_leaf_changed_or_gone_is_named(towns: Towns, place: Callable[[Config], Config]) -> None:
    with at_work(place(towns.after(EARLIER).config())) as bench:
        fold_all(bench.databases)
        with unguarded(bench.databases) as session:
            session.execute(text("UPDATE ledger_leaf SET number = 99999 WHERE stream = 'case:1' AND number = 2"))
        assert found(bench) == {("tree", "ledger_entry")}
        with unguarded(bench.databases) as session:
            session.execute(ledger_leaf.delete().where(ledger_leaf.c.index == 1))
        assert found(bench) >= {("tree", "ledger_leaf index")}


def test_a_checkpoint_file_that_was_changed_is_named(sqlite_towns: Towns, place: Callable[[Config], Config]) -> None:
    with at_work(place(sqlite_towns.after(EARLIER).config())) as bench:
        signed = sign(bench)
        kept, note = Kept(bench.config), signed.read_text()
        signed.write_text(note.replace("\n\n— g", "\n\n— h"))
        assert found(bench) == {("unreadable", f"{kept.name}/{signed.name}")}
        with pytest.raises(Contradiction, match="not signed by"):
            sign(bench)
        signed.write_text(note)
        shutil.rmtree(bench.config.ledger_keys)
        assert found(bench) == set()
    sqlite_towns.take_back()


@pytest.mark.parametrize(
    "broken",
    ["", "x\n\ny", "c2sp.org/tlog-proof@v1\n\ny", "c2sp.org/tlog-proof@v1\nindex -1\n\ny", "c2sp.org/tlog-proof@v1\nindex 1\n!\n\ny"],
)
def test_what_is_no_proof_is_refused(broken: str) -> None:
    with pytest.raises(Unsigned):
        Inclusion.read(broken)
