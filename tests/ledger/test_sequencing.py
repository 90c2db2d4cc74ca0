"""Claims: new entries stand in the tree after the next round, in full tiles and beyond them, once, whoever folds; idling costs nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app.checkpoints.keeping import Kept
from app.config import Config
from app.db import Databases
from app.jobs import each_second
from app.jobs.sequencing import LOOK_ANYWAY, Sequencer
from app.verifying_tree import Tree
from tests.ledger.purse import do_act
from tests.ledger.tampering import tamper
from tests.towns import Towns
from workflows.ledger import sequencing, tree
from workflows.ledger.sequencing import waiting
from workflows.ledger.tables import ledger_entry, ledger_leaf, ledger_tile
from workflows.ledger.tiles import StoredRoots, place_of, size_of
from workflows.ledger.triggers import SENTENCE


def digest(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def entries(database: Databases, first: int, last: int, stream: str = "case:1") -> None:
    """Entries whose hashes are known; of a chain nothing is asked here."""
    rows = [
        {"stream": stream, "number": n, "at": "", "act": "", "body": "{}", "previous": bytes(32), "hash": digest(n)}
        for n in range(first, last + 1)
    ]
    with database.write() as session:
        session.execute(insert(ledger_entry), rows)


def plain_roots(level: int, index: int) -> bytes:
    if level == 0:
        return tree.leaf_hash(digest(index + 1))
    return tree.node_hash(plain_roots(level - 1, 2 * index), plain_roots(level - 1, 2 * index + 1))


def test_an_entry_stands_in_the_tree_after_the_next_round(database: Databases) -> None:
    sequencer = Sequencer(database)
    assert sequencer.round() == 0
    head = do_act(database, 1)
    assert sequencer.round() == 1
    with database.read() as session:
        assert (size_of(session), place_of(session, "case:1", 1), place_of(session, "case:1", 2)) == (1, 0, None)
        assert tree.root(StoredRoots(session), 1) == tree.leaf_hash(head)


@pytest.mark.parametrize("sizes", [(255, 256, 257, 700)])
def test_the_roots_are_those_of_the_entries_whatever_was_folded_when(database: Databases, sizes: tuple[int, ...]) -> None:
    sequencer, before = Sequencer(database), 0
    for size in sizes:
        entries(database, before + 1, size)
        assert sequencer.round() == size - before
        with database.read() as session:
            assert size_of(session) == size
            assert tree.root(StoredRoots(session), size) == tree.root(plain_roots, size)
            proof = tree.inclusion_proof(StoredRoots(session), before, size)
            tree.check_inclusion(digest(before + 1), before, size, proof, tree.root(plain_roots, size))
            assert session.execute(select(ledger_tile.c.level, ledger_tile.c.index)).all() == [(0, n) for n in range(size // 256)]
        before = size


def test_a_tile_of_tiles_is_made_when_its_last_is_full(sqlite_url: str) -> None:
    """65,536 entries: the tiles but the last are put there as they would be, so that the claim costs little."""
    database = Databases(sqlite_url)
    root = digest(0)
    with database.write() as session:
        session.execute(insert(ledger_tile), [{"level": 0, "index": n, "hashes": bytes(8192), "root": root} for n in range(255)])
        session.execute(insert(ledger_leaf), [{"index": 65_279, "stream": "case:9", "number": 1}])
    entries(database, 1, 256)
    assert Sequencer(database).round() == 256
    with database.read() as session:
        whole = session.execute(select(ledger_tile).where(ledger_tile.c.level == 1)).one()
        last = session.execute(select(ledger_tile.c.root).where(ledger_tile.c.index == 255)).scalar_one()
        assert whole.index == 0
        assert whole.hashes == root * 255 + last
        assert tree.root(StoredRoots(session), 65_536) == whole.root
    database.dispose()


def test_an_entry_committed_late_finds_its_place(database: Databases) -> None:
    """A lower position that appears after higher ones have been folded, as on PostgreSQL."""
    sequencer = Sequencer(database)
    with database.write() as session:
        row = {"stream": "case:1", "at": "", "act": "", "body": "{}", "previous": bytes(32), "hash": bytes(32)}
        session.execute(insert(ledger_entry), [{**row, "position": 50, "number": 2}])
    assert sequencer.round() == 1
    with database.write() as session:
        session.execute(insert(ledger_entry), [{**row, "position": 49, "number": 1}])
    assert sequencer.round() == 1
    with database.read() as session:
        assert (place_of(session, "case:1", 2), place_of(session, "case:1", 1), waiting(session)) == (0, 1, 0)


def test_of_two_processes_one_folds(database: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second counted the leaves before the first wrote its own: the database refuses it the place, its next round takes another."""
    slow, quick = Sequencer(database), Sequencer(database)
    do_act(database, 1)
    assert quick.round() == 1
    do_act(database, 1)
    monkeypatch.setattr(sequencing, "size_of", lambda _session: 0)
    assert slow.round() == 0
    monkeypatch.undo()
    assert slow.round() == 1
    with database.read() as session:
        assert session.execute(select(ledger_leaf)).all() == [(0, "case:1", 1), (1, "case:1", 2)]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_leaf SET number = 7",
        "UPDATE ledger_tile SET level = 3",
        "DELETE FROM ledger_tile WHERE level = 0",
    ],
)
def test_what_was_folded_can_be_neither_changed_nor_deleted(database: Databases, change: str) -> None:
    entries(database, 1, 256)
    Sequencer(database).round()
    with pytest.raises(IntegrityError, match=SENTENCE), database.write() as session:
        session.execute(text(change))


