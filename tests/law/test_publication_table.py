"""Claims: the table of publications (D11) knows what is published, for which period, and what is masked before (Art. 24)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checking import known
from forms import award, confirmation, intention, performance, review_publicity, signing, single_source
from tests.proof.breaking import shipped_files
from workflows.engine.decisions import DecisionError, read_decisions

TABLE = read_decisions(shipped_files()["decisions/publication.dmn"])["publication"]
OF_FORMS = {one.EVENT for one in (award, confirmation, intention, signing, single_source)}
OF_FORMS |= {review_publicity.APPROVAL, *performance.EVENTS.values()}
PERIODS = {
    "立项公示": "TD04",
    "采购意向": "T01",
    "单一来源公示": "T10a",
    "自行采购结果": "TD08",
    "成交结果": "T14",
    "合同公开": "",
    "验收结果": "TD23",
    "评价结果": "TD23",
}
MASKED = {"立项公示", "合同公开", "验收结果", "评价结果"}
"""What names those served, or may."""


@given(st.sampled_from(sorted(PERIODS)))
def test_each_event_has_a_place_a_period_of_the_register_and_is_masked_where_people_are_named(event: str) -> None:
    answer: Any = TABLE.decide({"event": event}).outputs
    assert answer["channel"].startswith("市级平台")
    assert answer["period"] == PERIODS[event]
    assert answer["period"] in {"", *known().deadlines}
    assert answer["masked"] == (event in MASKED)


def test_the_forms_ask_of_these_events_and_no_others() -> None:
    assert set(PERIODS) == OF_FORMS
    assert TABLE.findings() == []


def test_an_event_that_nobody_publishes_is_no_answer() -> None:
    with pytest.raises(DecisionError):
        TABLE.decide({"event": "招标文件"})
