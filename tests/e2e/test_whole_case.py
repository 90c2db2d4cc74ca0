"""The whole golden case in a real browser: every step by the button a person would press, from the clerk's first click to `closed`."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from app.clock import FixedClock, make_movable
from app.composition import Workbench, workbench
from app.config import Config
from app.served import LOOPBACK, Server
from app.stage import found_world
from app.verifying import verify_all
from app.web.auth.passwords import hashed
from tests.browsers import PASSWORD
from tests.towns import GOLDEN, Town, Towns
from tests.walks import Walk
from workflows.engine.tables import case_, work_item
from workflows.procurement import world as worlds
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.people import Account

DESKTOP, PHONE = (1440, 900), (390, 844)
STORY = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
TITLE = STORY["scenario"]["title"].partition("：")[0]


def opened(bench: Workbench, begins: dt.datetime) -> None:
    """Make a town a demo that lives at that moment, with a password for everybody."""
    with bench.databases.write() as session:
        make_movable(session, "demo", begins)
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))
    bench.databases.dispose()


@contextmanager
def served(config: Config, folder: Path) -> Iterator[str]:
    """The address of a server on that town."""
    server = Server(replace(config, secret_file=folder / "secret"), folder / "server.log")
    try:
        yield f"http://{LOOPBACK}:{server.port}"
    finally:
        server.stop()


@contextmanager
def walk(chromium: Browser, address: str, size: tuple[int, int]) -> Iterator[Walk]:
    """A window in which the pages' own policy is in force."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    try:
        yield Walk(context.new_page(), address)
    finally:
        context.close()


@pytest.fixture
def new_town(tmp_path: Path) -> Config:
    """A demo town in which nothing has happened yet."""
    config = replace(Config(), database=f"sqlite:///{tmp_path / 'town.db'}", files=tmp_path / "files")
    clock = FixedClock()
    clock.moment = STORY["scenario"]["begins"]
    bench = workbench(config, clock)
    found_world(bench, dict(worlds.standard()))
    opened(bench, clock.moment)
    return config


def demo_before(towns: Towns, one: dict[str, Any]) -> Config:
    """A demo town at the moment of that step of the golden case, which is still to be done."""
    town: Town = towns.after(one["n"] - 1)
    opened(workbench(town.config()), one["at"])
    return town.config()


def done(walk: Walk, one: dict[str, Any]) -> None:
    """One step of the story, by hand."""
    if one.get("do") == "wait":
        assert one["title"] in walk.wait(one["at"])
        return
    walk.let_pass(one["at"])
    walk.go_on_as(one["who"])
    if one.get("do") == "start":
        walk.page.locator(".starts a", has_text=one["title"]).click()
        expect(walk.page.locator("h1")).to_contain_text(one["title"])
    else:
        walk.open_task(one["title"])
    walk.read(one)
    walk.fill(one["form"], one.get("files", {}))
    walk.hand_in(one["form"].get("outcome", ""))


def test_the_whole_case_is_walked_by_hand(chromium: Browser, new_town: Config, tmp_path: Path) -> None:
    with served(new_town, tmp_path) as address, walk(chromium, address, DESKTOP) as window:
        window.sign_in(STORY["step"][0]["who"])
        for one in STORY["step"]:
            done(window, one)
        window.page.get_by_role("link", name="我的项目").click()
        window.page.locator(".what a", has_text=TITLE).click()
        every_tab_is_shown(window)
        assert window.complaints == []
    bench = workbench(new_town)
    stands_as_told(bench)
    bench.databases.dispose()


def every_tab_is_shown(window: Walk) -> None:
    """The closed case, leaf by leaf."""
    tabs = window.page.locator(".tabs a")
    for label in tabs.all_inner_texts():
        tabs.get_by_text(label, exact=True).click()
        expect(window.page.locator(".tabs [aria-current]")).to_have_text(label)
        expect(window.page.locator("h1")).to_contain_text("已结案")
        if window.page.locator("[data-diagram]").count():
            window.page.wait_for_selector(".drawing .djs-shape")


def stands_as_told(bench: Workbench) -> None:
    """The end of the story in the database: closed, nothing open, the money where it belongs, every seal intact."""
    with bench.databases.read() as session:
        assert set(session.execute(select(case_.c.state)).scalars()) == {STORY["then"]["state"]}
        assert not session.execute(select(work_item.c.id).where(work_item.c.state == "open")).all()
        for code, said in STORY["then"]["money"].items():
            fund = session.get_one(FundLine, code)
            assert {name: f"{getattr(fund, name):.2f}" for name in said} == said
    report = verify_all(bench)
    assert report.ok, report.findings


def test_an_advance_of_45_per_cent_is_refused_beside_the_field(chromium: Browser, sqlite_towns: Towns, tmp_path: Path) -> None:
    lawful = STORY["step"][22]
    (refused,) = (one for one in STORY["refusal"] if one["id"] == "G41")
    with served(demo_before(sqlite_towns, lawful), tmp_path) as address, walk(chromium, address, DESKTOP) as window:
        window.sign_in(lawful["who"])
        window.open_task(lawful["title"])
        window.fill(refused["form"], {})
        typed = window.typed()
        window.press()
        said = window.page.locator("#f-instalments > .errors")
        expect(said).to_contain_text(refused["message"])
        expect(said.locator(".rule")).to_contain_text("第二十三条")
        expect(window.page.locator("[data-summary]")).to_be_focused()
        assert window.typed() == typed
        assert all("422" in complaint for complaint in window.complaints), window.complaints
        window.fill(lawful["form"], {})
        window.hand_in()
    sqlite_towns.take_back()


def test_a_resident_gives_an_opinion_on_a_phone(chromium: Browser, sqlite_towns: Towns, tmp_path: Path) -> None:
    one = STORY["step"][40]
    with served(demo_before(sqlite_towns, one), tmp_path) as address, walk(chromium, address, PHONE) as window:
        window.sign_in(one["who"])
        window.open_task(one["title"])
        assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        window.read(one)
        window.fill(one["form"], {})
        expect(window.page.locator("[data-decide]").first).to_be_in_viewport()
        window.hand_in()
        expect(window.page.locator(".nothing")).to_be_visible()
        assert window.complaints == []
    sqlite_towns.take_back()
