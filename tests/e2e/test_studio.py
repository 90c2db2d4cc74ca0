"""Claims: a designer changes a procedure in the browser, sees the gate complain and agree, and a second designer puts it in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.composition import Workbench
from app.verifying import verify_all
from app.web.auth.sessions import Sessions
from app.web.context import COOKIE
from tests.e2e.conftest import DESKTOP
from tests.towns import Office, Towns
from tests.windows import Window, served
from workflows.engine.definitions import Definition
from workflows.engine.tables import case_, definition_version
from workflows.ledger.tables import ledger_entry

PROCESS = "review/project_review"
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
    """A window of one person, already signed in, the page's own policy in force."""
    context = chromium.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN")
    token = Sessions(office.bench.databases, office.bench.clock.wall).open(account, "")
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return Window(context.new_page(), address)


def change_deadline(page: Page, value: str) -> None:
    """Give the chosen task another deadline."""
    page.get_by_label("期限", exact=True).fill(value)
    page.get_by_label("期限", exact=True).press("Tab")


def test_from_the_drawing_to_the_sealed_entry(chromium: Browser, office: Office) -> None:
    bench = office.bench
    with served(bench) as address:
        first = window(chromium, address, office, "designer_1")
        page = first.open("/definitions")
        page.click(f'a[href="{EDIT}"]')
        expect(page.locator("[data-verdict]")).to_have_text("没有错误。", timeout=PATIENCE)
        expect(page.get_by_role("button", name="画任务")).to_be_visible()
        page.locator("g[data-element-id=leader_review]").click()
        change_deadline(page, "TD9999")
        expect(page.locator("[data-saved]")).to_contain_text("已保存")
        complaint = page.locator("[data-findings] .error button").first
        expect(complaint).to_contain_text("TD9999")
        page.locator("g[data-element-id=finance_opinion]").click()
        expect(page.get_by_label("期限", exact=True)).to_have_value("TD20")
        complaint.click()
        expect(page.get_by_label("期限", exact=True)).to_have_value("TD9999")
        change_deadline(page, "TD19")
        expect(page.locator("[data-verdict]")).to_have_text("没有错误。", timeout=PATIENCE)
        page.get_by_label("修改的原因").fill("分管领导审核期限与镇街会期一致")
        page.click("button[value=submit]")
        expect(page.locator(".messages")).to_contain_text("已送审")
        second = window(chromium, address, office, "designer_2")
        other = second.open("/definitions")
        other.click(f'a[href="/studio/{PROCESS}/review/designer_1"]')
        expect(other.locator(".changes li")).to_have_count(1)
        expect(other.locator(".changes")).to_contain_text("任务“分管领导审核”的期限由“3个工作日（TD20）”改为“")
        other.click("button[value=publish]")
        expect(other.locator(".messages")).to_contain_text("已发布")
        assert first.complaints == second.complaints == []
        holds(bench)
        assert not verify_all(bench).findings


def holds(bench: Workbench) -> None:
    """What stands after publishing: from tomorrow the next case has it, the running one does not, one entry says so."""
    now = bench.clock.now()
    with bench.databases.read() as session:
        assert due(bench.library.current(session, PROCESS, now)) == "TD20"
        assert due(bench.library.current(session, PROCESS, now + dt.timedelta(1))) == "TD19"
        assert due(bench.library.current(session, "origination/town_plan", now + dt.timedelta(1))) == "TD19"
        running = session.execute(select(case_.c.definition)).scalars().all()
        assert {due(bench.library.get(session, version)) for version in running} == {"TD20"}
        entry = session.execute(select(ledger_entry).order_by(ledger_entry.c.position.desc()).limit(1)).one()
        assert (entry.stream, entry.act, entry.actor) == ("system", "publish", "designer_2")
        assert '"author":"designer_1"' in entry.body
        numbers = select(definition_version.c.number).where(definition_version.c.process == PROCESS)
        assert sorted(session.execute(numbers).scalars()) == [1, 2]


def due(version: Definition) -> str:
    """The deadline of the leader's task."""
    return version.element("project_review", "leader_review").due
