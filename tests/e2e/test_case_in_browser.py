"""A case in a real browser: its picture, the path walked step by step, the audit; every page clean for axe and without a complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from app.clock import make_movable
from app.composition import workbench
from app.web.auth.passwords import hashed
from tests.browsers import PASSWORD
from tests.towns import Town, Towns
from tests.windows import Window, served
from workflows.procurement.models.people import Account

DESKTOP, PHONE = (1440, 900), (390, 844)
CASE = "/cases/1"
PAGES = {
    "clerk": [CASE, *(f"{CASE}/{tab}" for tab in ("flow", "money", "buying", "contract", "performance", "files", "record")), "/funds"],
    "auditor": ["/audit", "/audit/entries/case:1/19", "/audit?scope=system", "/notices", "/definitions", "/search?q=心理"],
    "org_2": [CASE, f"{CASE}/flow", f"{CASE}/record"],
}


@pytest.fixture(scope="module")
def case_town(sqlite_towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo town in which the golden case has come to its acceptance."""
    town: Town = sqlite_towns.after(33)
    bench = workbench(replace(town.config(), secret_file=tmp_path_factory.mktemp("key") / "secret"))
    with bench.databases.write() as session:
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))
        make_movable(session, "demo", town.moment)
    with served(bench) as address:
        yield address
    sqlite_towns.take_back()


