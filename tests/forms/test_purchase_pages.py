"""Claims about what a task's page shows of comparison, contract and payment before anybody types: offers, lists, limits."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.performances import FORMS, step
from tests.purchases import PEOPLE, approved, case_of, do
from tests.worlds import act_for
from workflows.act import Act


def act_of(session: Session, number: int) -> Act:
    plan = step(number)
    case = case_of(session, plan["of"]["instalment"]) if "of" in plan else None
    return act_for(session, plan["who"], plan["post"], plan["at"], task=plan["task"], case=case)


Shown = dict[int, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Prefill, choices and limits of every step, as they were just before it was done."""
    session = approved()
    seen: Shown = {}
    for number in PEOPLE:
        act = act_of(session, number)
        form = FORMS[step(number)["task"]]
        seen[number] = (dict(form.prefill(act)), dict(form.choices(act)), dict(form.limits(act)))
        do(session, number)
    return seen


def test_whatever_is_offered_limited_or_listed_belongs_to_a_field(shown: Shown) -> None:
    for number, (prefill, choices, limits) in shown.items():
        form = FORMS[step(number)["task"]]
        assert set(prefill) | set(limits) <= set(form.fields), number
        lines = [field for rows in form.tables().values() for field in rows.fields.values()]
        sources = {getattr(field, "source", "") for field in [*form.fields.values(), *lines]}
        assert set(choices) <= sources, number
        assert {source for source in sources if source} <= set(choices), number


def test_what_is_offered_is_what_the_golden_case_enters(shown: Shown) -> None:
    for number, names in (
        (20, ("awarded", "price")),
        (21, ("notice_text", "channel")),
        (22, ("price", "price_words", "payee_account", "ends_on")),
    ):
        prefill = shown[number][0]
        assert {name: prefill[name] for name in names} == {name: step(number)["form"][name] for name in names}
    for number in (23, 28):
        prefill = shown[number][0]
        assert prefill == {name: step(number)["form"][name] for name in prefill}


def test_limits_are_said_before_they_are_broken(shown: Shown) -> None:
    said = {number: limits for number, (_prefill, _choices, limits) in shown.items()}
    assert said[14]["invited"] == "不少于3家"
    assert said[15]["price"] == "最高限价180000.00元"
    assert said[23]["instalments"] == "合计172800.00元；履约进度核验前最高69120.00元"
    assert said[25]["signed_on"] == "2026年7月16日起，2026年8月13日前"
    assert said[31]["paid_on"] == "2026年8月21日前"
