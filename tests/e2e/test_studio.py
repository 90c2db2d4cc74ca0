"""Claims: a designer changes a procedure in the browser, sees the gate complain and agree, and a second designer puts it in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.web.auth.sessions import Sessions
from app.web.context import COOKIE
from tests.e2e.conftest import DESKTOP
from tests.towns import Office, Towns
from tests.windows import Window, served
from workflows.engine.definitions import Definition
from workflows.ledger.tables import ledger_entry

PROCESS = "review/project_review"
MARKED = "marked"
MARKUP = f"<img src=x onerror=\"document.title='{MARKED}'\">"
EDIT = f"/studio/{PROCESS}/edit"
PATIENCE = 30_000
"""Milliseconds: the law is proven over every way through all diagrams, on a machine that does other things too."""


@pytest.fixture
def office(sqlite_towns: Towns) -> Iterator[Office]:
    """A town with the golden case begun."""
    office = sqlite_towns.after(1).open()
    yield office
    office.close()
    sqlite_towns.take_back()


def window(chromium: Browser, address: str, office: Office, account: str) -> Window:
    """A window of one person, already signed in; axe alone is let past the page's own policy."""
    context = chromium.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN", bypass_csp=account == "designer_2")
    token = Sessions(office.bench.databases, office.bench.clock.wall).open(account, "")
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return Window(context.new_page(), address)


def fill(page: Page, label: str, value: str) -> None:
    """Fill in one property of the chosen element."""
    page.get_by_label(label, exact=True).fill(value)
    page.get_by_label(label, exact=True).press("Tab")


def test_from_the_drawing_to_the_sealed_entry(chromium: Browser, office: Office) -> None:
    with served(office.bench) as address:
        first = window(chromium, address, office, "designer_1")
        drawn(first.open("/definitions"))
        second = window(chromium, address, office, "designer_2")
        published(second)
        assert first.complaints == second.complaints == []
        assert first.page.title() != MARKED
        holds(office)


def drawn(page: Page) -> None:
    """The first designer's part: a wrong period, a name with markup, put right; submitted."""
    page.click(f'a[href="{EDIT}"]')
    page.locator("g[data-element-id=leader_review]").click()
    expect(page.get_by_role("button", name="画任务")).to_be_visible()
    expect(page.get_by_text("3个工作日，收到待办至办理")).to_be_visible()
    fill(page, "期限", "TD9999")
    complaint = page.locator("[data-findings] .error button").first
    expect(complaint).to_contain_text("TD9999")
    page.locator("g[data-element-id=finance_opinion]").click()
    fill(page, "名称", MARKUP)
    expect(page.locator("g[data-element-id=finance_opinion]")).to_contain_text("<img")
    complaint.click()
    expect(page.get_by_label("期限", exact=True)).to_have_value("TD9999")
    fill(page, "期限", "TD19")
    expect(page.locator("[data-verdict]")).to_have_text("没有错误。", timeout=PATIENCE)
    page.get_by_label("修改的原因").fill("分管领导审核期限与镇街会期一致")
    page.click("button[value=submit]")
    expect(page.locator(".messages")).to_contain_text("已送审")


def published(second: Window) -> None:
    """The second designer's part."""
    other = second.open("/definitions")
    assert second.faults() == []
    other.click(f'a[href="/studio/{PROCESS}/review/designer_1"]')
    expect(other.locator(".changes li")).to_have_count(2)
    expect(other.locator(".changes")).to_contain_text("任务“分管领导审核”的期限由“3个工作日（TD20）”改为“")
    expect(other.locator(".changes")).to_contain_text(MARKUP)
    other.locator(".drawing .djs-shape").first.wait_for()
    assert second.faults() == []
    other.click("button[value=publish]")
    expect(other.locator(".messages")).to_contain_text("已发布")
    other.click(f'a[href="{EDIT}"]')
    other.locator("g[data-element-id=leader_review]").wait_for()
    assert second.faults() == []


def holds(office: Office) -> None:
    """What stands after publishing: from tomorrow the next case has it, the running one does not, one entry says so."""
    bench, tomorrow = office.bench, office.clock.moment + dt.timedelta(1)
    with bench.databases.read() as session:
        assert due(bench.library.current(session, PROCESS, office.clock.moment)) == "TD20"
        assert due(bench.library.current(session, PROCESS, tomorrow)) == "TD19"
        assert due(bench.library.current(session, "origination/town_plan", tomorrow)) == "TD19"
        entry = session.execute(select(ledger_entry).order_by(ledger_entry.c.position.desc()).limit(1)).one()
        assert (entry.stream, entry.act, entry.actor) == ("system", "publish", "designer_2")
        assert '"author":"designer_1"' in entry.body


def due(version: Definition) -> str:
    """The deadline of the leader's task."""
    return version.element("project_review", "leader_review").due
