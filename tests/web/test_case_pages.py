"""Claims: a case shows each reader what concerns them and nothing else, as pages and as data; before closing nobody reads a quotation."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select, update

from tests.browsers import Browser
from tests.ledger.tampering import tamper
from tests.web.conftest import House
from workflows.engine.tables import case_, work_item

Open = Callable[[int], House]
TABS = ("flow", "money", "buying", "contract", "performance", "files", "record")
PRICES = ("178000", "178,000", "172800", "172,800", "179500", "179,500", "壹拾柒万")
FILE = "响应文件.pdf"
INTERNAL = ("需求清楚，与在办项目不重复", "资金用途相符", "不属于第十一条所列情形", "党政联席会议主持人", "镇纪检监察人员")


def text(browser: Browser, path: str) -> str:
    """A page that opens, without its tags."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


def every_page(house: House, account: str) -> str:
    """All that this account can open of the golden case, pages and data."""
    browser, base = house.browser(account), f"/cases/{house.town.case}"
    first = browser.get(f"{base}/history.json")
    paths = (base, *(f"{base}/{tab}" for tab in TABS)) if first.status_code == 200 else ()
    answers = [first, *(browser.get(path) for path in paths)]
    assert {answer.status_code for answer in answers} <= {200, 403}
    return unescape(" ".join(answer.text for answer in answers if answer.status_code == 200))


# ------------------------------------------------------------------------------------------------------ who may read
@pytest.mark.parametrize("account", ["clerk", "finance", "legal", "district_office", "auditor"])
def test_offices_and_auditors_read_every_tab(house_after: Open, account: str) -> None:
    house = house_after(33)
    browser = house.browser(account)
    for path in ("", *(f"/{tab}" for tab in TABS), "/history.json"):
        assert browser.get(f"/cases/{house.town.case}{path}").status_code == 200, path


@pytest.mark.parametrize("account", ["clerk_b", "leader_b", "community_b", "org_4", "admin", "designer_1", "expert_1"])
def test_nobody_else_opens_it_as_page_or_as_data(house_after: Open, account: str) -> None:
    house = house_after(33)
    browser = house.browser(account)
    for path in ("", *(f"/{tab}" for tab in TABS), "/history.json"):
        answer = browser.get(f"/cases/{house.town.case}{path}")
        assert answer.status_code == 403, path
        assert "青少年" not in answer.text


@pytest.mark.parametrize(
    ("account", "tabs"),
    [
        ("org_2", {"flow", "money", "buying", "contract", "performance", "files", "record"}),
        ("org_1", {"flow", "buying", "files", "record"}),
        ("committee_member_1", {"flow", "contract", "performance", "files", "record"}),
        ("community_party", {"flow", "contract", "performance", "files", "record"}),
    ],
)
def test_outside_the_offices_one_finds_the_tabs_of_ones_own_part(house_after: Open, account: str, tabs: set[str]) -> None:
    house = house_after(47)
    browser, base = house.browser(account), f"/cases/{house.town.case}"
    assert {tab for tab in TABS if browser.get(f"{base}/{tab}").status_code == 200} == tabs
    linked = set(re.findall(rf'href="{base}/(\w+)"', browser.get(base).text))
    assert linked - {"record", "flow"} <= tabs


@pytest.mark.parametrize("account", ["org_1", "org_2", "committee_member_1", "resident_rep_2", "community_party", "third_party"])
def test_outside_the_offices_no_internal_opinion_shows(house_after: Open, account: str) -> None:
    shown = every_page(house_after(53), account)
    assert "甲镇2026年青少年心理健康服务" in shown
    assert [word for word in INTERNAL if word in shown] == []


def test_a_contractor_s_record_is_what_it_did_itself(house_after: Open) -> None:
    house = house_after(33)
    browser, base = house.browser("org_2"), f"/cases/{house.town.case}"
    page = text(browser, f"{base}/record")
    assert re.findall(r"提交报价|乙方签署合同|提交进度报告", page) == ["提交报价", "乙方签署合同", "提交进度报告"]
    assert "核验履约进度" not in page
    told = json.loads(browser.get(f"{base}/history.json").text)
    assert [step["what"] for step in told["steps"]] == ["提交报价", "乙方签署合同", "提交进度报告"]
    assert all(not step["waits"] for step in told["steps"])
    assert {path for step in told["steps"] for path in step["changed"]} == {one["path"] for one in told["pictures"]}
    assert browser.post(f"/audit/cases/{house.town.case}/replay").status_code == 403


