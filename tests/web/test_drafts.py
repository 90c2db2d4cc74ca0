"""Drafts belong to one person, keep their files, and go after seven days."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from app.composition import Workbench
from app.db import Databases
from app.documents.specimen import specimen
from app.web.forms import drafts
from app.web.forms.drafts import Draft
from tests.browsers import Browser
from workflows.act import FileRef

START, BEGUN = "/start/origination/town_plan", "start:origination/town_plan"
NOW = dt.datetime(2026, 7, 1, 1, tzinfo=dt.UTC)
FIRST, SECOND = (FileRef(f"{name}.pdf", name * 64, 10, "application/pdf") for name in "ab")


def keep(database: Databases, account: str, draft: Draft, now: dt.datetime = NOW, subject: str = "item:7") -> None:
    with database.write() as session:
        drafts.save(session, account, subject, draft, now)


def kept(database: Databases, account: str, subject: str = "item:7") -> Draft:
    with database.read() as session:
        return drafts.read(session, account, subject)


def test_a_draft_comes_back_as_it_was_left_and_to_nobody_else(database: Databases) -> None:
    left = Draft([("opinion", "相符"), ("fund", "F1")], {"minutes": [FIRST]})
    keep(database, "finance", Draft([("opinion", "旧")]))
    keep(database, "finance", left)
    found = kept(database, "finance")
    assert (found.pairs, found.files, found.saved_at) == (left.pairs, left.files, NOW)
    assert kept(database, "clerk") == Draft()


def test_after_seven_days_the_next_save_clears_it(database: Databases) -> None:
    keep(database, "finance", Draft([("a", "1")]), subject="item:1")
    keep(database, "finance", Draft([("a", "2")]), NOW + dt.timedelta(days=7), subject="item:2")
    assert kept(database, "finance", "item:1").pairs
    keep(database, "finance", Draft([("a", "3")]), NOW + dt.timedelta(days=7, seconds=1), subject="item:3")
    assert not kept(database, "finance", "item:1").pairs


def test_only_files_of_the_draft_itself_can_be_ticked() -> None:
    files = {"minutes": [FIRST, SECOND]}
    assert drafts.ticked(files, {"minutes": [FIRST.sha256, "f" * 64], "other": [SECOND.sha256]}) == {"minutes": [FIRST]}


def test_the_same_file_is_kept_once() -> None:
    assert drafts.joined({"minutes": [FIRST]}, {"minutes": [FIRST, SECOND], "other": [FIRST]}) == {
        "minutes": [FIRST, SECOND],
        "other": [FIRST],
    }


def test_each_page_with_a_form_has_its_own_draft() -> None:
    assert drafts.subject_of("/tasks/7") == "item:7"
    assert drafts.subject_of("/start/origination/town_plan") == "start:origination/town_plan"
    assert [drafts.subject_of(path) for path in ("/", "/tasks/x", "/tasks/7/draft", "/start/")] == [""] * 4


def test_a_form_saves_itself_by_script_and_by_its_own_button(browser: Browser) -> None:
    browser.sign_in("clerk")
    by_script = browser.post(f"{START}/draft", {"opinion": "相符"}, headers={"Accept": "application/json"})
    assert by_script.json == {"saved": "09:00"}
    by_button = browser.post(f"{START}/draft", {"opinion": "相符", "_add": "cost_items"})
    assert (by_button.status_code, by_button.location) == (303, f"{START}?more=cost_items#f-cost_items")


def test_a_line_taken_out_without_a_script_is_gone_from_the_draft(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("clerk")
    lines = {"costs.0.item": "甲", "costs.1.item": "乙", "costs.10.item": "丙"}
    browser.post(f"{START}/draft", {**lines, "_remove": "costs.1"})
    left = kept(bench.databases, "clerk", BEGUN).pairs
    assert left == [("costs.0.item", "甲"), ("costs.10.item", "丙")]


def test_a_file_sent_ahead_waits_with_the_draft(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("clerk")
    data = {"_field": "minutes", "file": (io.BytesIO(specimen("纪要.pdf")), "纪要.pdf")}
    sent = browser.post(f"{START}/draft/files", data, headers={"Accept": "application/json"})
    sha256 = (sent.json or {})["sha256"]
    browser.post(f"{START}/draft", {"opinion": "相符", "_kept.minutes": sha256})
    assert [one.name for one in kept(bench.databases, "clerk", BEGUN).files["minutes"]] == ["纪要.pdf"]
    browser.post(f"{START}/draft", {"opinion": "相符"})
    assert kept(bench.databases, "clerk", BEGUN).files == {}


def test_a_file_of_somebody_else_s_draft_cannot_be_ticked(bench: Workbench, open_browser: Callable[[], Browser]) -> None:
    owner, other = open_browser(), open_browser()
    owner.sign_in("clerk")
    other.sign_in("clerk_b")
    data = {"_field": "minutes", "file": (io.BytesIO(specimen("纪要.pdf")), "纪要.pdf")}
    sha256 = (owner.post(f"{START}/draft/files", data, headers={"Accept": "application/json"}).json or {})["sha256"]
    other.post(f"{START}/draft", {"_kept.minutes": sha256})
    assert kept(bench.databases, "clerk_b", BEGUN).files == {}


def test_a_file_that_is_not_what_it_says_is_named_and_the_rest_is_kept(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("clerk")
    wrong = {"opinion": "相符", "minutes": (io.BytesIO(b"MZ\x90\x00"), "纪要.pdf")}
    answer = browser.post(f"{START}/draft", wrong, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "纪要.pdf" in (answer.json or {})["reasons"][0]["message"]
    assert kept(bench.databases, "clerk", BEGUN).pairs == [("opinion", "相符")]


def test_nobody_leaves_anything_with_a_form_that_is_not_theirs(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("finance")
    for path in (f"{START}/draft", f"{START}/draft/files"):
        data = {"_field": "minutes", "opinion": "相符", "file": (io.BytesIO(specimen("纪要.pdf")), "纪要.pdf")}
        assert browser.post(path, data).status_code == 403
    assert kept(bench.databases, "finance", BEGUN) == Draft()
    assert not (bench.config.files).exists()
