"""Whether the three-hundredth completion of one case costs what the tenth did: in one process, and by call activity."""

from __future__ import annotations

import time

from app.bench.figures import Bar, Sheet, middle
from app.bench.loops import Ground

EARLY, AROUND = 10, 6
FLAT = Bar(most=1.3, aim=1.05)


def measure(sheet: Sheet, ground: Ground, rounds: tuple[int, ...]) -> None:
    """Enter `growth.PROCESS_ms.N` (median CPU around the N-th completion) and `growth.PROCESS`: the dearest of them against the 10th."""
    for process in ("loop", "calling"):
        costs = _costs(ground, process, max(rounds) + AROUND)
        around = {number: middle(costs[number - AROUND : number + AROUND]) for number in (EARLY, *rounds)}
        for number, cost in around.items():
            sheet.note(f"growth.{process}_ms.{number}", cost, "ms")
        sheet.note(f"growth.{process}", max(around.values()) / around[EARLY], "times the 10th", FLAT)


def _costs(ground: Ground, process: str, rounds: int) -> list[float]:
    done = ground.begin(process)
    costs = []
    for _round in range(rounds):
        begun = time.thread_time()
        done = ground.again(done)
        costs.append((time.thread_time() - begun) * 1000)
    return costs
