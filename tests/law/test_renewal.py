"""Claims: whoever failed the last time is not bought the same service from again by that town; a later result replaces it (Art. 27)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.performances import under_contract
from workflows.procurement.models.performance import Evaluation
from workflows.procurement.models.projects import Project
from workflows.procurement.renewals import last_time
from workflows.procurement.rules.renewal import LastTime, renewed_after_a_good_result

SAME = {"authority_id": "town_a", "sub_item": "心理咨询"}
NOON = dt.datetime(2026, 12, 7, 4, tzinfo=dt.UTC)


@pytest.fixture
def session() -> Session:
    """The golden project under contract with org_hf."""
    return under_contract()


def evaluated(session: Session, grade: str, round_: int = 1, published_at: dt.datetime | None = NOON) -> None:
    """A result of the golden project."""
    scored = {"scores": [], "total": Decimal("56.00"), "problems": "", "advice": "", "scored_by": "third_party", "scored_at": NOON}
    where = {"project_id": 1, "case_id": 1, "authority_id": "town_a", "organisation_id": "org_tp", "independence_statement": ""}
    session.add(Evaluation(**where, **scored, round=round_, grade=grade, published_at=published_at))
    session.flush()


def test_a_failed_result_of_the_same_service_is_found(session: Session) -> None:
    evaluated(session, "不合格")
    found = last_time(session, Project(id=2, **SAME), "org_hf")
    assert found is not None
    assert found.grade == "不合格"
    reasons = list(renewed_after_a_good_result(found))
    assert [(one.rules, one.field) for one in reasons] == [(("ART-27.5",), "awarded")]
    assert found.number in reasons[0].message


@pytest.mark.parametrize("other", [{"authority_id": "town_b"}, {"sub_item": "居家养老"}, {"id": 1}])
def test_another_town_another_service_or_itself_says_nothing(session: Session, other: dict[str, object]) -> None:
    evaluated(session, "不合格")
    assert last_time(session, Project(**{"id": 2, **SAME, **other}), "org_hf") is None


def test_another_contractor_is_not_meant(session: Session) -> None:
    evaluated(session, "不合格")
    assert last_time(session, Project(id=2, **SAME), "org_yg") is None


def test_what_was_not_published_does_not_count(session: Session) -> None:
    evaluated(session, "不合格", published_at=None)
    assert last_time(session, Project(id=2, **SAME), "org_hf") is None


def test_a_later_result_stands_in_its_place(session: Session) -> None:
    evaluated(session, "不合格")
    evaluated(session, "合格", 2, NOON + dt.timedelta(days=30))
    found = last_time(session, Project(id=2, **SAME), "org_hf")
    assert found is not None
    assert list(renewed_after_a_good_result(found)) == []


@pytest.mark.parametrize("grade", ["优秀", "良好", "中等", "合格"])
def test_every_other_grade_may_be_renewed(grade: str) -> None:
    assert list(renewed_after_a_good_result(LastTime("甲镇购服〔2026〕1号", grade))) == []
    assert list(renewed_after_a_good_result(None)) == []
