"""The desk: what waits, how urgent it is and why, what can be started; what was done, and which projects there are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.composition import Workbench
from app.web.dossier.due import due_chip, group_of
from app.web.keyset import place, token
from tests.browsers import Browser
from tests.web.conftest import House
from workflows.act import SHANGHAI
from workflows.engine.tables import work_item
from workflows.engine.worklist import FAR
from workflows.procurement import calendar
from workflows.procurement.models.people import Post

Open = Callable[[int], House]
TITLE = "甲镇2026年青少年心理健康服务"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due_on", "text", "group"),
    [
        ("2026-06-15T09:00", "2026-06-15", "今天到期", "today"),
        ("2026-06-15T23:59", "2026-06-15", "今天到期", "today"),
        ("2026-06-16T00:00", "2026-06-15", "逾期1个工作日", "late"),
        ("2026-06-13T10:00", "2026-06-12", "已逾期", "late"),
        ("2026-06-15T09:00", "2026-06-18", "剩3个工作日", "soon"),
        ("2026-06-15T09:00", "2026-06-22", "剩4个工作日", "later"),
        ("2026-06-19T09:00", "2026-06-21", "2026-06-21前", "soon"),
        ("2026-12-10T09:00", "2027-01-09", "2027-01-09前", "later"),
    ],
    ids=["to-day", "to-day at night", "late", "late on a day off", "soon", "later", "over a holiday", "a year without calendar"],
)
def test_a_deadline_is_told_in_working_days(bench: Workbench, now: str, due_on: str, text: str, group: str) -> None:
    last = dt.date.fromisoformat(due_on)
    row = SimpleNamespace(due_id="TD20", due_on=last, due_pending=last.year > 2026, due_at=FAR)
    with bench.databases.read() as session:
        days = calendar.load(session)
    assert (due_chip(days, at(now), row).text, group_of(days, at(now), row)) == (text, group)
    assert f"期限 TD20：{due_on}前办理" in due_chip(days, at(now), row).detail


@pytest.mark.parametrize(
    ("now", "text", "group"),
    [
        ("2026-07-06T09:00", "剩4个工作日", "later"),
        ("2026-07-10T09:00", "今天17:00截止", "today"),
        ("2026-07-10T17:00", "已截止", "late"),
    ],
)
def test_a_closing_is_told_by_the_hour(bench: Workbench, now: str, text: str, group: str) -> None:
    row = SimpleNamespace(due_id=None, due_on=None, due_pending=False, due_at=at("2026-07-10T17:00"))
    with bench.databases.read() as session:
        days = calendar.load(session)
    assert (due_chip(days, at(now), row).text, group_of(days, at(now), row)) == (text, group)


def test_what_has_no_deadline_or_none_that_is_known_says_so(bench: Workbench) -> None:
    with bench.databases.read() as session:
        days = calendar.load(session)
    free = SimpleNamespace(due_id=None, due_on=None, due_pending=False, due_at=FAR)
    unknown = SimpleNamespace(due_id="TD20", due_on=None, due_pending=True, due_at=FAR)
    assert [due_chip(days, at("2026-12-30T09:00"), row).text for row in (free, unknown)] == ["无期限", "期限待定"]


def rows(page: str) -> list[str]:
    """The lines of the desk as one reads them."""
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in re.findall(r"<li data-item>(.*?)</li>", page, re.DOTALL)]


def test_a_row_says_what_until_when_by_what_law_how_much_and_from_whom(house_after: Open) -> None:
    (row,) = rows(house_after(1).browser("finance").get("/").text)
    assert row == (
        f"剩3个工作日 第十三条、第二十条 出具财务意见 {TITLE} 统筹审议 甲镇购服〔2026〕1号 180,000.00 元 镇经办人甲 2026-06-15 09:30"
    )


def test_the_groups_stand_in_order_of_urgency_and_empty_ones_are_left_out(house_after: Open) -> None:
    house = house_after(1)
    seen = []
    for day in ("2026-06-15", "2026-06-18", "2026-06-22"):
        house.office.clock.moment = at(f"{day}T09:00")
        seen.append(re.findall(r'<section class="group (\w+)"', house.browser("finance").get("/").text))
    assert seen == [["soon"], ["today"], ["late"]]


def test_an_instalment_is_named_with_its_own_amount(house_after: Open) -> None:
    page = house_after(26).browser("clerk").get("/").text
    (row,) = rows(page)
    assert "提出付款申请" in row
    assert "甲镇购服〔2026〕1号 第1期 69,120.00 元" in row


def test_an_empty_desk_is_kind_and_offers_what_can_be_started(house_after: Open) -> None:
    house = house_after(0)
    clerk, finance = (house.browser(name).get("/").text for name in ("clerk", "finance"))
    assert "没有待办事项" in clerk
    assert 'href="/start/origination/town_plan"' in clerk
    assert "没有待办事项" in finance
    assert "/start/" not in finance


def test_the_start_page_lists_procedures_or_says_who_may(house_after: Open) -> None:
    house = house_after(0)
    assert "编制购买计划" in house.browser("clerk").get("/start").text
    assert "您的岗位不能发起购买" in house.browser("auditor").get("/start").text


def test_a_clerk_of_two_offices_chooses_for_which_one_they_start(house_after: Open) -> None:
    house = house_after(0)
    with house.bench.databases.write() as session:
        session.add(Post(account="clerk", role="town.clerk", place="town_b", from_date=dt.date(2026, 1, 1)))
    browser = house.browser("clerk")
    assert re.findall(r'href="(/start/[^"]+)"', browser.get("/start").text) == [
        f"/start/{process}?at={town}" for process in ("origination/town_plan", "standing/town_need") for town in ("town_a", "town_b")
    ]
    assert 'action="/start/origination/town_plan?at=town_b"' in browser.get("/start/origination/town_plan?at=town_b").text
    assert browser.get("/start/origination/town_plan?at=town_c").status_code == 403


def many(house: House, number: int) -> None:
    """So many more items like the finance officer's, due a minute after each other."""
    with house.bench.databases.write() as session:
        like = session.execute(select(work_item).where(work_item.c.task == "review.give_finance_opinion")).one()._asdict()
        due = like["due_at"]
        values = [{**like, "id": n, "key": f"k{n}", "node": f"n{n}", "due_at": due + dt.timedelta(minutes=n)} for n in range(1, number + 1)]
        session.execute(insert(work_item), values)


