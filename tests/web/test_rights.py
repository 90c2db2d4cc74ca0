"""Nobody sees or does what is not theirs: by page, by data, by file, by submit; nothing of one town in another; no price before closing."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from app.composition import Workbench
from app.documents.specimen import specimen
from app.stage_looks import Looks
from app.web.forms.tables import draft
from tests.towns import step
from tests.web.conftest import House
from tests.web.sheets import posted
from workflows.engine.tables import work_item
from workflows.procurement.models.documents import Document
from workflows.proof.scenarios import Found

Open = Callable[[int], House]
JSON = {"Accept": "application/json"}
PRICES = ("178000", "178,000", "172800", "172,800", "179500", "179,500")
ORGANISATIONS = {"org_1": "178", "org_2": "172", "org_3": "179"}
PUBLIC = {("示范社区", "/organisations")}
"""The register of organisations is everybody's: it says where each has its seat (Art. 24)."""


class Eyes(Looks):
    """Looks at a house."""

    def __init__(self, house: House) -> None:
        self.house = house

    @property
    def live(self) -> Workbench:
        return self.house.bench


def waiting(house: House) -> list[Found]:
    """What is open in the golden case, with those who find it on their desk."""
    return [one for one in Eyes(house).items(house.town.case) if one.state == "open"]


def number_of(task: str) -> int:
    """The golden step that does a task."""
    return next(number for number in range(1, 62) if step(number).get("task") == task)


# ------------------------------------------------------------------------------------------------------ tasks
@pytest.mark.parametrize("after", [1, 14, 26, 40])
def test_a_task_opens_for_those_on_whose_desk_it_stands_and_for_nobody_else(house_after: Open, after: int) -> None:
    house = house_after(after)
    expected = sorted((one["task"], tuple(sorted(one["who"]))) for one in step(after)["opens"])
    items = waiting(house)
    assert sorted((one.task, tuple(sorted(one.finders))) for one in items) == expected
    for account in house.accounts():
        browser = house.browser(account)
        for number, item in enumerate(items):
            answer = browser.get(f"/tasks/{item.id}", headers=JSON if number % 2 else {})
            assert answer.status_code == (200 if account in item.finders else 403), (account, item.task)


@pytest.mark.parametrize("after", [1, 14, 26])
def test_nobody_else_hands_anything_in_or_leaves_anything_with_it(house_after: Open, after: int) -> None:
    house = house_after(after)
    items = waiting(house)
    for turn, account in enumerate(house.accounts()):
        browser = house.browser(account)
        token = browser.token()
        others = [one for one in items if account not in one.finders]
        item = others[turn % len(others)]
        form = {"_csrf": token, "_seen": "1", **posted(number_of(item.task))}
        file = {"_csrf": token, "_field": "report", "file": (io.BytesIO(specimen("甲.pdf")), "甲.pdf")}
        path = f"/tasks/{item.id}"
        answers = [
            browser.client.post(path, data=form, headers=JSON),
            browser.client.post(f"{path}/draft", data={"_csrf": token, "opinion": "甲"}),
            browser.client.post(f"{path}/draft/files", data=file),
        ]
        assert [one.status_code for one in answers] == [403, 403, 403], (account, item.task)
    with house.bench.databases.read() as session:
        assert session.scalar(select(func.count()).select_from(draft)) == 0
        still = session.scalars(select(work_item.c.state).where(work_item.c.id.in_([one.id for one in items]))).all()
    assert set(still) == {"open"}


def test_only_a_clerk_of_a_town_may_begin_or_read_the_start_form(house_after: Open) -> None:
    house, path = house_after(0), "/start/origination/town_plan"
    for account in house.accounts():
        browser = house.browser(account)
        status = 200 if account in {"clerk", "clerk_2", "clerk_b"} else 403
        assert {browser.get(path, headers=headers).status_code for headers in ({}, JSON)} == {status}, account
        if status == 403:
            assert browser.post(path, posted(1), headers=JSON).status_code == 403


def test_who_may_not_do_a_task_is_not_told_who_did_it(house_after: Open) -> None:
    house = house_after(2)
    with house.bench.databases.read() as session:
        item = session.scalar(select(work_item.c.id).where(work_item.c.task == "review.give_finance_opinion"))
    for account in ("finance_b", "org_1", "admin"):
        browser = house.browser(account)
        for answer in (browser.get(f"/tasks/{item}"), browser.post(f"/tasks/{item}", posted(2), headers=JSON)):
            assert answer.status_code == 403
            assert "财务意见" not in answer.text
            assert "09:10" not in answer.text


