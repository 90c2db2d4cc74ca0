"""Claims about a case in memory: it freezes and thaws without a trace, loops stay flat, waits are released by nobody else."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine.diagrams import FixedHands, definition, diagram
from workflows.engine.definitions import Definition
from workflows.engine.store import Running
from workflows.errors import Incident

NOON = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
LOOP = diagram("loop", "start:s user:a xor:x:f4 end:e", 's>a ; a>x ; x>a[outcome = "again"] ; x>e')
CALLING = diagram("calling", "start:s call:c:body xor:x:f4 end:e", 's>c ; c>x ; x>c[outcome = "again"] ; x>e')
BODY = diagram("body", "start:s user:a end:e", "s>a ; a>e", called=True)
PARALLEL = diagram(
    "parallel",
    "start:s and:fork user:a user:b many:c:three and:join user:d end:e",
    "s>fork ; fork>a ; fork>b ; fork>c ; a>join ; b>join ; c>join ; join>d ; d>e",
)
QUOTES = diagram(
    "quotes",
    "start:s many:q:three cut:late:q timer:wait:late xor:merge:f6 user:o end:e",
    "s>q ; q>wait ; wait>merge ; late>merge ; o>e ; merge>o",
)


def begun(made: Definition, hands: FixedHands) -> Running:
    """A new case at its first wait."""
    running = Running.begin(made, hands, {"project": "甲1"})
    running.advance()
    return running


def again(running: Running, hands: FixedHands) -> Running:
    """The case as the next act finds it."""
    return Running.thaw(running.definition, running.freeze(), hands)


def keys(running: Running) -> list[str]:
    """What is awaited."""
    return sorted(one.key for one in running.open())


def done(running: Running, element: str, outcome: str | None = None, index: int | None = None) -> None:
    """Somebody completes the first open task of that element."""
    one = next(o for o in running.open() if o.element == element and (index is None or o.index == index))
    running.complete(one.node, {"outcome": outcome} if outcome else {})


@pytest.mark.parametrize(("main", "files"), [("loop", {"loop": LOOP}), ("calling", {"calling": CALLING, "body": BODY})])
def test_a_loop_stays_flat_over_400_rounds(main: str, files: dict[str, bytes]) -> None:
    made, hands = definition(main, files), FixedHands({})
    running, sizes, counts = begun(made, hands), [], []
    for _round in range(400):
        done(running, "a", "again")
        frozen = running.freeze()
        sizes.append(len(frozen))
        running = Running.thaw(made, frozen, hands)
        counts.append(sum(len(segment.tasks) for segment in (running.workflow, *running.workflow.subprocesses.values())))
    assert max(counts[10:]) == counts[10]
    assert max(sizes[10:]) <= 1.3 * sizes[10], "ids grow by a digit now and then, nothing else grows"
    assert keys(running)[0].endswith("#401")
    done(running, "a", "end")
    assert running.completed


def test_parallel_branches_and_instances_join_in_any_order() -> None:
    made, hands = definition("parallel", {"parallel": PARALLEL}), FixedHands({"three": 3})
    for seed in range(30):
        shuffled = random.Random(seed)
        running = begun(made, hands)
        assert keys(running) == ["a#1", "b#1", "c[0]#1", "c[1]#1", "c[2]#1"]
        while "d#1" not in keys(running):
            one = shuffled.choice(list(running.open()))
            running.complete(one.node, {})
            running = again(running, hands)
        assert keys(running) == ["d#1"]
        done(running, "d")
        assert running.completed


COMPUTED = diagram("computed", 'start:s many:c:signers")-count_of("absent user:d end:e', "s>c ; c>d ; d>e")


def test_a_number_of_instances_may_be_computed() -> None:
    made, hands = definition("computed", {"computed": COMPUTED}), FixedHands({"signers": 5, "absent": 3})
    running = again(begun(made, hands), hands)
    assert keys(running) == ["c[0]#1", "c[1]#1"]
    done(running, "c", index=1)
    done(again(running, hands), "c", index=0)


@pytest.mark.parametrize("absent", [5, 6, 4.5, "1"])
def test_a_task_that_nobody_is_asked_to_do_is_never_passed_over(absent: object) -> None:
    made, hands = definition("computed", {"computed": COMPUTED}), FixedHands({"signers": 5, "absent": absent})
    with pytest.raises(Incident):
        begun(made, hands)


def test_thawing_at_every_step_changes_nothing() -> None:
    made, hands = definition("parallel", {"parallel": PARALLEL}), FixedHands({"three": 3})
    kept, thawed = begun(made, hands), begun(made, hands)
    for element, index in (("b", None), ("c", 1), ("a", None), ("c", 0), ("c", 2), ("d", None)):
        done(kept, element, index=index)
        done(thawed, element, index=index)
        thawed = again(thawed, hands)
        assert keys(kept) == keys(thawed)
        assert kept.facts(kept.open()) == thawed.facts(thawed.open())
    assert kept.completed
    assert thawed.completed


def test_closing_cuts_off_those_who_have_not_answered() -> None:
    made, hands = definition("quotes", {"quotes": QUOTES}), FixedHands({"three": 3, "late": NOON})
    running = begun(made, hands)
    done(running, "q", index=1)
    running = again(running, hands)
    closing = next(one for one in running.open() if one.kind == "timer")
    assert closing.due == NOON
    running.release(closing.node)
    assert keys(again(running, hands)) == ["o#1"]


def test_when_all_have_answered_the_case_still_waits_for_closing() -> None:
    made, hands = definition("quotes", {"quotes": QUOTES}), FixedHands({"three": 3, "late": NOON})
    running = begun(made, hands)
    for index in (2, 0, 1):
        done(running, "q", index=index)
        running = again(running, hands)
    assert [(one.kind, one.key) for one in running.open()] == [("timer", "wait#1")]
    running.release(next(running.open()).node)
    assert keys(running) == ["o#1"]


def test_a_message_is_awaited_by_name() -> None:
    xml = diagram("waiting", "start:s message:m:settled user:a end:e", "s>m ; m>a ; a>e", messages="settled")
    hands = FixedHands({})
    running = again(begun(definition("waiting", {"waiting": xml}), hands), hands)
    one = next(running.open())
    assert (one.kind, one.said) == ("message", "settled")
    running.release(one.node)
    assert keys(running) == ["a#1"]


def test_cases_of_one_definition_do_not_touch_each_other() -> None:
    made, hands = definition("parallel", {"parallel": PARALLEL}), FixedHands({"three": 3})
    first, second = begun(made, hands).freeze(), begun(made, hands).freeze()
    running = Running.thaw(made, first, hands)
    done(running, "a")
    assert keys(Running.thaw(made, second, hands)) == ["a#1", "b#1", "c[0]#1", "c[1]#1", "c[2]#1"]


def test_many_threads_freeze_and_thaw_at_once() -> None:
    made, hands = definition("parallel", {"parallel": PARALLEL}), FixedHands({"three": 3})
    frozen = begun(made, hands).freeze()

    def worked(_number: int) -> list[str]:
        running = Running.thaw(made, frozen, hands)
        for _round in range(60):
            running = again(running, hands)
        done(running, "a")
        return keys(again(running, hands))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(worked, range(32))) == [["b#1", "c[0]#1", "c[1]#1", "c[2]#1"]] * 32
