"""Claims about the town's review: three opinions and the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.approvals import answer, do, fields, golden_refusal, priced, project, until, yuan
from tests.performances import FORMS, refusal, step
from tests.purchases import money
from tests.worlds import act_for, fresh_session
from workflows.procurement.models.projects import KeywordCandidate, parts
from workflows.procurement.operations import OPERATIONS

WORD = {1: refusal("G02")["form"]}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+08:00")


def decisions(decision: str, reason: str = "") -> dict[str, Any]:
    return {"keyword_decisions": [{"keyword": "保洁员", "decision": decision, "reason": reason}]}


@pytest.mark.parametrize(("name", "before"), [("G21", 4), ("G22", 5), ("G23", 5)])
def test_the_golden_refusals_of_the_review(name: str, before: int) -> None:
    golden_refusal(until(before), name)


def test_every_keyword_waits_for_an_answer() -> None:
    golden_refusal(until(3, changed=WORD), "G03")


def test_a_keyword_is_cleared_with_a_reason() -> None:
    session = until(3, changed=WORD)
    said = answer(session, 4, decisions("不属于"))
    assert (said.kind, said.rules, fields(said)) == ("invalid", ("ART-11.2",), ["keyword_decisions.0.reason"])
    do(session, 4, decisions("不属于", "志愿体验活动，不聘用人员"))
    [one] = parts(session, project(session), KeywordCandidate)
    assert (one.decision, one.decided_by) == ("不属于", "supervisor")


def test_what_compliance_confirms_is_not_agreed_and_goes_no_further() -> None:
    session = until(3, changed=WORD)
    said = answer(session, 4, decisions("属于禁止事项", "实为聘用保洁员"))
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-11.1",), ["keyword_decisions"])
    do(session, 4, {**decisions("属于禁止事项", "实为聘用保洁员"), "outcome": "不同意", "opinion": "实为聘用保洁员，属于禁止事项"})
    assert answer(session, 5).rules == ("ART-11.1",)
    facts, _act = do(session, 5, {"outcome": "否决", "opinion": "属于第十一条禁止事项，不予立项", "reject_reasons": ["第十一条第（四）项"]})
    assert facts == {"outcome": "否决"}
    assert project(session).state == "rejected"


def test_a_word_that_nobody_found_is_no_answer() -> None:
    said = answer(until(3), 4, decisions("不属于", "没有聘用人员"))
    assert (said.rules, fields(said)) == (("ART-11.2",), ["keyword_decisions"])


@pytest.mark.parametrize("number", [5, 6])
def test_the_last_two_items_are_judged_in_writing(number: int) -> None:
    said = answer(until(3), 4, {f"art11_{number}_opinion": ""})
    assert (said.kind, said.rules, fields(said)) == ("invalid", ("ART-11.2",), [f"art11_{number}_opinion"])


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (2, {"outcome": "不同意", "opinion": "资金不符"}),
        (3, {"outcome": "有条件同意", "opinion": ""}),
        (3, {"matches_guide": "否", "opinion": "同意"}),
        (4, {"outcome": "不同意", "opinion": "123456789"}),
        (5, {"outcome": "退回补正", "opinion": "请补充"}),
        (2, {"score": "100.5"}),
        (2, {"score": "-1"}),
    ],
)
def test_who_does_not_simply_agree_says_why(number: int, form: dict[str, Any]) -> None:
    assert answer(until(number - 1), number, form).kind == "invalid"


def test_finance_checks_every_fund_of_the_project_and_no_other() -> None:
    session = until(1)
    said = answer(session, 2, {"fund_checked": "F2"})
    assert (said.kind, said.rules, fields(said)) == ("refused", ("ART-13.3",), ["fund_checked", "fund_checked"])
    assert FORMS["review.give_finance_opinion"].prefill(act_for(session, "finance", "town.finance@town_a", step(2)["at"])) == {
        "fund_checked": ["F1"]
    }


def test_duplicates_and_conflicts_are_not_simply_agreed() -> None:
    assert answer(until(2), 3, {"duplicate_found": "是"}).rules == ("ART-20.1",)
    assert answer(until(3), 4, {"conflict_found": "是"}).rules == ("ART-20.1",)
    do(until(2), 3, {"duplicate_found": "是", "outcome": "有条件同意", "opinion": "与某项目部分重复，应予合并实施"})


def test_other_services_are_confirmed_by_the_reviewers() -> None:
    other = {"sub_item": "其他", "category_other_text": "助浴", "list_item": "", **priced("180000.00", "壹拾捌万元整")}
    other["guardian_consent"] = "不适用"
    session = until(1, given={"funds": [{"code": "F1", "pooled": False}]}, changed={1: other})
    assert fields(answer(session, 3)) == ["category_confirmed"]
    do(session, 3, {"category_confirmed": "是"})


@pytest.mark.parametrize("number", [2, 3, 4])
def test_an_opinion_costs_at_most_three_statements(number: int) -> None:
    session = until(1)
    session.commit()
    plan, seen = step(number), []
    act = act_for(session, plan["who"], plan["post"], plan["at"], task=plan["task"])
    data = FORMS[plan["task"]].read(plan["form"], {})
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: seen.append(given[2]))
    FORMS[plan["task"]].apply(act, data)
    session.flush()
    assert len(seen) <= 3


def small(session: Session) -> None:
    for number in (1, 2, 3, 4):
        do(session, number, priced("49999.99", "肆万玖仟玖佰玖拾玖元玖角玖分") if number == 1 else None)


def test_below_the_figure_the_leader_approves_alone() -> None:
    session = fresh_session()
    small(session)
    facts, act = do(session, 5, {"outcome": "同意立项", "approval_no": "甲镇立项〔2026〕1号"})
    assert facts == {"outcome": "同意立项"}
    OPERATIONS["funds.reserve"](act)
    assert money(session) == ("49999.99", "0.00", "0.00")
    assert (project(session).approved_amount, project(session).state) == (yuan("49999.99"), "approved")


def test_at_the_figure_the_meeting_decides() -> None:
    session = until(4, changed={1: priced("50000.00", "伍万元整")})
    assert answer(session, 5, {"outcome": "同意立项"}).rules == ("ART-20.2", "TD02")


def test_an_opposed_project_goes_on_only_with_a_word() -> None:
    session = until(4, changed={3: {"outcome": "不同意", "opinion": "与社区已有服务重复，不宜立项"}})
    assert fields(answer(session, 5, {"opinion": "同意"})) == ["opinion"]
    do(session, 5)
