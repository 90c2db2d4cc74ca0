"""A real browser on a real server: Debian's Chromium, the application on a free port, the settled town behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

from app.clock import FixedClock
from app.composition import workbench
from app.config import Config
from app.stage import found_world
from app.web.auth.passwords import hashed
from tests.browsers import PASSWORD
from tests.windows import CHROMIUM, Window, served
from workflows.procurement import world as worlds
from workflows.procurement.models.people import Account

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a town in which every account can sign in; the developers' pages are open."""
    folder = tmp_path_factory.mktemp("e2e")
    clock = FixedClock()
    clock.moment = worlds.standard()["world"]["demo_begins"]
    config = Config(f"sqlite:///{folder / 'town.db'}", files=folder / "files", secret_file=folder / "secret")
    bench = workbench(replace(config, debug=True), clock)
    found_world(bench, dict(worlds.standard()))
    with bench.databases.write() as session:
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))
    with served(bench) as address:
        yield address


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def window(request: pytest.FixtureRequest, chromium: Browser, town: str) -> Iterator[Window]:
    """A window in each width."""
    yield from _window(chromium, town, request.param)


@pytest.fixture
def desk_window(chromium: Browser, town: str) -> Iterator[Window]:
    """A window on an office machine."""
    yield from _window(chromium, town, DESKTOP)


def _window(chromium: Browser, town: str, size: tuple[int, int]) -> Iterator[Window]:
    # The page's own policy stays in force for the page; only axe, which tests inject, is let past it.
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", bypass_csp=True)
    yield Window(context.new_page(), town)
    context.close()
