"""Signing in: the right password opens, guessing locks, a session can be ended from anywhere and runs out by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.clock import FixedClock
from app.composition import Workbench
from app.web.auth.sessions import IDLE, LONGEST, RENEWED_EVERY, Sessions
from app.web.auth.tables import web_session
from app.web.context import COOKIE
from app.web.forms import drafts
from tests.browsers import Browser
from workflows.procurement.models.people import Account


def test_the_right_password_opens_a_session_in_a_guarded_cookie(browser: Browser) -> None:
    answer = browser.sign_in("clerk")
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("account", "password"), [("clerk", "wrong"), ("nobody", "correct horse"), ("", "")])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(browser: Browser, account: str, password: str) -> None:
    answer = browser.sign_in(account, password)
    assert answer.status_code == 422
    assert "账户或口令不正确。" in answer.text


def test_an_account_that_was_disabled_can_neither_sign_in_nor_go_on(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("clerk")
    with bench.databases.write() as session:
        session.execute(update(Account).where(Account.name == "clerk").values(active=False))
    assert browser.get("/probe").status_code == 303
    assert browser.sign_in("clerk").status_code == 422


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(clock: FixedClock, browser: Browser) -> None:
    for _failure in range(5):
        assert browser.sign_in("clerk", "wrong").status_code == 422
    locked = browser.sign_in("clerk")
    assert (locked.status_code, "15分钟后" in locked.text or "16分钟后" in locked.text) == (429, True)
    assert browser.sign_in("finance").status_code == 303
    clock.moment += dt.timedelta(minutes=15)
    assert browser.sign_in("clerk").status_code == 303


def test_a_success_forgets_the_failures_before_it(browser: Browser) -> None:
    for _round in range(3):
        for _failure in range(4):
            browser.sign_in("clerk", "wrong")
        assert browser.sign_in("clerk").status_code == 303


def test_signing_out_ends_the_session_itself_not_only_the_cookie(bench: Workbench, browser: Browser) -> None:
    browser.sign_in("clerk")
    token = browser.client.get_cookie(COOKIE)
    assert token
    browser.post("/sign-out")
    assert Sessions(bench.databases, bench.clock.wall).find(token.value) is None


def test_every_session_of_an_account_can_be_ended_at_once(bench: Workbench, open_browser: Callable[[], Browser]) -> None:
    desk, phone = open_browser(), open_browser()
    for one in (desk, phone):
        one.sign_in("clerk")
    Sessions(bench.databases, bench.clock.wall).close_all("clerk")
    assert [one.get("/probe").status_code for one in (desk, phone)] == [303, 303]


def test_a_session_runs_out_when_idle_and_at_the_latest_after_a_long_day(bench: Workbench, clock: FixedClock) -> None:
    sessions = Sessions(bench.databases, clock.wall)
    idle, busy = sessions.open("clerk", ""), sessions.open("finance", "")
    begun = clock.moment
    while clock.moment - begun < LONGEST:
        assert sessions.find(busy) is not None
        clock.moment += dt.timedelta(hours=1)
    clock.moment += dt.timedelta(seconds=1)
    assert sessions.find(busy) is None
    assert sessions.find(idle) is None
    assert IDLE < LONGEST


def test_renewing_writes_at_most_every_five_minutes(bench: Workbench, clock: FixedClock) -> None:
    sessions = Sessions(bench.databases, clock.wall)
    token = sessions.open("clerk", "")
    begun = clock.moment

    def renewed() -> dt.datetime | None:
        with bench.databases.read() as session:
            return session.scalar(select(web_session.c.renewed_at))

    clock.moment = begun + RENEWED_EVERY
    sessions.find(token)
    assert renewed() == begun
    clock.moment += dt.timedelta(seconds=1)
    sessions.find(token)
    assert renewed() == clock.moment


def test_the_database_keeps_no_token(bench: Workbench) -> None:
    token = Sessions(bench.databases, bench.clock.wall).open("clerk", "")
    with bench.databases.read() as session:
        assert token not in session.scalars(select(web_session.c.token_hash)).all()


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_the_door_leads_only_to_our_own_pages(browser: Browser, address: str) -> None:
    assert browser.sign_in("clerk", next=address).location == "/"


def test_the_door_leads_back_to_where_one_wanted_to_go(browser: Browser) -> None:
    assert browser.get("/probe?x=1").location == "/sign-in?next=/probe?x%3D1"
    assert browser.sign_in("clerk", next="/probe?x=1").location == "/probe?x=1"


def test_what_was_typed_when_the_session_ended_becomes_the_draft(bench: Workbench, browser: Browser) -> None:
    refused = browser.post("/probe", {"opinion": "资金用途相符", "_key": "k"})
    assert refused.status_code == 401
    assert "资金用途相符" in refused.text
    carried = '[["opinion", "资金用途相符"]]'
    assert browser.sign_in("finance", next="/tasks/7", carried=carried).location == "/tasks/7"
    with bench.databases.read() as session:
        assert drafts.read(session, "finance", "item:7").pairs == [("opinion", "资金用途相符")]


@pytest.mark.parametrize("carried", ["[", "[[1]]", '{"a": 1}', "null", '[["a", "b", "c"]]', "1"])
def test_a_carried_form_that_is_none_is_dropped(browser: Browser, carried: str) -> None:
    assert browser.sign_in("clerk", next="/tasks/7", carried=carried).status_code == 303
