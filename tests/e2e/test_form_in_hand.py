"""A form in the hands of a clerk: it adds up, it saves itself, a click too many does no harm."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.windows import Window
from workflows.procurement.money import words

FORM = "/dev/forms/project.draft_plan"
AMOUNTS = ["180000.00", "0.05", "10.50", "0.30", "100.07", "1000000.00", "10010.00", "100000001.1", "20300405.6", "7", "0", "305000000.00"]


def test_an_amount_is_echoed_as_the_server_would_write_it(desk_window: Window) -> None:
    page = desk_window.open(FORM)
    for amount in AMOUNTS:
        page.fill("#f-amount", amount)
        shown = page.inner_text("[for=f-amount][data-words]")
        assert shown.split(" · ")[1] == words(Decimal(amount)), amount
        assert page.input_value("#f-amount_words") == words(Decimal(amount))


def test_words_that_a_person_wrote_are_left_alone(desk_window: Window) -> None:
    page = desk_window.open(FORM)
    page.fill("#f-amount_words", "拾捌万元整")
    page.fill("#f-amount", "180000.00")
    assert page.input_value("#f-amount_words") == "拾捌万元整"


def test_lines_are_added_multiplied_summed_taken_out_and_brought_back(window: Window) -> None:
    page = window.open(FORM)
    table = page.locator("[data-rows=cost_items]")
    for number, (quantity, price) in enumerate([("320", "300.00"), ("12", "2500.00")]):
        if number:
            table.locator("[data-add]").click()
        page.fill(f"[name='cost_items.{number}.quantity']", quantity)
        page.fill(f"[name='cost_items.{number}.price']", price)
    assert page.input_value("[name='cost_items.1.amount']") == "30000.00"
    expect(table.locator("[data-sums]")).to_contain_text("126,000.00")
    table.locator("[data-remove]").first.click()
    expect(table.locator("tbody tr")).to_have_count(1)
    assert page.input_value("[name='cost_items.0.quantity']") == "12"
    table.locator("[data-undo]").click()
    assert [page.input_value(f"[name='cost_items.{n}.quantity']") for n in (0, 1)] == ["320", "12"]
    assert window.faults() == []


def test_a_form_saves_itself_after_a_change(desk_window: Window) -> None:
    desk_window.sign_in("clerk")
    page = desk_window.open(FORM)
    with page.expect_response("**/draft") as saved:
        page.fill("#f-title", "甲镇2026年青少年心理健康服务")
    assert saved.value.json() == {"saved": "09:00"}
    expect(page.locator("[data-saved]")).to_have_text("已暂存 09:00")


def test_a_file_is_taken_at_once_and_a_wrong_one_is_named_beside_its_field(desk_window: Window) -> None:
    desk_window.sign_in("clerk")
    page = desk_window.open(FORM)
    page.set_input_files("#f-needs_analysis", {"name": "说明.txt", "mimeType": "text/plain", "buffer": "需求".encode()})
    expect(page.locator("[data-kept=needs_analysis] li")).to_have_count(1)
    page.set_input_files("#f-needs_analysis", {"name": "说明.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"})
    expect(page.locator(".attach.wrong .errors")).to_contain_text("说明.pdf")


def test_enter_in_a_line_of_text_submits_nothing(desk_window: Window) -> None:
    page = desk_window.open(FORM)
    page.fill("#f-title", "甲")
    page.press("#f-title", "Enter")
    assert page.url.endswith(FORM)


def test_the_keyboard_walks_the_desk(desk_window: Window) -> None:
    page = desk_window.open("/dev/pages/desk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "公布比价结果"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "支付并登记回单"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def test_the_slider_walks_the_history_of_a_case(desk_window: Window) -> None:
    page = desk_window.open("/dev/pages/case")
    expect(page.locator(".drawing svg").first).to_be_visible()
    expect(page.locator("[data-step]")).to_contain_text("第12步")
    page.click("[data-back]")
    expect(page.locator("[data-step]")).to_contain_text("第11步")
    assert page.locator(".bjs-powered-by").is_visible()


@pytest.mark.parametrize("path", [FORM, "/dev/pages/desk", "/sign-in"])
def test_a_page_is_usable_without_a_script(desk_window: Window, path: str) -> None:
    browser = desk_window.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk_window.address + path)
    assert page.locator("h1").is_visible()
    assert page.locator("button:not(.unseen), a.button").first.is_visible()
    context.close()
