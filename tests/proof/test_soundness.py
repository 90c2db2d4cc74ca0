"""Small processes are judged right, by name and by lot: what is sound passes, what is not is shown with a way that leads there."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proof.random_diagrams import Sketch
from tests.proof.shipped import DIAGRAMS, diagram
from tests.proof.small_bad import BAD
from tests.proof.small_diagrams import small
from tests.proof.small_good import CALLED, GOOD
from tests.proof.token_game import Game
from workflows.proof.lint_model import Diagram
from workflows.proof.soundness.flaws import Flaw
from workflows.proof.soundness.judging import judged
from workflows.proof.soundness.proving import proofs

DRAWN_BY_LOT = 1_200
"""Sets of processes held against the token game played by hand."""


def flaws_of(nodes: str, flows: str) -> tuple[Flaw, ...]:
    """What is unsound in a process that may call `CALLED`."""
    called = [small(*words, identity=name) for name, words in CALLED.items()]
    return proofs([*called, small(nodes, flows)])["small"].flaws


@pytest.mark.parametrize("name", CALLED)
def test_what_the_small_processes_call_is_sound(name: str) -> None:
    called = [small(*words, identity=one) for one, words in CALLED.items()]
    assert proofs(called)[name].flaws == ()


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_process_passes(name: str) -> None:
    assert flaws_of(*GOOD[name]) == ()


@pytest.mark.parametrize("name", BAD)
def test_an_unsound_process_is_refused_at_the_element_with_a_way_that_leads_there(name: str) -> None:
    nodes, flows, kind, element = BAD[name]
    found = flaws_of(nodes, flows)
    assert (kind, element) in [(flaw.kind, flaw.element) for flaw in found]
    assert {flaw.kind for flaw in found} <= {kind, "dead"}
    for flaw in found:
        assert len(flaw.reason) > 8
        assert len(flaw.mend) > 8
        assert_is_a_way(small(nodes, flows), flaw)


def assert_is_a_way(d: Diagram, flaw: Flaw) -> None:
    """It begins at the start, and nothing comes before what leads to it."""
    ends = {flow.id: flow.source for flow in d.flows}
    assert flaw.trace[0] == d.starts[0]
    passed = {flaw.trace[0]}
    for one in flaw.trace[1:]:
        host = d.nodes[one].get("attachedToRef", "") if one in d.nodes else ends[one]
        before = {host} if host else {flow.id for flow in d.into[one]} | {flow.source for flow in d.into[one]}
        assert before & passed, (one, flaw.trace)
        passed.add(one)


def test_the_way_that_is_shown_is_the_shortest() -> None:
    nodes = "start:s xor:m user:a xor:x user:b xor:y and:j end:e end:g"
    (flaw,) = flaws_of(nodes, "s>m m>a a>x x>m x>b b>y y>g y>j x>j j>e")
    assert (flaw.kind, flaw.trace) == ("deadlock", ("s", "s_m", "m", "m_a", "a", "a_x", "x", "x_j"))


def test_what_is_cut_off_is_unproven_and_never_passes() -> None:
    d = small(*GOOD["a fork in a fork"])
    (flaw,) = judged(d, {}, most=5).flaws
    assert (flaw.kind, flaw.element) == ("unproven", "small")
    assert flaw.reason.startswith("未证明")
    assert judged(d, {}).flaws == ()


def test_what_a_called_process_throws_too_often_is_unproven() -> None:
    chain = {"p0": ("start:s fail:f:A", "s>f")} | {
        f"p{n}": (f"start:s call:c:p{n - 1} call:d:p{n - 1} end:e", "s>c c>d d>e") for n in range(1, 4)
    }
    found = proofs([small(*words, identity=name) for name, words in chain.items()])
    assert [(name, flaw.kind) for name, one in found.items() for flaw in one.flaws] == [("p3", "unproven")]


@pytest.mark.parametrize("name", [name for name in DIAGRAMS if name.endswith(".bpmn")])
def test_every_shipped_process_is_sound(name: str) -> None:
    assert SHIPPED[diagram(name).id].flaws == ()


SHIPPED = proofs(diagram(name) for name in DIAGRAMS if name.endswith(".bpmn"))


def test_the_shipped_set_is_visited_in_few_states() -> None:
    assert sum(one.markings for one in SHIPPED.values()) < 5_000


def drawn(seed: int) -> dict[str, tuple[str, str]]:
    """A process by lot; every fourth calls two others."""
    chance = random.Random(seed)
    if seed % 4:
        return {"small": Sketch(chance, slips=chance.choice((0.1, 0.4))).drawn(chance.choice((1, 2, 2)))}
    throws = ("end", "end", "stop", "fail:A", "fail:B", "tell:A", "tell:B")
    called = {name: Sketch(chance, ("task", "choice"), 0.1, ends=throws).drawn(1) for name in "pq"}
    return {**called, "small": Sketch(chance, ("task", "choice", "call", "call"), 0.1, ("p", "q")).drawn(chance.choice((1, 2)))}


def test_the_token_game_played_by_hand_comes_to_the_same() -> None:
    met: Counter[str] = Counter()
    for seed in range(DRAWN_BY_LOT):
        home = {name: small(*words, identity=name) for name, words in drawn(seed).items()}
        found, spoilt = proofs(home.values()), False
        for name in sorted(home, key="pq".find, reverse=True):
            if name == "small" and spoilt:
                continue
            met[_agree(home, name, found[name].flaws)] += 1
            spoilt = spoilt or bool(found[name].flaws)
    assert met["sound"] > DRAWN_BY_LOT / 2
    assert min(met["stuck"], met["twice"], met["dead"]) > DRAWN_BY_LOT / 100
    assert met["endless"] > 0
    assert met["too many states"] < DRAWN_BY_LOT / 100


def _agree(home: dict[str, Diagram], name: str, flaws: tuple[Flaw, ...]) -> str:
    game, kinds = Game(home, name).play(), {flaw.kind for flaw in flaws}
    if not game.whole:
        return "too many states"
    if game.twice:
        assert kinds & {"improper", "unbounded", "deadlock"}, (name, home)
        return "twice"
    assert game.stuck == bool(kinds & {"deadlock", "improper"}), (name, home)
    assert game.endless == ("livelock" in kinds), (name, home)
    assert "unbounded" not in kinds
    never = {one for one in home[name].elements if one not in game.met}
    assert {flaw.element for flaw in flaws if flaw.kind == "dead"} <= never
    return "stuck" if game.stuck else "endless" if game.endless else "dead" if "dead" in kinds else "sound"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5_000), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(seed: int, chance: random.Random) -> None:
    nodes, flows = Sketch(random.Random(seed), slips=0.3).drawn(2)
    mixed, ways = nodes.split(), flows.split()
    chance.shuffle(mixed)
    chance.shuffle(ways)
    once, again = (judged(small(*words), {}).flaws for words in ((nodes, flows), (" ".join(mixed), " ".join(ways))))
    assert bool(once) == bool(again)
    assert {flaw.kind == "livelock" for flaw in once} == {flaw.kind == "livelock" for flaw in again}
