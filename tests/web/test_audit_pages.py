"""Claims: the sealed history can be verified, executed again and computed by hand from the pages, by those whose it is to read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from html import unescape
from typing import cast

import pytest
from sqlalchemy import insert, select

from app.web.audit.runs import RUNS, Runs
from app.web.audit.tables import audit_run
from tests.browsers import Browser
from tests.ledger.tampering import rewrite, tamper
from tests.web.conftest import House
from workflows.engine.transactions import Order
from workflows.errors import Refusal
from workflows.ledger.tables import ledger_entry

Open = Callable[[int], House]
OFFICES = ("clerk", "finance", "leader", "district_office", "auditor")
OTHERS = ("org_2", "committee_member_1", "community_party", "third_party", "admin", "designer_1")


def run(house: House, browser: Browser, path: str) -> str:
    """Begin a run and wait for its end; the text of its page."""
    answer = browser.post(path)
    assert answer.status_code == 303
    cast("Runs", house.flask.extensions[RUNS]).settle()
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert json.loads(browser.get(f"{answer.location}.json").text)["state"] == "done"
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


def begun(house: House, at: dt.datetime) -> None:
    """A verification that another process has begun."""
    row = {"kind": "verify", "started_by": "auditor", "started_at": at, "told_at": at, "state": "running", "done": 0, "of": 9}
    with house.bench.databases.write() as session:
        session.execute(insert(audit_run), row)


def listed(browser: Browser, query: str = "") -> list[tuple[str, str]]:
    """(address, title) of the entries that the list shows."""
    return re.findall(r'<a href="(/audit/entries/[^"]+)">([^<]+)</a>', browser.get(f"/audit{query}").text)


# ------------------------------------------------------------------------------------------------------ who
@pytest.mark.parametrize("account", OFFICES)
def test_offices_and_auditors_read_the_list_and_its_entries(house_after: Open, account: str) -> None:
    browser = house_after(3).browser(account)
    for address, _title in listed(browser):
        assert browser.get(address).status_code == 200, address


@pytest.mark.parametrize("account", OTHERS)
def test_nobody_else_reads_any_of_it(house_after: Open, account: str) -> None:
    house = house_after(33)
    browser, entry = house.browser(account), f"/audit/entries/case:{house.town.case}/1"
    assert {browser.get(path).status_code for path in ("/audit", entry, f"{entry}.bin", "/audit/entries/system/1")} == {403}
    assert browser.post("/audit/verify").status_code == 403
    assert browser.post(f"/audit/cases/{house.town.case}/replay").status_code == 403
    assert "/audit" not in re.findall(r'href="([^"]+)"', browser.get("/").text)


def test_a_town_reads_its_own_cases_alone(house_after: Open) -> None:
    house = house_after(3)
    own, other = house.browser("clerk"), house.browser("clerk_b")
    assert {address.split("/")[3] for address, _title in listed(own)} == {f"case:{house.town.case}"}
    assert listed(other) == []
    assert listed(other, "?case=甲镇") == []
    assert other.get(f"/audit/entries/case:{house.town.case}/1").status_code == 403
    assert own.get("/audit/entries/system/1").status_code == 403
    assert own.get("/audit/entries/attempts/1").status_code == 404
    assert own.post("/audit/verify").status_code == 403
    assert other.post(f"/audit/cases/{house.town.case}/replay").status_code == 403


def test_only_who_may_read_what_a_run_found_reads_it(house_after: Open) -> None:
    house = house_after(2)
    run(house, house.browser("auditor"), "/audit/verify")
    run(house, house.browser("clerk"), f"/audit/cases/{house.town.case}/replay")
    seen = {
        name: [house.browser(name).get(f"/audit/runs/{number}").status_code for number in (1, 2, 3)]
        for name in ("auditor", "finance", "clerk_b")
    }
    assert seen == {"auditor": [200, 200, 404], "finance": [403, 200, 404], "clerk_b": [403, 403, 404]}


def test_a_run_needs_a_token(house_after: Open) -> None:
    house = house_after(2)
    for path in ("/audit/verify", f"/audit/cases/{house.town.case}/replay"):
        assert house.browser("auditor").client.post(path).status_code == 400


# ------------------------------------------------------------------------------------------------------ verifying
def test_what_nobody_touched_is_whole(house_after: Open) -> None:
    house = house_after(20)
    browser = house.browser("auditor")
    page = run(house, browser, "/audit/verify")
    assert "核验通过" in page
    assert "全部完整，没有改动" in page
    assert "核验通过" in browser.get("/audit").text


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE ledger_entry SET body = replace(body, '同意', '否决') WHERE stream = :stream AND number = 2", "第2条", "封印不符"),
        ("DELETE FROM ledger_entry WHERE stream = :stream AND number = 3", "第3条", "记录缺失或次序不符"),
        ("UPDATE project SET amount = amount + 100", r"第\d条", "业务数据与记录不符"),
    ],
)
def test_the_first_wrong_entry_is_named_in_a_sentence(house_after: Open, statement: str, where: str, what: str) -> None:
    house = house_after(6)
    values = {"stream": f"case:{house.town.case}"} if ":stream" in statement else {}
    tamper(house.bench.databases, statement, **values)
    page = run(house, house.browser("auditor"), "/audit/verify")
    assert "核验不通过" in page
    assert re.search(rf"甲镇购服〔2026〕1号 {where}.*{what}", page)


def test_two_who_verify_at_once_share_one_run(house_after: Open) -> None:
    house = house_after(1)
    begun(house, house.bench.clock.wall())
    assert house.browser("auditor").post("/audit/verify").location == "/audit/runs/1"
    assert "正在进行" in house.browser("auditor").get("/audit/runs/1").text


def test_a_run_whose_process_died_is_said_to_be_lost(house_after: Open) -> None:
    house = house_after(1)
    begun(house, house.town.moment.replace(year=2020))
    assert "没有做完" in house.browser("auditor").get("/audit/runs/1").text
    assert house.browser("auditor").post("/audit/verify").location == "/audit/runs/2"
    cast("Runs", house.flask.extensions[RUNS]).settle()


# ------------------------------------------------------------------------------------------------------ executing again
def test_a_case_executed_again_is_identical(house_after: Open) -> None:
    house = house_after(20)
    page = run(house, house.browser("clerk"), f"/audit/cases/{house.town.case}/replay")
    assert "重新执行20条记录，结果与封存记录完全一致" in page


def test_the_first_difference_is_named(house_after: Open) -> None:
    house = house_after(6)

    def said_otherwise(body: dict[str, object]) -> None:
        body["rules"] = {}

    rewrite(house.bench.databases, f"case:{house.town.case}", 2, said_otherwise)
    page = run(house, house.browser("auditor"), f"/audit/cases/{house.town.case}/replay")
    assert "第一处不同如下" in page
    assert re.search(r"甲镇购服〔2026〕1号 第2条.*rules", page)


# ------------------------------------------------------------------------------------------------------ one entry
def test_the_bytes_of_an_entry_hash_to_its_seal(house_after: Open) -> None:
    house = house_after(6)
    browser = house.browser("auditor")
    with house.bench.databases.read() as session:
        rows = session.execute(select(ledger_entry.c.stream, ledger_entry.c.number, ledger_entry.c.hash, ledger_entry.c.body)).all()
    for row in rows:
        address = f"/audit/entries/{row.stream}/{row.number}"
        answer, page = browser.get(f"{address}.bin"), browser.get(address).text
        assert hashlib.sha256(answer.data).digest() == row.hash
        assert "attachment" in answer.headers["Content-Disposition"]
        assert row.hash.hex() in page
        assert "封存值与内容一致，并与上一条衔接" in page
        assert row.body in unescape(page)


def test_an_entry_leads_to_the_one_before_and_after(house_after: Open) -> None:
    house = house_after(6)
    page = house.browser("auditor").get(f"/audit/entries/case:{house.town.case}/3").text
    ways = re.findall(r'href="(/audit/entries/[^"]+)" rel="(prev|next)"', page)
    assert ways == [(f"/audit/entries/case:{house.town.case}/{number}", rel) for number, rel in ((2, "prev"), (4, "next"))]
    assert f"/cases/{house.town.case}/record#case-{house.town.case}-3" in page


def test_an_entry_that_was_changed_says_so_and_its_neighbour_does_not_follow(house_after: Open) -> None:
    house = house_after(6)
    tamper(house.bench.databases, "UPDATE ledger_entry SET hash = zeroblob(32) WHERE stream LIKE 'case:%' AND number = 2")
    browser = house.browser("auditor")
    assert "封存值与内容不符" in browser.get(f"/audit/entries/case:{house.town.case}/2").text
    assert "与上一条记录不衔接" in browser.get(f"/audit/entries/case:{house.town.case}/3").text


@pytest.mark.parametrize("path", ["case:1/999", "case:999/1", "nothing/1", "case:x/1", "case:99999999999999999999999/1", "case:1/0"])
def test_an_entry_that_does_not_exist_is_not_found(house_after: Open, path: str) -> None:
    assert house_after(1).browser("auditor").get(f"/audit/entries/{path}").status_code == 404


# ------------------------------------------------------------------------------------------------------ the list
def test_the_list_is_narrowed_by_scope_person_project_and_days(house_after: Open) -> None:
    browser = house_after(20).browser("auditor")
    assert {address.split("/")[3] for address, _title in listed(browser, "?scope=system")} == {"system"}
    assert [title for _address, title in listed(browser, "?actor=finance")] == ["出具财务意见"]
    assert [title for _address, title in listed(browser, "?actor=财务人员")] == ["出具财务意见"]
    assert listed(browser, "?case=乙镇") == []
    assert [title for _address, title in listed(browser, "?first=2026-06-17&last=2026-06-17")] == ["分管领导审核"]
    assert len(listed(browser, "?scope=nonsense&first=2026-13-45&before=x")) == len(listed(browser))


def test_a_long_list_goes_on_from_the_last_entry_shown(house_after: Open) -> None:
    browser = house_after(61).browser("auditor")
    first = listed(browser)
    following = re.search(r'href="(\?[^"]*before=\d+)" rel="next"', browser.get("/audit").text)
    assert following
    second = listed(browser, unescape(following[1]))
    assert len(first) == 50
    assert not set(first) & set(second)
    assert second[-1][0].startswith("/audit/entries/system/1")


def test_refused_attempts_are_listed_for_the_auditor(house_after: Open) -> None:
    house = house_after(3)
    with pytest.raises(Refusal):
        house.bench.runtime.complete(house.item("review.give_compliance_opinion"), Order("clerk", {}))
    browser = house.browser("auditor")
    page = browser.get("/audit?scope=attempts").text
    assert "出具合规意见" in page
    assert "无权办理" in page
    assert browser.get("/audit/entries/attempts/1").status_code == 200
    assert house.browser("clerk").get("/audit/entries/attempts/1").status_code == 403
