"""Claims about an instalment: who is paid how much, when, and out of which money; the last payment by the score."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.performances import FORMS, step
from tests.purchases import (
    answer,
    approved,
    asked,
    at,
    before_request,
    before_tail,
    case_of,
    do,
    instalment,
    money,
    paid,
    progress,
    refused,
    until,
)
from tests.worlds import act_for, state_of
from workflows.procurement.contractors import organisation
from workflows.procurement.models.documents import Document
from workflows.procurement.models.payments import PaymentRequest, request_of
from workflows.procurement.rules import disbursement, payment

D = Decimal
LOOKED = {"outcome": "同意", "progress_seen": "是", "opinion": "已核对验收书、核验记录和评价结果，属实"}
SECOND: dict[str, Any] = {"who": "supervisor", "post": "town.compliance@town_a", "task": "payment.check_again"}


def test_an_amount_that_is_not_the_plans_is_refused_as_written() -> None:
    refused(before_request(), "G47")


def test_less_than_the_plan_is_refused_too() -> None:
    assert answer(before_request(), 28, asked("69119.99")).rules == ("ART-23.3",)


def test_a_request_keeps_its_papers_and_starts_the_clock_of_payment() -> None:
    session = before_request()
    do(session, 28)
    request = request_of(session, instalment(session, 1).id)
    assert (request.amount, request.received_on, request.state) == (D("69120.00"), dt.date(2026, 7, 22), "requested")
    assert {(one.field, one.project_id) for one in session.scalars(select(Document).where(Document.task == "payment.request"))} == {
        ("invoice", 1),
        ("evidence", 1),
    }
    period = state_of(session).services.periods[-1][1]
    assert (period.id, period.start, period.due) == ("TD11", dt.date(2026, 7, 22), dt.date(2026, 8, 21))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"payee_account": "6000000000000001"}, "payee_account"),
        ({"payee_name": "阳光社工服务中心"}, "payee_name"),
        ({"invoice_date": "2026-07-23"}, "invoice_date"),
        ({"instalment": "2"}, "instalment"),
    ],
)
def test_payee_invoice_and_number_are_the_contracts(form: dict[str, str], field: str) -> None:
    said = answer(before_request(), 28, form)
    assert said.kind == "refused" and [one.field for one in said.reasons] == [field]


def test_words_say_the_amount_and_papers_are_there() -> None:
    session = before_request()
    assert [one.field for one in answer(session, 28, {"amount_words": "陆万元整"}).reasons] == ["amount_words"]
    said = answer(session, 28, files={})
    assert said.kind == "invalid" and {one.field for one in said.reasons} == {"invoice", "evidence"}


def test_an_invoice_pays_once_but_may_be_sent_again_after_a_return() -> None:
    session = before_request()
    do(session, 28)
    do(session, 29, {"outcome": "退回", "account_checked": "否"})
    assert instalment(session, 1).state == "due"
    paid(session, 1)
    progress(session)
    said = answer(session, 34, {"invoice_no": step(28)["form"]["invoice_no"]})
    assert said.reasons[0].field == "invoice_no"
    assert len(session.scalars(select(PaymentRequest)).all()) == 1


def test_an_invoice_older_than_the_contract_is_noted() -> None:
    session = before_request()
    _facts, act = do(session, 28, {"invoice_date": "2026-07-19"})
    assert act.record.flags == ["F14"] and act.record.warnings[0].field == "invoice_date"


def test_what_is_offered_for_the_request_is_itself_lawful() -> None:
    session = before_request()
    act = act_for(session, "clerk", "town.clerk@town_a", at("2026-07-22T10:00:00"), task="payment.request", case=case_of(session, 1))
    offered = FORMS["payment.request"].prefill(act)
    assert offered == {name: step(28)["form"][name] for name in offered}


def test_the_advance_is_measured_again_by_what_was_truly_verified() -> None:
    session = approved()
    rows = [
        {"number": "1", "kind": "首付款", "trigger": "签约", "amount": "60000.00"},
        {"number": "2", "kind": "进度款", "trigger": "进度核验", "amount": "60000.00"},
        {"number": "3", "kind": "尾款", "trigger": "评价公布", "amount": "52800.00"},
    ]
    until(session, 27, {23: {"instalments": rows}})
    do(session, 28, asked("60000.00"))
    early = answer(session, 34, asked("60000.00"))
    assert early.rules == ("ART-23.5", "ART-23.1")
    assert early.reasons[0].message == "第二十三条：第2期以“进度核验”为付款条件，与本期对应的履约进度尚未核验，不得提前支付。"
    assert "前两期合计120000.00元" in early.reasons[1].message
    progress(session)
    do(session, 34, asked("60000.00"))


def test_an_organisation_frozen_meanwhile_is_not_paid() -> None:
    session = before_request()
    do(session, 28)
    frozen = organisation(session, "org_hf")
    frozen.status, frozen.status_from = "冻结", dt.date(2026, 7, 23)
    assert answer(session, 29).rules == ("ART-3.3",)
    do(session, 29, {"outcome": "退回", "opinion": "承接主体登记状态异常，暂停付款"})


def test_finance_agrees_only_to_an_account_that_it_compared() -> None:
    session = before_request()
    do(session, 28)
    said = answer(session, 29, {"account_checked": "否"})
    assert (said.kind, said.reasons[0].field) == ("invalid", "account_checked")


def test_the_leader_may_send_a_payment_back() -> None:
    session = before_request()
    do(session, 28)
    do(session, 29)
    facts, _act = do(session, 30, {"outcome": "退回", "opinion": "证明材料不清楚，请补充后再报"})
    assert facts == {"outcome": "退回"} and instalment(session, 1).state == "requested"


def test_payment_moves_the_money_and_settles_the_instalment() -> None:
    session = before_request()
    paid(session, 1)
    assert money(session) == ("0.00", "103680.00", "69120.00")
    row = instalment(session, 1)
    assert (row.state, row.paid, row.paid_on) == ("paid", D("69120.00"), dt.date(2026, 7, 27))
    assert not state_of(session).services.sent


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"amount": "69119.99"}, "amount"),
        ({"paid_on": "2026-07-23"}, "paid_on"),
        ({"paid_on": "2026-07-28"}, "paid_on"),
    ],
)
def test_what_is_paid_is_what_was_approved_and_after_it(form: dict[str, str], field: str) -> None:
    session = before_request()
    for number in (28, 29, 30):
        do(session, number)
    said = answer(session, 31, form)
    assert said.kind == "refused" and [one.field for one in said.reasons] == [field]


def test_a_bank_receipt_proves_one_payment() -> None:
    session = before_request()
    paid(session, 1)
    progress(session)
    for number in (34, 35, 36):
        do(session, number)
    said = answer(session, 37, {"bank_reference": step(31)["form"]["bank_reference"]})
    assert [one.field for one in said.reasons] == ["bank_reference"]


def test_late_payment_is_noted_with_its_days() -> None:
    session = before_request()
    for number in (28, 29, 30):
        do(session, number)
    _facts, act = do(session, 31, {"paid_on": "2026-08-24"}, at=at("2026-08-24T10:00:00"))
    assert act.record.flags == ["F05"] and act.record.warnings[0].rules == ("ART-23.4", "TD11")
    assert act.record.warnings[0].message == "应于2026年8月21日前支付，逾期3日。"


@pytest.mark.parametrize(("day", "noted"), [("2026-12-10", False), ("2026-12-11", True), ("2026-12-28", True)])
def test_a_large_payment_in_the_last_fifteen_working_days_is_looked_at_by_another(day: str, noted: bool) -> None:
    session = before_tail()
    do(session, 57)
    facts, act = do(session, 58, at=at(f"{day}T10:30:00"))
    assert facts == {"outcome": "送二次复核" if noted else "同意"}
    assert [one.rules for one in act.record.warnings] == ([("TD25", "ART-23.5")] if noted else [])
    assert act.record.flags == (["F04"] if noted else [])
    if noted:
        assert answer(session, 59, at=at(f"{day}T11:00:00")).rules == ("TD25", "ART-23.5")
        _facts, act = do(session, 59, LOOKED, at=at(f"{day}T11:30:00"), **SECOND)
        assert act.record.flags == ["F04"]
    assert do(session, 59, at=at(f"{day}T14:00:00"))[0] == {"outcome": "同意"}


def test_what_was_released_before_the_window_is_not_paid_in_it_without_the_second_look() -> None:
    session = before_tail()
    for number in (57, 58, 59):
        do(session, number, at=at("2026-12-10T10:30:00"))
    late = at("2026-12-14T10:00:00")
    assert answer(session, 60, {"paid_on": "2026-12-14"}, at=late).rules == ("TD25", "ART-23.5")
    back = {"outcome": "退回", "opinion": "已进入年末期间，须先经二次复核"}
    assert do(session, 60, back, files={}, at=late)[0] == {"outcome": "退回"}
    assert do(session, 58, at=late)[0] == {"outcome": "送二次复核"}


def test_nobody_agrees_to_progress_that_was_not_seen() -> None:
    session = before_tail()
    do(session, 57)
    do(session, 58, at=at("2026-12-14T10:30:00"))
    said = answer(session, 59, {**LOOKED, "progress_seen": "否"}, at=at("2026-12-14T11:00:00"), **SECOND)
    assert [one.field for one in said.reasons] == ["progress_seen"]
    facts, _act = do(session, 59, {**LOOKED, "outcome": "退回", "progress_seen": "否"}, at=at("2026-12-14T11:00:00"), **SECOND)
    assert facts == {"outcome": "退回"} and instalment(session, 3).state == "requested"


def test_the_figure_of_december_is_read_as_it_is_written_and_never_guessed() -> None:
    figure = disbursement.December.parse("last 15 working days of December and amount >= 20 % of contract price")
    assert (figure.working_days, figure.percent) == (15, 20)
    with pytest.raises(ValueError, match="December"):
        disbursement.December.parse("in December")


# ---------------------------------------------------------------- pure figures

fen = st.decimals(min_value="0.00", max_value="9999999.99", places=2)


@given(parts=st.lists(fen, min_size=1, max_size=6), share=st.decimals(min_value=0, max_value=1, places=4))
def test_a_split_is_exact_and_takes_from_no_part_more_than_it_has(parts: list[Decimal], share: Decimal) -> None:
    total = (sum(parts) * share).quantize(D("0.01"), "ROUND_DOWN")
    shares = payment.split(total, parts)
    assert sum(shares) == total
    assert all(D(0) <= one <= part for one, part in zip(shares, parts, strict=True))


@given(amount=fen, ratio=st.decimals(min_value=0, max_value=1, places=2))
def test_a_tail_is_never_a_fen_too_much(amount: Decimal, ratio: Decimal) -> None:
    left = payment.tail(amount, ratio)
    assert left <= amount * ratio < left + D("0.01")
