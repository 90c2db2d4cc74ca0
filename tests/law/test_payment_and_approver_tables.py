"""Claims: the tables of payments (D8) and of who approves (D10) say what the law and the town's own rules say, told here once more."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import read_decisions
from workflows.procurement.rules import method, payment
from workflows.procurement.rules.disbursement import MISSING, NOTHING_MISSING

TABLES = {name: one for file in ("payment", "approver") for name, one in read_decisions(shipped_files()[f"decisions/{file}.dmn"]).items()}
TRIGGERS = (*payment.TRIGGERS, payment.DISPUTE, payment.SETTLEMENT)
BY_PROGRESS = (payment.MILESTONE, payment.VERIFIED)
BOTH = st.booleans()
METHODS = (*method.PROCEDURES, *method.LADDER, method.INQUIRY)
money = st.decimals("0.01", "9999999.99", places=2)


def said(table: str, **inputs: Any) -> Any:
    """What a table answers."""
    return TABLES[table].decide(inputs).outputs


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_has_an_answer_for_every_question_and_no_row_in_vain(name: str) -> None:
    assert TABLES[name].findings() == []


@given(st.sampled_from(TRIGGERS), BOTH, BOTH, BOTH, BOTH, BOTH, BOTH)
def test_a_payment_lacks_what_its_condition_still_waits_for(
    trigger: str, due: bool, signed: bool, progressed: bool, accepted: bool, published: bool, behind: bool
) -> None:
    facts = {"signed": signed, "progressed": progressed, "accepted": accepted, "published": published, "behind": behind}
    done = progressed or accepted
    lacking = {
        payment.SIGNED: [("合同未签订", not signed)],
        payment.DATE: [("约定日期未到", not due), ("进度未核验", behind and not done)],
        payment.MILESTONE: [("里程碑未到", not due and not accepted), ("进度未核验", not done)],
        payment.VERIFIED: [("进度未核验", not done)],
        payment.ACCEPTED: [("尚未验收", not accepted)],
        payment.EVALUATED: [("评价未公布", True)],
    }
    first = next((name for name, lacks in lacking.get(trigger, []) if lacks), NOTHING_MISSING)
    answer = said("payment_ground", trigger=trigger, due=due, **facts)["missing"]
    assert answer == (NOTHING_MISSING if published else first)
    assert answer in {NOTHING_MISSING, *MISSING}


@given(
    st.sampled_from(["signed", "suspended", "terminated", "draft"]), st.sampled_from(["due", "stopped", "paid"]), st.sampled_from(TRIGGERS)
)
def test_money_stands_still_with_its_contract(contract: str, instalment: str, trigger: str) -> None:
    ended = instalment == "stopped" or (contract == "terminated" and trigger != payment.SETTLEMENT)
    wanted = "已中止" if contract == "suspended" else "已终止" if ended else "继续"
    assert said("payment_goes_on", contract=contract, instalment=instalment, trigger=trigger) == {"going": wanted}


@given(BOTH, money, money, st.integers(1, 100), BOTH)
def test_a_large_share_at_the_end_of_the_year_is_looked_at_twice(
    in_window: bool, amount: Decimal, price: Decimal, percent: int, checked: bool
) -> None:
    large = in_window and amount / price >= Decimal(percent) / 100
    wanted = ("已二次复核" if checked else "须二次复核") if large else "无须"
    facts = {"in_window": in_window, "amount": amount, "price": price, "percent": percent, "checked": checked}
    assert said("second_look", **facts) == {"look": wanted}


@given(money, money)
def test_from_the_towns_figure_on_the_meeting_approves(amount: Decimal, least: Decimal) -> None:
    assert said("project_approver", amount=amount, collective_from=least) == {"approver": "集体研究" if amount >= least else "分管领导"}
    assert said("project_approver", amount=least, collective_from=least) == {"approver": "集体研究"}


@given(st.sampled_from(METHODS), st.sampled_from(METHODS), BOTH)
def test_who_departs_from_the_decided_method_is_approved_by_another_and_from_the_tender_by_finance_too(
    proposed: str, decided: str, split: bool
) -> None:
    answer = said("deviation_approver", proposed=proposed, decided=decided, split=split)
    by_law = proposed != decided and proposed in method.PROCEDURES
    assert answer == {"deviates": by_law and not split, "finance": by_law and decided == method.TENDER}
