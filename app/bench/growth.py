"""Whether the three-hundredth completion of one case costs what the tenth did: in one process, and by call activity."""

from __future__ import annotations

import time

from app.bench.figures import Bar, Sheet, middle
from app.bench.loops import Ground
from workflows.engine.transactions import Done

EARLY, BEFORE, TURNS = 10, 4, 24
"""The first of `TURNS` completions that are measured is the fourth before the one that gives them their name."""
FLAT = Bar(most=1.3, aim=1.05)


def measure(sheet: Sheet, ground: Ground, rounds: tuple[int, ...]) -> None:
    """Enter `growth.PROCESS_ms.N` (median CPU around the N-th completion) and `growth.PROCESS`: the dearest of them against the 10th."""
    for process in ("loop", "calling"):
        around = {number: middle(costs) for number, costs in _costs(ground, process, (EARLY, *rounds)).items()}
        for number, cost in around.items():
            sheet.note(f"growth.{process}_ms.{number}", cost, "ms")
        sheet.note(f"growth.{process}", max(around.values()) / around[EARLY], "times the 10th", FLAT)


def _costs(ground: Ground, process: str, numbers: tuple[int, ...]) -> dict[int, list[float]]:
    """One case for each number, turn by turn: the machine is not equally fast all the time."""
    cases = {number: _led_to(ground, process, number - BEFORE) for number in numbers}
    costs: dict[int, list[float]] = {number: [] for number in numbers}
    for _turn in range(TURNS):
        for number in numbers:
            begun = time.thread_time()
            cases[number] = ground.again(cases[number])
            costs[number].append((time.thread_time() - begun) * 1000)
    return costs


def _led_to(ground: Ground, process: str, rounds: int) -> Done:
    done = ground.begin(process)
    for _round in range(rounds):
        done = ground.again(done)
    return done
