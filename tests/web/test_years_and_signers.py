"""Claims: the pages show each year of a long contract, who was replaced among the signers, and what one may begin inside a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.telling import Told, told
from tests.web.conftest import House


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A contract of three years in its second."""
    with told("S08_yearly_gate", tmp_path_factory.mktemp("years")) as found:
        yield found


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """An acceptance in which one of the signers was replaced."""
    with told("signer_replaced", tmp_path_factory.mktemp("signers")) as found:
        yield found


@pytest.mark.parametrize("account", ["clerk", "auditor"])
def test_the_office_reads_every_year_with_its_budget(years: Told, account: str) -> None:
    page = years.browser(account).get("/cases/1/performance").text
    for text in ("第一年度评价", "85.00", "甲财〔2027〕3号", "继续履行", "第二年度评价", "尚未评价，下一年度暂不得支付"):
        assert text in page


@pytest.mark.parametrize("account", ["org_1", "resident_rep_1"])
def test_outside_the_offices_one_reads_what_was_published(years: Told, account: str) -> None:
    page = years.browser(account).get("/cases/1/performance").text
    assert "第一年度评价" in page
    assert "甲财〔2027〕3号" not in page
    assert "第二年度评价" not in page


def test_the_chair_finds_where_to_replace_a_signer_while_one_is_awaited_and_others_do_not(house_after: Callable[[int], House]) -> None:
    house = house_after(41)
    assert (
        f"/cases/{house.town.case}/start/performance/replace_signer" in house.browser("section_head").get(f"/cases/{house.town.case}").text
    )
    for account in ("clerk", "auditor", "org_2", "resident_rep_1"):
        assert "/start/performance/replace_signer" not in house.browser(account).get(f"/cases/{house.town.case}").text


def test_nothing_is_offered_that_has_nothing_to_do(replaced: Told) -> None:
    assert "/start/performance/replace_signer" not in replaced.browser("section_head").get("/cases/1").text


@pytest.mark.parametrize("account", ["clerk", "auditor", "org_2", "clerk_b"])
def test_nobody_else_opens_the_form_by_its_address(replaced: Told, account: str) -> None:
    assert replaced.browser(account).get("/cases/1/start/performance/replace_signer").status_code == 403


def test_a_procedure_inside_a_project_is_not_begun_outside_one_nor_the_other_way_round(replaced: Told) -> None:
    chair, clerk = replaced.browser("section_head"), replaced.browser("clerk")
    assert chair.get("/start/performance/replace_signer").status_code == 404
    assert clerk.get("/cases/1/start/origination/town_plan").status_code == 404
    assert chair.get("/cases/999/start/performance/replace_signer").status_code == 404
    assert "/start/performance/replace_signer" not in chair.get("/").text


def test_the_start_page_names_its_project_and_keeps_a_draft_of_its_own(replaced: Told) -> None:
    chair = replaced.browser("section_head")
    page = chair.get("/cases/1/start/performance/replace_signer").text
    assert "甲镇2026年青少年心理健康服务" in page
    assert 'action="/cases/1/start/performance/replace_signer"' in page
    assert "/cases/1/start/performance/replace_signer/draft" in page


def test_the_office_reads_who_was_replaced_and_why(replaced: Told) -> None:
    page = replaced.browser("clerk").get("/cases/1/performance").text
    assert "更换会签人" in page
    assert "逾期未出具意见：多次联系未果" in page
    assert "多次联系未果" not in replaced.browser("org_2").get("/cases/1/performance").text


def test_the_stages_of_a_project_are_those_of_its_whole_life(replaced: Told) -> None:
    page = replaced.browser("clerk").get("/cases/1").text
    rail = page[page.index("办理进程") : page.index("正在办理")]
    for stage in ("编制购买计划", "统筹审议", "编审采购实施计划", "签订合同", "履约验收", "绩效评价", "结案归档"):
        assert stage in rail
    assert "退回补正" not in rail
