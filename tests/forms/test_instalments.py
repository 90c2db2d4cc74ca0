"""Claims about instalments: when each falls due, what the score leaves of the last, and that every fen is accounted for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

from tests.purchases import (
    answer,
    approved,
    asked,
    before_request,
    before_tail,
    evaluated,
    instalment,
    money,
    paid,
    progress,
    refused,
    until,
)
from tests.worlds import state_of
from workflows.procurement.instalments import payable
from workflows.procurement.models.contracts import Contract, instalments_of
from workflows.procurement.models.funds import FundLine, FundMovement

D = Decimal


def test_each_verified_progress_releases_one_instalment() -> None:
    session = approved()
    rows = [
        {"number": "1", "kind": "首付款", "trigger": "签约", "amount": "40000.00"},
        {"number": "2", "kind": "季度款", "trigger": "进度核验", "amount": "40000.00"},
        {"number": "3", "kind": "季度款", "trigger": "进度核验", "amount": "40000.00"},
        {"number": "4", "kind": "尾款", "trigger": "评价公布", "amount": "52800.00"},
    ]
    until(session, 27, {23: {"instalments": rows}})
    progress(session)
    assert [one.state for one in instalments_of(session, 1)] == ["due", "due", "planned", "planned"]
    progress(session)
    assert [one.state for one in instalments_of(session, 1)] == ["due", "due", "due", "planned"]
    evaluated(session)
    assert [one.state for one in instalments_of(session, 1)] == ["due"] * 4


def test_whatever_is_left_falls_due_with_the_evaluation_so_that_no_case_stands_still() -> None:
    session = approved()
    triggers = ("签约", "进度核验", "里程碑", "验收", "日期", "评价公布")
    rows = [
        {"number": str(n), "kind": "进度款", "trigger": one, "amount": "28800.00", "on": "2027-03-01"} for n, one in enumerate(triggers, 1)
    ]
    until(session, 27, {23: {"instalments": rows}})
    evaluated(session)
    assert {one.state for one in instalments_of(session, 1)} == {"due"}
    assert [case[4] for case in state_of(session).services.side_cases] == [None] * 4 + [dt.date(2027, 3, 1), None]


def test_nothing_is_released_twice() -> None:
    session = before_request()
    progress(session)
    progress(session)
    assert len(state_of(session).services.side_cases) == 2


LOW = {"total": "63.00", "grade": "合格", "ratio": "0.80"}


def test_the_whole_tail_at_a_low_score_is_refused_as_written() -> None:
    refused(before_tail(**LOW), "G59")


def test_the_tail_is_what_the_score_leaves_and_the_rest_is_freed() -> None:
    session = before_tail(**LOW)
    assert answer(session, 57, asked("41471.99")).rules == ("ART-23.3",)
    paid(session, 3, {57: asked("41472.00"), 60: {"amount": "41472.00"}})
    assert money(session) == ("0.00", "0.00", "162432.00")
    line = session.get(FundLine, "F1")
    assert line is not None and line.available == D("437568.00")


def test_the_last_payment_tells_the_project_that_all_is_settled() -> None:
    session = before_tail()
    paid(session, 3)
    assert money(session) == ("0.00", "0.00", "172800.00")
    assert state_of(session).services.sent == [("all_settled", 1, {})]


def test_a_score_that_leaves_nothing_settles_without_a_payment() -> None:
    session = before_tail(total="56.00", grade="不合格", ratio="0.00")
    assert instalment(session, 3).state == "settled"
    assert money(session) == ("0.00", "0.00", "120960.00")
    assert state_of(session).services.sent == [("all_settled", 1, {})]


def test_shares_that_the_contract_does_not_repeat_cut_nothing() -> None:
    session = before_tail(**LOW)
    contract = session.get(Contract, 1)
    assert contract is not None
    contract.final_payment = []
    assert payable(session, instalment(session, 3)) == D("51840.00")


def test_the_sums_of_a_fund_are_the_sums_of_its_movements() -> None:
    session = before_tail(**LOW)
    paid(session, 3, {57: asked("41472.00"), 60: {"amount": "41472.00"}})
    sums: dict[str, Decimal] = {}
    for one in session.scalars(select(FundMovement).where(FundMovement.fund == "F1")):
        sums[one.kind] = sums.get(one.kind, D(0)) + one.amount
    line = session.get(FundLine, "F1")
    assert line is not None
    assert line.reserved == sums["reserve"] - sums["free"] - sums["commit"]
    assert line.committed == sums["commit"] - sums["pay"] and line.paid == sums["pay"]


def test_two_funds_are_paid_to_the_fen_and_end_empty() -> None:
    session = approved(funding={"F1": "130000.00", "F3": "50000.00"})
    until(session, 27)
    paid(session, 1)
    progress(session)
    paid(session, 2)
    evaluated(session)
    paid(session, 3)
    assert (money(session), money(session, "F3")) == (("0.00", "0.00", "124800.00"), ("0.00", "0.00", "48000.00"))
