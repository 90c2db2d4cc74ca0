"""A task in hand: what its page shows, what happens when it is handed in, and that nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app.accounts import set_password
from app.documents.specimen import specimen
from app.web.forms import drafts
from app.web.forms.posted import posted_pairs
from tests.browsers import PASSWORD, Browser
from tests.towns import step
from tests.web.conftest import House
from workflows.engine.tables import case_, work_item
from workflows.procurement.models.documents import Document
from workflows.procurement.models.opinions import Opinion

Open = Callable[[int], House]
JSON = {"Accept": "application/json"}
START = "/start/origination/town_plan"
FINANCE = "review.give_finance_opinion"


def text_of(page: str) -> str:
    """What one reads on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def posted(number: int, **changed: Any) -> dict[str, Any]:
    """A golden step as a browser posts it, files included."""
    data: dict[str, Any] = {}
    for name, value in posted_pairs({**step(number).get("form", {}), **changed}):
        data.setdefault(name, []).append(value)
    for field, one in step(number).get("files", {}).items():
        data[field] = (io.BytesIO(specimen(one["name"])), one["name"])
    return data


def hand_in(browser: Browser, path: str, data: dict[str, Any], **more: Any) -> TestResponse:
    """Open the page and submit it as it stands, with these values."""
    page = browser.get(path).text
    return browser.post(path, {"_key": hidden(page, "_key"), "_seen": hidden(page, "_seen"), **data}, **more)


# ------------------------------------------------------------------------------------------------------ what is shown
def test_the_page_says_what_is_asked_by_what_law_until_when_and_who_comes_next(house_after: Open) -> None:
    house = house_after(1)
    page = house.browser("finance").get(f"/tasks/{house.item(FINANCE)}").text
    shown = text_of(page)
    for part in (
        "出具财务意见",
        "剩3个工作日",
        "请核对资金来源、用途限制和可用余额",
        "第十三条",
        "甲镇购服〔2026〕1号",
        "提交后待其他人员办结，转分管领导（分管领导审核）",
        "F1（可用600000.00元，本项目180000.00元）",
        "示范社区、和睦社区",
        "财政资金 180,000.00元",
        "个案心理咨询：320小时 × 300.00 = 96,000.00元",
        "M5 服务对象满意度 80%（权重20）",
        "需求分析表.pdf",
    ):
        assert part in shown, part
    assert "在确保专款专用的前提下" in shown, "the text of the article lies beside the form"
    assert re.search(r'name="fund_checked" value="F1" checked', page)


def test_the_stages_say_where_the_case_stands(house_after: Open) -> None:
    house = house_after(10)
    page = house.browser("clerk").get(f"/tasks/{house.item('procurement.draft_plan')}").text
    rail = re.findall(r'<li class="(done|now|later)"[^>]*>.*?<span class="stage">([^<]+)<', page, re.DOTALL)
    assert rail[:4] == [("done", "编制购买计划"), ("done", "统筹审议"), ("now", "编审采购实施计划"), ("later", "确定采购方式")]
    assert len(rail) == 10


def test_opinions_so_far_stand_beside_the_form_with_name_post_and_time(house_after: Open) -> None:
    house = house_after(4)
    shown = text_of(house.browser("leader").get(f"/tasks/{house.item('review.give_leader_opinion')}").text)
    assert "出具财务意见 同意 F1可用600000.00元，安排180000.00元，资金用途相符 镇财务人员 · 财务人员 · 2026-06-16 09:10" in shown
    assert "本项目180000.00元，达到50000.00元须提交集体研究。" in shown, "the limit of a decision stands by its buttons"


def test_a_computed_limit_stands_beside_its_field_before_it_is_broken(house_after: Open) -> None:
    house = house_after(13)
    page = house.browser("procurement").get(f"/tasks/{house.item('comparison.invite')}").text
    assert re.search(r'id="f-closes_at-l">.*?自今日起不少于3个工作日', page, re.DOTALL)


def test_the_side_case_of_an_instalment_has_its_own_stages_and_amount(house_after: Open) -> None:
    house = house_after(26)
    shown = text_of(house.browser("clerk").get(f"/tasks/{house.item('payment.request')}").text)
    assert "本期应付 69,120.00 元" in shown
    for stage in ("提出付款申请", "复核付款", "批准付款", "支付并登记回单"):
        assert stage in shown


