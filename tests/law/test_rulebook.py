"""Claims: every rule of the book says its law, stands where it says, and is proven by what it names; a sample is switched off here.

The whole book is switched off by `make rules`.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from app.rule_places import ANY_TASK, drawn, places, procedures
from app.rule_proofs import TESTS
from app.rulebook import rulebook, source
from tests import disabling
from tests.law import test_rules_one_by_one as one_by_one
from tests.proving import STORIES, Shown, bound_of, sought, table
from workflows.engine import people, worklist
from workflows.engine.definitions import user_tasks
from workflows.errors import Reason
from workflows.procurement.lawbook import articles
from workflows.procurement.rules import ALL, BOOK, Bound
from workflows.procurement.rules.separation import separation_sentence
from workflows.proof.scenario_files import found, read

BOOKED = rulebook()
SAMPLE = 12
SHORT_NAMES = ("S05_prohibited", "S06_unfair")
SHORT = [read(path) for path in found([STORIES]) if path.name.startswith(SHORT_NAMES)]
NAMES = [line["name"] for line in BOOKED]
KNOWN = {rule_id for line in BOOKED for rule_id in (line["id"], *line["also"])}
TASKS = {element.implementation for definition in procedures().values() for element in user_tasks(definition)}
BEYOND_HANDS = {ANY_TASK}


def test_there_is_a_book() -> None:
    assert len(BOOKED) >= 185
    assert len({*NAMES}) == len(NAMES), "two functions of one name in two files of one name"


@pytest.mark.parametrize("line", BOOKED, ids=NAMES)
def test_every_rule_says_its_law_its_sentence_its_regimes_and_its_version(line: dict[str, Any]) -> None:
    assert line["source"], f"{line['id']} is an id of no law that we know"
    assert all(source(one) for one in line["also"])
    assert line["text"].endswith(".") and len(line["text"]) > 15
    assert line["regimes"] and {*line["regimes"]} <= ALL
    assert line["version"] >= 1
    assert line["level"] in {"refuse", "invalid", "warn"}


@pytest.mark.parametrize("line", BOOKED, ids=NAMES)
def test_every_rule_names_what_proves_it(line: dict[str, Any]) -> None:
    assert line["tests"], f"no variant of a story and no unit claim names {line['name']}"
    for one in line["tests"]:
        path = TESTS.parent / one.split("::")[0] if "::" in one else TESTS / "scenarios" / one.split("#")[0]
        assert path.is_file(), one


def test_every_rule_stands_where_it_says_it_stands() -> None:
    """What a rule says of itself is also what the forms, operations and drawings say; where a period is computed is any task."""
    for line in BOOKED:
        said, true = {*bound_of(line["name"]).at}, {*line["enforced_at"]}
        assert said - BEYOND_HANDS <= true | (said - TASKS), (line["name"], sorted(said - true))
        assert true or not said & TASKS, f"{line['name']} is applied nowhere, though its task is drawn"


def test_every_separation_that_a_diagram_names_is_in_the_book_with_its_sentence() -> None:
    marks = {(rule_id, task) for rule_id, task in drawn()}
    assert {rule_id for rule_id, _task in marks} >= {"SOD-a", "SOD-b", "SOD-d", "SOD-e", "SOD-f", "SOD-h"}
    for rule_id, task in sorted(marks):
        assert rule_id in BOOK, task
        assert rule_id == "SOD-h" or separation_sentence(rule_id, "project.draft_plan", task).count("。") == 1


def test_the_articles_that_the_book_carries_are_those_of_the_measures() -> None:
    carried = {line["article"] for line in BOOKED if line["article"]}
    assert carried <= {str(number) for number in articles()}
    assert {"11", "13", "16", "20", "21", "22", "23", "24", "25", "26", "27"} <= carried


def test_a_rule_that_nobody_applies_would_be_noticed() -> None:
    def nobody_applies(amount: int) -> Reason | None:
        """A rule that stands in the book alone."""
        return Reason("no", "amount") if amount else None

    lonely = Bound("ART-1.1", (), 1, ALL, ("project.draft_plan",), "refuse", nobody_applies)
    assert lonely.name not in places()
    assert [one.rules for one in lonely(1)] == [("ART-1.1",)]


# ---------------------------------------------------------------------------------------------------- switched off
def test_a_rule_that_is_off_says_nothing_and_comes_back() -> None:
    for line in BOOKED:
        bound = bound_of(line["name"])
        kept = bound.function
        count = len(inspect.signature(kept).parameters)
        with disabling.off(bound):
            assert bound(*[None] * count) == []
            assert (people.may_act is worklist.may_act) and (people.may_act is not disabling._may_act) == bound.id.startswith("SOD-")
        assert bound.function is kept
        assert people.may_act is disabling._may_act


def test_a_proof_that_does_not_prove_is_told() -> None:
    near = {place: bounds for place, bounds in sought(NAMES).items() if place.startswith(SHORT_NAMES)}
    concerned = {bound.name for bounds in near.values() for bound in bounds}
    others = [bound_of(name) for name in NAMES if name not in concerned and name.startswith(("payment.", "evaluation."))]
    assert disabling.doubt(SHORT, dict.fromkeys(near, others[:1])) == ({}, [])
    shown = [Shown(line) for line in BOOKED[:2]]
    shown[1].claim = "tests/law/test_rulebook.py::test_there_is_a_book"
    assert [line[:3] for line in table(shown)] == ["NO ", "ok "]


def test_a_sample_of_stories_turns_red_when_a_rule_is_switched_off() -> None:
    near = {place: bounds for place, bounds in sought(NAMES).items() if place.startswith(SHORT_NAMES)}
    named = {bound.name for bounds in near.values() for bound in bounds}
    red, wrong = disabling.doubt(SHORT, near)
    assert wrong == []
    assert len(red) >= SAMPLE // 2
    assert {"screening.nothing_prohibited"} <= red.keys() <= named


def test_a_sample_of_claims_turns_red_when_a_rule_is_switched_off() -> None:
    """Every rule of one file, at the claims that name it."""
    alone = [(line["name"], one.split("::")[1]) for line in BOOKED for one in line["tests"] if "one_by_one.py" in one]
    plain = [(name, claim) for name, claim in alone if not hasattr(getattr(one_by_one, claim), "pytestmark")]
    assert len(plain) >= SAMPLE
    for name, claim in plain[:: len(plain) // SAMPLE]:
        getattr(one_by_one, claim)()
        with disabling.off(bound_of(name)), pytest.raises((AssertionError, ExceptionGroup)):
            getattr(one_by_one, claim)()
