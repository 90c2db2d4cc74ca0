"""Claims: what the coverage table reads out of code, drawings and tests is read once; another state of the files is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.coverage import kept
from app.coverage.carriers import Carrier
from app.coverage.kept import Readings, digest, readings

CARRIER = Carrier("rules", "needs.found_by_today", "ART-9.1", frozenset({"ART-9.1", "ART-9"}), ("a.toml#1",), ("standing/town_need#enter",))
READ = Readings((CARRIER,), {"ART-9.1": frozenset({"tests/x.py::test_x"})}, {"standing/town_need#enter": "镇街登记需求 · 登记需求"})


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Readings]:
    """How often everything was read; nothing that other processes keep is touched."""
    done: list[Readings] = []
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "coverage")
    monkeypatch.setattr(kept, "digest", lambda: "one")
    monkeypatch.setattr(kept, "read_all", lambda: done.append(READ) or READ)
    monkeypatch.setattr(kept, "readings", readings.__wrapped__)
    return done


def test_what_was_read_is_taken_from_the_folder_by_the_next_process(reads: list[Readings]) -> None:
    assert [kept.readings(), kept.readings()] == [READ, READ]
    assert reads == [READ]


def test_other_files_are_read_anew_and_the_older_reading_is_dropped(reads: list[Readings], monkeypatch: pytest.MonkeyPatch) -> None:
    kept.readings()
    monkeypatch.setattr(kept, "digest", lambda: "two")
    assert kept.readings() == READ
    assert len(reads) == 2
    assert [path.name for path in kept.FOLDER.iterdir()] == ["two.json"]


@pytest.mark.parametrize("broken", ["", "{", "{}", '{"carriers": [{}], "claims": {}, "names": {}}', "[1]"])
def test_a_file_that_was_cut_off_is_read_over(reads: list[Readings], broken: str) -> None:
    kept.FOLDER.mkdir()
    (kept.FOLDER / "one.json").write_text(broken, encoding="utf-8")
    assert kept.readings() == READ
    assert kept.readings() == READ
    assert len(reads) == 1


def test_a_folder_that_cannot_be_written_only_costs_time(reads: list[Readings]) -> None:
    kept.FOLDER.write_text("a file stands in its place", encoding="utf-8")
    assert [kept.readings(), kept.readings()] == [READ, READ]
    assert len(reads) == 2


def test_the_digest_tells_one_state_of_the_files_from_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "HOME", tmp_path)
    (tmp_path / "app").mkdir()
    empty = digest()
    (tmp_path / "app" / "one.py").write_text("A = 1\n", encoding="utf-8")
    one = digest()
    (tmp_path / "app" / "one.py").write_text("A = 2\n", encoding="utf-8")
    (tmp_path / "app" / "left.pyc").write_bytes(b"compiled")
    assert len({empty, one, digest()}) == 3