def test_a_long_desk_is_walked_page_by_page_and_nothing_is_met_twice(house_after: Open) -> None:
    house = house_after(1)
    many(house, 120)
    browser, path, met = house.browser("finance"), "/", list[str]()
    pages = 0
    while path:
        page = browser.get(path).text
        met += re.findall(r'<a href="(/tasks/\d+)"', page)
        following = re.search(r'href="(\?after=[^"]+)" rel="next"', page)
        path, pages = ("/" + following[1] if following else ""), pages + 1
    assert (len(met), len(set(met)), pages) == (121, 121, 3)
    assert '<span class="count">121</span>' in browser.get("/").text


def test_above_999_the_desk_stops_counting(house_after: Open) -> None:
    house = house_after(1)
    many(house, 1200)
    assert '<span class="count">999+</span>' in house.browser("finance").get("/").text


def test_what_was_done_is_listed_and_leads_to_what_became_of_it(house_after: Open) -> None:
    house = house_after(2)
    browser = house.browser("finance")
    (row,) = rows(browser.get("/done").text)
    assert row.startswith(f"已办 出具财务意见 {TITLE}")
    path = re.findall(r'<a href="(/tasks/\d+)"', browser.get("/done").text)[0]
    assert "已办结" in browser.get(path).text
    assert "还没有办理过事项" in house.browser("finance_b").get("/done").text


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        ("clerk", True),
        ("leader_5", True),
        ("auditor", True),
        ("community_party", True),
        ("clerk_b", False),
        ("org_1", False),
        ("admin", False),
    ],
)
def test_projects_are_listed_for_those_who_may_see_them(house_after: Open, account: str, sees: bool) -> None:
    assert (TITLE in house_after(1).browser(account).get("/projects").text) is sees


def test_an_organisation_sees_a_project_from_the_invitation_on(house_after: Open) -> None:
    house = house_after(14)
    assert [TITLE in house.browser(name).get("/projects").text for name in ("org_1", "org_4")] == [True, False]


@pytest.mark.parametrize("text", ["", "x", "1", "1_", "_1", "-1_1", "9" * 18 + "_1", "1_" + "9" * 19, "1_1 ", "\u0661_\u0661"])
def test_a_place_in_a_list_that_is_none_is_the_beginning(text: str, browser: Browser) -> None:
    assert place(text) is None
    browser.sign_in("finance")
    assert [browser.get(f"{path}?after={text}").status_code for path in ("/", "/done", "/projects")] == [200] * 3


def test_a_place_in_a_list_comes_back_as_it_was() -> None:
    assert place(token(FAR, 2**63 - 1)) == (FAR, 2**63 - 1)


def test_the_navigation_leads_only_where_one_may_go(house_after: Open) -> None:
    house = house_after(1)
    for account in ("clerk", "finance_b", "org_1", "auditor", "designer_1", "admin", "resident_rep_1"):
        browser = house.browser(account)
        shown: list[Any] = re.findall(r'<nav class="places".*?</nav>', browser.get("/").text, re.DOTALL)
        for path in re.findall(r'href="(/[^"]*)"', shown[0]):
            assert browser.get(path).status_code == 200, (account, path)
