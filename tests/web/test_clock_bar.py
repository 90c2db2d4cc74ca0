"""Claims: a demo database's time can be moved and another role taken up from any page; every other database refuses both."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import Clock, make_movable, wall
from app.composition import Workbench, workbench
from app.main import create_app
from app.timing import advance
from app.web.auth.sessions import Sessions
from app.web.auth.tables import web_session
from app.web.context import COOKIE
from tests.browsers import Browser
from tests.towns import Town, Towns
from tests.web.conftest import House
from workflows.act import SHANGHAI
from workflows.engine.tables import case_
from workflows.procurement.models.people import Account

Visit = Callable[[str, str], tuple[Workbench, Browser]]
PUBLICITY_ENDS = dt.datetime(2026, 6, 30, 0, 0, tzinfo=SHANGHAI)


def moved(town: Town, kind: str) -> None:
    """Let a copy of a town live at its story's moment, as a database of that kind."""
    bench = workbench(town.config())
    with bench.databases.write() as session:
        make_movable(session, kind, town.moment)
    bench.databases.dispose()


@pytest.fixture
def visit(sqlite_towns: Towns, tmp_path: Path) -> Iterator[Visit]:
    """The town after the eighth golden step (立项公示 is running) as a database of a kind; a browser with an account signed in."""
    opened: list[Workbench] = []

    def enter(kind: str, account: str) -> tuple[Workbench, Browser]:
        town = sqlite_towns.after(8)
        if kind:
            moved(town, kind)
        bench = workbench(replace(town.config(), secret_file=tmp_path / "secret"))
        opened.append(bench)
        client = create_app(bench).test_client()
        client.set_cookie(COOKIE, Sessions(bench.databases, bench.clock.wall).open(account, ""))
        return bench, Browser(client)

    yield enter
    for bench in opened:
        bench.databases.dispose()
    sqlite_towns.take_back()


def bar(browser: Browser, path: str = "/") -> str:
    """The bar without its tags; empty where there is none."""
    found = re.search(r'<section class="demo".*?</section>', browser.get(path).text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def post(browser: Browser, path: str, **data: str) -> tuple[int, str]:
    """Submit a form of the bar: status, and where it leads."""
    token = re.search(r'name="_csrf" value="([^"]+)"', browser.get("/").text)
    assert token
    answer = browser.client.post(path, data={"_csrf": token[1], **data})
    return answer.status_code, answer.location or ""


@pytest.mark.parametrize("path", ["/", "/projects", "/funds", "/notices", "/audit", "/definitions", "/search?q=甲", "/cases/1"])
def test_every_page_says_that_it_is_a_demo_and_what_time_it_is(visit: Visit, path: str) -> None:
    _bench, browser = visit("demo", "clerk")
    shown = bar(browser, path)
    assert "演示环境 现在是 2026-06-22 周一 09:0" in shown
    assert "2026-06-30 周二 00:00 立项公示期满" in shown
    assert "镇财务人员（finance）" in shown


def test_a_scenario_s_clock_moves_too_and_nobody_changes_places_in_it(visit: Visit) -> None:
    bench, browser = visit("scenario", "clerk")
    assert "快进到下一个到期" in bar(browser)
    assert "身份继续" not in bar(browser)
    assert post(browser, "/demo/as", account="leader")[0] == 403
    assert post(browser, "/demo/advance")[0] == 303
    assert bench.clock.now() >= PUBLICITY_ENDS


def test_a_database_that_lives_in_real_time_has_no_bar_and_refuses(visit: Visit) -> None:
    bench, browser = visit("", "clerk")
    assert bar(browser) == ""
    assert post(browser, "/demo/advance")[0] == 403
    assert post(browser, "/demo/advance", to="2030-01-01T00:00")[0] == 403
    assert post(browser, "/demo/as", account="leader")[0] == 403
    assert abs(bench.clock.now() - wall()) < dt.timedelta(minutes=1)
    with pytest.raises(ValueError, match="real time"):
        advance(bench, bench.clock.now() + dt.timedelta(days=1))


def test_a_story_s_clock_that_stands_is_no_demo_either(house_after: Callable[[int], House]) -> None:
    house = house_after(8)
    assert bar(house.browser("clerk")) == ""
    assert post(house.browser("clerk"), "/demo/advance")[0] == 403


def test_on_to_the_next_moment_and_back_to_the_page(visit: Visit) -> None:
    bench, browser = visit("demo", "clerk_2")
    status, address = post(browser, "/demo/advance", _back="/cases/1?x=1")
    assert (status, address) == (303, "/cases/1?x=1")
    assert dt.timedelta(0) <= bench.clock.now() - PUBLICITY_ENDS < dt.timedelta(minutes=5)
    page = browser.get("/").text
    assert "登记公示结果" in page
    assert "其间自动办理1项" in page
    assert "没有到期自动办理的事项" in bar(browser)


def test_what_falls_due_on_the_way_happens_at_its_own_moment(visit: Visit) -> None:
    bench, browser = visit("demo", "clerk")
    assert post(browser, "/demo/advance", to="2026-07-15T09:00")[0] == 303
    shown = browser.get("/cases/1/record").text
    assert "2026-06-30 00:00" in shown
    assert bench.clock.now().astimezone(SHANGHAI).date() == dt.date(2026, 7, 15)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("2026-06-01T09:00", "时钟只能向前"),
        ("nonsense", "请填写日期和时间"),
        ("9999-12-31T23:59", "一次最多快进一年"),
        ("2029-01-01T00:00", "一次最多快进一年"),
    ],
)
def test_a_moment_that_will_not_do_says_why_and_moves_nothing(visit: Visit, to: str, said: str) -> None:
    bench, browser = visit("demo", "clerk")
    before = bench.clock.offset()
    assert post(browser, "/demo/advance", to=to)[0] == 303
    assert said in browser.get("/").text
    assert bench.clock.offset() == before


