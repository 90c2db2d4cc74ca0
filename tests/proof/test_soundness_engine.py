"""What the visit of all states says is what the real engine does: what it excludes never happens, what it shows does."""

from __future__ import annotations

import random

import pytest

from tests.proof.engine_walks import DONE, LONG, STUCK, walks
from tests.proof.random_diagrams import Sketch
from tests.proof.small_bad import BAD
from tests.proof.small_diagrams import small
from tests.proof.small_good import CALLED, GOOD
from tests.proof.test_soundness import drawn
from workflows.proof.lint_structure import joined_by_gateway, no_loop_round_a_fork
from workflows.proof.soundness.proving import proofs

DRAWN_BY_LOT = 200
"""Sets of processes walked through by the engine."""
WALKS = 3
REFUSED = ("a loop round a fork",)
"""Sound, and yet not to be drawn: the library fails there after some rounds."""
SEVERAL_AT_ONCE = ("a call for each", "calls for each that fail")
"""One key for each call of the same process at the same place: they look like the same task done twice."""
ONLY_DRAWN_SO = ("a join of the same choice twice", "a join that needs what comes after it", "nothing after a choice")
"""The library passes over or refuses what the drawing says; what nobody should draw is refused here for what it says."""
STUCK_AT_WORK = [
    name
    for name, (_nodes, _flows, kind, element) in BAD.items()
    if kind in ("deadlock", "improper") and element == "j" and name not in ONLY_DRAWN_SO and "runs into" not in name
]


@pytest.mark.parametrize("name", [name for name in GOOD if name not in (*REFUSED, *SEVERAL_AT_ONCE)])
def test_a_sound_process_always_comes_to_its_end_in_the_engine(name: str) -> None:
    assert set(walks({**CALLED, "small": GOOD[name]}, range(4))) <= {DONE, LONG}


@pytest.mark.parametrize("name", STUCK_AT_WORK)
def test_a_deadlock_that_is_shown_happens_in_the_engine(name: str) -> None:
    assert walks({**CALLED, "small": BAD[name][:2]}, range(16))[STUCK]


def test_what_is_excluded_never_happens_in_the_engine() -> None:
    walked = 0
    for seed in range(DRAWN_BY_LOT):
        files = drawn(10_000 + seed)
        home = {name: small(*words, identity=name) for name, words in files.items()}
        refused = any(list(rule(d, None)) for d in home.values() for rule in (joined_by_gateway, no_loop_round_a_fork))  # type: ignore[arg-type]
        if refused or any(flaw.kind != "dead" for one in proofs(home.values()).values() for flaw in one.flaws):
            continue
        ended = walks(files, range(seed * WALKS, (seed + 1) * WALKS))
        assert set(ended) <= {DONE, LONG}, (seed, files, ended)
        walked += 1
    assert walked > DRAWN_BY_LOT / 2


@pytest.mark.parametrize("before", ["", "user:u ", "service:u ", "xor:u "])
def test_a_task_for_many_behind_a_boundary_event_is_asked_of_all(before: str) -> None:
    way = "g>u u>b" if before else "g>b"
    ended = walks({"small": (f"start:s user:a cut:g:a {before}many:b end:e end:h", f"s>a a>e {way} b>h")}, range(6))
    assert set(ended) == {DONE}


def test_a_call_that_an_error_interrupts_never_arrives_at_a_join() -> None:
    nodes, flows, *_rest = BAD["an error that always interrupts a join"]
    assert set(walks({**CALLED, "small": (nodes, flows)}, range(6))) == {STUCK}


def test_a_random_sketch_is_the_same_for_the_same_seed() -> None:
    assert Sketch(random.Random(7)).drawn(2) == Sketch(random.Random(7)).drawn(2)
