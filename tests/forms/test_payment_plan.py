"""Claims about the payment plan: the advance and its base, the sum, the shares, what follows the score."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performances import step
from tests.purchases import LONG, answer, approved, do, instalment, lines, multi_year, priced, refused, until
from workflows.procurement.models.contracts import instalments_of
from workflows.procurement.rules import payment

D = Decimal
fen = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
days = st.dates(min_value=dt.date(2021, 4, 1), max_value=dt.date(2040, 12, 31))


@pytest.mark.parametrize("name", ["G41", "G42", "G43", "G45"])
def test_the_golden_refusals_of_the_payment_plan(name: str) -> None:
    session = approved()
    until(session, 22)
    refused(session, name)


S07 = [
    ([("首付款", "签约", "216000.00"), ("尾款", "评价公布", "264000.00")], False),
    ([("首付款", "签约", "192000.01"), ("尾款", "评价公布", "287999.99")], False),
    ([("首付款", "签约", "192000.00"), ("尾款", "评价公布", "288000.00")], True),
    ([("首付款", "签约", "100000.00"), ("预付款", "签约", "92000.01"), ("尾款", "评价公布", "287999.99")], False),
]


@pytest.mark.parametrize(("rows", "lawful"), S07)
def test_s07_the_advance_on_480000(rows: list[tuple[str, str, str]], lawful: bool) -> None:
    session = priced("480000.00")
    if lawful:
        do(session, 23, lines(*rows))
    else:
        said = answer(session, 23, lines(*rows))
        assert said.rules == ("ART-23.1",) and "超过合同价40%（192000.00元）" in said.reasons[0].message


def test_quarters_after_verified_progress_are_lawful_by_progress_or_by_date() -> None:
    quarter = [("季度款", "进度核验", "40000.00")] * 2
    session = approved()
    until(session, 22)
    do(session, 23, lines(("首付款", "签约", "69120.00"), *quarter, ("尾款", "评价公布", "23680.00")))
    rows = lines(
        ("首付款", "签约", "69120.00"), ("进度款", "进度核验", "1.00"), ("季度款", "日期", "80000.00"), ("尾款", "评价公布", "23679.00")
    )
    rows["instalments"][2]["on"] = "2026-10-31"
    do(session, 23, rows)


def test_a_date_before_any_progress_or_called_an_advance_is_an_advance() -> None:
    session = approved()
    until(session, 22)
    rows = [
        ("首付款", "签约", "40000.00"),
        ("进度款", "进度核验", "50000.00"),
        ("预付款", "日期", "29120.01"),
        ("尾款", "评价公布", "53679.99"),
    ]
    hidden = lines(*rows, on="2026-08-17")
    assert answer(session, 23, hidden).rules == ("ART-23.1",)
    split_lawfully = [("首付款", "签约", "40000.00"), ("预付款", "日期", "29120.00"), ("尾款", "评价公布", "103680.00")]
    do(session, 23, lines(*split_lawfully, on="2026-08-17"))


def test_three_advances_are_counted_in_words() -> None:
    session = approved()
    until(session, 22)
    rows = [
        ("首付款", "签约", "30000.00"),
        ("预付款", "日期", "30000.00"),
        ("预付款", "日期", "9120.01"),
        ("尾款", "评价公布", "103679.99"),
    ]
    said = answer(session, 23, lines(*rows, on="2026-08-17"))
    assert said.reasons[0].message == "第二十三条：进度核验前三期合计69120.01元，超过合同价40%（69120.00元）；分次预付合并计算。"


def test_the_advance_of_several_years_is_measured_by_one() -> None:
    session = multi_year()
    do(session, 22, LONG)
    said = answer(session, 23, lines(("首付款", "签约", "120000.01"), ("尾款", "评价公布", "779999.99")))
    assert said.rules == ("ART-23.1", "ART-23.2", "TD26") and "超过年度金额40%（120000.00元）" in said.reasons[0].message
    do(session, 23, lines(("首付款", "签约", "120000.00"), ("尾款", "评价公布", "780000.00")))


def test_a_plan_has_something_that_follows_the_score() -> None:
    session = approved()
    until(session, 22)
    said = answer(session, 23, lines(("首付款", "签约", "69120.00"), ("进度款", "进度核验", "103680.00")))
    assert said.rules == ("ART-27.4",)


def test_a_share_says_its_amount() -> None:
    session = approved()
    until(session, 22)
    rows = step(23)["form"]["instalments"]
    said = answer(session, 23, {"instalments": [{**rows[0], "share": "41"}, *rows[1:]]})
    assert (said.rules, said.reasons[0].field) == (("ART-23.3",), "instalments.0.share")


def test_numbers_run_and_dates_are_there_and_still_to_come() -> None:
    session = approved()
    until(session, 22)
    rows = step(23)["form"]["instalments"]
    assert answer(session, 23, {"instalments": [rows[0], rows[2]]}).reasons[0].field == "instalments.1.number"
    dateless = lines(("首付款", "日期", "69120.00"), ("尾款", "评价公布", "103680.00"))
    assert answer(session, 23, dateless).reasons[0].field == "instalments.0.on"
    past = lines(("首付款", "日期", "69120.00"), ("尾款", "评价公布", "103680.00"), on="2026-07-13")
    assert "instalments.0.on" in [one.field for one in answer(session, 23, past).reasons]


def test_a_new_plan_replaces_the_old_one_and_forgets_nothing() -> None:
    session = approved()
    until(session, 23)
    do(session, 23, lines(("首付款", "签约", "69120.00"), ("尾款", "评价公布", "103680.00")))
    assert [(one.number, one.amount) for one in instalments_of(session, 1)] == [(1, D("69120.00")), (2, D("103680.00"))]
    assert instalment(session, 3).state == "dropped"
    do(session, 23)
    assert [one.state for one in instalments_of(session, 1)] == ["planned"] * 3


@given(price=fen, parts=st.lists(fen, min_size=1, max_size=5))
def test_no_plan_passes_that_pays_more_than_its_share_before_progress(price: Decimal, parts: list[Decimal]) -> None:
    plan = [payment.Planned(n, "首付款", "签约", amount) for n, amount in enumerate(parts, 1)]
    told = payment.advance_within_cap(payment.advances(plan), payment.Base(price, price, D("0.40")), "instalments")
    assert bool(told) == (sum(parts) * 100 > price * 40)


@given(price=fen, parts=st.lists(fen, min_size=1, max_size=6))
def test_a_plan_passes_only_with_the_exact_sum(price: Decimal, parts: list[Decimal]) -> None:
    plan = [payment.Planned(n, "尾款", "评价公布", amount) for n, amount in enumerate(parts, 1)]
    assert bool(payment.plan_makes_up_the_price(plan, price)) == (sum(parts) != price)


kinds = st.sampled_from(["首付款", "预付款", "进度款", "尾款"])


@given(st.lists(st.tuples(kinds, st.sampled_from(payment.TRIGGERS), fen), min_size=1, max_size=8))
def test_every_line_is_paid_before_or_after_progress_and_advances_never_after(rows: list[tuple[str, str, Decimal]]) -> None:
    plan = [payment.Planned(n, *row) for n, row in enumerate(rows, 1)]
    safe = payment.waits_for_progress(plan)
    assert len(payment.advances(plan)) + len(safe) == len(plan)
    assert not any(line.trigger == "签约" and line.number in safe for line in plan)
    assert all(line.number in safe for line in plan if line.trigger in payment.AFTER_PROGRESS)
