"""Claims about the draft of a contract: its term, its parties, its clauses, its account."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performances import FORMS, step
from tests.purchases import LONG, answer, approved, at, do, multi_year, refused, until
from tests.worlds import act_for
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.models.contracts import Contract
from workflows.procurement.rules import term
from workflows.procurement.rules.contract import Grade, agreed_shares, performance_clause_says_the_shares, shares_in

D = Decimal
fen = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
days = st.dates(min_value=dt.date(2021, 4, 1), max_value=dt.date(2040, 12, 31))


@pytest.mark.parametrize("name", ["G38", "G39"])
def test_the_golden_refusals_of_the_term(name: str) -> None:
    session = approved()
    until(session, 21)
    refused(session, name)


def test_twelve_months_to_the_day_are_an_ordinary_term() -> None:
    session = approved()
    until(session, 21)
    do(session, 22, {"ends_on": "2027-08-02"})


def test_three_years_to_the_day_with_four_facts_are_lawful() -> None:
    session = multi_year()
    do(session, 22, LONG)
    contract = session.get(Contract, 1)
    assert contract is not None and contract.annual_amount == D("300000.00")


def test_one_fact_false_leaves_twelve_months() -> None:
    session = multi_year()
    for name in term.FACTS:
        said = answer(session, 22, {**LONG, name: "否"})
        assert said.kind == "refused" and said.rules == ("TD01", "ART-22.1")
        assert [one.field for one in said.reasons] == ["ends_on", name]
        assert said.reasons[0].message == "合同期限超过12个月（最迟2027年8月2日）。超过12个月须第二十二条四项条件均成立。"
    do(session, 22, {**LONG, "ends_on": "2027-08-02", "price_stable": "否", "yearly_amounts": []})


def test_ticks_without_evidence_are_refused() -> None:
    said = answer(multi_year(), 22, {**LONG, "term_evidence": []})
    assert (said.rules, said.reasons[0].field) == (("ART-22.1",), "term_evidence")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"party_b": "org_yg"}, "party_b"),
        ({"party_a": "town_b"}, "party_a"),
        ({"price": "172800.01", "price_words": "壹拾柒万贰仟捌佰元零壹分"}, "price"),
    ],
)
def test_the_contract_says_what_was_awarded(form: dict[str, str], field: str) -> None:
    session = approved()
    until(session, 21)
    said = answer(session, 22, form)
    assert said.kind == "refused" and "ART-21.1" in said.rules and [one.field for one in said.reasons] == [field]


def test_a_service_that_begins_before_the_award_is_pointed_out() -> None:
    session = approved()
    until(session, 21)
    _facts, act = do(session, 22, {"begins_on": "2026-07-12"})
    assert ([one.field for one in act.record.warnings], act.record.flags) == (["begins_on"], ["F14"])


def test_money_goes_to_an_account_in_the_contractor_s_name() -> None:
    session = approved()
    until(session, 21)
    said = answer(session, 22, {"payee_name": "阳光社工服务中心"})
    assert [one.field for one in said.reasons] == ["payee_name"] and "ART-23.3" in said.rules
    other = {"payee_bank": "示范银行乙支行", "payee_account": "6000000000000001"}
    _facts, act = do(session, 22, other)
    assert [one.field for one in act.record.warnings] == list(other)


def test_a_bond_above_ten_per_cent_is_refused() -> None:
    session = approved()
    until(session, 21)
    do(session, 22, {"performance_bond": "17280.00", "bond_form": "转账"})
    assert answer(session, 22, {"performance_bond": "17280.01", "bond_form": "转账"}).rules == ("T19", "LAW-GPLR-48")
    cash = answer(session, 22, {"performance_bond": "17280.00"})
    assert cash.kind == "invalid" and [(one.field, one.rules) for one in cash.reasons] == [("bond_form", ("T19", "LAW-GPLR-48"))]


def test_words_and_order_of_days_are_told_from_the_form_alone() -> None:
    session = approved()
    until(session, 21)
    said = answer(session, 22, {"ends_on": "2026-08-03", "price_words": "壹拾柒万元整"})
    assert said.kind == "invalid" and [one.field for one in said.reasons] == ["ends_on", "price_words"]
    assert said.reasons[0].message == "结束日期须晚于开始日期。"


def test_a_clause_without_the_shares_leaves_the_last_payment_whole() -> None:
    session = approved()
    until(session, 21)
    _facts, act = do(session, 22, {"performance_clause": "尾款与绩效评价结果挂钩"})
    contract = session.get(Contract, 1)
    assert contract is not None and contract.final_payment == []
    assert [one.rules for one in act.record.warnings] == [("ART-27.4", "TD27")]
    _facts, act = do(session, 22)
    assert len(contract.final_payment) == 5 and not act.record.warnings


def test_what_is_offered_for_the_draft_is_itself_lawful() -> None:
    session = approved()
    until(session, 21)
    act = act_for(session, "clerk", "town.clerk@town_a", at("2026-07-14T14:00:00"), task="contract.draft")
    offered = FORMS["contract.draft"].prefill(act)
    rest = {"contract_no": "甲镇购服合〔2026〕15号", "breach_clause": "逾期付款按约定承担责任", "dispute_clause": "协商"}
    _facts, done = do(session, 22, {**offered, **rest})
    assert not done.record.warnings
    act.item = done.item
    do(session, 23, FORMS["contract.plan_payments"].prefill(act))


@given(begins_on=days, length=st.integers(1, 1500))
def test_a_year_of_a_contract_is_never_more_than_its_price_and_three_years_are_thirds(begins_on: dt.date, length: int) -> None:
    price = D("900000.00")
    ends_on = begins_on + dt.timedelta(days=length)
    assert D(0) < term.annual_amount(price, begins_on, ends_on, 12) <= price
    if begins_on.day <= 28:
        assert term.annual_amount(price, begins_on, last_day_of_term(begins_on, 36), 12) == D("300000.00")
        assert term.annual_amount(price, begins_on, last_day_of_term(begins_on, 12), 12) == price


TABLE = (Grade(D(90), "优秀", D("1.00")), Grade(D(80), "良好", D("1.00")), Grade(D(70), "中等", D("0.90")), Grade(D(60), "合格", D("0.80")))


@pytest.mark.parametrize(
    ("clause", "shares"),
    [
        (step(22)["form"]["performance_clause"], "1.00 1.00 0.90 0.80"),
        ("优秀、良好100%，中等90%，合格80%，不合格不付", "1.00 1.00 0.90 0.80"),
        ("90分100%；80分100%；70分90%；60分70%", "1.00 1.00 0.90 0.70"),
        ("90分以上100%，80分以上50%，70分以上30%，60分以上10%", "1.00 0.50 0.30 0.10"),
        ("90分以上100%，80分以上50%，70分以上30%", ""),
        ("90分以上1000%，80分以上50%，70分以上30%，60分以上10%", ""),
        ("尾款与绩效评价结果挂钩", ""),
    ],
)
def test_a_clause_is_read_as_it_is_written(clause: str, shares: str) -> None:
    agreed = agreed_shares(clause, TABLE)
    assert " ".join(f"{grade.ratio:.2f}" for grade in agreed) == shares
    assert bool(performance_clause_says_the_shares(clause, TABLE)) is (agreed != TABLE)


def test_the_first_mention_of_a_score_counts() -> None:
    assert shares_in("60分以上80%，不足60分0%", TABLE)[D(60)] == D("0.8")


def test_a_contract_that_says_nothing_of_late_payment_is_pointed_out() -> None:
    session = approved()
    until(session, 21)
    _facts, act = do(session, 22, {"breach_clause": "一方违约的，赔偿损失"})
    assert [one.rules for one in act.record.warnings] == [("LAW-FAIR-3", "LAW-DEM-23")]
