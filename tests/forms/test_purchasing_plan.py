"""Claims about the purchasing plan, its conditions and the method (Arts. 16 and 21)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from tests.approvals import answer, do, fields, golden_refusal, priced, project, until, yuan
from tests.performances import FORMS, refusal, step
from tests.worlds import act_for
from workflows.procurement.facts import FACTS
from workflows.procurement.models.procurements import Procurement, Qualification

BIG = {"fund": "F1", "amount": "9000000.00"}


def conditions(*texts: str, kind: str = "一般条件", reason: str = "") -> dict[str, Any]:
    return {"qualifications": [{"kind": kind, "text": text, "law": "", "reason": reason} for text in texts]}


def costing(amount: str, words: str) -> dict[int, dict[str, Any]]:
    same = {"budget": amount, "price_ceiling": amount}
    return {1: priced(amount, words), 6: {"approved_amount": amount}, 11: same}


@pytest.mark.parametrize(("name", "before"), [("G25", 10), ("G26", 10), ("G30", 12)])
def test_the_golden_refusals_of_plan_and_method(name: str, before: int) -> None:
    golden_refusal(until(before), name)


def test_a_written_reason_lets_many_references_stand_below_the_threshold() -> None:
    session = until(10)
    _facts, act = do(session, 11, refusal("G27")["form"])
    assert [(one.rules, one.field, one.message) for one in act.record.warnings] == [(("ART-16.2",), "", refusal("G27")["message"])]


def test_the_golden_plan_is_written_with_its_conditions() -> None:
    session = until(11)
    written = session.get(Procurement, 1)
    assert written is not None
    assert (written.state, written.draft, written.price_ceiling, written.began_on) == ("planned", 1, yuan("180000.00"), dt.date(2026, 7, 1))
    assert session.scalars(select(Qualification.kind).order_by(Qualification.position)).all() == ["法定资质", "一般条件"]


@pytest.mark.parametrize(
    "text",
    ["成立满三年", "须在本市注册", "在香洲区设有分支机构", "注册资本不低于五十万元", "员工不少于20人", "评估等级AAAA", "等级评估达到3A"],
)
def test_the_four_facts_are_found_in_free_text(text: str) -> None:
    said = answer(until(10), 11, conditions("符合政府采购法第二十二条第一款", text))
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-16.1",), ["qualifications.1"])


def test_the_four_facts_come_before_what_a_reason_can_save() -> None:
    mixed = {"qualifications": [*refusal("G25")["form"]["qualifications"], {"kind": "业绩", "text": "近三年本市业绩5个"}]}
    said = answer(until(10), 11, mixed)
    assert (said.kind, said.rules) == ("refused", ("ART-16.1",))
    assert fields(said) == [f"qualifications.{place}" for place in range(4)]


@pytest.mark.parametrize(
    "text",
    [
        "依法在民政部门登记",
        "参加采购活动前三年内没有重大违法记录",
        "从业人员具备心理服务资格",
        "注册地不限",
        "近三年同类业绩2个",
        "配备3名持证社工",
    ],
)
def test_lawful_conditions_stand_without_a_word(text: str) -> None:
    _facts, act = do(until(10), 11, conditions(text))
    assert act.record.warnings == []


@pytest.mark.parametrize(
    "text",
    ["近三年同类业绩三个以上", "具有本市业绩1个", "须进入本区备选库", "由和风心理服务中心承接", "限民营机构", "获市级表彰的优先"],
)
def test_unfair_terms_below_the_threshold_need_a_reason(text: str) -> None:
    said = answer(until(10), 11, conditions(text))
    assert (said.kind, said.rules, fields(said)) == ("invalid", ("ART-16.2",), ["qualifications.0.reason"])
    _facts, act = do(until(10), 11, conditions(text, reason="服务对象特殊，需要相应经验"))
    assert [one.rules for one in act.record.warnings] == [("ART-16.2",)]


def test_where_the_procurement_law_binds_no_reason_saves_them() -> None:
    session = until(10, given=BIG, changed=costing("1000000.00", "壹佰万元整"))
    assert project(session).regime == "procurement_law"
    same = {"budget": "1000000.00", "price_ceiling": "1000000.00"}
    said = answer(session, 11, {**same, **conditions("近三年同类业绩5个", kind="业绩", reason="需要较多个案经验")})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-16.2",), ["qualifications.0"])
    survey = answer(session, 11, {**same, "survey_respondents": "2"})
    assert (survey.rules, fields(survey)) == (("ART-9.3", "LAW-DEM-10"), ["survey_respondents"])
    assert answer(session, 11, {**same, "evaluation_method": "注册资金多者得分高"}).rules == ("ART-16.2",)


def test_a_rating_as_score_is_shown_not_refused() -> None:
    _facts, act = do(until(10), 11, {"evaluation_method": "综合评分，评估等级4A以上加5分"})
    assert [(one.rules, one.field) for one in act.record.warnings] == [(("ART-16.2",), "evaluation_method")]


def test_a_licence_names_its_law() -> None:
    said = answer(until(10), 11, conditions("医疗机构执业许可证", kind="法定资质"))
    assert (said.kind, said.rules[0], fields(said)) == ("invalid", "ART-16.3", ["qualifications.0.law"])


@pytest.mark.parametrize(
    ("form", "kind", "where"),
    [
        ({"price_ceiling": "180000.01"}, "invalid", "price_ceiling"),
        ({"budget": "180000.01", "price_ceiling": "180000.00"}, "refused", "budget"),
    ],
)
def test_the_plan_spends_no_more_than_was_approved(form: dict[str, Any], kind: str, where: str) -> None:
    said = answer(until(10), 11, form)
    assert (said.kind, said.rules, fields(said)) == (kind, ("ART-13.3",), [where])


def test_a_plan_that_spends_less_is_noted() -> None:
    _facts, act = do(until(10), 11, {"budget": "179999.99", "price_ceiling": "179999.99"})
    assert [one.field for one in act.record.warnings] == ["budget"]


def test_the_draft_of_the_contract_is_attached() -> None:
    assert fields(answer(until(10), 11, files={})) == ["contract_draft"]


def test_new_words_in_the_demand_are_shown_to_the_reviewer() -> None:
    _facts, act = do(until(10), 11, {"demand": "另聘用两名保洁员负责场地清洁"})
    assert {one.rules for one in act.record.warnings} == {("ART-11.4",)}


def test_a_returned_plan_is_drafted_again_and_keeps_its_first_day() -> None:
    session = until(11)
    assert answer(session, 12, {"outcome": "退回补正", "opinion": "请补充"}).kind == "invalid"
    do(session, 12, {"outcome": "退回补正", "opinion": "验收方案过于简单，请逐项写明"})
    act = act_for(session, "clerk", "town.clerk@town_a", "2026-07-03T09:00:00", task="procurement.draft_plan")
    posted = FORMS["procurement.draft_plan"].prefill(act)
    assert posted == step(11)["form"]
    do(session, 11, {**posted, **conditions("依法登记")}, at=act.now)
    written = session.get(Procurement, 1)
    assert written is not None
    assert (written.draft, written.began_on) == (2, dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("amount", "words", "wanted"), [("1000000.00", "壹佰万元整", "竞争性磋商"), ("4000000.00", "肆佰万元整", "公开招标")]
)
def test_at_the_limit_a_board_looks_first_and_the_table_names_the_method_of_the_law(amount: str, words: str, wanted: str) -> None:
    session = until(11, given=BIG, changed=costing(amount, words))
    said = answer(session, 12)
    assert (said.kind, said.rules[0], fields(said)) == ("refused", "LAW-DEM-32", ["outcome"])
    facts = FACTS["procurement_method"](act_for(session, "section_head", "town.section_head@town_a", step(12)["at"]))
    assert (facts["amount"] >= facts["open_threshold"]) == (wanted == "公开招标")
    do(session, 12, {"outcome": "退回补正", "opinion": "请先作重点审查，再审查通过"})


def test_one_fen_below_the_limit_is_the_towns_own_affair() -> None:
    session = until(12, given=BIG, changed=costing("999999.99", "玖拾玖万玖仟玖佰玖拾玖元玖角玖分"))
    assert session.get_one(Procurement, 1).band == "B3"


def test_without_a_threshold_for_the_day_nothing_is_told() -> None:
    session = until(11, given={"thresholds": [{"id": "L", "to": dt.date(2026, 6, 30)}]})
    said = answer(session, 12)
    assert (said.kind, said.rules[0], fields(said)) == ("refused", "ART-21.1", ["outcome"])
    assert "无法判定" in said.reasons[0].message
    facts = FACTS["procurement_method"](act_for(session, "section_head", "town.section_head@town_a", step(12)["at"]))
    assert facts["limit_known"] is False


def test_the_method_reads_the_band_of_the_plan() -> None:
    session = until(12)
    facts = FACTS["procurement_method"](act_for(session, "procurement", "town.procurement@town_a", step(13)["at"]))
    assert facts == {
        "regime": "below_threshold",
        "limit_known": True,
        "band": "B2",
        "amount": yuan("180000.00"),
        "open_threshold": yuan("4000000.00"),
    }


def test_the_golden_method_leads_to_the_comparison() -> None:
    session = until(12)
    facts, _act = do(session, 13)
    assert facts["procedure"] == "comparison"
    written = session.get_one(Procurement, 1)
    assert (written.method, written.band, written.state, written.confirmed_on) == (
        "自行采购·三家比价",
        "B2",
        "confirmed",
        dt.date(2026, 7, 2),
    )


@pytest.mark.parametrize("proposed", ["自行采购·单家报价", "公开招标", "竞争性磋商", "单一来源", "社会资金比选", "抽签"])
def test_another_method_is_no_way_out(proposed: str) -> None:
    said = answer(until(12), 13, {"proposed_method": proposed, "deviation_reason": "时间紧迫，希望尽快开展服务"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-21.1",), ["proposed_method"])


def test_more_competition_is_free_with_a_reason() -> None:
    session = until(12)
    said = answer(session, 13, {"proposed_method": "自行采购·公开比选"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-21.1",), ["deviation_reason"])
    do(session, 13, {"proposed_method": "自行采购·公开比选", "deviation_reason": "潜在承接单位较多，公开比选更充分"})
    assert session.get_one(Procurement, 1).band == "B3"


@pytest.mark.parametrize("secret", ["138 0013 8000", "440402 20100101 1234", "王小明患抑郁症"])
def test_the_demand_is_published_and_names_nobody(secret: str) -> None:
    said = answer(until(10), 11, {"demand": f"服务对象{secret}，上门探访"})
    assert (said.kind, said.rules[0], fields(said)) == ("refused", "ART-24.3", ["demand"])


def test_a_condition_in_the_demand_or_in_a_reason_is_refused() -> None:
    said = answer(until(10), 11, {"demand": "投标单位须成立满3年、在珠海注册、评估等级4A以上", "qualifications": []})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-16.1",), ["demand"])
    row = {"kind": "一般条件", "text": "见理由", "law": "", "reason": "成立满3年且评估4A以上"}
    assert fields(answer(until(10), 11, {"qualifications": [row]})) == ["qualifications.0"]
