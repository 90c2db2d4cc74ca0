"""What a case has been through does not make its next act dearer: counted in steps of SQLite's machine, whatever else this machine does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from app.bench.loops import Ground, ground

EARLY, LATE = 10, 150


@pytest.fixture
def standing(tmp_path: Path) -> Iterator[Ground]:
    made = ground(f"sqlite:///{tmp_path / 'loops.db'}")
    yield made
    made.databases.dispose()


@pytest.mark.parametrize("process", ["loop", "calling"])
def test_the_hundred_and_fiftieth_round_of_a_loop_asks_the_database_for_what_the_tenth_did(standing: Ground, process: str) -> None:
    steps = _Steps(standing)
    cost: dict[int, int] = {}
    done = standing.begin(process)
    for number in range(1, LATE + 1):
        before = steps.taken
        done = standing.again(done)
        cost[number] = steps.taken - before

    assert cost[EARLY] > 0
    assert cost[LATE] <= 1.1 * cost[EARLY], cost


class _Steps:
    """Counts what the database's machine does, ten steps at a time, on every connection that is opened from now on."""

    def __init__(self, standing: Ground) -> None:
        self.taken = 0
        for engine in {standing.databases.writer, standing.databases.reader}:
            engine.dispose()
            event.listen(engine, "connect", self._watch)

    def _watch(self, connection: object, _record: object) -> None:
        connection.set_progress_handler(self._step, 10)  # type: ignore[attr-defined]

    def _step(self) -> int:
        self.taken += 1
        return 0
