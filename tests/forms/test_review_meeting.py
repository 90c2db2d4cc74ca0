"""Claims about the town's review: the meeting, the platform, the publicity."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from forms.fields import Pick, Picks
from tests.approvals import answer, do, fields, project, until, yuan
from tests.performances import FORMS, step
from tests.purchases import money
from tests.worlds import act_for, state_of
from workflows.errors import Refused
from workflows.procurement import spending
from workflows.procurement.models.notices import Notice, PlatformReceipt
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.projects import Meeting
from workflows.procurement.models.review import Objection
from workflows.procurement.operations import OPERATIONS


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+08:00")


REJECTED = {"outcome": "否决", "opinion": "需求论证不足，本年度不予立项", "reject_reasons": ["需求不充分"]}
DEFERRED = {"outcome": "暂缓", "opinion": "待学校反馈意见后再行研究", "deferred_until": "2026-06-25"}
VOTES = [
    ({"present": "3", "present_members": ["leader", "leader_2", "leader_3"], "votes_for": "3"}, None),
    ({"votes_for": "3", "votes_against": "1"}, None),
    ({"votes_for": "2", "votes_against": "2"}, "outcome"),
    ({"votes_for": "2", "votes_abstain": "2"}, "outcome"),
    (REJECTED, "outcome"),
    ({**REJECTED, "votes_for": "1", "votes_against": "3"}, None),
    ({**DEFERRED, "present": "2", "present_members": ["leader", "leader_2"], "votes_for": "0", "votes_abstain": "2"}, None),
]


@pytest.mark.parametrize(("form", "where"), VOTES)
def test_more_than_half_of_those_present_decide(form: dict[str, Any], where: str | None) -> None:
    session = until(5)
    if where is None:
        facts, _act = do(session, 6, form)
        assert facts == {"outcome": form.get("outcome", "同意")}
    else:
        said = answer(session, 6, form)
        assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-20.1", "TD03"), [where])


@pytest.mark.parametrize(
    ("form", "kind", "where"),
    [
        ({"present": "6"}, "invalid", "present"),
        ({"votes_for": "3"}, "invalid", "votes_for"),
        ({"present_members": ["leader", "leader_2", "leader_3"]}, "invalid", "present_members"),
        ({"recused_members": ["leader"]}, "invalid", "recused_members"),
        ({"chair": "leader_5"}, "invalid", "chair"),
        ({"approval_no": ""}, "invalid", "approval_no"),
        ({"approved_amount": ""}, "invalid", "approved_amount"),
        ({"eligible": "4"}, "refused", "eligible"),
        ({"present_members": ["leader", "leader_2", "leader_3", "clerk_2"]}, "refused", "present_members"),
        ({"approved_amount": "180000.01"}, "refused", "approved_amount"),
        ({"met_at": "2026-06-18T15:00:01+08:00"}, "refused", "met_at"),
        ({"met_at": "2026-06-12T14:00:00+08:00"}, "refused", "met_at"),
    ],
)
def test_the_minutes_agree_with_themselves_and_with_the_town(form: dict[str, Any], kind: str, where: str) -> None:
    said = answer(until(5), 6, form)
    assert (said.kind, where in fields(said)) == (kind, True)
    assert all(reason.rules for reason in said.reasons)


@pytest.mark.parametrize(
    ("form", "noted"),
    [
        ({"eligible": "6"}, ["eligible"]),
        ({"eligible": "4", "recused_members": ["leader_5"]}, []),
        ({"eligible": "5", "recused_members": ["leader_5"]}, []),
    ],
)
def test_members_recused_may_be_counted_among_those_due_or_not(form: dict[str, Any], noted: list[str]) -> None:
    _facts, act = do(until(5), 6, form)
    assert [one.field for one in act.record.warnings] == noted


def test_minutes_and_sheet_are_attached() -> None:
    said = answer(until(5), 6, files={})
    assert (said.kind, set(fields(said))) == ("invalid", {"minutes", "attendance"})


def test_a_file_proves_one_meeting_only() -> None:
    session = until(5)
    do(session, 6, DEFERRED)
    said = answer(session, 6, {"met_at": "2026-06-18T14:30:00+08:00"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-20.1",), ["minutes", "attendance"])
    files = {"minutes": {"name": "第二次会议纪要.pdf"}, "attendance": {"name": "第二次签到表.pdf"}}
    do(session, 6, {"met_at": "2026-06-18T14:30:00+08:00"}, files=files)
    assert len(session.scalars(select(Meeting)).all()) == 2


def test_the_golden_decision_reserves_the_money() -> None:
    session = until(6)
    assert money(session) == ("180000.00", "0.00", "0.00")
    found = project(session)
    assert (found.approval_no, found.approved_amount, found.state) == ("甲镇立项〔2026〕21号", yuan("180000.00"), "approved")


def test_less_may_be_approved_and_fills_the_funds_in_order() -> None:
    lines = [{"fund": "F1", "amount": "130000.00"}, {"fund": "F3", "amount": "50000.00"}]
    plan: dict[int, dict[str, Any]] = {1: {"funding": lines, "funds_separable": "否"}, 2: {"fund_checked": ["F1", "F3"]}}
    plan[6] = {"approved_amount": "150000.00"}
    session = until(6, given={"donor_purpose": {"F3": "心理咨询"}}, changed=plan)
    assert (money(session)[0], money(session, "F3")[0]) == ("130000.00", "20000.00")


def test_money_that_is_gone_at_the_meeting_is_not_approved_and_not_reserved() -> None:
    session = until(5)
    act = act_for(session, "leader_2", "town.collective@town_a", step(6)["at"])
    spending.reserve(act, 99, [("F1", yuan("420000.01"))])
    session.flush()
    said = answer(session, 6)
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-13.3",), ["approved_amount"])
    with pytest.raises(Refused) as caught:
        OPERATIONS["funds.reserve"](act)
    assert caught.value.rules == ("ART-13.3",)


def receipts(*lines: tuple[str, str, str]) -> dict[str, Any]:
    return {"receipts": [{"act": act, "number": number, "received_at": f"2026-06-{moment}+08:00"} for act, number, moment in lines]}


@pytest.mark.parametrize(
    ("form", "kind", "where"),
    [
        (receipts(("审核", "A1", "18T16:05:00")), "refused", "receipts"),
        (receipts(("审核", "A1", "18T16:05:00"), ("审批", "A1", "18T16:06:00")), "invalid", "receipts.1.number"),
        (receipts(("审核", "A1", "18T16:30:01"), ("审批", "A2", "18T16:06:00")), "refused", "receipts.0.received_at"),
    ],
)
def test_review_and_approval_each_have_a_receipt_of_their_time(form: dict[str, Any], kind: str, where: str) -> None:
    said = answer(until(6), 7, form)
    assert (said.kind, said.rules, fields(said)) == (kind, ("ART-24.1",), [where])


def test_a_receipt_older_than_what_it_confirms_is_pointed_out() -> None:
    _facts, act = do(until(6), 7, receipts(("审核", "A1", "17T16:05:00"), ("审批", "A2", "18T13:59:59")))
    assert [one.field for one in act.record.warnings] == ["receipts.1.received_at"]


def test_a_receipt_number_is_entered_once() -> None:
    said = answer(until(7), 8, {"receipt_number": "SP-2026-0618-01"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-24.1",), ["receipt_number"])


def test_the_golden_publicity_stands_five_working_days() -> None:
    session = until(8)
    [notice] = session.scalars(select(Notice)).all()
    assert (notice.kind, notice.from_date, notice.to_date) == ("project", dt.date(2026, 6, 22), dt.date(2026, 6, 29))
    assert session.scalars(select(PlatformReceipt.act).where(PlatformReceipt.notice_id == notice.id)).all() == ["公示"]
    [(_case, period)] = state_of(session).services.periods
    assert period.frees_at == at("2026-06-30T00:00:00")


@pytest.mark.parametrize("text", ["服务对象张三（抑郁症）", "联系人手机13800138000", "身份证44040219900101123X"])
def test_nobody_is_exposed_in_a_public_text(text: str) -> None:
    said = answer(until(7), 8, {"notice_text": text})
    assert (said.kind, said.rules[0], fields(said)) == ("refused", "ART-24.3", ["notice_text"])
    assert fields(answer(until(7), 8, {"masked": "否"})) == ["masked"]


def test_a_notice_that_would_stand_into_an_unknown_year_stops() -> None:
    said = answer(until(7), 8, {"receipt_at": "2026-12-28T08:50:00+08:00"}, at=at("2026-12-28T09:00:00"))
    assert (said.kind, said.rules) == ("refused", ("CAL-gap",))


def test_publicity_is_closed_when_it_is_over() -> None:
    session = until(8)
    said = answer(session, 10, at=at("2026-06-29T23:59:59"))
    assert (said.kind, said.rules) == ("refused", ("TD04", "ART-24.1"))
    facts, _act = do(session, 10, at=at("2026-06-30T00:00:00"))
    assert facts == {"outcome": "无异议"}


def test_objections_are_written_down_and_an_upheld_one_frees_the_money() -> None:
    session = until(8)
    assert answer(session, 10, {"outcome": "异议成立"}).kind == "invalid"
    assert fields(answer(session, 10, {"objections": "1"})) == ["objection_note", "objection_list"]
    line = {"received_on": "2026-06-24", "text": "服务范围未含东区", "answer": "经核实东区确未列入，异议成立", "upheld": "是"}
    raised = {"objections": "1", "objection_note": "居民反映服务范围未含东区，核实属实", "objection_list": [line]}
    assert fields(answer(session, 10, {**raised, "outcome": "无异议"})) == ["outcome"]
    assert fields(answer(session, 10, {**raised, "objection_list": [{**line, "answer": "已答"}], "outcome": "异议成立"})) == [
        "objection_list.0.answer"
    ]
    assert fields(answer(session, 10, {**raised, "objection_list": [{**line, "received_on": "2026-07-30"}], "outcome": "异议成立"})) == [
        "objection_list.0.received_on"
    ]
    do(session, 10, {**raised, "outcome": "异议成立"})
    assert [(one.text, one.upheld) for one in session.scalars(select(Objection))] == [("服务范围未含东区", True)]
    assert money(session) == ("0.00", "0.00", "0.00")
    assert (project(session).state, project(session).approval_no) == ("review", None)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13])
def test_every_page_shows_what_can_be_chosen_and_posts_back_what_it_prefills(number: int) -> None:
    session, plan = until(number - 1), step(number)
    act = act_for(session, plan["who"], plan["post"], plan["at"], task=plan["task"])
    hand = FORMS[plan["task"]]
    lists, limits, posted = hand.choices(act), hand.limits(act), hand.prefill(act)
    assert all(label for offered in lists.values() for _value, label in offered)
    assert set(limits) | set(posted) <= set(hand.fields)
    wanted = {field.source for field in hand.fields.values() if isinstance(field, Pick | Picks) and field.source}
    assert wanted <= set(lists)
    do(session, number, {name: value for name, value in posted.items() if value and name != "receipts"})


def test_every_opinion_is_a_row_with_its_post() -> None:
    session = until(5)
    said = session.execute(select(Opinion.task, Opinion.actor, Opinion.post).order_by(Opinion.id)).all()
    assert [tuple(one) for one in said] == [
        ("review.give_finance_opinion", "finance", "town.finance@town_a"),
        ("review.give_business_opinion", "section_head", "town.section_head@town_a"),
        ("review.give_compliance_opinion", "supervisor", "town.compliance@town_a"),
        ("review.give_leader_opinion", "leader", "town.leader@town_a"),
    ]
