"""Claims: a figure's page says what a change would touch before anything is saved; a case shows both versions of what changed under it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.telling import Told, told
from workflows.procurement.models.projects import Project

TRIED = "/packs/L?value=2000000.00&from_date=2026-08-01&applies_by=按环节开始日"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The limit raised from July on, while a project went from its plan to its method."""
    with told("P91_threshold_changes", tmp_path_factory.mktemp("packs")) as found:
        yield found


def test_every_kind_is_listed_with_its_value_and_source(changed: Told) -> None:
    page = changed.browser("org_1").get("/packs").text
    kinds = ("限额标准", "限额以下档次", "期限", "2026年工作日历", "服务类别和子项")
    for text in (*kinds, "须集体研究的金额：50,000.00元", "示府办〔2024〕5号"):
        assert text in page, text
    assert "立项公示期满" not in changed.browser("org_1").get("/packs?kind=threshold").text
    assert "立项公示期满" in changed.browser("org_1").get("/packs?q=TD04").text


def test_a_figure_keeps_every_version(changed: Told) -> None:
    page = changed.browser("auditor").get("/packs/L").text
    for text in ("1,000,000.00元", "2,000,000.00元", "2026-07-01", "粤财采购〔2026〕3号", "旧版本", "现行", "修改记录"):
        assert text in page, text
    assert changed.browser("auditor").get("/packs/nothing").status_code == 404


def test_a_trial_lists_what_a_change_touches_and_keeps_nothing(changed: Told) -> None:
    browser = changed.browser("district_office")
    page = browser.get(TRIED.replace("2000000.00", "3000000.00")).text
    assert all(text in page for text in ("修改前后", "甲镇2026年居家养老服务", "采购计划已开始，沿用旧数值", "决策表"))
    assert "3000000.00" not in browser.get("/packs/L").text
    assert "试算" not in changed.browser("org_1").get(TRIED).text
    period = browser.get("/packs/TD04?value=7&from_date=2026-08-03&applies_by=按办理日").text
    assert "修改前至2026-08-10，修改后至2026-08-12" in period
    assert "已经起算的1项，到期日不变" in period


@pytest.mark.parametrize(
    ("asked", "told_why"),
    [
        ("value=三百万&from_date=2026-08-01&applies_by=按办理日", "只能改其中的数字"),
        ("value=3000000&from_date=2026-06-01&applies_by=按办理日", "修改不溯及既往"),
        ("value=3000000&from_date=9999-12-31&applies_by=按办理日", "请填写日期"),
        ("value=3000000&from_date=明天&applies_by=按办理日", "请填写日期"),
        ("value=3000000&from_date=2026-08-01&applies_by=随意", "请选择适用方式"),
    ],
)
def test_a_trial_is_refused_as_the_proposal_would_be(changed: Told, asked: str, told_why: str) -> None:
    page = changed.browser("district_office").get(f"/packs/L?{asked}").text
    assert told_why in page
    assert "修改前后" not in page


def test_the_case_shows_both_versions_and_who_acted_by_which(changed: Told) -> None:
    browser = changed.browser("auditor")
    page = browser.get(f"/cases/{changed.case}").text
    part = page.split("标准的版本", 1)[1].split("</section>", 1)[0]
    old, new = part.index("1,000,000.00元"), part.index("2,000,000.00元")
    assert old < new
    assert "06-30 编制采购实施计划" in part[old:new]
    assert "尚无" in part[new:]
    assert "适用版本 L" in browser.get(f"/cases/{changed.case}/record").text


def test_a_change_of_the_classes_says_which_projects_and_list_items_it_touches(changed: Told) -> None:
    browser = changed.browser("district_office")
    whole = html.unescape(browser.get("/packs/categories").text.partition('name="value"')[2].partition(">")[2].partition("</textarea>")[0])
    assert whole.count("\n") == 4 and "居家养老" in whole
    said = {"value": whole.replace("居家养老、", ""), "from_date": "2026-08-01", "applies_by": "按办理日"}
    page = browser.get("/packs/categories?" + urlencode(said)).text
    for text in ("取消“居家养老”（基本服务类）", "基本服务类·居家养老", "“居家养老”未列入", "结果改变", "现行清单中", "决策表“服务类别”"):
        assert text in page, text
    kept = browser.get("/packs/categories?" + urlencode({**said, "applies_by": "按项目送审日"})).text
    assert "已送审，沿用旧数值" in kept and "结果改变" not in kept
    assert "写了不止一次" in browser.get("/packs/categories?" + urlencode({**said, "value": whole.replace("居家养老", "社区教育")})).text


def test_the_case_shows_both_versions_of_its_class(tmp_path: Path) -> None:
    with told("P91_categories", tmp_path) as changed:
        browser = changed.browser("auditor")
        page = browser.get("/packs/categories").text
        assert "取消“心理咨询”（基本服务类）" in page and "示民〔2026〕21号" in page
        with changed.bench.databases.read() as session:
            first = session.scalars(select(Project.case_id).where(Project.sub_item == "心理咨询")).one()
        part = browser.get(f"/cases/{first}").text.split("标准的版本", 1)[1].split("</section>", 1)[0]
        old, new = part.index("基本服务类·心理咨询（敏感）"), part.index("“心理咨询”未列入")
        assert old < new and "06-18 补正购买计划" in part[old:new] and "尚无" in part[new:]
