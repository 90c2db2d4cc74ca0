"""S14: rectified once, accepted or evaluated again; what the score makes of the last payment and of buying again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.performances import FORMS, answer, decide_final_payment, do, scores, step, told, under_contract, until
from tests.worlds import act_for
from workflows.procurement.facts_performance import REFUSED
from workflows.procurement.models import performance as models
from workflows.procurement.models.contracts import Contract, Instalment

DAY = dt.timedelta(days=1)
POOR_SURVEY = {"satisfied": "37", "satisfaction": "57.81"}
FIFTY_SIX = scores("14.00", "9.00", "11.00", "10.00", "12.00")
SIXTY_THREE = scores("16.00", "10.00", "11.00", "11.00", "15.00")


def later(number: int, days: int) -> dict[str, Any]:
    """The moment of a golden step, so many days later."""
    return {"at": step(number)["at"] + days * DAY}


def again(session: Session, steps: range, days: int, forms: dict[int, dict[str, Any]]) -> None:
    """Golden steps a second time, so many days later."""
    for number in steps:
        do(session, number, forms.get(number), **later(number, days))


def rectify(session: Session, number: int, days: int, stage: str) -> list[str]:
    """The contractor's report after a step; its warnings."""
    hand = {"task": f"{stage}.report_rectification", "who": "org_2", "post": "organisation.agent@org_hf"}
    files = {"report": {"name": "整改报告.pdf"}}
    _facts, act = do(session, number, None, files, form={"done": "逐条整改并补做服务"}, **hand, **later(number, days))
    return [one.message for one in act.record.warnings]


def beside(session: Session, number: int, task: str, field: str, days: int = 0) -> str:
    """What stands beside a field of a task's form after a golden step."""
    plan = step(number)
    return FORMS[task].limits(act_for(session, plan["who"], plan["post"], plan["at"] + days * DAY, task=task))[field]


class TestS14:
    def failed_once(self) -> Session:
        """An acceptance with 57.81 % satisfied, sent back for rectification."""
        session = under_contract()
        until(session, 45, {39: POOR_SURVEY})
        do(session, 46, {"outcome": "整改", "rectify_by": "2027-01-01"})
        return session

    def test_acceptance_is_rectified_and_passes_the_second_time(self) -> None:
        session = self.failed_once()
        assert rectify(session, 46, 7, "acceptance") == []
        again(session, range(39, 47), 10, {})
        rounds = session.scalars(select(models.Acceptance).order_by(models.Acceptance.round)).all()
        assert [one.outcome for one in rounds] == ["整改", "合格"]
        assert rounds[0].rectify_by == dt.date(2027, 1, 1)

    def test_each_page_says_what_is_wanting_until_when_and_how_often(self) -> None:
        session = under_contract()
        until(session, 45, {39: POOR_SURVEY})
        assert beside(session, 46, "acceptance.conclude", "rectify_by") == "整改期限最迟为2027年1月1日"
        do(session, 46, {"outcome": "整改", "rectify_by": "2027-01-01"})
        asked = beside(session, 46, "acceptance.report_rectification", "done", 7)
        assert asked.startswith("整改期限为2027年1月1日。\n验收结论：五项指标")
        assert asked.endswith("M3标准90%，核验88%（基本达到）\nM4标准60%，核验58%（基本达到）\n满意度57.81%")
        rectify(session, 46, 7, "acceptance")
        again(session, range(39, 46), 10, {39: POOR_SURVEY})
        assert beside(session, 46, "acceptance.conclude", "rectify_by", 10) == "整改只给一次，本次为整改后再次验收，结论为合格或不合格"

    def test_a_late_rectification_is_taken_and_shown_as_late(self) -> None:
        assert rectify(self.failed_once(), 46, 31, "acceptance") == ["整改期限为2027年1月1日，已逾期。"]

    def test_a_second_failure_is_no_rectification_and_leaves_nothing(self) -> None:
        session = self.failed_once()
        rectify(session, 46, 7, "acceptance")
        again(session, range(39, 46), 10, {39: POOR_SURVEY})
        second = answer(session, 46, {"outcome": "整改", "rectify_by": "2027-01-05"}, **later(46, 10))
        assert told(second) == ("refused", {"outcome"}, {"TD18"})
        do(session, 46, {"outcome": "不合格"}, **later(46, 10))
        again(session, range(47, 56), 11, {47: {"receipt_at": "2026-12-13T16:20:00+08:00"}})
        decide_final_payment(session)
        scored = session.scalars(select(models.Evaluation)).one()
        assert (scored.grade, scored.ratio, scored.renewal) == ("不合格", Decimal("0.00"), REFUSED)

    @pytest.mark.parametrize(
        ("second", "grade", "ratio", "payable", "renewal"),
        [(SIXTY_THREE, "合格", "0.80", "41472.00", "观察一年"), (FIFTY_SIX, "不合格", "0.00", "0.00", REFUSED)],
    )
    def test_evaluated_again_after_rectification(self, second: dict[str, Any], grade: str, ratio: str, payable: str, renewal: str) -> None:
        session = under_contract()
        until(session, 54, {48: FIFTY_SIX})
        assert do(session, 55, {"outcome": "整改后复评"})[0] == {"outcome": "整改后复评"}
        decide_final_payment(session)
        assert session.scalars(select(models.Evaluation)).one().grade is None
        assert rectify(session, 55, 7, "evaluation") == []
        again(session, range(48, 55), 10, {48: second})
        assert told(answer(session, 55, {"outcome": "整改后复评"}, **later(55, 10)))[0] == "refused"
        do(session, 55, None, **later(55, 10))
        decide_final_payment(session)
        scored = session.scalars(select(models.Evaluation).where(models.Evaluation.round == 2)).one()
        assert (scored.grade, scored.ratio, scored.renewal) == (grade, Decimal(ratio), renewal)
        assert session.scalars(select(Instalment).where(Instalment.number == 3)).one().payable == Decimal(payable)

    def test_a_contract_without_the_shares_is_paid_in_full(self) -> None:
        session = under_contract()
        session.get_one(Contract, 1).final_payment = []
        until(session, 55, {48: SIXTY_THREE})
        scored = session.scalars(select(models.Evaluation)).one()
        assert (scored.grade, scored.ratio) == ("合格", Decimal("1.00"))
