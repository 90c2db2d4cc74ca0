"""Random tables under every hit policy decide as an evaluator says that was written naively, from the words of the standard."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decision_models import decision, model, table
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.engine.dmn.answers import decide_file

Cell = tuple[str, Callable[[Any], bool]]
Row = tuple[Cell, Cell, str, int]
GRADES = ["优", "良", "合格"]
POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "SUM", "MIN", "MAX", "COUNT"]
NUMBERS = st.integers(0, 6)


def number_cells() -> st.SearchStrategy[Cell]:
    """A cell of numbers with what it means; null meets none of them but the dash."""
    return st.one_of(
        st.just(("-", lambda value: True)),
        NUMBERS.map(lambda n: (f"{n}", lambda value: value == n)),
        NUMBERS.map(lambda n: (f"< {n}", lambda value: value is not None and value < n)),
        NUMBERS.map(lambda n: (f">= {n}", lambda value: value is not None and value >= n)),
        NUMBERS.map(lambda n: (f"not({n})", lambda value: value != n)),
        st.tuples(NUMBERS, NUMBERS).map(lambda p: (f"[{p[0]}..{p[1]})", lambda value: value is not None and p[0] <= value < p[1])),
        st.tuples(NUMBERS, NUMBERS).map(
            lambda p: (f"{p[0]}, > {p[1]}", lambda value: value is not None and (value == p[0] or value > p[1]))
        ),
    )


def word_cells() -> st.SearchStrategy[Cell]:
    """A cell of words."""
    words = st.sampled_from(["甲", "乙", "丙"])
    return st.one_of(
        st.just(("-", lambda value: True)),
        words.map(lambda w: (f'"{w}"', lambda value: value == w)),
        words.map(lambda w: (f'not("{w}")', lambda value: value != w)),
    )


ROWS = st.lists(st.tuples(number_cells(), word_cells(), st.sampled_from(GRADES), st.integers(-2, 2)), max_size=6)
INPUTS = st.tuples(st.one_of(st.none(), NUMBERS), st.one_of(st.none(), st.sampled_from(["甲", "乙", "丙"])))
BROKEN = object()


def naive(policy: str, rows: list[Row], n: Any, w: Any) -> Any:
    """What the table answers: one answer, a list of them, an aggregate, or BROKEN."""
    hits = [(grade, points) for (_a, meets_n), (_b, meets_w), grade, points in rows if meets_n(n) and meets_w(w)]
    points = [each for _grade, each in hits]
    by_grade = sorted(hits, key=lambda hit: GRADES.index(hit[0]))
    answers: dict[str, Callable[[], Any]] = {
        "UNIQUE": lambda: BROKEN if len(hits) > 1 else (hits or [None])[0],
        "ANY": lambda: BROKEN if len(set(hits)) > 1 else (hits or [None])[0],
        "FIRST": lambda: (hits or [None])[0],
        "PRIORITY": lambda: (by_grade or [None])[0],
        "RULE ORDER": lambda: hits,
        "OUTPUT ORDER": lambda: by_grade,
        "COLLECT": lambda: hits,
        "SUM": lambda: sum(points) if points else None,
        "MIN": lambda: min(points, default=None),
        "MAX": lambda: max(points, default=None),
        "COUNT": lambda: len(points),
    }
    return answers[policy]()


def written(policy: str, rows: list[Row]) -> bytes:
    """The same table as a file."""
    aggregate = policy in POLICIES[-4:]
    ranked = '<output name="grade" typeRef="string"><outputValues><text>"优", "良", "合格"</text></outputValues></output>'
    body = table(
        [([a[0], b[0]], [str(points)] if aggregate else [f'"{grade}"', str(points)]) for a, b, grade, points in rows],
        inputs=[("n", "number"), ("w", "string")],
        outputs=[("points", "number")] if aggregate else [("grade", "string"), ("points", "number")],
        policy=f'hitPolicy="COLLECT" aggregation="{policy}"' if aggregate else f'hitPolicy="{policy}"',
    )
    return model(decision(body.replace('<output name="grade" typeRef="string"/>', ranked)))


def rows_of(value: Any) -> Any:
    """An answer of ours in the naive form."""
    if isinstance(value, dict):
        pair = (value["grade"], value["points"]) if "grade" in value else None
        return None if pair == (None, None) else pair
    return [rows_of(each) for each in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("policy", POLICIES)
@settings(max_examples=35, deadline=None)
@given(ROWS, INPUTS)
def test_random_tables_decide_as_the_naive_evaluator(policy: str, rows: list[Row], inputs: tuple[Any, Any]) -> None:
    n, w = inputs
    expected, xml = naive(policy, rows, n, w), written(policy, rows)
    whole = rows_of(decide_file(xml, json.dumps({"n": n, "w": w})).values["d"])
    assert whole == (None if expected is BROKEN else expected)
    ours = read_decisions(xml)["d"]
    if expected is BROKEN:
        with pytest.raises(DecisionError, match=r"r\d"):
            ours.decide({"n": n, "w": w})
    else:
        assert rows_of(ours.decide({"n": n, "w": w}).value) == expected


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT"])
@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_findings_say_what_trying_every_question_shows(policy: str, rows: list[Row]) -> None:
    questions = [(half / 2, w) for half in range(-2, 15) for w in ("甲", "乙", "丙", "丁")]
    hits = [[place for place, (a, b, _g, _p) in enumerate(rows) if a[1](n) and b[1](w)] for n, w in questions]
    found = read_decisions(written(policy, rows))["d"].findings()
    kinds = {finding.kind for finding in found}
    several = [hit for hit in hits if len(hit) > 1 and (policy == "UNIQUE" or len({rows[place][2:] for place in hit}) > 1)]
    assert ("overlap" in kinds) == (policy in ("UNIQUE", "ANY") and bool(several))
    assert ("gap" in kinds) == (policy != "COLLECT" and [] in hits)
    reached = {place for hit in hits for place in hit}
    if policy == "FIRST":
        reached = {hit[0] for hit in hits if hit}
    if policy == "PRIORITY":
        reached = {min(hit, key=lambda place: GRADES.index(rows[place][2])) for hit in hits if hit}
    never = {f"r{place + 1}" for place in range(len(rows))} - {f"r{place + 1}" for place in reached}
    assert {finding.rules[0] for finding in found if finding.kind == "unreachable"} == never
