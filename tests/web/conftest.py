"""The application on a town that has just been settled: every account can sign in, the clock stands until a test moves it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.clock import FixedClock
from app.composition import Workbench, workbench
from app.config import Config
from app.main import create_app
from app.stage import found_world
from app.web.auth.passwords import hashed
from app.web.auth.sessions import Sessions
from app.web.context import COOKIE
from tests.browsers import PASSWORD, Browser
from tests.towns import Town, Towns
from workflows.engine.tables import work_item
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


class House:
    """A town at a step of the golden case with its pages: people come in without the door, which has tests of its own."""

    def __init__(self, town: Town, secret: Path) -> None:
        self.town, self.office = town, town.open()
        self.bench = self.office.bench
        outside = {"checkpoints": secret.with_name("checkpoints"), "ledger_keys": secret.with_name("keys")}
        self.config = replace(self.bench.config, secret_file=secret, **outside)
        self.flask = create_app(replace(self.bench, config=self.config))

    def browser(self, account: str) -> Browser:
        """A browser in which this account is signed in."""
        client = self.flask.test_client()
        client.set_cookie(COOKIE, Sessions(self.bench.databases, self.bench.clock.wall).open(account, ""))
        return Browser(client)

    def item(self, task: str) -> int:
        """The one open item of a task in the golden case, instalments included."""
        wanted = select(work_item.c.id).where(work_item.c.root_id == self.town.case, work_item.c.task == task, work_item.c.state == "open")
        with self.bench.databases.read() as session:
            (found,) = session.execute(wanted).scalars()
            return int(found)

    def accounts(self) -> list[str]:
        """Everybody in the standard world."""
        with self.bench.databases.read() as session:
            return list(session.scalars(select(Account.name).order_by(Account.name)))


@pytest.fixture
def house_after(sqlite_towns: Towns, tmp_path: Path) -> Iterator[Callable[[int], House]]:
    """Opens the town after a step of the golden case; 0 is the town in which nothing has happened."""
    opened: list[House] = []

    def open_house(number: int) -> House:
        opened.append(House(sqlite_towns.after(number), tmp_path / "secret"))
        return opened[-1]

    yield open_house
    for house in opened:
        house.office.close()
    sqlite_towns.take_back()
