"""Claims: anybody signed in reads every procedure: its versions, its picture, its tasks with their basis, its decision tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select

from app.composition import shipped
from tests.web.conftest import House
from workflows.engine.definitions import seed
from workflows.engine.elements import canonical
from workflows.engine.tables import definition_version

Open = Callable[[int], House]


def version(house: House, process: str = "origination/town_plan") -> str:
    """The hash of a process's only version."""
    with house.bench.databases.read() as session:
        return str(session.execute(select(definition_version.c.hash).where(definition_version.c.process == process)).scalar_one())


def text(house: House, path: str, account: str = "clerk") -> str:
    """A page without its tags and line breaks."""
    answer = house.browser(account).get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.mark.parametrize("account", ["clerk", "auditor", "org_1", "resident_rep_1", "admin", "designer_1", "clerk_b", "third_party"])
def test_everybody_signed_in_reads_them(house_after: Open, account: str) -> None:
    house = house_after(0)
    browser, digest = house.browser(account), version(house)
    for path in ("", f"/{digest}", f"/{digest}?process=comparison", f"/{digest}/review/project_review.bpmn.xml"):
        assert browser.get(f"/definitions{path}").status_code == 200, path
    assert 'href="/definitions"' in browser.get("/").text


def test_nobody_reads_them_without_signing_in(house_after: Open) -> None:
    house = house_after(0)
    client = house.flask.test_client()
    for path in ("", f"/{version(house)}", f"/{version(house)}/review/project_review.bpmn.xml"):
        assert client.get(f"/definitions{path}").status_code == 303


def test_the_list_says_version_state_since_when_and_how_many_cases(house_after: Open) -> None:
    house = house_after(1)
    page = text(house, "/definitions")
    digest = version(house)
    assert re.search(rf"origination/town_plan 第1版 现行 \d+-\d\d-\d\d \d\d:\d\d 1 随系统发布 {digest[:12]}…", page)
    assert re.search(r"procurement/comparison 第1版 现行 \d+-\d\d-\d\d \d\d:\d\d 1 ", page), "as a part of the case that runs"


def test_a_later_version_is_a_draft_until_somebody_puts_it_in_force(house_after: Open) -> None:
    house = house_after(1)
    files = dict(shipped())
    files["procurement/method.bpmn"] = files["procurement/method.bpmn"].replace("确认采购方式".encode(), "核定采购方式".encode())
    with house.bench.databases.write() as session:
        added = seed(session, files, house.bench.clock.now())
    page = text(house, "/definitions")
    assert "采购方式 procurement/method 第2版 草稿，尚未启用" in page
    assert len(added) == 5, "the method itself, lifecycle, and the three routes that call it"
    assert "核定采购方式" in text(house, f"/definitions/{added[0]}?process=method")
    assert "核定采购方式" not in text(house, f"/definitions/{version_of(house, 'procurement/method', 1)}")


def version_of(house: House, process: str, number: int) -> str:
    """The hash of one of its versions."""
    mine = definition_version.c.process == process, definition_version.c.number == number
    with house.bench.databases.read() as session:
        return str(session.execute(select(definition_version.c.hash).where(*mine)).scalar_one())


def test_one_version_shows_its_tasks_with_role_deadline_articles_and_separation(house_after: Open) -> None:
    house = house_after(0)
    page = text(house, f"/definitions/{version(house)}?process=comparison")
    assert "确定成交单位" in page
    assert re.search(r"分管领导 3个工作日（TD20） \S+ “编制购买计划”的办理人、?“开启报价并形成比价表”的办理人 comparison.award", page)
    assert "提交报价 请在截止时间前填报总价和分项价格" in page
    assert "到规定时刻" in page


def test_the_processes_of_the_closure_stand_in_the_order_in_which_a_case_enters_them(house_after: Open) -> None:
    house = house_after(0)
    page = house.browser("clerk").get(f"/definitions/{version(house)}").text
    assert re.findall(r"\?process=(\w+)", page)[:6] == ["town_plan", "lifecycle", "project_review", "plan", "plan_board", "method"]


def test_a_decision_table_is_a_table(house_after: Open) -> None:
    house = house_after(0)
    page = text(house, f"/definitions/{version(house)}?process=evaluation_round")
    assert "条件：绩效得分 条件：服务对象满意度（%） 结果：等级 结果：尾款支付比例 说明" in page
    assert "2 [80..90) >= 60 良好 1.00 TD27" in page
    assert "只能有一行适用" in page
    method = text(house, f"/definitions/{version(house)}?process=method")
    assert "不限" in method
    assert "below_threshold" not in method
    asked = text(house, f"/definitions/{version(house)}?process=plan")
    assert "不公平条件筛查" in asked
    assert "限额以下、社会资金" in asked
    assert "> 最长期限的最后一日" in text(house, f"/definitions/{version(house, 'contract/signing')}")
    steps = version(house, "payment/payment_steps")
    assert "除已中止、已终止外" in text(house, f"/definitions/{steps}")


def test_a_file_is_the_one_that_its_hash_names_and_may_be_kept(house_after: Open) -> None:
    house = house_after(0)
    digest = version(house)
    for name in ("review/project_review.bpmn", "decisions/regime.dmn"):
        answer = house.browser("org_1").get(f"/definitions/{digest}/{name}.xml")
        assert answer.data == canonical(shipped()[name])
        assert hashlib.sha256(answer.data).hexdigest() in house.browser("org_1").get(f"/definitions/{digest}").text
        assert answer.mimetype == "application/xml"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"


NOWHERE = ("nothing", "{digest}?process=nothing", "{digest}/nothing.bpmn.xml", "{digest}/../../app/main.py.xml", "{digest}/review/x.bpmn")


@pytest.mark.parametrize("path", NOWHERE)
def test_what_does_not_exist_is_not_found(house_after: Open, path: str) -> None:
    house = house_after(0)
    assert house.browser("clerk").get(f"/definitions/{path.format(digest=version(house))}").status_code == 404


def test_only_pages_with_a_drawing_allow_its_styles(house_after: Open) -> None:
    house = house_after(0)
    browser = house.browser("clerk")
    assert "unsafe-inline" in browser.get(f"/definitions/{version(house)}").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in browser.get("/definitions").headers["Content-Security-Policy"]