def test_somebody_outside_the_office_sees_their_part_only(house_after: Open) -> None:
    house = house_after(14)
    item = house.office.open_items(house.town.case, "comparison.submit_quotation")[0]
    shown = text_of(house.browser("org_1").get(f"/tasks/{item}").text)
    assert "比价邀请函.pdf" in shown
    for part in ("出具财务意见", "资金 F1", "需求分析表", "购买计划要点", "立项批复"):
        assert part not in shown, part


def test_a_start_page_shows_the_stages_to_come_and_nothing_of_a_case(house_after: Open) -> None:
    page = house_after(0).browser("clerk").get(START).text
    assert 'name="title"' in page
    assert re.findall(r'<li class="(done|now|later)"', page) == ["now"] + ["later"] * 9
    assert "提交后转财务人员、社区办负责人、纪检监察（合规）（同时办理）" in text_of(page)
    assert "案情" not in text_of(page)


def test_a_program_gets_a_task_as_data(house_after: Open) -> None:
    house = house_after(1)
    said = house.browser("finance").get(f"/tasks/{house.item(FINANCE)}", headers=JSON).json or {}
    assert (said["kind"], said["seen"], said["title"], said["form"]["task"]) == ("open", 1, "出具财务意见", FINANCE)
    assert said["values"] == {"fund_checked": ["F1"]}
    assert said["choices"]["funds"][0][0] == "F1"


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


# ------------------------------------------------------------------------------------------------------ conflicts
def test_who_comes_second_is_told_who_was_first_and_keeps_the_text(house_after: Open) -> None:
    house = house_after(5)
    path = f"/tasks/{house.item('review.decide_collectively')}"
    page = house.browser("leader_3").get(path).text
    house.office.clock.moment = dt.datetime(2026, 6, 18, 7, tzinfo=dt.UTC)
    assert hand_in(house.browser("leader_2"), path, posted(6)).status_code == 303
    answer = house.browser("leader_3").post(path, {"_key": hidden(page, "_key"), "_seen": "1", **posted(6, dissent="建议明年合并实施")})
    shown = text_of(answer.text)
    assert answer.status_code == 409
    assert "2026年6月18日15:00办理" in shown
    who = "办理人：党政联席会议主持人（党政联席会议成员），2026-06-18 15:00。"
    assert who in shown
    assert "由leader_2" not in shown, "people have names"
    assert "您填写的内容" in shown
    assert "建议明年合并实施" in shown
    assert f'href="/cases/{house.town.case}"' in answer.text
    told = house.browser("leader_3").post(path, {"_key": "again", "_seen": "1", **posted(6)}, headers=JSON)
    assert [one["message"] for one in (told.json or {})["reasons"]] == ["这项任务已于2026年6月18日15:00办理。", who]


def test_an_item_that_changed_is_shown_again_with_the_text_and_can_then_be_handed_in(house_after: Open) -> None:
    house = house_after(1)
    item = house.item(FINANCE)
    browser, path = house.browser("finance"), f"/tasks/{item}"
    page = browser.get(path).text
    with house.bench.databases.write() as session:
        session.execute(update(work_item).where(work_item.c.id == item).values(revision=2))
    data = {"_key": hidden(page, "_key"), "_seen": hidden(page, "_seen"), **posted(2)}
    answer = browser.post(path, data)
    assert answer.status_code == 409
    assert "您打开页面后，这项任务有变动" in answer.text
    assert "资金用途相符" in answer.text
    assert browser.post(path, {**data, "_seen": hidden(answer.text, "_seen")}).status_code == 303


def test_a_closed_task_says_who_did_it_and_when(house_after: Open) -> None:
    house = house_after(2)
    with house.bench.databases.read() as session:
        item = session.scalar(select(work_item.c.id).where(work_item.c.task == FINANCE))
    shown = text_of(house.browser("clerk").get(f"/tasks/{item}").text)
    assert "已办结 办理人 镇财务人员 岗位 财务人员 办理时间 2026-06-16 09:10" in shown
    assert f'href="/cases/{house.town.case}"' in house.browser("finance").get(f"/tasks/{item}").text
    assert (house.browser("finance").get(f"/tasks/{item}", headers=JSON).json or {})["kind"] == "closed"
    assert house.browser("finance_b").get(f"/tasks/{item}").status_code == 403