def test_after_the_last_moment_the_bar_asks_for_one(visit: Visit) -> None:
    _bench, browser = visit("demo", "clerk")
    post(browser, "/demo/advance")
    post(browser, "/demo/advance")
    assert "目前没有到期后自动办理的事项" in browser.get("/").text


def test_one_goes_on_as_somebody_else_and_it_is_kept_as_a_sign_in(visit: Visit) -> None:
    bench, browser = visit("demo", "clerk")
    assert post(browser, "/demo/as", account="leader") == (303, "/")
    assert "分管领导" in browser.get("/").text
    with bench.databases.read() as session:
        assert session.scalars(select(web_session.c.account)).all() == ["leader"]


def test_nobody_goes_on_as_an_account_that_is_closed_or_unknown(visit: Visit) -> None:
    bench, browser = visit("demo", "clerk")
    with bench.databases.write() as session:
        account = session.get(Account, "leader")
        assert account
        account.active = False
    assert [post(browser, "/demo/as", account=name)[0] for name in ("leader", "nobody", "")] == [404, 404, 404]
    assert "镇经办人甲" in browser.get("/").text


@pytest.mark.parametrize("path", ["/demo/advance", "/demo/as"])
def test_both_need_a_token_a_sign_in_and_a_post(visit: Visit, path: str) -> None:
    bench, browser = visit("demo", "clerk")
    before = bench.clock.offset()
    assert browser.client.post(path, data={"account": "leader"}).status_code == 400
    assert browser.get(path).status_code == 405
    stranger = Browser(browser.client.application.test_client())
    assert stranger.post(path, {"account": "leader"}).status_code == 401
    assert bench.clock.offset() == before


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example/", "\\\\elsewhere", ""])
def test_the_way_back_never_leaves_the_house(visit: Visit, back: str) -> None:
    _bench, browser = visit("demo", "clerk")
    assert post(browser, "/demo/advance", _back=back)[1] == "/"


def test_two_movers_never_turn_the_clock_back(visit: Visit) -> None:
    bench, _browser = visit("demo", "clerk")
    far = bench.clock.now() + dt.timedelta(days=30)
    advance(bench, far)
    advance(bench, far - dt.timedelta(days=10))
    assert bench.clock.now() >= far
    with bench.databases.read() as session:
        assert session.execute(select(case_.c.seq)).scalar_one() == 10
    assert isinstance(bench.clock, Clock)
