"""Claims about joins: they wait for the branches for which the library's own would wait, in whatever order people finish."""

from __future__ import annotations

import random

import pytest
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway

from app.bench.walk import PROCESS, Onwards, facts_of
from app.composition import shipped
from tests.engine.diagrams import FixedHands, definition, diagram
from workflows.engine.bindings import Join
from workflows.engine.definitions import Definition, build, closures
from workflows.engine.store import Running

NESTED = diagram(
    "nested",
    "start:s and:fork and:inner user:a user:b user:c and:half and:join user:d end:e",
    "s>fork ; fork>inner ; fork>c ; inner>a ; inner>b ; a>half ; b>half ; half>join ; c>join ; join>d ; d>e",
)
ROUNDS = diagram(
    "rounds",
    "start:s xor:again:f9 and:fork user:a user:b and:join xor:more:f8 end:e",
    's>again ; again>fork[outcome = "never"] ; fork>a ; fork>b ; a>join ; b>join ; join>more ; '
    'more>e ; again>fork ; more>again[outcome = "again"]',
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every answer of a join, each compared with the library's."""
    answers: list[bool] = []
    ours = Join._check_threshold_unstructured

    def both(join: Join, task: object) -> bool:
        answers.append(ours(join, task))
        assert answers[-1] == ParallelGateway._check_threshold_unstructured(join, task)
        return answers[-1]

    monkeypatch.setattr(Join, "_check_threshold_unstructured", both)
    return answers


def finish(made: Definition, hands: Onwards | FixedHands, order: random.Random, most: int = 200) -> Running:
    """Let people finish in any order, the case frozen and thawed now and then."""
    running = Running.begin(made, hands, {"project": "甲1"})
    running.advance()
    for _step in range(most):
        waiting = list(running.open())
        if not waiting:
            break
        one = order.choice([each for each in waiting if each.kind == "user"] or waiting)
        if one.kind == "user":
            running.complete(one.node, facts_of(made, one))
        else:
            running.release(one.node)
        if order.random() < 0.4:
            running = Running.thaw(made, running.freeze(), hands)
    return running


@pytest.mark.parametrize("seed", range(12))
def test_nested_branches_join_as_the_librarys_do(seed: int, asked: list[bool]) -> None:
    assert finish(definition("nested", {"nested": NESTED}), FixedHands({}), random.Random(seed)).completed
    assert {True, False} <= set(asked)


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_purchase_joins_as_the_librarys_would(seed: int, asked: list[bool]) -> None:
    files = shipped()
    made = build(PROCESS, {name: files[name] for name in closures(files)[PROCESS]})
    assert finish(made, Onwards(), random.Random(seed)).completed
    assert {True, False} <= set(asked)


def test_a_second_round_waits_for_its_own_branches(asked: list[bool]) -> None:
    made, hands = definition("rounds", {"rounds": ROUNDS}), FixedHands({})
    running = Running.begin(made, hands, {"project": "甲1"})
    running.advance()
    for expected in (["a", "b"], ["b"], ["a", "b"], ["b"]):
        assert sorted(one.element for one in running.open()) == expected
        running.complete(next(one.node for one in running.open() if one.element == expected[0]), {"outcome": "again"})
    assert {True, False} <= set(asked)
