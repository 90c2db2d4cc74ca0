"""Claims about the legal opinion, the two signatures and what they move, and the publication of the contract."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy import select

from tests.performances import step
from tests.purchases import answer, approved, at, do, instalment, lines, money, refused, until
from tests.worlds import state_of
from workflows.procurement.contractors import organisation
from workflows.procurement.models.contracts import Contract, instalments_of
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.opinions import Opinion

D = Decimal
fen = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
days = st.dates(min_value=dt.date(2021, 4, 1), max_value=dt.date(2040, 12, 31))


def test_an_opinion_that_agrees_names_all_eight_clauses() -> None:
    session = approved()
    until(session, 23)
    clauses = step(24)["form"]["clauses_present"]
    for clause in clauses:
        said = answer(session, 24, {"clauses_present": [one for one in clauses if one != clause]})
        assert said.reasons[0].field == "clauses_present" and clause in said.reasons[0].message
    assert answer(session, 24, {"outcome": "退回修改", "opinion": "请修改"}).kind == "invalid"
    facts, _act = do(session, 24, {"outcome": "退回修改", "clauses_present": []})
    assert facts == {"outcome": "退回修改"} and session.scalars(select(Opinion)).all()[-1].outcome == "退回修改"


def test_signing_during_the_notice_is_refused_as_written() -> None:
    session = approved()
    until(session, 24)
    refused(session, "G46")


def test_a_date_after_the_notice_does_not_help_while_it_runs_and_no_notice_frees_nobody() -> None:
    session = approved()
    until(session, 24)
    early = at("2026-07-15T23:59:59")
    assert "TD08" in answer(session, 25, {"signed_on": "2026-07-16"}, at=early).rules
    do(session, 25, {"signed_on": "2026-07-16"}, at=at("2026-07-16T00:00:00"))
    state_of(session).services.periods.clear()
    assert answer(session, 25).rules == ("TD08",)


def test_the_town_waits_for_the_end_of_the_notice_too() -> None:
    session = approved()
    until(session, 25)
    said = answer(session, 26, {"signed_on": "2026-07-15"})
    assert said.rules == ("TD08",)


def test_nobody_signs_tomorrow_and_yesterday_is_noted() -> None:
    session = approved()
    until(session, 24)
    assert [one.field for one in answer(session, 25, {"signed_on": "2026-07-18"}).reasons] == ["signed_on"]
    _facts, act = do(session, 25, {"signed_on": "2026-07-16"})
    assert act.record.warnings and act.record.flags == ["F14"]


def test_signing_after_thirty_days_is_noted() -> None:
    session = approved()
    until(session, 24)
    _facts, act = do(session, 25, {"signed_on": "2026-08-14"}, at=at("2026-08-14T10:00:00"))
    assert [one.rules for one in act.record.warnings] == [("TD09",)]
    _facts, act = do(session, 25, {"signed_on": "2026-08-13"}, at=at("2026-08-13T10:00:00"))
    assert not act.record.warnings


def test_a_contractor_may_decline_at_any_time_and_the_money_waits_for_the_decision() -> None:
    session = approved()
    until(session, 24)
    facts, _act = do(session, 25, {"agree": "否", "signed_on": "2026-07-15"}, at=at("2026-07-15T15:00:00"))
    contract = session.get(Contract, 1)
    assert facts == {"outcome": "拒签"} and contract is not None and contract.state == "declined"
    assert money(session) == ("180000.00", "0.00", "0.00")


def test_an_organisation_frozen_meanwhile_cannot_sign() -> None:
    session = approved()
    until(session, 24)
    organisation(session, "org_hf").status = "冻结"
    assert answer(session, 25).rules == ("ART-3.3",)


def test_the_town_signs_or_submits_nothing() -> None:
    session = approved()
    until(session, 25)
    assert answer(session, 26, {"agree": "否"}).kind == "invalid"


def test_signing_commits_the_price_frees_the_rest_and_releases_the_first_instalment() -> None:
    session = approved()
    until(session, 26)
    assert money(session) == ("0.00", "172800.00", "0.00")
    [(process, subject, of, _title, not_before)] = state_of(session).services.side_cases
    assert (process, subject, of) == ("payment/instalment", ("instalment", instalment(session, 1).id), {"instalment": 1})
    assert not_before is None and [one.state for one in instalments_of(session, 1)] == ["due", "planned", "planned"]


def test_two_funds_are_committed_in_proportion_to_the_fen() -> None:
    session = approved(funding={"F1": "130000.00", "F3": "50000.00"})
    until(session, 26)
    assert (money(session), money(session, "F3")) == (("0.00", "124800.00", "0.00"), ("0.00", "48000.00", "0.00"))


def test_more_than_was_reserved_is_never_signed() -> None:
    session = approved()
    until(session, 25)
    contract = session.get(Contract, 1)
    assert contract is not None
    contract.price = D("180000.01")
    assert answer(session, 26).rules == ("ART-13.3",)


def test_an_instalment_by_date_opens_on_its_day() -> None:
    session = approved()
    rows = lines(("首付款", "签约", "40000.00"), ("预付款", "日期", "29120.00"), ("尾款", "评价公布", "103680.00"), on="2026-08-17")
    until(session, 26, {23: rows})
    assert [case[4] for case in state_of(session).services.side_cases] == [None, dt.date(2026, 8, 17)]


def test_the_contract_is_public_until_it_ends_and_only_masked() -> None:
    session = approved()
    until(session, 26)
    assert answer(session, 27, {"masked": "否"}).rules == ("ART-24.3",)
    do(session, 27)
    notice = session.scalars(select(Notice).where(Notice.kind == "contract")).one()
    assert (notice.from_date, notice.to_date) == (dt.date(2026, 7, 21), dt.date(2026, 11, 30))
    assert "172800.00" in notice.text and "6000000000000004" not in notice.text


def test_a_subject_that_names_somebody_is_published_masked_or_not_at_all() -> None:
    session = approved()
    until(session, 21)
    _facts, act = do(session, 22, {"subject": "为王小明（患抑郁症，电话138 0013 8000）提供心理咨询"})
    assert [(one.rules[0], one.field) for one in act.record.warnings] == [("ART-24.3", "subject")] * 2
    for number in (23, 24, 25, 26):
        do(session, number)
    said = answer(session, 27)
    assert said.rules[0] == "ART-24.3" and {one.field for one in said.reasons} == {"masked_subject"}
    assert answer(session, 27, {"masked_subject": "王小明患抑郁症"}).rules[0] == "ART-24.3"
    do(session, 27, {"masked_subject": "为一名居民提供心理咨询"})
    notice = session.scalars(select(Notice).where(Notice.kind == "contract")).one()
    assert "为一名居民提供心理咨询" in notice.text and "王小明" not in notice.text
