"""Claims: whoever comes second, late or back again is told what became of the task and loses nothing typed."""

from __future__ import annotations

import datetime as dt
import html
import io

import pytest
from sqlalchemy import select, update

from app.accounts import set_password
from app.documents.specimen import specimen
from app.web.forms import drafts
from tests.browsers import PASSWORD
from tests.web.sheets import FINANCE, JSON, START, Open, hand_in, hidden, posted, text_of
from workflows.engine.tables import work_item


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
