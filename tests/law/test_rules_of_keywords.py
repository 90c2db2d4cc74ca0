"""Claims about the words of Art. 11: a space, a line or a wide letter hides none, and every field that is written freely is read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests import approvals, purchases
from workflows.procurement.rules.screening import candidates
from workflows.procurement.screening import clauses

WORDS = [word for clause in clauses() for word in clause.keywords]


@given(some.sampled_from(WORDS), some.lists(some.sampled_from(["", " ", "\n", "\u3000", "\u200b", "\u2060", "\t"]), min_size=8, max_size=8))
def test_no_sign_between_hides_a_word(word: str, between: list[str]) -> None:
    text = "用于" + "".join(sign + gap for sign, gap in zip(word, between, strict=False)) + "等"
    assert word in [one.keyword for one in candidates({"need": text}, clauses())]


@given(some.text("社区志愿服务环境清洁心理咨询", max_size=30))
def test_what_has_no_such_word_points_to_nothing(text: str) -> None:
    assert candidates({"need": text}, clauses()) == []


PLAN = {
    "art11_note": "用于偿还社区活动中心欠款",
    "place": "人行道破损维修现场",
    "need": "聘 用专职巡 逻 员六名",
    "governance_goal": "修路 灯",
}
LATER = [
    (11, {"demand": "聘用专职巡逻员"}),
    (11, {"acceptance_scheme": "核对巡 逻 员工资"}),
    (11, {"risks": "偿还债务"}),
    (22, {"subject": "聘用专职治安巡逻员六名"}),
    (22, {"acceptance_standard": "路面平整"}),
]


@pytest.mark.parametrize(("field", "text"), PLAN.items())
def test_every_free_text_of_a_plan_is_read(field: str, text: str) -> None:
    _facts, act = approvals.do(approvals.until(0), 1, {field: text})
    assert {(one.rules, one.field) for one in act.record.warnings} == {(("ART-11.2",), field)}


@pytest.mark.parametrize(("number", "form"), LATER)
def test_what_is_written_later_is_read_again(number: int, form: dict[str, Any]) -> None:
    if number == 11:
        _facts, act = approvals.do(approvals.until(10), number, form)
    else:
        session = purchases.approved()
        purchases.until(session, number - 1)
        _facts, act = purchases.do(session, number, form)
    assert {(one.rules, one.field) for one in act.record.warnings} == {(("ART-11.4",), field) for field in form}
