"""Claims: a year's holidays are entered on a page: what they move is told before, the act is sealed in the name of who entered them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.verifying import verify_all
from tests.web.conftest import House
from workflows.engine.system import STREAM
from workflows.ledger.tables import ledger_entry
from workflows.procurement import calendar as working

Open = Callable[[int], House]
OFFICE, PAGE = "district_office", "/packs/calendar"
NOTICE = {
    "year": "2027",
    "source": "国办发明电〔2026〕7号",
    "days_off": "1月1日至1月3日、2027-02-08—2027-02-12",
    "make_up_days": "2027年2月20日",
}
OTHER_2026 = {"year": "2026", "source": "调整通知", "days_off": "2026-06-16", "make_up_days": ""}


def sent(house: House, account: str, do: str, **said: str) -> Any:
    """The answer to the page's form; a page without a form sends the token of another."""
    browser = house.browser(account)
    browser.get(PAGE)
    return browser.post(PAGE, {**NOTICE, **said, "do": do})


def entries(house: House) -> int:
    """Number of entries of the system's stream."""
    with house.bench.databases.read() as session:
        return session.scalar(select(func.count()).where(ledger_entry.c.stream == STREAM)) or 0


def test_a_trial_tells_what_would_move_and_keeps_nothing(house_after: Open) -> None:
    house = house_after(1)
    before = entries(house)
    page = sent(house, OFFICE, "try", **OTHER_2026).text
    assert "重新计算在办事项的期限3项" in page
    assert "已登记的安排（2026-1）由以下内容整体替换" in page
    assert "06-16</dd>" in page
    assert "2026-06-18" in page
    assert "办理（TD20）" in page
    assert 'value="keep"' in page
    assert entries(house) == before
    with house.bench.databases.read() as session:
        assert working.load(session).is_working(dt.date(2026, 6, 16))


def test_what_is_entered_is_sealed_and_counted_by_from_then_on(house_after: Open) -> None:
    house = house_after(1)
    assert sent(house, OFFICE, "keep").status_code == 303
    with house.bench.databases.read() as session:
        last = session.execute(select(ledger_entry).where(ledger_entry.c.stream == STREAM).order_by(ledger_entry.c.number.desc())).first()
        body = json.loads(last.body)
        assert (last.actor, body["name"], body["data"]["year"]) == (OFFICE, "calendar.import", 2027)
        assert set(working.load(session).years) == {2026, 2027}
    page = house.browser(OFFICE).get(PAGE).text
    assert "国办发明电〔2026〕7号" in page
    assert "01-01、02-08、02-09、02-10、02-11、02-12" in page
    assert "与已登记的" in sent(house, OFFICE, "try").text
    assert verify_all(house.bench).findings == ()


WRONG: list[tuple[dict[str, str], str]] = [
    ({"year": "二〇二七"}, "请写明年份"),
    ({"source": ""}, "请写明依据的通知名称和文号"),
    ({"days_off": "元旦三天"}, "看不懂“元旦三天”"),
    ({"days_off": "1月3日至1月1日"}, "看不懂“1月3日至1月1日”"),
    ({"days_off": "2月30日"}, "看不懂“2月30日”"),
    ({"days_off": ""}, "没有放假日，文件不完整"),
    ({"days_off": "2026-12-31"}, "2026-12-31不在2027年"),
    ({"make_up_days": "2027-02-15"}, "2027-02-15是周一至周五，不能作为补班日"),
    ({"days_off": "{"}, "不是完整的放假安排文件"),
    ({"days_off": '{"year": 2026, "days": []}'}, "文件是2026年的"),
    ({"days_off": '{"year": 2027, "days": [{"date": "2027-13-01", "isOffDay": true}]}'}, "不是日期"),
]


def test_what_is_wrong_stands_at_its_field(house_after: Open) -> None:
    house = house_after(0)
    browser = house.browser(OFFICE)
    token = browser.token()
    before = entries(house)
    for said, why in WRONG:
        for do in ("try", "keep"):
            answer = browser.client.post(PAGE, data={"_csrf": token, **NOTICE, **said, "do": do})
            assert (answer.status_code, why in answer.text) == (422, True), said
    assert entries(house) == before


def test_a_public_file_may_be_pasted_whole(house_after: Open) -> None:
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}, {"name": "春节", "date": "2027-02-20", "isOffDay": False}]
    house = house_after(0)
    assert sent(house, OFFICE, "keep", days_off=json.dumps({"year": 2027, "days": days}), make_up_days="").status_code == 303
    assert "02-20" in house.browser(OFFICE).get(PAGE).text


def test_only_who_keeps_the_figures_enters_a_year(house_after: Open) -> None:
    house = house_after(0)
    for account in ("clerk", "auditor", "org_1"):
        assert 'name="days_off"' not in house.browser(account).get(PAGE).text
        assert sent(house, account, "keep").status_code == 403
    assert 'name="days_off"' in house.browser(OFFICE).get(PAGE).text
    assert 'href="/packs/calendar"' in house.browser(OFFICE).get("/packs").text
