"""Claims: the table of unfair terms (D5) says of every question what the law says, told here a second time and otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unfair import judged, scored, table
from workflows.engine.decisions import DecisionError
from workflows.procurement.rules import ALL, PROCUREMENT_LAW
from workflows.procurement.rules import qualification as rules
from workflows.procurement.rules.qualification import AS_CONDITION, AS_SCORE, CITE, EXPLAIN, FORBIDDEN, IN_DEMAND, SHOWN, Condition

FACTS = tuple(rules.KINDS)
KINDS = (*FACTS, *rules.TERMS, rules.RECORD, rules.LICENCE)
USES = (AS_CONDITION, IN_DEMAND, AS_SCORE)
LAWFUL = "可以"


def naive(use: str, kind: str, regime: str, references: int, reasoned: bool, law_cited: bool) -> str:
    """What the handbook says."""
    binds = regime == PROCUREMENT_LAW
    if use == AS_SCORE:
        hard = binds and kind != "评估等级"
        return (FORBIDDEN if hard else SHOWN) if kind in FACTS else LAWFUL
    if kind in FACTS:
        return FORBIDDEN
    if use == IN_DEMAND or (kind == rules.RECORD and references <= 2):
        return LAWFUL
    if kind == rules.LICENCE:
        return LAWFUL if law_cited else CITE
    return FORBIDDEN if binds else SHOWN if reasoned else EXPLAIN


@given(st.sampled_from(USES), st.sampled_from(KINDS), st.sampled_from(sorted(ALL)), st.integers(0, 6), st.booleans(), st.booleans())
def test_the_table_says_what_the_law_says(use: str, kind: str, regime: str, references: int, reasoned: bool, law_cited: bool) -> None:
    said = {"use": use, "kind": kind, "regime": regime, "references": references, "reasoned": reasoned, "law_cited": law_cited}
    answer: Any = table().decide(said).outputs
    assert answer["result"] == naive(use, kind, regime, references, reasoned, law_cited)
    says_why = kind not in FACTS and answer["result"] in {FORBIDDEN, EXPLAIN, CITE}
    assert bool(answer["message"]) == says_why


def test_every_question_has_one_answer() -> None:
    assert table().findings() == []


def test_a_kind_that_nobody_knows_is_no_answer() -> None:
    with pytest.raises(DecisionError):
        table().decide({"use": AS_CONDITION, "kind": "其他", "regime": PROCUREMENT_LAW})


def test_a_condition_is_judged_by_all_that_it_is_about() -> None:
    said = judged([Condition("一般条件", "须在本市名录库内，近三年同类业绩5个"), Condition("法定资质", "持心理咨询机构执业许可")])
    assert [(one.place, one.kind, one.result) for one in said] == [
        (0, "业绩", FORBIDDEN),
        (0, "名录库", FORBIDDEN),
        (1, "法定资质", CITE),
    ]
    assert [one.field for one in rules.unfair_terms_are_refused(said)] == ["qualifications.0"]
    assert [one.field for one in rules.licence_cites_its_law(said)] == ["qualifications.1.law"]


def test_the_rating_may_give_points_and_the_size_may_not() -> None:
    text = "注册资金100万元以上5分，评估等级4A以上5分"
    assert [one.message for one in rules.scale_is_no_score(scored(text))] == ["不得以规模作为评审因素（财政部令第87号第十七条）。"]
    assert [one.kind for one in scored(text, "social_funds") if one.result == SHOWN] == ["规模", "评估等级"]
