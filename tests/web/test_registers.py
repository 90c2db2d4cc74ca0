"""Claims: the registers are everybody's to read, and nobody's name, telephone or unfinished figure stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telling import Told, told

PERSONAL = ("0756-0000006", "示范区晓晴路1号")


@pytest.fixture(scope="module")
def needs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Needs collected, decided and named in a project."""
    with told("P03_needs", Path(tmp_path_factory.mktemp("needs"))) as found:
        yield found


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """An organisation that was verified, frozen and restored."""
    with told("P81_organisation_register", Path(tmp_path_factory.mktemp("register"))) as found:
        yield found


def test_a_need_is_traced_to_its_project_and_back(needs: Told) -> None:
    page = needs.browser("resident_rep_1").get("/needs/1").text
    assert "甲镇2026年青少年心理健康服务" in page
    assert "27人" in page
    assert "已采纳" in page
    assert "居民代表" not in page.split("<main", 1)[1]
    assert "甲镇需求〔2026〕1号" in needs.browser("clerk").get(f"/cases/{needs.case}").text


def test_needs_are_found_by_what_they_say(needs: Told) -> None:
    browser = needs.browser("org_1")
    found, nothing = browser.get("/needs?q=焦虑").text, browser.get("/needs?q=%25").text
    assert ("和睦社区学生考试前焦虑" in found, "人行道" in found) == (True, False)
    assert "没有符合条件的需求" in nothing
    assert browser.get("/needs/999").status_code == browser.get("/needs/99999999999999999999").status_code == 404


def test_an_organisation_is_shown_without_its_people_to_strangers(register: Told) -> None:
    inside = register.browser("district_office").get("/organisations/org_xq").text
    own = register.browser("org_6").get("/organisations/org_xq").text
    outside = register.browser("org_1").get("/organisations/org_xq").text
    assert all(one in inside and one in own and one not in outside for one in PERSONAL)
    assert all("示民管〔2026〕21号" in page and "示民管〔2026〕23号" in page for page in (inside, outside))
    assert register.browser("org_1").get("/organisations/org_tp").status_code == 404
    assert register.browser("org_1").get("/organisations/nobody").status_code == 404


def test_where_an_organisation_was_fostered_is_everybodys_to_read(register: Told) -> None:
    """ART-17.1."""
    assert "二〇二五年入驻市社会组织孵化基地" in register.browser("org_1").get("/organisations/org_xq").text


def test_every_register_opens_for_everybody(register: Told) -> None:
    for account in ("clerk", "org_1", "resident_rep_1", "auditor"):
        browser = register.browser(account)
        for path in ("/organisations", "/catalogues", "/needs", "/awards", "/spaces"):
            assert browser.get(path).status_code == 200, (account, path)