class Rooms:
    """Windows on the town, one for each person and width, signed in once."""

    def __init__(self, chromium: Browser, address: str, folder: Path) -> None:
        self._chromium, self._address, self._folder = chromium, address, folder

    def window(self, account: str, size: tuple[int, int] = DESKTOP, **more: object) -> Window:
        """A new window in which this person is signed in."""
        state = self._folder / f"{account}.json"
        if not state.exists():
            context = self._chromium.new_context()
            Window(context.new_page(), self._address).sign_in(account)
            context.storage_state(path=state)
            context.close()
        shape = {"viewport": {"width": size[0], "height": size[1]}, "locale": "zh-CN", "storage_state": state, **more}
        return Window(self._chromium.new_context(**shape).new_page(), self._address)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def rooms(chromium: Browser, case_town: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """Opens windows; all are closed at the end."""
    yield Rooms(chromium, case_town, tmp_path_factory.mktemp("people"))
    for context in list(chromium.contexts):
        context.close()


def ids(page: Page, mark: str) -> set[str]:
    """The shapes of the picture that carry a mark."""
    return set(page.eval_on_selector_all(f".drawing .djs-shape.{mark}", "all => all.map(one => one.dataset.elementId)"))


def at_step(page: Page, number: int) -> None:
    """The panel beside the slider tells of this step."""
    expect(page.locator("[data-step] .seq")).to_have_text(f"第{number}步")


# ------------------------------------------------------------------------------------------------------ every page
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("account", list(PAGES))
def test_every_page_is_clean_and_fits(rooms: Rooms, account: str, size: tuple[int, int]) -> None:
    window = rooms.window(account, size, bypass_csp=True)
    for path in PAGES[account]:
        page = window.open(path)
        assert window.faults() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert window.complaints == []
    window.page.context.close()


def test_no_page_needs_more_than_the_policy_allows(rooms: Rooms) -> None:
    window = rooms.window("auditor")
    for path in (*PAGES["clerk"], *PAGES["auditor"]):
        window.open(path)
    definition = window.open("/definitions").get_by_role("link", name="购买全过程").first.get_attribute("href")
    page = window.open(f"{definition}?process=evaluation_round")
    expect(page.get_by_role("heading", name="决策表：等级和尾款比例")).to_be_visible()
    assert window.complaints == []
    window.page.context.close()


# ------------------------------------------------------------------------------------------------------ the picture
def test_the_picture_opens_where_the_case_stands(rooms: Rooms) -> None:
    page = rooms.window("clerk").open(f"{CASE}/flow")
    at_step(page, 29)
    expect(page.locator("[data-title]")).to_have_text("完工报告")
    assert ids(page, "standing") == {"report_completion"}
    assert page.eval_on_selector_all("[data-trail] a", "all => all.map(one => one.textContent)")[-2:] == ["履约验收", "完工报告"]
    mark = page.locator(".bjs-powered-by")
    expect(mark).to_be_visible()
    uncovered = "one => { const box = one.getBoundingClientRect();"
    uncovered += " return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"
    mark.scroll_into_view_if_needed()
    assert mark.evaluate(uncovered)


def test_the_arrows_move_the_marks_and_the_picture_follows(rooms: Rooms) -> None:
    window = rooms.window("auditor")
    page = window.open(f"{CASE}/flow")
    slider = page.locator("[data-range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    at_step(page, 28)
    expect(page.locator("[data-title]")).to_have_text("进度报告")
    assert ids(page, "taken") == {"report_progress"}
    page.keyboard.press("Home")
    at_step(page, 1)
    expect(page.locator("[data-title]")).to_have_text("镇街规划立项")
    assert (ids(page, "taken"), ids(page, "standing")) == ({"draft_plan"}, {"lifecycle_call"})
    for number in range(2, 10):
        page.keyboard.press("ArrowRight")
        at_step(page, number)
    expect(page.locator("[data-step]")).to_contain_text("系统 · 到期自动办理 · 2026-06-30 00:00")
    expect(page.locator("[data-step]")).to_contain_text("之后等待：登记公示结果")
    assert ids(page, "taken") == {"publicity_over"}
    assert {"finance_opinion", "reserve_funds", "start_publicity"} <= ids(page, "walked")
    assert page.locator(".drawing .djs-connection.walked").count() > 8
    assert page.locator(".drawing .number").all_text_contents() == [str(number) for number in range(2, 10)]
    expect(slider).to_have_attribute("aria-valuetext", re.compile("第9步 立项公示期满，系统"))
    assert window.complaints == []


def test_one_step_shows_on_every_picture_that_leads_to_it(rooms: Rooms) -> None:
    page = rooms.window("clerk").open(f"{CASE}/flow")
    page.locator("[data-range]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    at_step(page, 2)
    page.click("[data-trail] a >> nth=1")
    expect(page.locator("[data-title]")).to_have_text("购买全过程")
    assert (ids(page, "taken"), ids(page, "standing")) == ({"review_call"}, {"review_call"})
    page.uncheck("[data-follow]")
    page.click("[data-on]")
    at_step(page, 3)
    expect(page.locator("[data-title]")).to_have_text("购买全过程")
    page.click(".other-pictures summary")
    page.click(".other-pictures a >> text=统筹审议")
    expect(page.locator("[data-title]")).to_have_text("统筹审议")
    assert ids(page, "taken") == {"business_opinion"}


def test_an_element_tells_its_entries_and_a_call_opens_what_runs_inside(rooms: Rooms) -> None:
    page = rooms.window("clerk").open(f"{CASE}/flow")
    page.click("[data-trail] a >> nth=1")
    page.click(".drawing [data-element-id=plan_call]")
    drawer = page.locator("[data-drawer]")
    expect(drawer.locator("li")).to_have_count(2)
    drawer.get_by_role("button", name=re.compile("第12步")).click()
    at_step(page, 12)
    page.click(".drawing [data-element-id=plan_call]")
    drawer.get_by_role("button", name=re.compile("打开")).click()
    expect(page.locator("[data-title]")).to_have_text("采购实施计划")
    page.click(".drawing [data-element-id=review_plan]")
    expect(drawer).to_contain_text("第12步 审查采购实施计划 · 同意")
    expect(drawer).to_contain_text("社区办负责人 · 2026-07-02 09:30")


def test_a_side_case_is_one_click_away(rooms: Rooms) -> None:
    page = rooms.window("clerk").open(f"{CASE}/flow")
    page.click("text=第1期付款")
    page.wait_for_selector(".drawing .djs-shape")
    expect(page.locator("[data-title]")).to_have_text("付款办理")
    at_step(page, 5)
    assert ids(page, "taken") == {"pay"}


def test_who_wants_no_motion_gets_none(rooms: Rooms) -> None:
    still = rooms.window("clerk", reduced_motion="reduce").open(f"{CASE}/flow")
    moving = rooms.window("clerk", reduced_motion="no-preference").open(f"{CASE}/flow")
    asked = "getComputedStyle(document.querySelector('.djs-shape.standing .djs-visual > :first-child')).animationName"
    assert (still.evaluate(asked), moving.evaluate(asked)) == ("none", "standing")


def test_without_scripts_the_steps_stand_in_words(rooms: Rooms) -> None:
    page = rooms.window("clerk", java_script_enabled=False).page
    page.goto(rooms.window("clerk").address + f"{CASE}/flow")
    steps = page.locator(".equivalent li")
    expect(steps).to_have_count(29)
    expect(steps.nth(8)).to_contain_text("立项公示期满 系统 · 2026-06-30 00:00 · 之后等待：登记公示结果")
    expect(steps.nth(8)).to_be_visible()
    expect(page.locator("[data-slider]")).to_be_hidden()


def test_on_a_phone_the_picture_shows_where_the_case_stands(rooms: Rooms) -> None:
    page = rooms.window("leader", PHONE).open(f"{CASE}/flow")
    page.locator("[data-range]").focus()
    page.keyboard.press("ArrowLeft")
    at_step(page, 28)
    expect(page.locator(".drawing .djs-shape.taken")).to_be_visible()
    inside = "one => { const box = one.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth && box.width > 40 }"
    assert page.locator(".drawing .djs-shape.taken .djs-visual").evaluate(inside)


# ------------------------------------------------------------------------------------------------------ the audit
def test_an_auditor_verifies_and_executes_again_and_sees_how_far_it_is(rooms: Rooms) -> None:
    window = rooms.window("auditor")
    page = window.open("/audit")
    page.click("text=立即核验")
    expect(page.locator(".verdict.whole")).to_contain_text("核验通过", timeout=60_000)
    page = window.open(f"{CASE}/record")
    page.click("text=重新执行核对")
    expect(page.locator(".verdict.whole")).to_contain_text("结果与封存记录完全一致", timeout=60_000)
    page.click("text=返回全过程记录")
    page.click("#case-1-19 summary")
    page.click("#case-1-19 >> text=查看封存原文")
    expect(page.locator(".verdict")).to_contain_text("封存值与内容一致")
    assert window.complaints == []
