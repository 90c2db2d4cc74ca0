"""Claim: whatever happens in whatever order, every fen of a fund is accounted for and no cap is passed (Art. 12-15, 23; GPL 49)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import DBAPIError

from app.db import Databases
from tests.histories import ACTS, History, faults, projects
from tests.worlds import fresh_session
from workflows.engine.transactions import collided
from workflows.procurement.world import settle, standard

STEPS, PROJECTS, HISTORIES = 150, 4, 14
LOOKED_EVERY = 5
CROWD, TURNS = 4, 30


def test_no_history_loses_a_fen_or_passes_a_cap() -> None:
    done: Counter[str] = Counter()
    for seed in range(HISTORIES):
        session = fresh_session()
        history = History(session, seed, projects(session, PROJECTS))
        for number in range(STEPS):
            name = history.take()
            if number % LOOKED_EVERY == 0 or number == STEPS - 1:
                assert faults(session) == [], (seed, number, name, history.counts)
        done.update(history.counts)
    assert set(ACTS) <= set(done)
    assert {f"{name} refused" for name in ("reserve", "commit", "pay", "amend", "terminate")} <= set(done)


def test_histories_side_by_side_add_up_too(database: Databases) -> None:
    with database.write() as session:
        settle(session, standard())
        ours = projects(session, PROJECTS)

    def live(seed: int) -> int:
        done = 0
        for turn in range(TURNS):
            try:
                with database.write() as session:
                    done += "refused" not in History(session, seed * TURNS + turn, ours).take()
            except DBAPIError as error:
                if not collided(error):
                    raise
        return done

    with ThreadPoolExecutor(CROWD) as crowd:
        done = list(crowd.map(live, range(CROWD)))
    with database.read() as session:
        assert faults(session) == []
    assert min(done) > 0