@pytest.mark.parametrize("pragma", ["ON", "OFF"])
@pytest.mark.parametrize("row", ["leaf VALUES (0, 'case:2', 1)", "leaf VALUES (9, 'case:1', 1)", "tile VALUES (0, 0, x'00', x'00')"])
def test_nothing_is_put_in_anothers_place_whatever_the_pragma(sqlite_url: str, pragma: str, row: str) -> None:
    database = Databases(sqlite_url)
    entries(database, 1, 256)
    Sequencer(database).round()
    database.dispose()
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute(f"PRAGMA recursive_triggers={pragma}")
    with pytest.raises(sqlite3.IntegrityError, match=SENTENCE):
        connection.execute(f"INSERT OR REPLACE INTO ledger_{row}")
    connection.close()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE ledger_tile SET root = hashes WHERE {index} = 1", {"ledger_tile 0/1"}),
        ("DELETE FROM ledger_tile WHERE {index} = 0", {"ledger_tile 0/0"}),
        ("UPDATE ledger_tile SET level = 3 WHERE {index} = 1", {"ledger_tile 0/1", "ledger_tile 3/1"}),
        ("UPDATE ledger_entry SET hash = previous WHERE number = 300", {"ledger_tile 0/1"}),
        ("SELECT 1", set()),
    ],
)
def test_a_tile_that_differs_from_the_entries_is_named(database: Databases, tmp_path: Path, change: str, named: set[str]) -> None:
    entries(database, 1, 600)
    Sequencer(database).round()
    tamper(database, change.format(index='"index"'))
    check = Tree(Kept(Config(checkpoints=tmp_path)))
    with database.read() as session:
        assert {(one.what, one.subject) for one in check(session)} == {("tree", one) for one in named}
    assert (check.leaves, check.checkpoints) == (600, 0)


def test_an_idle_second_costs_the_clocks_own_two_statements(towns: Towns) -> None:
    office = towns.after(0).open()
    bench, sequencer = office.bench, Sequencer(office.bench.databases)
    for _round in range(2):
        each_second(bench, sequencer)
    meter = bench.databases.meter()
    for _round in range(LOOK_ANYWAY - 1):
        each_second(bench, sequencer)
    assert meter.statements == 2 * (LOOK_ANYWAY - 1)
    each_second(bench, sequencer)
    assert meter.statements == 2 * LOOK_ANYWAY + 1
    office.close()
