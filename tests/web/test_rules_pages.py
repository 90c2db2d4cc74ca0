"""Claims: officials and auditors read which rule, task or row carries each clause, and go from there to the drawing and to the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from app.coverage import table
from app.coverage.carriers import Carrier
from app.web.rules import lines
from tests.web.conftest import House

Open = Callable[[int], House]
WORN = (
    Carrier(
        "rules",
        "payment.advance_within_cap",
        "ART-23.1",
        frozenset({"ART-23.1"}),
        ("a.toml#1", "b", "c", "d"),
        ("payment/payment_steps#pay",),
    ),
    Carrier("pages", "/needs", "", frozenset({"ART-4.1"}), ("tests/x.py::test_x",), ("/needs", "/cases/<id:case_id>")),
    Carrier("timers", "TD26", "年度金额", frozenset({"ART-23.2"})),
    Carrier("tasks", "payment.pay", "支付并登记回单", frozenset({"ART-23"}), (), ("payment/payment_steps#pay",)),
)


@pytest.fixture(autouse=True)
def _four_carriers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table in which four things wear a clause; the whole one has claims of its own."""
    monkeypatch.setattr(table, "carriers", lambda: WORN)


def text(markup: str) -> str:
    """A page without its tags and line breaks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\xa0", " ").split())


def test_officials_and_auditors_read_it_and_find_it_from_audit_and_procedures(house_after: Open) -> None:
    house = house_after(0)
    for account in ("clerk", "auditor", "district_office"):
        browser = house.browser(account)
        assert [browser.get(path).status_code for path in ("/rules", "/rules/1", "/rules/30", "/rules?article=23")] == [200] * 4
        assert 'href="/rules"' in browser.get("/definitions").text
        assert 'href="/rules"' in browser.get("/audit").text
    for account in ("org_1", "resident_rep_1", "third_party"):
        browser = house.browser(account)
        assert [browser.get(path).status_code for path in ("/rules", "/rules/23")] == [403, 403], account
        assert 'href="/rules"' not in browser.get("/definitions").text
    assert house.flask.test_client().get("/rules").status_code == 303


def test_each_clause_says_what_carries_it_where_it_is_seen_and_whether_it_is_missing(house_after: Open) -> None:
    page = house_after(0).browser("clerk").get("/rules").text
    shown = text(page)
    assert "30条，96个款项：已落实2，宣示性6，缺88。" in shown
    assert "ART-23.1 核验履约进度之前累计支付不超过合同价的百分之四十。 规则 1 4 付款办理 · 支付并登记回单 已落实" in shown
    assert "ART-23.2 跨年度合同以年度金额计算先行支付的上限。 期限和时点 1 — — 缺" in shown
    assert "语句 立法目的" not in shown
    assert "立法目的，不设定办理事项。" in shown
    assert re.search(r'<a href="/needs">需求</a>', page)


def test_where_no_tests_are_installed_the_page_says_so(house_after: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = house_after(0).browser("clerk")
    assert "本机没有安装测试" not in browser.get("/rules").text
    monkeypatch.setattr(lines, "TESTS", tmp_path / "none")
    assert "本机没有安装测试，证明不予列出。" in browser.get("/rules").text


def test_one_article_alone(house_after: Open) -> None:
    browser = house_after(0).browser("auditor")
    page = text(browser.get("/rules?article=23").text)
    assert "ART-23.5" in page
    assert "ART-22.1" not in page
    assert (
        browser.get("/rules?article=99").status_code == browser.get("/rules/31").status_code == browser.get("/rules/0").status_code == 404
    )
    assert "ART-22.1" in browser.get("/rules?article=二十三").text, "what is no number asks for all"


def test_an_article_leads_to_the_drawing_in_force_and_to_the_task_in_it(house_after: Open) -> None:
    browser = house_after(0).browser("clerk")
    page = browser.get("/rules/23").text
    assert "ART-23.1 payment.advance_within_cap 付款办理 · 支付并登记回单 a.toml#1 b c 另有1项" in text(page)
    assert "写明本条、未写明款项的 种类 名称 在哪里看 证明 办理 支付并登记回单 payment.pay" in text(page)
    found = re.search(r'href="(/definitions/[0-9a-f]{64})#(task-pay)"', page)
    assert found
    assert f'id="{found.group(2)}"' in browser.get(found.group(1)).text
