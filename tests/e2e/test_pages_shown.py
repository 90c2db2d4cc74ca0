"""Every kind of page, in both widths: nothing for axe to find, nothing cut off, nothing said on the console."""

from __future__ import annotations

import pytest

from tests.windows import Window

PAGES = [
    "/sign-in",
    "/dev/components",
    "/dev/pages/desk",
    "/dev/pages/empty",
    "/dev/pages/case",
    "/dev/pages/audit",
    "/dev/pages/broken",
    "/dev/pages/rules",
    "/dev/pages/article",
    "/dev/forms/project.draft_plan",
    "/dev/forms/project.draft_plan?wrong=1",
    "/dev/forms/review.decide_collectively?wrong=1",
    "/dev/forms/contract.plan_payments?wrong=1",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_clean_and_fits(window: Window, path: str) -> None:
    page = window.open(path)
    assert window.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert window.complaints == []


@pytest.mark.parametrize("task", ["supervision.verify_progress", "acceptance.check_items", "contract.plan_payments", "project.draft_plan"])
def test_every_table_of_a_form_fits_its_sheet(desk_window: Window, task: str) -> None:
    page = desk_window.open(f"/dev/forms/{task}")
    broader = "[...document.querySelectorAll('.table-wrap')].filter(one => one.scrollWidth > one.clientWidth).length"
    for width in (1440, 1366, 1280, 1100, 900, 800, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(broader) == 0, width


def test_the_demo_bar_is_one_line_on_a_phone_and_opens(window: Window) -> None:
    page = window.open("/dev/pages/desk")
    phone = page.evaluate("innerWidth < 700")
    assert page.locator(".demo").bounding_box()["height"] < 50  # type: ignore[index]
    assert page.locator("#demo-as").is_visible() != phone
    if phone:
        page.click(".demo summary")
        assert page.locator("#demo-as").is_visible()
        assert page.locator("#demo-to").is_visible()
        assert window.faults() == []


# One question, one layout: the bar sticks and the page still rolls after "End", so boxes asked for one after the other
# are boxes of different moments.
ASIDE = """() => {
    const keep = document.querySelector('.keep button').getBoundingClientRect()
    const gap = one => Math.max(keep.left - one.right, keep.top - one.bottom, one.top - keep.bottom)
    return [...document.querySelectorAll('[data-decide]')].map(one => gap(one.getBoundingClientRect()))
}"""


def test_saving_for_later_is_not_hit_by_a_thumb_that_decides(window: Window) -> None:
    page = window.open("/dev/forms/review.give_leader_opinion")
    page.keyboard.press("End")
    aside = page.evaluate(ASIDE)
    assert aside
    assert min(aside) >= 8


def test_no_page_needs_more_than_the_policy_allows(desk_window: Window) -> None:
    browser = desk_window.page.context.browser
    assert browser
    context = browser.new_context()
    window = Window(context.new_page(), desk_window.address)
    for path in PAGES:
        window.open(path)
    context.close()
    assert window.complaints == []
