"""Claims: PostgreSQL answers the pages of cases, audit, procedures, funds and notices as SQLite does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import cast

import pytest

from app.web.audit.runs import RUNS, Runs
from tests.towns import Towns
from tests.web.conftest import House

SEALS = re.compile(r"[0-9a-f]{12,64}|\?before=\d+")
CASE = ("", "/flow", "/money", "/buying", "/contract", "/performance", "/files", "/record")
NARROWED = "/audit?actor=leader&first=2026-06-17&last=2026-07-20&case=甲镇"
OFFICE = ("/funds", "/notices", "/search?q=心理", "/audit?scope=case", NARROWED, "/definitions")


@pytest.fixture(scope="module")
def houses(sqlite_towns: Towns, postgres_towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[House]]:
    """The same town on SQLite and on PostgreSQL."""
    secret = tmp_path_factory.mktemp("key") / "secret"
    opened = [House(towns.after(53), secret) for towns in (sqlite_towns, postgres_towns)]
    yield opened
    for house in opened:
        house.office.close()
    for towns in (sqlite_towns, postgres_towns):
        towns.take_back()


def words(house: House, account: str, path: str) -> str:
    """A page without tags, tokens and seals: values withheld have other salts in every database."""
    answer = house.browser(account).get(path)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
    return f"{answer.status_code} {SEALS.sub('…', text)}"


@pytest.mark.parametrize("account", ["clerk", "auditor", "org_2", "org_1", "committee_member_1", "clerk_b", "district_office"])
def test_every_page_reads_the_same(houses: list[House], account: str) -> None:
    here, there = houses
    for path in (*(f"/cases/{here.town.case}{tab}" for tab in CASE), *OFFICE):
        assert words(here, account, path) == words(there, account, path), path
    assert words(here, account, "/cases/1/history.json") == words(there, account, "/cases/1/history.json")


@pytest.mark.parametrize(
    "path",
    [
        "/audit/entries/case:1/9223372036854775807",
        "/audit/entries/case:1/2147483648.bin",
        "/audit/entries/case:9223372036854775808/1",
        "/cases/9223372036854775807",
        "/tasks/9223372036854775807",
        "/documents/9223372036854775807",
        "/definitions/purchase/lifecycle/99999999999",
        "/search?q=%00",
        "/projects?after=9999999999999999999",
    ],
)
def test_an_address_of_nothing_is_answered_alike(houses: list[House], path: str) -> None:
    here, there = (house.browser("auditor").get(path).status_code for house in houses)
    assert here == there
    assert here in {200, 404}


def test_an_auditor_verifies_and_executes_again(houses: list[House]) -> None:
    for house in houses:
        browser = house.browser("auditor")
        for path in ("/audit/verify", f"/audit/cases/{house.town.case}/replay"):
            address = browser.post(path).location
            cast("Runs", house.flask.extensions[RUNS]).settle()
            assert json.loads(browser.get(f"{address}.json").text)["state"] == "done"
            assert 'class="verdict whole"' in browser.get(address).text