def test_a_losing_organisation_sees_its_own_quotation_and_the_public_result(house_after: Open) -> None:
    house = house_after(22)
    page = text(house.browser("org_1"), f"/cases/{house.town.case}/buying")
    assert "178,000.00" in page
    assert "成交单位：和风心理服务中心" in page
    assert "179,500.00" not in page
    assert "广州某社工中心" not in page
    assert "采购预算" not in page


# ------------------------------------------------------------------------------------------------------ sealed quotations
@pytest.mark.parametrize("after", [16, 17])
def test_before_closing_no_page_and_no_data_shows_a_quotation_to_anybody(house_after: Open, after: int) -> None:
    house = house_after(after)
    for account in house.accounts():
        shown = every_page(house, account)
        assert [price for price in PRICES if price in shown] == [], account
        assert FILE not in shown or account in {"org_1", "org_2", "org_3"}, account
    page = text(house.browser("auditor"), f"/cases/{house.town.case}/buying")
    assert "报价密封至2026-07-10 17:00" in page
    assert "报价文件（截止前密封）" in text(house.browser("procurement"), f"/cases/{house.town.case}/files")


@pytest.mark.parametrize("account", ["auditor", "procurement", "org_1"])
def test_before_closing_an_entry_tells_no_bytes_of_it(house_after: Open, account: str) -> None:
    house = house_after(17)
    browser = house.browser(account)
    for number in (15, 16, 17):
        entry = browser.get(f"/audit/entries/case:{house.town.case}/{number}")
        assert browser.get(f"/audit/entries/case:{house.town.case}/{number}.bin").status_code == 403
        assert entry.status_code == (403 if account == "org_1" else 200)
        assert FILE not in entry.text
        assert "commitment&" not in entry.text


def test_after_the_opening_the_town_compares_and_the_values_stay_withheld_in_the_record(house_after: Open) -> None:
    house = house_after(19)
    browser, base = house.browser("leader"), f"/cases/{house.town.case}"
    page = text(browser, f"{base}/buying")
    assert all(price in page for price in ("178,000.00", "172,800.00", "179,500.00"))
    quoted = browser.get(f"{base}/record").text
    assert quoted.count("已加密留存") == 3 * 4


# ------------------------------------------------------------------------------------------------------ what is shown
def test_the_head_names_everything_that_one_asks_first(house_after: Open) -> None:
    house = house_after(32)
    page = text(house.browser("clerk"), f"/cases/{house.town.case}")
    told = ("甲镇购服〔2026〕1号", "示范社区、和睦社区", "履约监管", "镇经办人甲")
    for words in (*told, "180,000.00", "壹拾捌万元整", "壹拾柒万贰仟捌佰元整"):
        assert words in page
    assert "核验履约进度：2026-10-12" in page
    assert "由履约监管人员办理" in page


def test_a_deadline_that_nobody_can_know_yet_says_why(house_after: Open) -> None:
    house = house_after(32)
    pending = {"due_pending": True, "due_on": None, "due_from": dt.date(2026, 12, 29), "due_id": "TD20"}
    with house.bench.databases.write() as session:
        session.execute(update(work_item).where(work_item.c.state == "open").values(**pending))
    page = text(house.browser("clerk"), f"/cases/{house.town.case}")
    assert "待定（2027年放假安排未导入）" in page


def test_the_stages_say_what_was_planned_and_what_came(house_after: Open) -> None:
    house = house_after(32)
    page = " ".join(text(house.browser("clerk"), f"/cases/{house.town.case}").split())
    assert "2026-07-02 2026-07-14 2026-07-10 17:00截止报价" in page
    assert "履约监管 2026-07-21 办理中 2026-08-03 至 2026-11-30" in page


def test_the_money_is_the_funds_and_the_instalments(house_after: Open) -> None:
    house = house_after(31)
    page = " ".join(text(house.browser("finance"), f"/cases/{house.town.case}/money").split())
    assert "第一期 首付款（40%） 签约 69,120.00 元 2026-07-20 69,120.00 元 2026-07-27 69,120.00 元 已支付" in page
    assert "退回额度 7,200.00" in page
    assert "6000000000000004" not in page


def test_the_record_says_who_what_when_and_what_was_checked_and_opened(house_after: Open) -> None:
    house = house_after(5)
    page = text(house.browser("clerk"), f"/cases/{house.town.case}/record")
    who, what = ("镇财务人员", "甲镇 财务人员", "2026-06-16 09:10"), ("F1 镇街统筹购买社会组织服务", "第十三条")
    for words in ("出具财务意见", *who, *what, "随后：", "分管领导审核"):
        assert words in page