def test_a_task_that_the_closing_cut_off_says_so(house_after: Open) -> None:
    house = house_after(16)
    item = house.office.open_items(house.town.case, "comparison.submit_quotation")[0]
    page = house.browser("org_3").get(f"/tasks/{item}").text
    house.office.clock.moment = dt.datetime(2026, 7, 10, 9, 0, 1, tzinfo=dt.UTC)
    browser = house.browser("org_3")
    late = browser.post(f"/tasks/{item}", {"_key": hidden(page, "_key"), "_seen": "1", **posted(17)})
    assert late.status_code == 409
    assert "报价已于2026年7月10日17:00截止，不再接收。" in late.text
    assert "期限届满，未再接收" in browser.get(f"/tasks/{item}").text


def test_a_session_that_ran_out_loses_nothing(house_after: Open) -> None:
    house = house_after(5)
    browser, path = house.browser("leader_2"), f"/tasks/{house.item('review.decide_collectively')}"
    with house.bench.databases.write() as session:
        set_password(session, "leader_2", PASSWORD)
    sent = {"_field": "minutes", "file": (io.BytesIO(specimen("纪要.pdf")), "纪要.pdf")}
    browser.post(f"{path}/draft/files", sent)
    browser.post("/sign-out")
    door = browser.post(path, {"_key": "k", "_seen": "1", **posted(6, dissent="建议明年合并实施")})
    assert (door.status_code, "您填写的内容已保留" in door.text) == (401, True)
    carried = html.unescape(hidden(door.text, "carried"))
    assert browser.sign_in("leader_2", next=path, carried=carried).location == path
    page = browser.get(path).text
    for part in ("建议明年合并实施", "甲镇立项〔2026〕21号", 'name="present_members" value="leader_4" checked', "纪要.pdf"):
        assert part in page, part


def test_a_draft_is_dropped_when_its_form_is_handed_in(house_after: Open) -> None:
    house = house_after(1)
    item = house.item(FINANCE)
    browser, path = house.browser("finance"), f"/tasks/{item}"
    browser.post(f"{path}/draft", {"opinion": "写到一半"})
    assert "写到一半" in browser.get(path).text
    assert hand_in(browser, path, posted(2)).status_code == 303
    with house.bench.databases.read() as session:
        assert not drafts.is_there(session.connection(), "finance", f"item:{item}")
    assert browser.post(f"{path}/draft", {"opinion": "太晚"}).status_code == 403


def test_a_line_can_be_added_without_a_script(house_after: Open) -> None:
    browser = house_after(0).browser("clerk")
    moved = browser.post(f"{START}/draft", {**posted(1), "_add": "cost_items"})
    assert moved.location == f"{START}?more=cost_items#f-cost_items"
    assert 'name="cost_items.5.item" value=""' in browser.get(f"{START}?more=cost_items").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tasks/1", 404),
        ("/tasks/0", 404),
        (f"/tasks/{2**63}", 404),
        ("/tasks/x", 404),
        ("/start/nothing", 404),
        ("/start/payment/instalment", 404),
        ("/start/" + "x" * 200, 404),
        ("/documents/1", 404),
        (f"/documents/{2**63 - 1}", 404),
    ],
)
def test_what_is_not_there_is_missing(house_after: Open, path: str, status: int) -> None:
    browser = house_after(0).browser("clerk")
    assert browser.get(path).status_code == status
    assert browser.post(path).status_code in {status, 405}


# ------------------------------------------------------------------------------------------------------ files
def test_a_file_opens_where_browsers_can_show_it_and_is_saved_otherwise(house_after: Open) -> None:
    house = house_after(11)
    with house.bench.databases.read() as session:
        ids = {name: number for number, name in session.execute(select(Document.id, Document.name))}
    browser = house.browser("clerk")
    pdf, word = (browser.get(f"/documents/{ids[name]}") for name in ("需求分析表.pdf", "合同草案.docx"))
    assert (pdf.status_code, pdf.mimetype, pdf.data) == (200, "application/pdf", specimen("需求分析表.pdf"))
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert word.headers["Content-Disposition"].startswith("attachment")
    for answer in (pdf, word):
        answer.close()
    assert "sandbox" in word.headers["Content-Security-Policy"]
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_whose_bytes_were_changed_is_not_handed_out(house_after: Open) -> None:
    house = house_after(1)
    with house.bench.databases.read() as session:
        number, sha256 = session.execute(select(Document.id, Document.sha256)).one()
    kept = next(house.bench.config.files.rglob(sha256))
    before = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-forged")
    answer = house.browser("clerk").get(f"/documents/{number}")
    kept.write_bytes(before)
    assert answer.status_code == 500
    assert "文件的内容与存档时不一致" in answer.text