def test_an_organisation_is_not_told_who_did_what_inside_the_office(house_after: Open) -> None:
    house = house_after(33)
    with house.bench.databases.read() as session:
        done = session.execute(select(work_item.c.id, work_item.c.task, work_item.c.closed_by).where(work_item.c.state == "done")).all()
    for account in ("org_2", "resident_rep_1", "third_party"):
        browser = house.browser(account)
        for item, _task, by in done:
            assert browser.get(f"/tasks/{item}").status_code == (200 if by == account else 403), (account, item)
    assert {house.browser("auditor").get(f"/tasks/{item}").status_code for item, _task, _by in done} == {200}


def test_the_budget_of_a_project_is_for_its_office_alone(house_after: Open) -> None:
    house = house_after(47)
    for path in ("/projects", "/search?q=心理"):
        assert "180,000.00" in house.browser("clerk").get(path).text
        assert "180,000.00" in house.browser("auditor").get(path).text
        for account in ("org_2", "resident_rep_1"):
            page = house.browser(account).get(path).text
            assert "青少年心理健康服务" in page
            assert "180,000.00" not in page


# ------------------------------------------------------------------------------------------------------ files
def documents(house: House) -> list[tuple[int, str, str]]:
    """Id, task and owner of every file."""
    with house.bench.databases.read() as session:
        return [(one.id, one.task, one.owner) for one in session.scalars(select(Document).order_by(Document.id))]


def opens(house: House, account: str, document: int) -> bool:
    """Whether this account gets the file."""
    with house.browser(account).get(f"/documents/{document}") as answer:
        assert answer.status_code in {200, 403}
        return answer.status_code == 200


def test_who_was_invited_and_never_quoted_opens_the_case_asks_and_challenges(house_after: Open) -> None:
    invited = number_of("comparison.invite")
    house = house_after(invited)
    house.office.clock.moment = dt.datetime.fromisoformat("2026-07-10T17:00:00+08:00").astimezone(dt.UTC)
    house.bench.runtime.tick()
    case = f"/cases/{house.town.case}"
    for account in ORGANISATIONS:
        browser = house.browser(account)
        pages = {tab: browser.get(f"{case}{tab}") for tab in ("", "/flow", "/buying", "/files", "/record")}
        assert {answer.status_code for answer in pages.values()} == {200}
        assert [tab for tab, answer in pages.items() if "180,000.00" in answer.text or "示财" in answer.text] == []
        begun = [f"{case}/start/remedies/{what}" for what in ("inquiry", "challenge")]
        assert all(path in pages[""].text for path in begun)
        assert {browser.get(path).status_code for path in begun} == {200}
    stranger = house.browser("org_4")
    assert {stranger.get(f"{case}{tab}").status_code for tab in ("", "/buying", "/start/remedies/challenge")} == {403}


def test_before_closing_a_quotation_s_file_opens_for_its_own_organisation_alone(house_after: Open) -> None:
    house = house_after(17)
    quoted = [(number, owner) for number, task, owner in documents(house) if task == "comparison.submit_quotation"]
    assert [owner for _number, owner in quoted] == ["org_1", "org_2", "org_3"]
    for account in house.accounts():
        assert [owner for number, owner in quoted if opens(house, account, number)] == [account] * (account in ORGANISATIONS)


def test_between_closing_and_opening_they_open_for_those_alone_whose_task_that_is(house_after: Open) -> None:
    house = house_after(18)
    quoted = [(number, owner) for number, task, owner in documents(house) if task == "comparison.submit_quotation"]
    for account in ("procurement", "finance", "leader", "clerk", "auditor", "clerk_b", "admin", *ORGANISATIONS):
        seen = [owner for number, owner in quoted if opens(house, account, number)]
        assert seen == (list(ORGANISATIONS) if account == "procurement" else [account] * (account in ORGANISATIONS)), account


def test_after_the_opening_the_town_opens_them_and_the_other_organisations_still_do_not(house_after: Open) -> None:
    house = house_after(19)
    quoted = [(number, owner) for number, task, owner in documents(house) if task == "comparison.submit_quotation"]
    for account in ("procurement", "leader", "auditor"):
        assert all(opens(house, account, number) for number, _owner in quoted)
    for account in ORGANISATIONS:
        assert [owner for number, owner in quoted if opens(house, account, number)] == [account]


