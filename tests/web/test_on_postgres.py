"""The desk, the tasks and the files ask PostgreSQL the same questions and get the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.towns import Towns
from tests.web.conftest import House
from tests.web.sheets import JSON, posted, text_of
from tests.web.test_rights import Eyes
from workflows.procurement.models.documents import Document

Both = Callable[[int], tuple[House, House]]


@pytest.fixture
def both(sqlite_towns: Towns, postgres_towns: Towns, tmp_path: Path) -> Iterator[Both]:
    """The same town on SQLite and on PostgreSQL."""
    opened: list[House] = []

    def open_both(number: int) -> tuple[House, House]:
        opened.extend(House(towns.after(number), tmp_path / "secret") for towns in (sqlite_towns, postgres_towns))
        return opened[0], opened[1]

    yield open_both
    for house in opened:
        house.office.close()
    for towns in (sqlite_towns, postgres_towns):
        towns.take_back()


@pytest.mark.parametrize("after", [17, 26, 40])
def test_every_desk_task_and_list_reads_the_same(both: Both, after: int) -> None:
    houses = both(after)
    items = [[one for one in Eyes(house).items(house.town.case) if one.state == "open"] for house in houses]
    assert [(one.task, one.finders) for one in items[0]] == [(one.task, one.finders) for one in items[1]]
    for here, there in zip(*items, strict=True):
        account = min(here.finders) if here.finders else "auditor"
        browsers = [house.browser(account) for house in houses]
        shown = [text_of(browser.get(f"/tasks/{one.id}").text) for browser, one in zip(browsers, (here, there), strict=True)]
        assert shown[0] == shown[1]
        for path in ("/", "/done", "/projects", "/start"):
            first, second = (text_of(browser.get(path).text) for browser in browsers)
            assert first == second, (account, path)


def test_each_opens_the_same_files(both: Both) -> None:
    opened = []
    for house in both(19):
        with house.bench.databases.read() as session:
            ids = list(session.scalars(select(Document.id).order_by(Document.id)))
        allowed = {}
        for account in ("clerk", "org_1", "org_2", "auditor", "clerk_b", "resident_rep_1", "district_office"):
            statuses = []
            for number in ids:
                with house.browser(account).get(f"/documents/{number}") as answer:
                    statuses.append(answer.status_code)
            allowed[account] = statuses
        opened.append(allowed)
    assert opened[0] == opened[1]


def test_a_task_is_saved_refused_and_handed_in(both: Both) -> None:
    _sqlite, house = both(4)
    browser, path = house.browser("leader"), f"/tasks/{house.item('review.give_leader_opinion')}"
    assert browser.post(f"{path}/draft", {"opinion": "写到一半"}, headers=JSON).status_code == 200
    refused = browser.post(path, posted(5, outcome="同意立项"))
    assert (refused.status_code, "须提交集体研究决定" in refused.text) == (422, True)
    assert browser.post(path, posted(5)).location == f"/tasks/{house.item('review.decide_collectively')}"
