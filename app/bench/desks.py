"""The desk's list and count: with thirty tasks of one's own among many, and with very many all one's own."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select

from app.bench.figures import Bar, Sheet, middle, timed
from app.bench.loops import BEGINS, Ground
from workflows.act import Actor, Post
from workflows.engine.tables import case_, work_item
from workflows.engine.worklist import desk, desk_count

MINE, ELSEWHERE, OTHER_PLACES = "town_a", "town_", 40
ROLE = "town.clerk"
OWN = 30
BATCH = 5000
ME = Actor("clerk", "", (Post(ROLE, MINE), Post("town.procurement", MINE)))
HOUR = dt.timedelta(hours=1)
SOON = Bar(most=10, aim=2.2)
TWICE = Bar(most=2)


def measure(sheet: Sheet, ground: Ground, sizes: tuple[int, ...], rounds: int) -> None:
    """Enter `desk.list_ms.N` (30 of N are mine), `desk.mine_ms.N` (all N are), and how the largest compares with the smallest."""
    ground.begin("waiting")
    for size in sizes:
        sheet.note(f"desk.list_ms.{size}", _filled(ground, size, OWN, rounds), "ms")
    for size in (min(sizes), max(sizes)):
        sheet.note(f"desk.mine_ms.{size}", _filled(ground, size, size, rounds), "ms", SOON if size == max(sizes) else None)
    largest, smallest = sheet.value(f"desk.mine_ms.{max(sizes)}"), sheet.value(f"desk.mine_ms.{min(sizes)}")
    sheet.note("desk.mine_growth", largest / smallest, f"times {min(sizes)}", TWICE)


def _filled(ground: Ground, size: int, mine: int, rounds: int) -> float:
    fill(ground, size, mine)
    return middle([timed(time.perf_counter, lambda: _look(ground)) for _ in range(rounds)])


def fill(ground: Ground, size: int, mine: int) -> None:
    """So many open tasks in the place of those that were there; the first case's, as far as the desk is concerned."""
    with ground.databases.write() as session:
        case = session.execute(select(case_.c.id).limit(1)).scalar_one()
        session.execute(delete(work_item))
        rows = list(_items(case, size, mine))
        for first in range(0, size, BATCH):
            session.connection().execute(insert(work_item), rows[first : first + BATCH])


def _look(ground: Ground) -> None:
    with ground.databases.read() as session:
        desk(session, ME)
        desk_count(session, ME)


def _items(case: int, size: int, mine: int) -> Iterator[dict[str, Any]]:
    every = max(1, size // mine)
    for number in range(size):
        place = MINE if number % every == 0 and number < mine * every else f"{ELSEWHERE}{number % OTHER_PLACES}"
        who = {"role": ROLE, "place": place, "assignee": None, "excluded": ",leader,", "authority_id": place}
        what = {"key": f"repeat#{number}", "node": "1", "process": "loop", "element": "repeat", "task": "bench.repeat", "title": "再办一次"}
        when = {"opened_at": BEGINS, "due_at": BEGINS + number * 7919 % size * HOUR, "due_pending": False}
        state = {"revision": 1, "state": "open", "of": {}, "index": None}
        yield {"id": number + 1, "case_id": case, "root_id": case, **who, **what, **when, **state}
