"""The application on a town that has just been settled: every account can sign in, the clock stands until a test moves it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from app.composition import Workbench, workbench
from app.config import Config
from app.main import create_app
from app.stage import FixedClock, found_world
from app.web.auth.passwords import hashed
from tests.browsers import PASSWORD, Browser
from workflows.procurement import world as worlds
from workflows.procurement.models.people import Account


@pytest.fixture(scope="session")
def settled_town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FixedClock]:
    """A database file with the standard world, to be copied."""
    folder = tmp_path_factory.mktemp("town")
    clock = FixedClock()
    clock.moment = worlds.standard()["world"]["demo_begins"]
    bench = workbench(replace(Config(), database=f"sqlite:///{folder / 'town.db'}", files=folder / "files"), clock)
    found_world(bench, dict(worlds.standard()))
    with bench.databases.write() as session:
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))
    bench.databases.dispose()
    return folder / "town.db", clock


@pytest.fixture
def clock(settled_town: tuple[Path, FixedClock]) -> FixedClock:
    """The clock of this test's town."""
    own = FixedClock()
    own.moment = settled_town[1].moment
    return own


@pytest.fixture
def bench(settled_town: tuple[Path, FixedClock], clock: FixedClock, tmp_path: Path) -> Iterator[Workbench]:
    """The workbench of a fresh town."""
    shutil.copyfile(settled_town[0], tmp_path / "town.db")
    config = Config(database=f"sqlite:///{tmp_path / 'town.db'}", files=tmp_path / "files", secret_file=tmp_path / "secret")
    made = workbench(config, clock)
    yield made
    made.databases.dispose()


@pytest.fixture
def open_browser(bench: Workbench) -> Callable[[], Browser]:
    """Opens browsers on the application; each has its own cookies."""
    flask = create_app(bench)
    flask.add_url_rule("/probe", "probe", lambda: "inside", methods=["GET", "POST"])
    return lambda: Browser(flask.test_client())


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    """One browser, nobody signed in."""
    return open_browser()
