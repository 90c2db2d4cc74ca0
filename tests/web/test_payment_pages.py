"""Claims: whoever decides on a payment reads the computed limits beside the decision, before they are broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.web.conftest import House
from tests.web.sheets import text_of

STYLES = Path(__file__).parents[2] / "app" / "assets" / "css"


def drawn(house: House, account: str, task: str) -> str:
    """The task's page as its holder gets it."""
    item = house.office.item(house.town.case, task)
    return house.browser(account).get(f"/tasks/{item}").text


def page(house: House, account: str, task: str) -> str:
    """What its holder reads there."""
    return text_of(drawn(house, account, task))


def test_finance_reads_the_sums_both_accounts_and_how_long_a_hold_may_last(house_after: Callable[[int], House]) -> None:
    whole = drawn(house_after(34), "finance", "payment.review")
    assert re.search(r'class="limit"[^>]*>.*?<span>申请：[^<\n；]*\n合同：[^<\n]*</span>', whole, re.DOTALL), (
        "each account on a line of its own"
    )
    styles = (STYLES / "fields.css").read_text(encoding="utf-8")
    assert re.search(r"\.limit span, \.bar-limit span \{[^}]*white-space: pre-line", styles)
    shown = text_of(whole)
    assert "申请51840.00元，连同此前累计120960.00元，合同价172800.00元" in shown
    assert "申请：和风心理服务中心 6000000000000004 合同：和风心理服务中心 6000000000000004" in shown
    assert "暂缓最长30日，争议处理最长60日" in shown


def test_the_leader_reads_until_when_it_is_to_be_paid(house_after: Callable[[int], House]) -> None:
    shown = page(house_after(35), "leader", "payment.release")
    assert "最迟2026-11-11支付" in shown and "最长30日" in shown


def test_the_cashier_reads_the_account_and_the_day(house_after: Callable[[int], House]) -> None:
    shown = page(house_after(36), "cashier", "payment.pay")
    assert "付至和风心理服务中心6000000000000004" in shown and "2026年11月11日前" in shown


def test_the_stages_of_a_payment_begin_with_the_request(house_after: Callable[[int], House]) -> None:
    house = house_after(35)
    item = house.office.item(house.town.case, "payment.release")
    opened = house.browser("leader").get(f"/tasks/{item}").text
    stages = text_of(opened.partition('class="stages')[2].partition("</ol>")[0])
    names = [one for one in re.findall("[\u4e00-\u9fff]+", stages) if one not in ("已完成", "进行中", "未开始")]
    assert names == ["提出付款", "复核付款", "二次复核付款", "批准付款", "支付并登记回单"]