@pytest.mark.parametrize(
    ("account", "tasks"),
    [
        ("auditor", {"project", "review", "procurement", "comparison", "contract", "payment", "supervision", "acceptance"}),
        ("finance", {"project", "review", "procurement", "comparison", "contract", "payment", "supervision", "acceptance"}),
        ("org_2", {"comparison", "contract", "supervision", "acceptance"}),
        ("org_1", {"comparison"}),
        ("resident_rep_1", {"supervision", "acceptance"}),
        ("community_party", {"supervision", "acceptance"}),
        ("third_party", {"contract", "supervision", "acceptance"}),
        ("clerk_b", set()),
        ("leader_b", set()),
        ("community_b", set()),
        ("org_4", set()),
        ("admin", set()),
        ("designer_1", set()),
    ],
)
def test_each_reads_the_files_of_their_own_part(house_after: Open, account: str, tasks: set[str]) -> None:
    house = house_after(47)
    read_by = {task.split(".")[0] for number, task, _owner in documents(house) if opens(house, account, number)}
    assert read_by == tasks


def test_what_residents_answered_in_a_survey_stays_inside_the_office(house_after: Open) -> None:
    house = house_after(47)
    (answers,) = [number for number, task, _owner in documents(house) if task == "acceptance.record_survey"]
    readers = ("clerk_2", "auditor", "org_2", "resident_rep_1", "third_party")
    assert [opens(house, account, answers) for account in readers] == [True, True, False, False, False]


# ------------------------------------------------------------------------------------------------------ pages
def walked(house: House, account: str, most: int = 60) -> Iterator[tuple[str, str]]:
    """(path, page) of what one reaches by links from the desk, this project's case and the search for it."""
    browser, case = house.browser(account), house.town.case
    queue = ["/", "/search?q=甲镇", f"/cases/{case}", f"/cases/{case}/history.json", "/funds", "/notices", "/audit", "/done", "/projects"]
    met = set(queue)
    while queue and len(met) < most + 10:
        path = queue.pop(0)
        answer = browser.get(path)
        assert answer.status_code in {200, 403, 404}, (account, path)
        if not answer.mimetype.startswith(("text/html", "application/json")):
            answer.close()
            continue
        yield path, answer.text
        for link in re.findall(r'href="(/[^"#]*)', answer.text):
            if link not in met and not link.startswith(("/assets", "/documents")):
                met.add(link)
                queue.append(link.replace("&amp;", "&"))


@pytest.mark.parametrize(
    "account", ["procurement", "leader", "clerk", "supervisor", "auditor", "admin", "org_1", "org_2", "org_4", "clerk_b"]
)
def test_before_closing_no_page_shows_anybody_a_price(house_after: Open, account: str) -> None:
    house = house_after(17)
    own = ORGANISATIONS.get(account, "none")
    for path, page in walked(house, account):
        shown = [price for price in PRICES if price in page and not price.startswith(own)]
        assert not shown, (path, shown)


@pytest.mark.parametrize("account", ["clerk_b", "finance_b", "leader_b", "community_b"])
def test_nothing_of_one_town_shows_in_another(house_after: Open, account: str) -> None:
    house = house_after(28)
    for path, page in walked(house, account):
        for trace in ("甲镇2026年青少年心理健康服务", "甲镇购服", "示范社区"):
            assert trace not in page or (trace, path) in PUBLIC, (path, trace)
    browser = house.browser(account)
    for path in (f"/cases/{house.town.case}", f"/cases/{house.town.case}/history.json"):
        assert browser.get(path).status_code in {403, 404}


@pytest.mark.parametrize("account", ["clerk", "leader", "org_2", "resident_rep_1", "auditor", "district_office"])
def test_no_link_leads_where_one_may_not_go(house_after: Open, account: str) -> None:
    house = house_after(28)
    browser = house.browser(account)
    met, queue = {"/"}, ["/"]
    while queue and len(met) < 50:
        path = queue.pop(0)
        answer = browser.get(path)
        assert answer.status_code == 200, (account, path)
        links = re.findall(r'href="(/[^"#]*)', answer.text) if answer.mimetype == "text/html" else []
        answer.close()
        fresh = [link.replace("&amp;", "&") for link in links if not link.startswith("/assets")]
        queue += [link for link in fresh if link not in met]
        met |= set(fresh)
