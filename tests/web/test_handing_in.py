"""Claims: a task handed in leads on; one refused keeps everything and says why."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from app.web.forms import drafts
from tests.web.sheets import FINANCE, JSON, START, Open, hand_in, hidden, posted, text_of
from workflows.engine.tables import case_
from workflows.procurement.models.documents import Document
from workflows.procurement.models.opinions import Opinion


# ------------------------------------------------------------------------------------------------------ handing it in
def test_a_submit_leads_on_and_says_where_the_case_went(house_after: Open) -> None:
    house = house_after(3)
    browser = house.browser("supervisor")
    answer = hand_in(browser, f"/tasks/{house.item('review.give_compliance_opinion')}", posted(4))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "已提交，转分管领导（分管领导审核）。" in text_of(browser.get("/").text)
    assert "已提交" not in browser.get("/").text, "said once"


def test_who_has_the_next_task_of_the_case_too_is_led_to_it(house_after: Open) -> None:
    house = house_after(21)
    answer = hand_in(house.browser("clerk"), f"/tasks/{house.item('contract.draft')}", posted(22))
    assert answer.location == f"/tasks/{house.item('contract.plan_payments')}"


def test_a_case_begins_on_its_start_page(house_after: Open) -> None:
    house = house_after(0)
    browser = house.browser("clerk")
    page = browser.get(START).text
    answer = browser.post(START, {"_key": hidden(page, "_key"), **posted(1)})
    assert (answer.status_code, answer.location) == (303, "/")
    with house.bench.databases.read() as session:
        assert session.scalar(select(case_.c.title)) == "甲镇2026年青少年心理健康服务"
        assert session.scalar(select(Document.name)) == "需求分析表.pdf"


def test_a_start_sent_twice_begins_one_case(house_after: Open) -> None:
    house = house_after(0)
    browser = house.browser("clerk")
    key = hidden(browser.get(START).text, "_key")
    answers = [browser.post(START, {"_key": key, **posted(1)}, headers=JSON).json or {} for _twice in range(2)]
    assert answers[0]["case"] == answers[1]["case"]


def test_warnings_are_shown_and_do_not_stop(house_after: Open) -> None:
    browser = house_after(0).browser("clerk")
    need = "组织青少年志愿者体验保洁员工作，开展社区环境清洁日"
    assert browser.post(START, posted(1, need=need)).status_code == 303
    assert "发现关键词“保洁员”，可能涉及第十一条第（四）项" in text_of(browser.get("/").text)


def test_a_program_gets_the_answer_as_data(house_after: Open) -> None:
    house = house_after(3)
    path = f"/tasks/{house.item('review.give_compliance_opinion')}"
    said = house.browser("supervisor").post(path, posted(4), headers=JSON).json or {}
    assert (said["kind"], said["case"], said["next"], said["reasons"]) == ("done", house.town.case, None, [])
    assert [one["task"] for one in said["opened"]] == ["review.give_leader_opinion"]


@pytest.mark.parametrize(
    ("account", "changed", "status", "kind", "rules"),
    [
        ("leader", {"outcome": "同意立项"}, 422, "refused", ["ART-20.2", "TD02"]),
        ("leader", {"score": "101"}, 422, "invalid", []),
        ("leader", {"_seen": "0"}, 409, "stale", []),
        ("clerk", {}, 403, "not_yours", []),
    ],
)
def test_a_program_gets_each_refusal_with_its_rules(
    house_after: Open, account: str, changed: dict[str, str], status: int, kind: str, rules: list[str]
) -> None:
    house = house_after(4)
    answer = house.browser(account).post(f"/tasks/{house.item('review.give_leader_opinion')}", {**posted(5), **changed}, headers=JSON)
    said = answer.json or {}
    assert (answer.status_code, said["kind"]) == (status, kind)
    assert [rule for one in said["reasons"] for rule in one["rules"]] == rules
    assert all({"rules", "field", "message"} == set(one) for one in said["reasons"])


def test_the_same_submit_once_more_gets_the_same_answer(house_after: Open) -> None:
    house = house_after(1)
    browser, path = house.browser("finance"), f"/tasks/{house.item(FINANCE)}"
    page = browser.get(path).text
    data = {"_key": hidden(page, "_key"), "_seen": "1", **posted(2)}
    assert [browser.post(path, data).status_code for _twice in range(2)] == [303, 303]
    with house.bench.databases.read() as session:
        assert session.scalar(select(func.count()).select_from(Opinion)) == 1


# ------------------------------------------------------------------------------------------------------ refusals
def test_a_refused_form_keeps_everything_and_says_why_beside_the_field_and_above(house_after: Open) -> None:
    browser = house_after(0).browser("clerk")
    answer = browser.post(START, posted(1, list_item="", need="两社区青少年情绪困扰求助增多"))
    page, shown = answer.text, text_of(answer.text)
    assert answer.status_code == 422
    assert "没有提交：有2处需要处理" in shown
    assert '<a href="#f-list_item">区级清单条目</a>：第十三条：统筹财政资金F1只能用于当年区级清单内的项目' in page
    assert re.search(r'id="f-list_item-e">.*?统筹财政资金F1.*?第十三条', page, re.DOTALL)
    assert "两社区青少年情绪困扰求助增多" in page
    assert 'name="cost_items.4.item" value="专业督导"' in page
    assert 'name="communities" value="community_hm" checked' in page
    assert re.search(r'name="_kept.needs_analysis" value="\w{64}" checked><span>.*?需求分析表.pdf', page, re.DOTALL)


def test_what_was_uploaded_with_a_refused_form_goes_with_the_next_submit(house_after: Open) -> None:
    house = house_after(0)
    browser = house.browser("clerk")
    refused = browser.post(START, posted(1, begins_on="2026-12-30"))
    again = posted(1)
    again["needs_analysis"] = (io.BytesIO(b""), "")
    kept = hidden(refused.text, "_kept.needs_analysis")
    assert browser.post(START, {**again, "_kept.needs_analysis": kept}).status_code == 303
    with house.bench.databases.read() as session:
        assert session.scalar(select(Document.name)) == "需求分析表.pdf"
        assert drafts.read(session, "clerk", "start:origination/town_plan").saved_at is None


def test_a_file_that_cannot_be_kept_is_named_at_its_field_and_the_rest_stays(house_after: Open) -> None:
    data = {**posted(1), "needs_analysis": (io.BytesIO(b"MZ\x90\x00"), "需求.pdf")}
    answer = house_after(0).browser("clerk").post(START, data)
    assert answer.status_code == 422
    assert re.search(r'id="f-needs_analysis-e">.*?“需求.pdf”的内容不是可接收的文件', answer.text, re.DOTALL)
    assert 'value="甲镇2026年青少年心理健康服务"' in answer.text


def test_a_refused_form_is_the_draft_when_one_comes_back(house_after: Open) -> None:
    house = house_after(4)
    browser, path = house.browser("leader"), f"/tasks/{house.item('review.give_leader_opinion')}"
    hand_in(browser, path, posted(5, outcome="同意立项", opinion="先放在这里，稍后再议"))
    page = browser.get(path).text
    assert "先放在这里，稍后再议" in page
    assert "已暂存 11:15" in text_of(page)
