"""Claims about the comparison of quotations: who may be asked, how long, under seal, and who wins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from forms.base import REGISTRY
from tests.performances import FORMS, step
from tests.purchases import answer, approved, do, refused, until
from tests.worlds import act_for, state_of
from workflows.act import Member
from workflows.procurement.instants import INSTANTS
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.procurements import Procurement, Quotation, quotations_of, quotations_sealed
from workflows.procurement.rosters import MEMBER_LISTS


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+08:00")


def quote(price: str, words: str, **more: Any) -> dict[str, Any]:
    items = [{"item": "服务", "quantity": "1", "price": price, "amount": price}]
    return {"price": price, "price_words": words, "price_items": items, **more}


@pytest.mark.parametrize("name", ["G31", "G33", "G34"])
def test_the_golden_refusals_of_the_invitation(name: str) -> None:
    refused(approved(), name)


def test_the_golden_invitation_opens_the_list_and_the_closing() -> None:
    session = approved()
    do(session, 14)
    case = state_of(session).root
    assert list(MEMBER_LISTS["invited"](session, case)) == [Member(place="org_yg"), Member(place="org_hf"), Member(place="org_gz")]
    assert INSTANTS["comparison.closes_at"](session, case) == at("2026-07-10T17:00:00")
    [(_case, period)] = state_of(session).services.periods
    assert (period.id, period.due, period.frees_at) == ("TD06", dt.date(2026, 7, 8), at("2026-07-09T00:00:00"))


def test_the_first_free_midnight_is_late_enough_and_a_second_before_is_not() -> None:
    do(approved(), 14, {"closes_at": "2026-07-09T00:00:00+08:00"})
    assert answer(approved(), 14, {"closes_at": "2026-07-08T23:59:59+08:00"}).rules == ("TD06",)


def test_fewer_than_three_need_a_reason_and_then_are_noted() -> None:
    two = {"invited": ["org_yg", "org_hf"]}
    said = answer(approved(), 14, two)
    assert (said.kind, said.rules, said.reasons[0].field) == ("refused", ("TD05",), "invited")
    _facts, act = do(approved(), 14, {**two, "fewer_reason": "本区仅两家具备心理服务能力"})
    assert [one.rules for one in act.record.warnings] == [("TD05",)]


def test_one_is_enough_below_thirty_thousand() -> None:
    _facts, act = do(approved(amount="20000.00", band="B1"), 14, {"invited": ["org_hf"]})
    assert not act.record.warnings


def test_a_filed_organisation_needs_a_host() -> None:
    filed = {"invited": ["org_yg", "org_hf", "org_ll"]}
    said = answer(approved(), 14, filed)
    assert (said.rules, said.reasons[0].field) == (("ART-3.4",), "invited")
    do(approved({"organisations": [{"id": "org_ll", "host": "org_yg"}]}), 14, filed)


def test_an_unknown_organisation_and_a_wrong_code_are_refused() -> None:
    assert answer(approved(), 14, {"invited": ["org_yg", "org_hf", "org_nobody"]}).rules == ("ART-3.2",)
    wrong = {"organisations": [{"id": "org_gz", "uscc": "52440402MJM2000010"}]}
    assert answer(approved(wrong), 14).rules == ("ART-3.2",)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"status": "冻结", "status_from": dt.date(2026, 7, 3)}, False),
        ({"status": "撤销", "status_from": dt.date(2026, 7, 4)}, True),
        ({"certificate_until": dt.date(2026, 7, 2)}, True),
        ({"certificate_until": dt.date(2026, 7, 3)}, True),
    ],
)
def test_registration_is_looked_at_on_the_day(changed: dict[str, Any], kept: bool) -> None:
    session = approved({"organisations": [{"id": "org_gz", **changed}]})
    if kept:
        ended = "certificate_until" in changed and changed["certificate_until"] < dt.date(2026, 7, 3)
        assert [one.rules for one in do(session, 14)[1].record.warnings] == [("ART-3.3",)] * ended
    else:
        assert answer(session, 14).rules == ("ART-3.3",)


@pytest.mark.parametrize(("amount", "band", "kept"), [("180000.00", "B2", False), ("29999.99", "B1", True)])
def test_an_organisation_that_is_only_filed_contracts_alone_for_small_amounts(amount: str, band: str, kept: bool) -> None:
    session, asked = approved(amount=amount, band=band), {"invited": ["org_ll", "org_yg", "org_hf"]}
    if kept:
        assert [one.rules for one in do(session, 14, asked)[1].record.warnings] == [("ART-3.4",)]
    else:
        assert answer(session, 14, asked).rules == ("ART-3.4",)


def test_from_two_hundred_thousand_the_call_stands_five_working_days() -> None:
    early = answer(approved(amount="480000.00", band="B3"), 14)
    assert early.rules == ("TD06",)
    assert early.reasons[0].message == "公开比选公告不足5个工作日，最早可定2026年7月11日截止。"
    session = approved(amount="480000.00", band="B3")
    do(session, 14, {"closes_at": "2026-07-11T00:00:00+08:00"})
    call = session.scalars(select(Notice)).one()
    assert (call.kind, call.from_date, call.to_date) == ("call", dt.date(2026, 7, 3), dt.date(2026, 7, 10))


def test_a_period_into_a_year_without_calendar_stops() -> None:
    for amount, band, day in (("180000.00", "B2", 29), ("480000.00", "B3", 28)):
        said = answer(approved(amount=amount, band=band), 14, {"closes_at": "2027-01-20T17:00:00+08:00"}, at=at(f"2026-12-{day}T09:00:00"))
        assert said.rules == ("CAL-gap",)


def test_a_second_round_asks_anew_and_leaves_the_first_in_the_file() -> None:
    session = approved()
    do(session, 14)
    do(session, 14, {"invited": ["org_hf", "org_gz", "org_yg"]})
    procurement = session.get(Procurement, 1)
    assert procurement is not None and procurement.round == 2
    places = [one.place for one in MEMBER_LISTS["invited"](session, state_of(session).root)]
    assert places == ["org_hf", "org_gz", "org_yg"]


def test_above_the_ceiling_is_refused_as_written() -> None:
    session = approved()
    until(session, 15)
    refused(session, "G35")


def test_after_closing_a_quotation_is_stale_as_written() -> None:
    session = approved()
    until(session, 16)
    refused(session, "G37")


def test_the_closing_instant_itself_is_too_late_and_a_moment_before_is_not() -> None:
    session = approved()
    do(session, 14)
    assert answer(session, 15, at=at("2026-07-10T17:00:00")).kind == "stale"
    do(session, 15, at=at("2026-07-10T16:59:59"))


def test_words_lines_and_sum_of_a_quotation_must_agree() -> None:
    session = approved()
    do(session, 14)
    assert [one.field for one in answer(session, 15, {"price_words": "壹拾柒万元整"}).reasons] == ["price_words"]
    lines = step(15)["form"]["price_items"]
    assert answer(session, 15, {"price_items": [{**lines[0], "amount": "94720.01"}, *lines[1:]]}).reasons[0].field == "price_items.0.amount"
    short = answer(session, 15, {"price_items": lines[1:]})
    assert (short.kind, short.reasons[0].field) == ("invalid", "price_items")
    assert answer(session, 15, {"statement_gpl22": "否"}).rules == ("ART-16.3", "LAW-GPL-22")


def test_nobody_quotes_twice_or_without_being_asked() -> None:
    session = approved()
    do(session, 14)
    do(session, 15)
    assert answer(session, 15).kind == "not_yours"
    assert answer(session, 15, who="org_4", post="organisation.agent@org_ll").kind == "not_yours"


def test_an_organisation_deregistered_meanwhile_cannot_quote() -> None:
    session = approved({"organisations": [{"id": "org_hf", "status": "注销", "status_from": dt.date(2026, 7, 5)}]})
    until(session, 15)
    assert answer(session, 16).rules == ("ART-3.3",)


def test_a_quotation_is_sealed_in_form_and_columns() -> None:
    assert FORMS["comparison.submit_quotation"].personal() == {"price", "price_words", "price_items", "conflict_declared"}
    columns = Quotation.__table__.c
    sealed = {column.name for column in columns if column.info.get("personal")}
    assert sealed == {"price", "price_words", "items", "conflict_declared"}


def test_nothing_is_shown_and_nothing_opened_before_closing() -> None:
    session = approved()
    until(session, 17)
    act = act_for(session, "procurement", "town.procurement@town_a", at("2026-07-10T16:59:59"), task="comparison.open_quotations")
    assert REGISTRY["comparison.open_quotations"]().prefill(act) == {}
    assert quotations_sealed(session, 1, act.now) and not quotations_sealed(session, 1, at("2026-07-10T17:00:00"))
    said = answer(session, 19, at=at("2026-07-10T16:59:59"))
    assert (said.kind, said.rules) == ("refused", ("TD06",))


def test_opening_unseals_what_was_submitted() -> None:
    session = approved()
    until(session, 17)
    facts, _act = do(session, 19)
    procurement = session.get(Procurement, 1)
    assert facts == {"outcome": "有效"} and procurement is not None and procurement.recommended == "org_hf"
    assert [(one.sealed, one.meets_demand) for one in quotations_of(session, procurement)] == [(False, True)] * 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda rows: [{**rows[0], "price": "178000.01"}, *rows[1:]], "opened.0.price"),
        (lambda rows: rows[:2], "opened"),
        (lambda rows: [*rows, rows[0]], "opened.3.organisation"),
        (lambda rows: [*rows, {**rows[0], "organisation": "org_ll"}], "opened.3.organisation"),
    ],
)
def test_the_sheet_is_what_was_submitted(change: Any, field: str) -> None:
    session = approved()
    until(session, 17)
    said = answer(session, 19, {"opened": change(step(19)["form"]["opened"])})
    assert said.rules == ("ART-21.1",) and field in [one.field for one in said.reasons]


def test_one_that_meets_the_demand_is_recommended_before_a_witness() -> None:
    session = approved()
    until(session, 17)
    assert [one.field for one in answer(session, 19, {"recommended": "org_nobody"}).reasons] == ["recommended"]
    assert [one.field for one in answer(session, 19, {"witness": "procurement"}).reasons] == ["witness"]
    assert [one.field for one in answer(session, 19, {"witness": "finance_b"}).reasons] == ["witness"]
    assert [one.field for one in do(session, 19, {"recommended": "org_yg"})[1].record.warnings] == ["recommended"]


def test_too_few_that_meet_the_demand_is_a_failed_comparison() -> None:
    session = approved()
    until(session, 17)
    rows = step(19)["form"]["opened"]
    facts, _act = do(session, 19, {"opened": [*rows[:2], {**rows[2], "meets_demand": "否"}], "recommended": ""})
    assert facts == {"outcome": "失败"}


def test_nobody_answered_is_a_failed_comparison() -> None:
    session = approved()
    do(session, 14)
    facts, _act = do(session, 19, {"opened": [], "recommended": ""})
    assert facts == {"outcome": "失败"}


def test_the_award_goes_to_the_lowest_or_gives_a_reason() -> None:
    session = approved()
    until(session, 19)
    dearer = {"awarded": "org_yg", "price": "178000.00"}
    said = answer(session, 20, dearer)
    assert (said.rules, said.reasons[0].field) == (("ART-21.1",), "other_than_lowest_reason")
    facts, act = do(session, 20, {**dearer, "other_than_lowest_reason": "最低报价单位书面放弃成交"})
    assert facts == {"outcome": "成交"} and act.record.warnings[0].rules == ("ART-21.1",)


def test_the_award_names_the_quoted_price_and_a_live_organisation() -> None:
    session = approved({"organisations": [{"id": "org_hf", "status": "冻结", "status_from": dt.date(2026, 7, 12)}]})
    until(session, 19)
    assert {one.field for one in answer(session, 20, {"price": "172800.01"}).reasons} == {"price", "awarded"}
    assert answer(session, 20).rules == ("ART-3.3",)
    assert answer(session, 20, {"awarded": "org_ll", "price": "1.00"}).rules == ("ART-21.1",)


def test_no_award_ends_the_comparison() -> None:
    session = approved()
    until(session, 19)
    facts, _act = do(session, 20, {"outcome": "失败", "awarded": "", "price": "", "opinion": "报价均明显高于市场价格，重新比价"})
    assert facts == {"outcome": "失败"}
    assert answer(session, 20, {"awarded": ""}).kind == "invalid"


def test_the_result_is_published_for_its_period() -> None:
    session = approved()
    until(session, 21)
    notice = session.scalars(select(Notice)).one()
    assert (notice.kind, notice.from_date, notice.to_date) == ("result", dt.date(2026, 7, 14), dt.date(2026, 7, 15))
    assert state_of(session).services.periods[-1][1].frees_at == at("2026-07-16T00:00:00")


def test_a_result_without_a_possible_receipt_or_with_a_phone_number_is_refused() -> None:
    session = approved()
    until(session, 20)
    assert answer(session, 21, {"receipt_at": "2026-07-14T09:00:01+08:00"}).rules == ("ART-24.1",)
    assert "ART-24.3" in answer(session, 21, {"notice_text": "成交单位联系人13800138000"}).rules
