"""A task page is understood at once: words instead of letters, what is needed said as such, the basis of a decision before the form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.composition import hands
from app.web.forms.fields import Filled, field_views
from forms.base import Form
from tests.web.conftest import House
from tests.web.sheets import START, hand_in, posted, text_of
from workflows.procurement.models.performance import SignOff
from workflows.procurement.models.procurements import Quotation
from workflows.procurement.models.projects import KeywordCandidate, Project

Open = Callable[[int], House]
COMPLIANCE = "review.give_compliance_opinion"


def page_of(house: House, account: str, task: str) -> str:
    """The page of the one open item of a task."""
    return house.browser(account).get(f"/tasks/{house.item(task)}").text


def label_of(page: str, field: str) -> str:
    """The words above a field, badges included."""
    found = re.search(rf'(?:<label for="f-{field}">|id="f-{field}"[^>]*>\s*<legend>)(.*?)</(?:label|legend)>', page, re.DOTALL)
    assert found, field
    return text_of(found[1]).strip()


def basis_of(page: str) -> str:
    """What stands between the head of the sheet and its first field."""
    found = re.search(r'<div class="grounds">(.*?)<div class="fields">', page, re.DOTALL)
    assert found
    return found[1]


def table_of(part: str) -> list[list[str]]:
    """The cells of the first table, line by line."""
    body = re.search(r"<tbody>(.*?)</tbody>", part, re.DOTALL)
    assert body
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.DOTALL)
    return [[text_of(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)] for line in lines]


# ------------------------------------------------------------------------------------------------------ fields
def test_the_three_origins_are_told_in_words_and_posted_as_letters(house_after: Open) -> None:
    page = house_after(0).browser("clerk").get(START).text
    shown = re.findall(r'name="route" value="([ABC])"[^>]*><span>([^<]+)<', page)
    assert [letter for letter, _words in shown] == ["A", "B", "C"]
    for (_letter, words), what in zip(shown, ("镇街规划", "社区申报", "社会组织策划"), strict=True):
        assert what in words


def test_no_keyword_found_is_said_and_no_empty_line_shown(house_after: Open) -> None:
    house = house_after(3)
    page = page_of(house, "supervisor", COMPLIANCE)
    assert "系统没有发现需要判断的关键词" in text_of(page)
    assert 'name="keyword_decisions.' not in page
    assert hand_in(house.browser("supervisor"), f"/tasks/{house.item(COMPLIANCE)}", posted(4)).status_code == 303


def test_a_keyword_found_stands_in_its_line(house_after: Open) -> None:
    house = house_after(3)
    with house.bench.databases.write() as session:
        project = session.scalars(select(Project)).one()
        place = {"project_id": project.id, "revision": project.revision, "position": 0}
        session.add(KeywordCandidate(**place, keyword="保洁员", field="need", clause="4"))
    page = page_of(house, "supervisor", COMPLIANCE)
    assert 'name="keyword_decisions.0.keyword" value="保洁员"' in page
    assert "系统没有发现需要判断的关键词" not in text_of(page)


@pytest.mark.parametrize(("field", "least"), [("committee_signers", "至少2人"), ("resident_signers", "至少3人")])
def test_how_many_signers_are_needed_stands_in_their_heading(house_after: Open, field: str, least: str) -> None:
    label = label_of(page_of(house_after(39), "section_head", "acceptance.check_items"), field)
    assert least in label
    assert "选填" not in label


@pytest.mark.parametrize(
    ("task", "field", "needed"),
    [
        (COMPLIANCE, "art11_5_opinion", "必填"),
        (COMPLIANCE, "art11_6_opinion", "必填"),
        ("comparison.award", "awarded", "成交时必填"),
        ("comparison.award", "other_than_lowest_reason", "未选最低报价时必填"),
        ("supervision.verify_progress", "progress_percent", "核验通过时必填"),
        ("supervision.verify_progress", "visit_record", "核验通过时必填"),
        ("acceptance.conclude", "rectify_by", "整改时必填"),
        ("acceptance.conclude", "reply_to_conditions", "有此类意见时必填"),
        ("evaluation.conclude", "reply_to_conditions", "有此类意见时必填"),
    ],
)
def test_what_a_rule_demands_is_never_called_optional(task: str, field: str, needed: str) -> None:
    form = hands().forms[task]
    assert isinstance(form, Form)
    assert {view.name: view.needed for view in field_views(form, Filled())}[field] == needed


def test_a_table_too_broad_for_a_sheet_is_laid_out_in_cards(house_after: Open) -> None:
    page = page_of(house_after(32), "clerk_2", "supervision.verify_progress")
    assert re.findall(r'class="field full rows (\w*)[^"]*" id="f-(\w+)"', page) == [("", "findings"), ("broad", "issues")]


# ------------------------------------------------------------------------------------------------------ what is weighed
@pytest.mark.parametrize(
    ("after", "account", "task", "first", "many"),
    [
        (4, "leader", "review.give_leader_opinion", "出具合规意见", 3),
        (45, "section_head", "acceptance.conclude", "出具验收意见", 5),
        (54, "leader", "evaluation.conclude", "出具评价意见", 5),
    ],
)
def test_opinions_of_the_stage_come_first_and_the_newest_of_them_on_top(
    house_after: Open, after: int, account: str, task: str, first: str, many: int
) -> None:
    page = page_of(house_after(after), account, task)
    beside = page.partition('class="dossier"')[2].partition('<ol class="opinions">')[2]
    stage = beside.partition("</ol>")[0]
    assert stage.count("<li>") == many
    assert text_of(stage).strip().startswith(first)
    assert f'<a href="#opinions">先看本环节意见（{many}）</a>' in page, "on a phone they lie below the form"
    at = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", text_of(stage))
    assert at == sorted(at, reverse=True)
    assert ("此前各环节意见" in beside) == (after > 4)


def test_who_releases_a_payment_reads_first_what_was_said_of_this_one(house_after: Open) -> None:
    house = house_after(35)
    page = house.browser("leader").get(f"/tasks/{house.office.item(house.town.case, 'payment.release')}").text
    stage = page.partition('class="dossier"')[2].partition('<ol class="opinions">')[2].partition("</ol>")[0]
    assert re.findall("<strong>(.*?)</strong>", stage) == ["复核付款"]


def test_who_awards_sees_the_prices_side_by_side_before_the_form(house_after: Open) -> None:
    house = house_after(19)
    part = basis_of(page_of(house, "leader", "comparison.award"))
    rows = table_of(part)
    assert rows[0] == ["1", "和风心理服务中心", "172,800.00 元", "满足"]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert "最高限价" in text_of(part)


def test_a_quotation_that_misses_the_demand_has_no_rank(house_after: Open) -> None:
    house = house_after(19)
    with house.bench.databases.write() as session:
        session.execute(update(Quotation).where(Quotation.organisation == "org_yg").values(meets_demand=False, price=Decimal("1.00")))
    rows = {row[1]: row for row in table_of(basis_of(page_of(house, "leader", "comparison.award")))}
    assert rows["阳光社工服务中心"][0] == "—"
    assert rows["阳光社工服务中心"][3] == "不满足"
    assert rows["和风心理服务中心"][0] == "1"


@pytest.mark.parametrize(
    ("after", "account", "task"), [(24, "org_2", "contract.sign_as_contractor"), (25, "leader", "contract.sign_as_town")]
)
def test_who_signs_reads_the_terms_the_payments_and_the_contract_itself(house_after: Open, after: int, account: str, task: str) -> None:
    part = basis_of(page_of(house_after(after), account, task))
    shown = text_of(part)
    for term in ("172,800.00 元", "壹拾柒万贰仟捌佰元整", "2026-08-03 至 2026-11-30", "甲镇购服合〔2026〕15号", "和风心理服务中心"):
        assert term in shown, term
    assert len(table_of(part)) == 3
    assert "69,120.00 元" in shown
    assert re.search(r'<a href="/documents/\d+"[^>]*>合同文本.docx</a>', part)


# ------------------------------------------------------------------------------------------------------ the bar
def test_saving_for_later_stands_apart_from_the_decisions(house_after: Open) -> None:
    page = page_of(house_after(4), "leader", "review.give_leader_opinion")
    decisions = re.search(r'<div class="decisions">(.*?)</div>', page, re.DOTALL)
    assert decisions
    assert "暂存" not in decisions[1]
    assert re.search(r'<p class="keep">.*?<button[^>]*formaction="[^"]*/draft"[^>]*>暂存</button>', page, re.DOTALL)


def test_signatures_of_two_rounds_stand_apart_the_latest_first(house_after: Open) -> None:
    house = house_after(46)
    again = {"round": 2, "signed_at": dt.datetime(2026, 12, 4, 3, 0, tzinfo=dt.UTC)}
    with house.bench.databases.write() as session:
        session.execute(update(SignOff).where(SignOff.group == "committee").values(again))
    item = house.item("acceptance.publish")
    account = next(one for one in ("clerk", "clerk_2") if house.browser(one).get(f"/tasks/{item}").status_code == 200)
    page = house.browser(account).get(f"/tasks/{item}").text
    stage = page.partition('class="dossier"')[2].partition('<ol class="opinions">')[2].partition("</ol>")[0]
    assert re.findall('<li class="part">(.*?)</li>', stage) == ["出具验收意见 · 第二轮", "出具验收意见 · 第一轮"]
    second, first = stage.split("出具验收意见 · 第一轮</li>")
    assert (second.count("出具验收意见</strong>"), first.count("出具验收意见</strong>")) == (2, 3)
    assert '<details class="plan">' in page.partition("此前各环节意见")[0].rpartition("<section>")[2], "many earlier ones are folded"
    assert '<details class="plan"><summary>文件' in page
