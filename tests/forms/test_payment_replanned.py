"""Claims about payments of a contract that is changed or ends early: the plan always makes up the price in force, and no fen is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.purchases import approved, before_request, before_tail, instalment, money, paid, until
from tests.worlds import act_for, state_of
from workflows.act import Act
from workflows.errors import Refusal
from workflows.procurement import instalments, spending
from workflows.procurement.instalments import NewLine
from workflows.procurement.models.contracts import Contract, instalments_of
from workflows.procurement.models.performance import Evaluation

D = Decimal


def changing(session: Session) -> Act:
    """An act of the leader in the root case."""
    act = act_for(session, "leader", "town.leader@town_a", "2026-10-20T10:00:00", task="contract.amend")
    act.regime = "below_threshold"
    return act


def test_a_supplement_commits_more_and_the_new_plan_makes_up_the_new_price() -> None:
    session = before_request()
    paid(session, 1)
    act = changing(session)
    spending.commit_more(act, 1, D("17280.00"))
    assert money(session) == ("0.00", "120960.00", "69120.00")
    instalments.replan(act, 1, [NewLine("进度款", "进度核验", D("69120.00")), NewLine("尾款", "评价公布", D("51840.00"))])
    assert [(one.number, one.state, one.amount) for one in instalments_of(session, 1)] == [
        (1, "paid", D("69120.00")),
        (2, "planned", D("69120.00")),
        (3, "planned", D("51840.00")),
    ]
    contract = session.get(Contract, 1)
    assert contract is not None and (contract.price, contract.in_force) == (D("172800.00"), D("190080.00"))


def test_supplements_beyond_a_tenth_are_refused_with_the_figure() -> None:
    session = before_request()
    spending.commit_more(changing(session), 1, D("10000.00"))
    with pytest.raises(Refusal) as caught:
        spending.commit_more(changing(session), 1, D("7280.01"))
    assert caught.value.rules == ("LAW-GPL-49", "ART-23.3")
    assert caught.value.reasons[0].message == "补充合同金额合计17280.01元，超过原合同价10%（17280.00元）。"


def test_a_supplement_takes_no_money_that_the_fund_does_not_have() -> None:
    session = approved({"funds": [{"code": "F1", "amount": "180000.00"}]})
    until(session, 27)
    with pytest.raises(Refusal) as caught:
        spending.commit_more(changing(session), 1, D("7200.01"))
    assert caught.value.rules == ("ART-13.3",)


def test_less_is_freed_and_the_plan_must_say_so() -> None:
    session = before_request()
    act = changing(session)
    spending.commit_less(act, 1, D("12800.00"))
    assert money(session) == ("0.00", "160000.00", "0.00")
    with pytest.raises(Refusal) as caught:
        instalments.replan(act, 1, [NewLine("尾款", "评价公布", D("103680.00"))])
    assert set(caught.value.rules) == {"ART-23.1", "ART-23.3"}
    assert any("相差12800.00元" in one.message for one in caught.value.reasons)


def test_what_was_planned_to_be_paid_in_advance_is_measured_by_what_is_left_of_the_price() -> None:
    session = before_request()
    spending.commit_less(changing(session), 1, D("12800.00"))
    with pytest.raises(Refusal) as caught:
        instalments.replan(changing(session), 1, [NewLine("尾款", "评价公布", D("90880.00"))])
    assert caught.value.rules == ("ART-23.1",)
    assert "64000.00" in caught.value.reasons[0].message
    assert [one.number for one in instalments_of(session, 1)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([NewLine("预付款", "日期", D("1.00")), NewLine("尾款", "评价公布", D("103679.00"))], "ART-23.1"),
        ([NewLine("进度款", "进度核验", D("103680.00"))], "ART-27.4"),
    ],
)
def test_a_new_plan_is_bound_by_the_same_rules(lines: list[NewLine], rule: str) -> None:
    with pytest.raises(Refusal) as caught:
        instalments.replan(changing(before_request()), 1, lines)
    assert caught.value.rules == (rule,)


def test_what_is_stopped_ends_and_what_is_owed_is_one_last_payment() -> None:
    session = before_request()
    act = changing(session)
    instalment(session, 1).case_id = 77
    assert instalments.stop(act, 1, "承接主体丧失资质") == D("172800.00")
    assert state_of(session).services.sent == [("payment_stopped", 77, {})]
    assert {(one.state, one.because) for one in instalments_of(session, 1)} == {("stopped", "承接主体丧失资质")}
    last = instalments.settle_remaining(act, 1, D("30000.00"))
    assert last is not None and (last.number, last.kind, last.state) == (4, "结算款", "due")
    assert money(session) == ("0.00", "30000.00", "0.00")
    assert state_of(session).services.side_cases[-1][2] == {"instalment": 4}


def test_nothing_owed_frees_everything_and_tells_nobody() -> None:
    session = before_tail()
    act = changing(session)
    instalments.stop(act, 1, "双方协商终止")
    assert instalments.settle_remaining(act, 1, D("0.00")) is None
    assert money(session) == ("0.00", "0.00", "120960.00")
    assert not [name for name, _to, _payload in state_of(session).services.sent if name == "all_settled"]


def test_more_than_is_committed_is_not_owed() -> None:
    session = before_request()
    act = changing(session)
    instalments.stop(act, 1, "双方协商终止")
    with pytest.raises(Refusal) as caught:
        instalments.settle_remaining(act, 1, D("172800.01"))
    assert caught.value.rules == ("ART-13.3",)
    assert session.scalars(select(Contract.price)).one() == D("172800.00")


@pytest.mark.parametrize("concluded", [True, False])
@pytest.mark.parametrize(
    ("total", "ratio", "lost"), [("92.00", "1.00", "0.00"), ("63.00", "0.80", "10368.00"), ("59.99", "0.00", "51840.00")]
)
def test_a_score_takes_off_the_last_payment_before_anybody_concluded_it(concluded: bool, total: str, ratio: str, lost: str) -> None:
    session = before_tail()
    contract = session.get(Contract, 1)
    evaluation = session.scalars(select(Evaluation)).one()
    contract.final_payment = [
        {"from_score": "90.00", "grade": "优秀", "ratio": "1.00"},
        {"from_score": "60.00", "grade": "合格", "ratio": "0.80"},
        {"from_score": "0.00", "grade": "不合格", "ratio": "0.00"},
    ]
    evaluation.total = D(total)
    evaluation.ratio = D(ratio) if concluded else None
    session.flush()
    assert instalments.lost_to_the_score(session, contract) == D(lost)
    contract.final_payment = []
    assert instalments.lost_to_the_score(session, contract) == D("0.00")
