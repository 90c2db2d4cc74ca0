"""Claims: a task's page shows what is asked and what it rests on, to each their part; its files open safely."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.documents.specimen import specimen
from tests.web.sheets import FINANCE, JSON, START, Open, text_of
from workflows.procurement.models.documents import Document


# ------------------------------------------------------------------------------------------------------ what is shown
def test_the_page_says_what_is_asked_by_what_law_until_when_and_who_comes_next(house_after: Open) -> None:
    house = house_after(1)
    page = house.browser("finance").get(f"/tasks/{house.item(FINANCE)}").text
    shown = text_of(page)
    for part in (
        "出具财务意见",
        "剩3个工作日",
        "请核对资金来源、用途限制和可用余额",
        "第十三条",
        "甲镇购服〔2026〕1号",
        "提交后待其他人员办结，转分管领导（分管领导审核）",
        "F1（可用600000.00元，本项目180000.00元）",
        "示范社区、和睦社区",
        "财政资金 180,000.00元",
        "个案心理咨询：320小时 × 300.00 = 96,000.00元",
        "M5 服务对象满意度 80%（权重20）",
        "需求分析表.pdf",
    ):
        assert part in shown, part
    assert "在确保专款专用的前提下" in shown, "the text of the article lies beside the form"
    assert re.search(r'name="fund_checked" value="F1" checked', page)


def test_the_stages_say_where_the_case_stands(house_after: Open) -> None:
    house = house_after(10)
    page = house.browser("clerk").get(f"/tasks/{house.item('procurement.draft_plan')}").text
    rail = re.findall(r'<li class="(done|now|later)"[^>]*>.*?<span class="stage">([^<]+)<', page, re.DOTALL)
    assert rail[:4] == [("done", "编制购买计划"), ("done", "统筹审议"), ("now", "编审采购实施计划"), ("later", "确定采购方式")]
    assert len(rail) == 10


def test_opinions_so_far_stand_beside_the_form_with_name_post_and_time(house_after: Open) -> None:
    house = house_after(4)
    shown = text_of(house.browser("leader").get(f"/tasks/{house.item('review.give_leader_opinion')}").text)
    assert "出具财务意见 同意 F1可用600000.00元，安排180000.00元，资金用途相符 镇财务人员 · 财务人员 · 2026-06-16 09:10" in shown
    assert "本项目180000.00元，达到50000.00元须提交集体研究。" in shown, "the limit of a decision stands by its buttons"


def test_a_computed_limit_stands_beside_its_field_before_it_is_broken(house_after: Open) -> None:
    house = house_after(13)
    page = house.browser("procurement").get(f"/tasks/{house.item('comparison.invite')}").text
    assert re.search(r'id="f-closes_at-l">.*?自今日起不少于3个工作日', page, re.DOTALL)


def test_the_side_case_of_an_instalment_has_its_own_stages_and_amount(house_after: Open) -> None:
    house = house_after(26)
    shown = text_of(house.browser("clerk").get(f"/tasks/{house.item('payment.request')}").text)
    assert "本期应付 69,120.00 元" in shown
    for stage in ("提出付款申请", "复核付款", "批准付款", "支付并登记回单"):
        assert stage in shown


def test_somebody_outside_the_office_sees_their_part_only(house_after: Open) -> None:
    house = house_after(14)
    item = house.office.open_items(house.town.case, "comparison.submit_quotation")[0]
    shown = text_of(house.browser("org_1").get(f"/tasks/{item}").text)
    assert "比价邀请函.pdf" in shown
    for part in ("出具财务意见", "资金 F1", "需求分析表", "购买计划要点", "立项批复"):
        assert part not in shown, part


def test_a_start_page_shows_the_stages_to_come_and_nothing_of_a_case(house_after: Open) -> None:
    page = house_after(0).browser("clerk").get(START).text
    assert 'name="title"' in page
    assert re.findall(r'<li class="(done|now|later)"', page) == ["now"] + ["later"] * 9
    assert "提交后转财务人员、社区办负责人、纪检监察（合规）（同时办理）" in text_of(page)
    assert "案情" not in text_of(page)


def test_a_program_gets_a_task_as_data(house_after: Open) -> None:
    house = house_after(1)
    said = house.browser("finance").get(f"/tasks/{house.item(FINANCE)}", headers=JSON).json or {}
    assert (said["kind"], said["seen"], said["title"], said["form"]["task"]) == ("open", 1, "出具财务意见", FINANCE)
    assert said["values"] == {"fund_checked": ["F1"]}
    assert said["choices"]["funds"][0][0] == "F1"


# ------------------------------------------------------------------------------------------------------ files
def test_a_file_opens_where_browsers_can_show_it_and_is_saved_otherwise(house_after: Open) -> None:
    house = house_after(11)
    with house.bench.databases.read() as session:
        ids = {name: number for number, name in session.execute(select(Document.id, Document.name))}
    browser = house.browser("clerk")
    pdf, word = (browser.get(f"/documents/{ids[name]}") for name in ("需求分析表.pdf", "合同草案.docx"))
    assert (pdf.status_code, pdf.mimetype, pdf.data) == (200, "application/pdf", specimen("需求分析表.pdf"))
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert word.headers["Content-Disposition"].startswith("attachment")
    for answer in (pdf, word):
        answer.close()
    assert "sandbox" in word.headers["Content-Security-Policy"]
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_whose_bytes_were_changed_is_not_handed_out(house_after: Open) -> None:
    house = house_after(1)
    with house.bench.databases.read() as session:
        number, sha256 = session.execute(select(Document.id, Document.sha256)).one()
    kept = next(house.bench.config.files.rglob(sha256))
    before = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-forged")
    answer = house.browser("clerk").get(f"/documents/{number}")
    kept.write_bytes(before)
    assert answer.status_code == 500
    assert "文件的内容与存档时不一致" in answer.text
