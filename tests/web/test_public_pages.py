"""Claims: one finds the projects that one may see by number or title; notices and funds are those of one's own town."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.web.conftest import House

Open = Callable[[int], House]


def text(house: House, account: str, path: str) -> str:
    """A page's own part without its tags."""
    answer = house.browser(account).get(path)
    assert answer.status_code == 200, path
    found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


@pytest.mark.parametrize("asked", ["青少年", "甲镇购服", "〔2026〕1号", " 心理 "])
def test_a_project_is_found_by_a_part_of_its_number_or_title(house_after: Open, asked: str) -> None:
    assert "甲镇2026年青少年心理健康服务" in text(house_after(5), "clerk", f"/search?q={asked}")


@pytest.mark.parametrize("asked", ["%", "_", "养老", "'; --", "x" * 500])
def test_what_is_nowhere_is_not_found(house_after: Open, asked: str) -> None:
    page = text(house_after(5), "clerk", f"/search?q={asked}")
    assert "没有找到" in page
    assert "心理健康服务" not in page


def test_nothing_asked_is_nothing_answered(house_after: Open) -> None:
    assert "请输入项目名称或编号" in text(house_after(5), "clerk", "/search?q=")


@pytest.mark.parametrize("account", ["clerk_b", "community_b", "org_4", "admin", "designer_1"])
def test_nobody_finds_what_they_may_not_see(house_after: Open, account: str) -> None:
    page = text(house_after(5), account, "/search?q=心理")
    assert "没有找到" in page
    assert "甲镇2026" not in page


def test_an_outsider_finds_their_project_without_its_budget(house_after: Open) -> None:
    house = house_after(33)
    assert "180,000.00" in text(house, "clerk", "/search?q=心理")
    page = text(house, "org_1", "/search?q=心理")
    assert "甲镇2026年青少年心理健康服务" in page
    assert "180,000.00" not in page


def test_notices_say_what_was_published_where_and_until_when(house_after: Open) -> None:
    house = house_after(28)
    page = text(house, "finance", "/notices")
    assert "合同公开 公示中" in page
    assert "立项公示 已结束" in page
    assert "2026-06-22 至 2026-06-29" in page
    kinds = text(house, "finance", "/notices?kind=result")
    assert "成交单位：和风心理服务中心" in kinds
    assert "现予公示" not in kinds
    assert "没有公示内容" in text(house, "clerk_b", "/notices")
    assert "没有公示内容" in text(house, "finance", "/notices?kind=acceptance")


def test_odd_addresses_of_notices_show_all(house_after: Open) -> None:
    house = house_after(28)
    assert text(house, "finance", "/notices?kind=x&before=y") == text(house, "finance", "/notices")


def test_funds_say_what_is_reserved_committed_paid_and_left(house_after: Open) -> None:
    page = text(house_after(31), "leader", "/funds")
    assert re.search(r"F1 财政资金 .* 600,000.00 元 0.00 元 103,680.00 元 69,120.00 元 427,200.00 元", page)


def test_funds_are_those_of_ones_own_towns(house_after: Open) -> None:
    house = house_after(1)
    assert "乙镇" not in text(house, "finance", "/funds")
    assert "甲镇" not in text(house, "finance_b", "/funds")
    assert "甲镇" in text(house, "district_office", "/funds")
    assert "甲镇" in text(house, "auditor", "/funds")


@pytest.mark.parametrize("account", ["org_1", "resident_rep_1", "community_party", "admin", "third_party"])
def test_outside_the_offices_nobody_reads_the_books(house_after: Open, account: str) -> None:
    house = house_after(1)
    assert house.browser(account).get("/funds").status_code == 403
    assert 'href="/funds"' not in house.browser(account).get("/").text
