"""Claims: the table of terms (D6) allows a term exactly as far as Art. 22 does, whatever its facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import read_decisions
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.rules import term
from workflows.procurement.rules.term import Lasting

TERM = read_decisions(shipped_files()["decisions/term.dmn"])["term"]
days = st.dates(dt.date(2021, 4, 1), dt.date(2040, 12, 31))
BOTH = st.booleans()


def said(begins_on: dt.date, ends_on: dt.date, ordinary: int, longest: int, *, four: bool, evidenced: bool) -> tuple[Any, Lasting]:
    """What the table answers, and the same as the rules take it."""
    last, latest = last_day_of_term(begins_on, ordinary), last_day_of_term(begins_on, longest)
    asked = {"ends_on": ends_on, "ordinary_last": last, "longest_last": latest, "four_facts": four, "evidenced": evidenced}
    answer: Any = TERM.decide(asked).outputs
    return answer, Lasting(last, latest, ordinary, answer["lacks_facts"], answer["lacks_evidence"], answer["too_long"])


@given(days, st.integers(1, 24), st.integers(0, 36), st.integers(-40, 2000), BOTH, BOTH)
def test_a_term_stands_up_to_its_last_day_and_never_after(
    begins_on: dt.date, ordinary: int, more: int, after: int, four: bool, evidenced: bool
) -> None:
    last, latest = last_day_of_term(begins_on, ordinary), last_day_of_term(begins_on, ordinary + more)
    ends_on = max(begins_on, last + dt.timedelta(days=after))
    answer, found = said(begins_on, ends_on, ordinary, ordinary + more, four=four, evidenced=evidenced)
    beyond = ends_on > last
    assert answer["lacks_facts"] == (beyond and not four)
    assert answer["lacks_evidence"] == (beyond and four and not evidenced)
    assert answer["too_long"] == (ends_on > latest)
    assert (answer["term"] in {"一般期限", "跨年合同"}) == (not beyond or (four and evidenced and ends_on <= latest))
    assert bool(term.ordinary_term_without_four_facts(found, dict.fromkeys(term.FACTS, False))) == answer["lacks_facts"]
    assert bool(term.three_years_at_most(found)) == answer["too_long"]
    assert bool(term.four_facts_with_evidence(found)) == answer["lacks_evidence"]


@given(days)
def test_three_years_to_the_day_need_four_facts_and_their_papers(begins_on: dt.date) -> None:
    latest = last_day_of_term(begins_on, 36)
    answer, _found = said(begins_on, latest, 12, 36, four=True, evidenced=True)
    assert answer["term"] == "跨年合同"
    answer, found = said(begins_on, latest, 12, 36, four=False, evidenced=True)
    one_missing = {**dict.fromkeys(term.FACTS, True), "price_stable": False}
    assert [one.field for one in term.ordinary_term_without_four_facts(found, one_missing)] == ["ends_on", "price_stable"]


def test_every_term_has_one_answer_and_every_row_is_used() -> None:
    assert TERM.findings() == []
