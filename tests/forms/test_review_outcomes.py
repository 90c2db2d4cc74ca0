"""Claims about the outcomes of a review that are no plain yes (Art. 20): conditions, marks, codes, days, and what is amended after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.approvals import answer, do, fields, priced, project, until
from tests.performances import FORMS, step
from tests.worlds import act_for
from workflows.act import Act
from workflows.errors import Refusal
from workflows.procurement import rulings
from workflows.procurement.facts import FACTS
from workflows.procurement.models.projects import KeywordCandidate, parts
from workflows.procurement.models.review import Correction, ReviewMark, Ruling
from workflows.procurement.money import words

AMEND = {"outcome": "修改后同意", "approved_amount": "150000.00", "conditions": "个案时数减至二百二十小时，预算相应调减"}
RETURN = {"outcome": "退回补正", "opinion": "受益人数缺少依据，请补充后再报"}
MARKS = [{"field": "beneficiaries", "note": "写明测算依据"}, {"field": "need", "note": "附学校意见"}, {"field": "need", "note": "写明年级"}]


def amended(session: Any, amount: str, **changed: Any) -> tuple[dict[str, Any], Act]:
    """The handler amends the plan to an amount on the day after the meeting."""
    act = act_for(session, "clerk", "town.clerk@town_a", "2026-06-19T09:00:00", task="project.amend_plan")
    form = FORMS["project.amend_plan"]
    line = {"item": "个案心理咨询", "unit": "项", "quantity": "1", "price": amount, "amount": amount}
    money = {"amount": amount, "amount_words": words(Decimal(amount)), "cost_items": [line], "funding": [{"fund": "F1", "amount": amount}]}
    with session.begin_nested():
        facts = form.apply(act, form.read({**step(1)["form"], **money, **changed}, {}))
        session.flush()
    return dict(facts), act


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"outcome": "修改后同意"}, ["conditions"]),
        ({"outcome": "退回补正"}, ["opinion"]),
        ({"outcome": "否决", "opinion": "需求论证不足，本年度不予立项"}, ["reject_reasons"]),
        ({"outcome": "暂缓", "opinion": "待学校反馈意见后再行研究"}, ["deferred_until"]),
        ({"outcome": "修改后同意", "conditions": "同意，但须减少时数至二百小时", "approval_no": ""}, ["approval_no"]),
    ],
)
def test_an_outcome_says_what_follows_from_it(form: dict[str, Any], where: list[str]) -> None:
    said = answer(until(5), 6, form)
    assert (said.kind, said.rules[0], fields(said)) == ("invalid", "ART-20.1", where)


def test_a_deferral_ends_later_and_a_mark_stands_beside_a_field_of_the_plan() -> None:
    session = until(5)
    past = {"outcome": "暂缓", "opinion": "待学校反馈意见后再行研究", "deferred_until": "2026-06-18"}
    assert fields(answer(session, 6, past)) == ["deferred_until"]
    strange = {**RETURN, "marks": [{"field": "approval_no", "note": "补充"}]}
    assert fields(answer(session, 6, strange)) == ["marks.0.field"]


def test_the_day_of_a_deferral_is_what_the_diagram_waits_for() -> None:
    session = until(5)
    _facts, act = do(session, 6, {"outcome": "暂缓", "opinion": "待学校反馈意见后再行研究", "deferred_until": "2026-06-25"})
    assert rulings.deferred_until(session, act.case) == dt.datetime.fromisoformat("2026-06-25T00:00:00+08:00")


def test_votes_against_without_a_word_and_a_return_without_a_mark_are_noted() -> None:
    session = until(5)
    _facts, act = do(session, 6, {**RETURN, "votes_for": "1", "votes_against": "3"})
    assert [one.field for one in act.record.warnings] == ["dissent", "marks"]


def test_marks_stand_beside_their_fields_until_the_plan_is_submitted_again() -> None:
    session = until(5, changed={5: {**RETURN, "marks": MARKS}})
    act = act_for(session, "clerk", "town.clerk@town_a", "2026-06-18T09:00:00", task="project.draft_plan")
    form = FORMS["project.draft_plan"]
    told = form.limits(act)
    assert told["beneficiaries"] == "需修改：写明测算依据"
    assert told["need"] == "需修改：附学校意见 需修改：写明年级"
    assert told["ruling"].endswith("第1次退回补正：受益人数缺少依据，请补充后再报")
    assert len(session.scalars(select(ReviewMark)).all()) == 3
    do(session, 1, form.prefill(act), at=act.now)
    assert set(form.limits(act)) == {"amount", "list_item"}


def test_a_return_is_counted_and_awaited_for_the_period_of_correction() -> None:
    session = until(5, changed={5: {**RETURN, "marks": MARKS}})
    (awaited,) = session.scalars(select(Correction))
    # Ten working days after 17 June end on 2 July (19 June is a holiday); the proposal comes the day after.
    assert (awaited.count, awaited.ends_at) == (1, dt.datetime.fromisoformat("2026-07-03T00:00:00+08:00"))


def test_a_lapse_is_a_persons_word() -> None:
    session = until(5, changed={5: RETURN})
    form = FORMS["review.decide_lapse"]
    act = act_for(session, "section_head", "town.section_head@town_a", "2026-07-03T09:00:00", task="review.decide_lapse")
    with pytest.raises(Refusal) as caught:
        form.apply(act, form.read({"outcome": "继续等待", "until": "2026-07-03", "opinion": "学校仍在统计，再等一周"}, {}))
    assert (caught.value.rules, [one.field for one in caught.value.reasons]) == (("TD19",), ["until"])
    assert form.apply(act, form.read({"outcome": "继续等待", "until": "2026-07-10", "opinion": "学校仍在统计，再等一周"}, {}))
    assert rulings.correction_ends_at(session, act.case) == dt.datetime.fromisoformat("2026-07-11T00:00:00+08:00")
    assert project(session).state == "returned"
    ended = {"outcome": "终止办理", "opinion": "经办人书面说明今年不再办理"}
    assert form.apply(act, form.read(ended, {})) == {"outcome": "终止办理"}
    assert project(session).state == "lapsed"


def test_a_plan_amended_within_the_approval_keeps_it() -> None:
    session = until(5)
    do(session, 6, AMEND)
    (ruling,) = session.scalars(select(Ruling))
    assert (ruling.outcome, ruling.conditions) == ("修改后同意", AMEND["conditions"])
    facts, _act = amended(session, "140000.00")
    found = project(session)
    assert facts == {"outcome": "已按条件修改"}
    assert (found.revision, found.amount, found.approved_amount, found.state) == (2, Decimal("140000.00"), Decimal("140000.00"), "approved")
    assert found.approval_no == "甲镇立项〔2026〕21号"


def test_a_plan_amended_above_the_approval_is_decided_again() -> None:
    session = until(5)
    do(session, 6, AMEND)
    facts, act = amended(session, "150000.01")
    found = project(session)
    assert facts == {"outcome": "须重新研究"}
    assert [one.field for one in act.record.warnings] == ["amount"]
    assert (found.approval_no, found.approved_amount, found.state) == (None, None, "review")


def test_amended_values_are_checked_by_the_same_rules_and_bring_no_new_keyword() -> None:
    session = until(5)
    do(session, 6, AMEND)
    for changed, rule, field in (
        ({"need": "聘用保洁员整理活动室"}, "ART-11.4", "art11_note"),
        ({"list_item": ""}, "ART-13.2", "funding"),
        ({"route": "B"}, "ART-19.1", "route"),
        ({"art11_2": "是"}, "ART-11.1", "art11_2"),
    ):
        with pytest.raises(Refusal) as caught:
            amended(session, "150000.00", **changed)
        assert rule in caught.value.rules
        assert field in [one.field for one in caught.value.reasons]


def test_what_compliance_answered_is_answered_for_the_amended_plan_too() -> None:
    word = "青少年心理健康志愿清洁日，保洁员协助"
    cleared = {"keyword_decisions": [{"keyword": "保洁员", "decision": "不属于", "reason": "志愿活动，不聘用人员"}]}
    session = until(5, changed={1: {"need": word}, 4: cleared})
    do(session, 6, AMEND)
    amended(session, "150000.00", need=word)
    (one,) = parts(session, project(session), KeywordCandidate)
    assert (one.revision, one.decision, one.decided_by) == (2, "不属于", "supervisor")


def test_the_regime_is_decided_on_what_is_approved() -> None:
    given = {"funds": [{"code": "F1", "amount": "1500000.00"}]}
    asked = priced("1000000.00", "壹佰万元整")
    session = until(5, given=given, changed={1: asked})
    act = act_for(session, "leader_2", "town.collective@town_a", step(6)["at"])
    assert FACTS["regime"](act)["amount_fiscal"] == Decimal("1000000.00")
    project(session).approved_amount = Decimal("999999.99")
    assert FACTS["regime"](act)["amount_fiscal"] == Decimal("999999.99")
