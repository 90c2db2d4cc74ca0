"""What a browser posts becomes what a form reads, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.forms.posted import LONGEST_IN_ALL, MOST_PAIRS, entered, posted_pairs, raw_values
from forms.base import Form, Line
from forms.fields import Picks, Rows, Text
from workflows.errors import Invalid


class CostLine(Line):
    item = Text("项目")
    funds = Picks("资金", choices=("F1", "F2"))


class Plan(Form):
    title = Text("名称")
    communities = Picks("社区", choices=("甲", "乙"))
    cost_items = Rows("费用", CostLine)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(str.strip)
SEVERAL = st.lists(st.sampled_from(["F1", "F2"]), unique=True)
LINES = st.lists(st.fixed_dictionaries({"item": WORDS, "funds": SEVERAL}), max_size=5)


@given(st.fixed_dictionaries({"title": WORDS, "communities": SEVERAL, "cost_items": LINES}))
def test_values_come_back_as_they_were_posted(raw: dict[str, Any]) -> None:
    assert raw_values(posted_pairs(raw), Plan()) == raw


def test_lines_close_up_over_one_that_was_taken_out_and_blank_ones_are_none() -> None:
    pairs = [("cost_items.7.item", "乙"), ("cost_items.2.item", "甲"), ("cost_items.3.item", " "), ("cost_items.2.funds", "F1")]
    lines = raw_values(pairs, Plan())["cost_items"]
    assert lines == [{"item": "甲", "funds": ["F1"]}, {"item": "乙", "funds": []}]


def test_what_nobody_ticked_is_an_empty_list_and_an_unknown_name_stays_for_the_form_to_refuse() -> None:
    raw = raw_values([("title", "甲"), ("cost_items.x.item", "甲"), ("other", "1")], Plan())
    assert raw == {"title": "甲", "communities": [], "cost_items": [], "cost_items.x.item": "甲", "other": "1"}
    with pytest.raises(Invalid) as invalid:
        Plan().read(raw, {})
    assert {reason.field for reason in invalid.value.reasons} == {"cost_items.x.item", "other"}


def test_the_page_s_own_names_never_reach_a_form() -> None:
    assert entered([("_csrf", "t"), ("_key", "k"), ("title", "甲")]) == [("title", "甲")]


@pytest.mark.parametrize(
    "pairs",
    [[("a", "b")] * (MOST_PAIRS + 1), [("a" * 121, "b")], [("a", "b" * LONGEST_IN_ALL)]],
    ids=["many", "long name", "long value"],
)
def test_too_much_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid):
        entered(pairs)


def test_line_ends_are_one_character() -> None:
    assert raw_values([("title", "甲\r\n乙")], Plan())["title"] == "甲\n乙"
