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


def test_no_page_needs_more_than_the_policy_allows(desk_window: Window) -> None:
    browser = desk_window.page.context.browser
    assert browser
    context = browser.new_context()
    window = Window(context.new_page(), desk_window.address)
    for path in PAGES:
        window.open(path)
    context.close()
    assert window.complaints == []
