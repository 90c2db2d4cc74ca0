"""Fixtures of every room: a fresh database per test, on SQLite and on PostgreSQL.

`sqlite_url`, `postgres_url`: the URL of a database with all tables; `database_url`: the test runs once on each kind;
`database`: the same, opened. A room that needs other tables overrides `build_schema`.
`towns`: whole towns in which the golden case was played up to a step, on each kind in turn (see tests/towns.py).

All temporary files lie in memory where the machine has room for them: on a slow disk a server takes ten times as long for a database.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.util import Finalize
from pathlib import Path

import pytest
from hypothesis import settings

from app.db import Databases
from app.shelves import FileShelf, ServerShelf
from tests.databases import BuildSchema, PostgresDatabases, SqliteFiles, embedded_server, every_table
from tests.towns import Towns

# Two cores shared with a database server and a browser: a slow example is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30
"""A file system in memory, and the bytes that must be free there."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Before the first temporary file: choose where they lie. Workers take over what the first process chose."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return
    folder = tempfile.mkdtemp(prefix="goufu-tests-", dir=MEMORY)
    Path(folder).chmod(0o711)  # as root the server runs as a user of its own
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    # Nothing stays in memory. After multiprocessing has removed its own folder in it, which it does at priority -100.
    Finalize(None, shutil.rmtree, (folder,), {"ignore_errors": True}, exitpriority=-200)


def pytest_collection_finish() -> None:
    """What was collected stays: looking through it for garbage again and again costs up to a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--kills 20`: the long form of the test that kills workers."""
    parser.addoption("--kills", type=int, default=5, help="workers to kill on each kind of database")


@pytest.fixture(scope="session")
def build_schema() -> BuildSchema:
    """What fills a fresh database."""
    return every_table


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """The folder of this run's SQLite files."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresDatabases]:
    """The server in GOUFU_TEST_POSTGRES, or one of our own for this run."""
    given = os.environ.get("GOUFU_TEST_POSTGRES")
    server, url = (None, given) if given else embedded_server()
    databases = PostgresDatabases(url)
    yield databases
    databases.close()
    if server is not None:
        server.cleanup()


@pytest.fixture
def sqlite_url(sqlite_files: SqliteFiles, build_schema: BuildSchema) -> str:
    """A fresh SQLite file."""
    return sqlite_files.fresh(build_schema)


@pytest.fixture
def postgres_url(postgres_server: PostgresDatabases, build_schema: BuildSchema) -> Iterator[str]:
    """A fresh PostgreSQL database, dropped afterwards."""
    url = postgres_server.fresh(build_schema)
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Databases]:
    """A fresh database of each kind in turn, opened."""
    databases = Databases(database_url)
    yield databases
    databases.dispose()


@pytest.fixture(scope="session")
def sqlite_towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    """Towns in SQLite files."""
    towns = Towns(FileShelf(tmp_path_factory.mktemp("towns")))
    yield towns
    towns.end()


@pytest.fixture(scope="session")
def postgres_towns(postgres_server: PostgresDatabases) -> Iterator[Towns]:
    """Towns in databases of the server."""
    url = postgres_server.fresh(every_table)
    towns = Towns(ServerShelf(url))
    yield towns
    towns.end()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def towns(request: pytest.FixtureRequest) -> Iterator[Towns]:
    """Towns of each kind in turn; what a test took is dropped after it."""
    towns: Towns = request.getfixturevalue(f"{request.param}_towns")
    yield towns
    towns.take_back()