def test_a_long_record_is_turned_page_by_page(house_after: Open) -> None:
    house = house_after(61)
    browser, base = house.browser("auditor"), f"/cases/{house.town.case}/record"
    first = browser.get(base).text
    following = re.search(r'href="(\?after=\d+)" rel="next"', first)
    assert following
    second = browser.get(base + following[1]).text
    seen = [int(number) for page in (first, second) for number in re.findall(r'class="seq">(\d+)<', page)]
    assert seen == list(range(1, len(seen) + 1))
    assert "结案归档" in second


def test_the_history_says_where_every_picture_stood(house_after: Open) -> None:
    house = house_after(33)
    told = json.loads(house.browser("clerk").get(f"/cases/{house.town.case}/history.json").text)
    assert told["here"] == "lifecycle_call/acceptance_call/report_completion"
    assert told["pictures"][0]["path"] == ""
    assert all(one["xml"].startswith("/definitions/") for one in told["pictures"])
    ninth = told["steps"][8]
    assert (ninth["what"], ninth["who"], ninth["post"], ninth["at"]) == ("立项公示期满", "系统", "到期自动办理", "2026-06-30 00:00")
    opened, done, flows = ninth["changed"]["lifecycle_call/review_call"]
    assert opened == ["close_publicity"]
    assert "publicity_over" in done
    assert "publicity_over_to_close_publicity" in flows


def test_a_side_case_has_its_own_picture_on_the_same_page(house_after: Open) -> None:
    house = house_after(31)
    with house.bench.databases.read() as session:
        side = session.execute(select(case_.c.id).where(case_.c.parent_id.is_not(None))).scalar_one()
    browser = house.browser("cashier")
    page = text(browser, f"/cases/{side}/flow")
    assert "甲镇2026年青少年心理健康服务" in page
    assert "分期支付" in page
    told = json.loads(browser.get(f"/cases/{side}/history.json").text)
    assert [step["what"] for step in told["steps"]] == ["第1期付款开始", "提出付款申请", "复核付款", "批准付款", "支付并登记回单"]
    assert "第1期付款" in text(browser, f"/cases/{side}") or "履约监管" in text(browser, f"/cases/{side}")


def test_the_picture_has_its_words_without_scripts_and_its_styles_alone_are_allowed(house_after: Open) -> None:
    house = house_after(10)
    browser, base = house.browser("clerk"), f"/cases/{house.town.case}"
    answer = browser.get(f"{base}/flow?picture=lifecycle_call/review_call")
    assert "之后等待：审查采购实施计划" not in answer.text
    assert "之后等待：立项公示期满" in answer.text
    assert 'data-path="lifecycle_call/review_call"' in answer.text
    assert "style-src 'self' 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in browser.get(base).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].split("style-src")[0]


# ------------------------------------------------------------------------------------------------------ what goes wrong
@pytest.mark.parametrize("path", ["999", "0", "99999999999999999999", "1/nothing", "1/overview", "x", "1/flow?picture=%00"])
def test_what_does_not_exist_is_not_found(house_after: Open, path: str) -> None:
    assert house_after(3).browser("clerk").get(f"/cases/{path}").status_code == 404


@pytest.mark.parametrize("query", ["?picture=no/such", "?after=-1", "?after=99999999999999999999999", "?after=x"])
def test_an_odd_address_shows_the_case_all_the_same(house_after: Open, query: str) -> None:
    house = house_after(3)
    for tab in ("flow", "record"):
        assert house.browser("clerk").get(f"/cases/{house.town.case}/{tab}{query}").status_code == 200


ALTERED = (
    "body = '{'",
    "body = replace(body, 'lifecycle_call', 'lifexycle_call')",
    "body = replace(body, 'definition\":\"', 'definition\":\"0')",
    "body = replace(body, 'now\":\"2', 'now\":\"x'), at = 'never'",
)


@pytest.mark.parametrize("change", ALTERED)
def test_a_case_whose_history_was_altered_still_opens(house_after: Open, change: str) -> None:
    house = house_after(3)
    tamper(house.bench.databases, f"UPDATE ledger_entry SET {change} WHERE stream = 'case:{house.town.case}'")
    browser = house.browser("auditor")
    for path in ("", "/flow", "/record", "/history.json"):
        assert browser.get(f"/cases/{house.town.case}{path}").status_code == 200, path
    entry = browser.get(f"/audit/entries/case:{house.town.case}/2")
    assert entry.status_code == 200
    assert "封存值与内容不符" in entry.text
    assert browser.get("/audit").status_code == 200
