"""Claims: what an auditor looks for is flagged at the act, and what only comes near it is not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tests.proof.breaking import shipped_files
from workflows.act import Record
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.procurement.rules import suspicions
from workflows.procurement.rules.suspicions import Told, near_a_line, of_offers
from workflows.procurement.suspecting import suspect

RISK = read_decisions(shipped_files()["decisions/risk.dmn"])["risk"]
LINES = [Decimal("30000.00"), Decimal("200000.00"), Decimal("1000000.00")]
CEILING = Decimal("180000.00")


def flagged_in(told: Told) -> list[str]:
    """What is kept of facts."""
    act: Any = SimpleNamespace(decide=lambda _name, **said: RISK.decide(said).outputs, record=Record())
    suspect(act, told)
    return list(act.record.flags)


def test_each_fact_has_its_line_and_each_flag_a_level_and_a_question() -> None:
    assert RISK.findings() == []
    rows: Any = [
        RISK.decide({"fact": rule.tests[0].tree.tests[0].value, "value": value}).outputs for rule in RISK.rules for value in (0, 1)
    ]
    said = [row for found in rows for row in found]
    assert {row["flag"] for row in said} == {"F03", "F07", "F08", "F13", "F15", "F20", "F23", "F26"}
    assert all(row["level"] in {"高", "中"} and "请" in row["question"] for row in said)


def test_a_fact_that_the_table_does_not_know_is_refused() -> None:
    with pytest.raises(DecisionError):
        flagged_in(iter([("别的事实", Decimal(1))]))


@pytest.mark.parametrize(
    ("amount", "near"),
    [("28500.00", True), ("28499.99", False), ("29999.99", True), ("30000.00", False), ("190000.00", True), ("189999.99", False)],
)
def test_an_amount_close_below_a_line_is_flagged(amount: str, near: bool) -> None:
    assert bool(flagged_in(near_a_line(Decimal(amount), LINES))) is near


@pytest.mark.parametrize(
    ("prices", "wanted", "flags"),
    [
        (["178000", "172800"], 3, ["F07"]),
        (["178000", "176000", "172800"], 3, []),
        (["178000"], 1, []),
        ([], 3, []),
        (["172800", "172800", "178000"], 3, ["F13"]),
        (["172800.01", "172800", "178000"], 3, []),
        (["170000", "174000", "178000"], 3, ["F13"]),
        (["170000", "174000", "178000.01"], 3, []),
        (["125999.99", "150000", "178000"], 3, ["F13"]),
        (["126000", "150000", "178000"], 3, []),
    ],
)
def test_prices_are_flagged_where_they_are_odd(prices: list[str], wanted: int, flags: list[str]) -> None:
    assert flagged_in(of_offers([Decimal(one) for one in prices], wanted, CEILING)) == flags


@pytest.mark.parametrize(
    ("paid", "flagged"),
    [(["69120"], False), (["40000", "25664"], False), (["40000", "25664.01"], True), (["40000", "29120"], True), ([], False)],
)
def test_advances_cut_in_pieces_are_flagged_close_to_the_cap(paid: list[str], flagged: bool) -> None:
    assert bool(flagged_in(suspicions.cut_advances([Decimal(one) for one in paid], Decimal(69120)))) is flagged


@pytest.mark.parametrize(
    ("before", "after", "flagged"), [("40000", "40000", False), ("40000", "40000.01", True), ("40000", "39999", False)]
)
def test_a_change_that_pays_more_ahead_is_flagged(before: str, after: str, flagged: bool) -> None:
    assert flagged_in(suspicions.moved_ahead([Decimal(before)], [Decimal(after)])) == (["F03"] if flagged else [])


@pytest.mark.parametrize(
    ("added", "number", "days", "flagged"),
    [("5000", 1, 31, False), ("5000.01", 1, 31, True), ("5000", 2, 31, True), ("5000", 1, 30, True), ("5000", 1, None, False)],
)
def test_supplements_are_flagged_where_they_are_many_large_or_soon(added: str, number: int, days: int | None, flagged: bool) -> None:
    assert flagged_in(suspicions.of_supplements(Decimal(added), Decimal(100000), number, days)) == (["F15"] if flagged else [])


@pytest.mark.parametrize(("unsettled", "late", "flagged"), [(False, False, False), (True, False, True), (False, True, True)])
def test_a_signature_in_doubt_is_flagged(unsettled: bool, late: bool, flagged: bool) -> None:
    assert flagged_in(suspicions.signed_in_doubt(unsettled, late)) == (["F08"] if flagged else [])


@pytest.mark.parametrize(
    ("waited", "chain", "flagged"),
    [(119, 3600, True), (120, 3600, False), (120, 3599, True), (120, None, False), (119, None, True)],
)
def test_an_approval_in_haste_is_flagged(waited: int, chain: int | None, flagged: bool) -> None:
    since = dt.timedelta(seconds=chain) if chain is not None else None
    assert flagged_in(suspicions.approved_in_haste(dt.timedelta(seconds=waited), since)) == (["F20"] if flagged else [])


@pytest.mark.parametrize(("item", "listed", "flagged"), [("", 3, True), ("1.2", 3, False), ("", 0, False)])
def test_a_service_beside_the_list_is_flagged(item: str, listed: int, flagged: bool) -> None:
    assert flagged_in(suspicions.off_the_list(item, listed)) == (["F23"] if flagged else [])


@pytest.mark.parametrize(("bond", "on", "flagged"), [("0.00", None, False), ("0.01", None, True), ("0.01", dt.date(2026, 12, 14), False)])
def test_a_bond_not_given_back_is_flagged(bond: str, on: dt.date | None, flagged: bool) -> None:
    assert flagged_in(suspicions.bond_kept(Decimal(bond), on)) == (["F26"] if flagged else [])
