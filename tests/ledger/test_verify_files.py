"""Claims: an attachment that was exchanged, changed or taken from the folder is named; another installation's folder is not looked at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.composition import Workbench
from app.verifying import verify_all
from app.verifying_files import Files
from tests.towns import Towns
from workflows.procurement.models.documents import Document

SUPERVISION = 40
"""After this step the town keeps several files."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where this town's files lie."""
    return tmp_path / "kept"


@pytest.fixture
def bench(towns: Towns, folder: Path) -> Iterator[Workbench]:
    """A town with a folder of files of its own."""
    town = towns.after(SUPERVISION)
    shutil.copytree(town.files, folder)
    office = replace(town, files=folder).open()
    yield office.bench
    office.close()


def named(bench: Workbench) -> list[tuple[str, str]]:
    """What is named, and what was found in its place."""
    check = Files(bench.blobs)
    with bench.databases.read() as session:
        return [(one.what, one.found) for one in check(session)]


def kept(bench: Workbench, folder: Path) -> list[Path]:
    """The files that rows name."""
    report = verify_all(bench)
    assert report.ok
    assert report.files == report.files_named > 2
    with bench.databases.read() as session:
        return [folder / sha256[:2] / sha256 for sha256 in session.scalars(select(Document.sha256).distinct())]


def test_exchanged_changed_and_missing_files_are_named(bench: Workbench, folder: Path) -> None:
    one, other, third, *_rest = kept(bench, folder)
    one.write_bytes(other.read_bytes())
    third.unlink()
    assert sorted(named(bench)) == sorted([("file", other.name), ("file", "无")])
    report = verify_all(bench)
    assert [finding.what for finding in report.findings] == ["file", "file"]
    assert report.files == report.files_named - 1


def test_a_folder_that_holds_none_of_them_is_another_installations(bench: Workbench, folder: Path) -> None:
    count = len(kept(bench, folder))
    shutil.rmtree(folder)
    report = verify_all(bench)
    assert report.ok
    assert (report.files, report.files_named) == (0, count)
