"""Claims about the plan with which a town begins a purchase: what Arts. 2 to 15, 25 and 30 say to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.approvals import answer, do, fields, golden_refusal, golden_warning, priced, project, until, yuan
from tests.performances import FORMS, refusal, step
from tests.worlds import act_for, fresh_session, state_of
from workflows.procurement.facts import FACTS
from workflows.procurement.models.projects import CostItem, FundingLine, KeywordCandidate, ProjectCommunity, Target, parts

ELDERLY = {
    "title": "甲镇居家养老服务",
    "sub_item": "居家养老",
    "list_item": "2026-01",
    "need": "独居老人需要定期探访",
    "governance_goal": "完善养老服务",
    "guardian_consent": "不适用",
}


@pytest.mark.parametrize("name", ["G01", "G05", "G06", "G07", "G09", "G10", "G11", "G13", "G14", "G15", "G17", "G61", "G62"])
def test_the_golden_refusals_of_the_plan(name: str) -> None:
    golden_refusal(fresh_session(), name)


def test_a_keyword_alone_is_accepted_and_goes_to_compliance() -> None:
    session = fresh_session()
    golden_warning(session, "G02")
    [one] = parts(session, project(session), KeywordCandidate)
    assert (one.keyword, one.field, one.clause, one.decision) == ("保洁员", "need", "4", None)


def test_inseparable_mixed_money_counts_as_fiscal_and_is_said() -> None:
    session = fresh_session(refusal("G63")["given"])
    golden_warning(session, "G63")
    assert FACTS["regime"](act_for(session, "clerk", "town.clerk@town_a", step(1)["at"]))["amount_fiscal"] == yuan("180000.00")


def test_the_golden_plan_becomes_a_project_and_names_the_case() -> None:
    session = fresh_session()
    facts, act = do(session, 1)
    found = project(session)
    assert facts == {"project": "甲镇购服〔2026〕1号", "outcome": "送审"}
    assert (found.state, found.regime, found.sensitive, found.service_list) == ("review", "below_threshold", True, "SL2026/1")
    assert (act.case.title, act.case.number, act.case.subject_kind, act.case.subject_id) == (found.title, found.number, "project", found.id)
    assert [one.community_id for one in parts(session, found, ProjectCommunity)] == ["community_sf", "community_hm"]
    assert (len(parts(session, found, CostItem)), len(parts(session, found, Target))) == (5, 5)
    assert act.record.warnings == []


def test_the_regime_reads_fiscal_money_and_the_limit_of_the_day() -> None:
    session = until(1)
    facts = FACTS["regime"](act_for(session, "clerk", "town.clerk@town_a", step(1)["at"]))
    assert facts == {"all_social": False, "in_catalogue": False, "amount_fiscal": yuan("180000.00"), "limit": yuan("1000000.00")}


@pytest.mark.parametrize(
    ("title", "flag", "clause"),
    [
        ("专职治安巡逻队员聘用", 4, "（四）"),
        ("偿还社区活动中心欠款", 2, "（二）"),
        ("人行道破损维修", 3, "（三）"),
        ("合作社入股分红", 1, "（一）"),
        ("由区级部门负责的救助", 5, "（五）"),
        ("行政执法辅助", 6, "（六）"),
    ],
)
def test_a_declared_prohibition_is_refused_with_its_clause(title: str, flag: int, clause: str) -> None:
    said = answer(fresh_session(), 1, {"title": title, f"art11_{flag}": "是"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-11.1",), [f"art11_{flag}"])
    assert clause in said.reasons[0].message


@pytest.mark.parametrize("title", ["专职治安巡逻队员聘用", "偿还社区活动中心欠款", "人行道破损维修", "合作社入股分红", "社区活动室装修"])
def test_the_same_words_without_the_flag_are_candidates(title: str) -> None:
    _facts, act = do(fresh_session(), 1, {"title": title})
    assert {one.rules for one in act.record.warnings} == {("ART-11.2",)}


def test_a_clean_up_day_of_volunteers_is_no_candidate_at_all() -> None:
    volunteers = {"title": "志愿者社区环境清洁日", "category_class": "5", "sub_item": "志愿服务", "list_item": "2026-05"}
    _facts, act = do(fresh_session(), 1, {**volunteers, "guardian_consent": "不适用"})
    assert act.record.warnings == []


def test_earmarked_money_serves_its_purpose_only() -> None:
    said = answer(fresh_session(), 1, {"funding": [{"fund": "F2", "amount": "180000.00"}]})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-13.1",), ["funding"])
    assert said.reasons[0].message == "第十三条：F2为“居家养老”专款，不能用于“心理咨询”。"
    do(fresh_session(), 1, {**ELDERLY, "funding": [{"fund": "F2", "amount": "180000.00"}]})


def test_a_donation_for_school_fees_does_not_pay_for_old_people() -> None:
    said = answer(fresh_session(), 1, {**ELDERLY, **priced("50000.00", "伍万元整", fund="F3")})
    assert (said.rules, fields(said)) == (("ART-14.2",), ["funding"])


def test_a_fund_pays_no_more_than_it_has() -> None:
    session = fresh_session({"fund": "F1", "amount": "179999.99"})
    said = answer(session, 1)
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-13.3",), ["funding"])
    assert said.reasons[0].message == "F1可用179999.99元，本项目安排180000.00元，不足0.01元。"
    do(fresh_session({"fund": "F1", "amount": "180000.00"}), 1)


def test_mixed_money_must_say_whether_it_can_be_kept_apart() -> None:
    lines = [{"fund": "F1", "amount": "130000.00"}, {"fund": "F3", "amount": "50000.00"}]
    session = fresh_session({"donor_purpose": {"F3": "心理咨询"}})
    said = answer(session, 1, {"funding": lines, "funds_separable": "不适用"})
    assert (said.kind, said.rules, fields(said)) == ("invalid", ("ART-15.1",), ["funds_separable"])
    do(session, 1, {"funding": lines, "funds_separable": "是"})
    act = act_for(session, "clerk", "town.clerk@town_a", step(1)["at"])
    assert FACTS["regime"](act)["amount_fiscal"] == yuan("130000.00")


def test_social_money_alone_needs_no_threshold() -> None:
    session = fresh_session({"donor_purpose": {"F3": "不限"}, "thresholds": [{"id": "L", "absent": True}]})
    do(session, 1, priced("50000.00", "伍万元整", fund="F3"))
    assert project(session).regime == "social_funds"
    said = answer(fresh_session({"thresholds": [{"id": "L", "absent": True}]}), 1)
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-21.1", "LAW-GPL-2"), ["amount"])


@pytest.mark.parametrize(
    ("form", "rules", "where"),
    [
        ({"amount_words": "壹拾捌万元壹分"}, ("LAW-O87-59",), "amount_words"),
        ({"amount": "\uff11\uff18\uff10\uff10\uff10\uff10.00"}, (), "amount"),
        ({"amount": "-180000.00"}, (), "amount"),
        ({"amount": "180,000.00"}, (), "amount"),
        ({"amount": "0"}, (), "amount"),
        ({"title": "甲" * 61}, (), "title"),
        ({"title": " "}, (), "title"),
        ({"ends_on": "2026-08-03"}, (), "ends_on"),
        ({"begins_on": "2026-02-30"}, (), "begins_on"),
        ({"communities": []}, (), "communities"),
        ({"supporters": "1.5"}, (), "supporters"),
        ({"beneficiaries": "0"}, (), "beneficiaries"),
        ({"funding": [{"fund": "F1", "amount": "90000.00"}] * 2}, ("ART-15.2",), "funding"),
        ({"funding": [{"fund": "F1", "amount": "180000.01"}]}, ("ART-15.2",), "funding"),
        ({"category_class": "6"}, ("ART-8.1",), "category_class"),
        ({"sub_item": "法律服务"}, ("ART-8.1",), "sub_item"),
        ({"art11_3": ""}, (), "art11_3"),
        ({"nobody_asked": "x"}, (), "nobody_asked"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(form: dict[str, Any], rules: tuple[str, ...], where: str) -> None:
    said = answer(fresh_session(), 1, form)
    assert (said.kind, said.rules) == ("invalid", rules)
    assert where in fields(said)


def test_cost_items_multiply_and_make_the_budget() -> None:
    items = [dict(one) for one in step(1)["form"]["cost_items"]]
    items[0]["amount"] = "96000.01"
    said = answer(fresh_session(), 1, {"cost_items": items})
    assert (said.kind, set(fields(said))) == ("invalid", {"cost_items.0.amount", "cost_items"})
    assert "相差0.01元" in said.reasons[-1].message


def test_the_district_list_binds_by_item_and_service() -> None:
    said = answer(fresh_session(), 1, {"list_item": "2026-01"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-13.2",), ["list_item"])
    assert answer(fresh_session(), 1, {"list_item": "2025-09"}).rules == ("ART-13.2",)


def test_another_towns_community_and_another_route_are_refused() -> None:
    said = answer(fresh_session(), 1, {"communities": ["community_sf", "community_qy"]})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-6.3",), ["communities"])
    assert answer(fresh_session(), 1, {"route": "B"}).rules == ("ART-19.1",)


def test_consent_is_asked_where_minors_are_concerned() -> None:
    adults = {"title": "甲镇成人心理咨询", "need": "职工压力大", "governance_goal": "及早疏导", "guardian_consent": "否"}
    do(fresh_session(), 1, adults)
    said = answer(fresh_session(), 1, {**adults, "need": "学生压力大"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-8.2",), ["guardian_consent"])
    assert answer(fresh_session(), 1, {"guardian_consent": "不适用"}).rules == ("ART-8.2",)


def test_a_public_appeal_needs_a_charity_that_may() -> None:
    appeal = {"public_appeal": "是", "appeal_organisation": "org_za", "appeal_certificate": "粤募2026001", "appeal_plan_no": "FA2026-1"}
    said = answer(fresh_session(), 1, appeal)
    assert (said.rules, fields(said)) == (("ART-14.2", "LAW-CHAR-22"), ["appeal_organisation"])
    do(fresh_session({"organisations": [{"id": "org_za", "public_fundraising": True}]}), 1, appeal)


def test_a_title_is_used_once_a_year() -> None:
    session = until(1)
    root = state_of(session).root
    root.id, root.root_id, root.subject_id = 2, 2, None
    said = answer(session, 1)
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-19.1",), ["title"])
    facts, _act = do(session, 1, {"title": "另一个项目青少年心理健康"})
    assert facts == {"project": "甲镇购服〔2026〕2号", "outcome": "送审"}


def test_expired_measures_need_the_document_that_extends_them() -> None:
    late = dt.datetime.fromisoformat("2026-06-15T09:30:00+08:00")
    session = fresh_session({"rule_pack_extensions": [{"pack": "R", "from": dt.date(2024, 4, 1), "absent": True}]})
    said = answer(session, 1, at=late)
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-30.1",), ["basis_reference"])
    _facts, act = do(session, 1, {"basis_reference": "珠府办〔2024〕9号"}, at=late)
    assert [one.rules for one in act.record.warnings] == [("ART-30.1",)]
    assert act.record.flags == ["F28"]


def test_a_returned_plan_stands_as_it_was_submitted_and_comes_back_as_the_next_revision() -> None:
    session = until(5, changed={5: {"outcome": "退回补正", "opinion": "预算明细过于笼统，请逐项补充"}})
    act = act_for(session, "clerk", "town.clerk@town_a", "2026-06-18T09:00:00", task="project.draft_plan")
    posted = FORMS["project.draft_plan"].prefill(act)
    assert project(session).state == "returned"
    assert {name: value for name, value in posted.items() if name in step(1)["form"]} == step(1)["form"]
    lines = [{"fund": "F1", "amount": "180000.00"}]
    do(session, 1, {**posted, "funding": lines, "need": "补充：两校共126名学生需要辅导"}, at=act.now)
    found = project(session)
    assert (found.revision, found.state, found.number) == (2, "review", "甲镇购服〔2026〕1号")
    assert [(one.revision, one.fund) for one in parts(session, found, FundingLine)] == [(2, "F1")]


def test_choices_are_this_towns_own() -> None:
    lists = FORMS["project.draft_plan"].choices(act_for(fresh_session(), "clerk", "town.clerk@town_a", step(1)["at"]))
    assert [code for code, _label in lists["funds"]] == ["F1", "F2", "F3"]
    assert [code for code, _label in lists["communities"]] == ["community_hm", "community_sf"]
    assert len(lists["sub_items"]) == 26
