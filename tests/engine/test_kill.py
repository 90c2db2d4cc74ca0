"""Claims: a worker killed at any moment takes nothing with it: what it acknowledged stands, nothing stands twice, the history verifies."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.replaying import replay
from app.verifying import verify_all
from tests.casualties import Worker, forks
from tests.crews import Answer, Job, answer
from tests.publicised import publicised
from tests.towns import Office, Town, Towns, plan, step
from workflows.engine.tables import timer, work_item
from workflows.ledger.tables import ledger_entry

OPINIONS = ("review.give_finance_opinion", 2), ("review.give_business_opinion", 3), ("review.give_compliance_opinion", 4)
CASES, WORKERS, TICKS = 10, 3, 6


def at_work(office: Office) -> list[Job]:
    """Eight projects whose timer is due and ten with their opinions open. Answers the jobs that are to be done."""
    publicised(office)
    office.clock.moment = step(1)["at"].astimezone(dt.UTC)
    jobs = []
    for number in range(CASES):
        case = office.start("clerk_2", plan(f"小项目{number}", "1000.00")).case_id
        jobs += [Job(step(n)["who"], office.item(case, task), n) for task, n in OPINIONS]
    office.clock.moment = step(9)["at"].astimezone(dt.UTC)
    return jobs


def shares(jobs: list[Job], chance: random.Random) -> list[list[Job]]:
    """Everybody tries everything, in an order of their own, and ticks now and then; a key belongs to one submit."""
    lists = []
    for worker in range(WORKERS):
        mine = [replace(job, key=f"{worker}-{job.item}") for job in jobs] + [Job()] * TICKS
        chance.shuffle(mine)
        lists.append(mine)
    return lists


def entries(office: Office, act: str) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Stream and number → actor and key."""
    table = ledger_entry.c
    with office.bench.databases.read() as session:
        found = session.execute(select(table.stream, table.number, table.actor, table.key).where(table.act == act)).all()
    return {(row.stream, row.number): (row.actor, row.key) for row in found}


def whereabouts(office: Office) -> dict[int, tuple[str, str | None]]:
    """Item → stream of its case and who closed it."""
    with office.bench.databases.read() as session:
        return {row.id: (f"case:{row.case_id}", row.closed_by) for row in session.execute(select(work_item)).all()}


def test_a_killed_worker_takes_nothing_with_it(towns: Towns, kills: int) -> None:
    context = forks()
    for kill in range(kills):
        town, jobs = towns.made("at work", lambda: towns.after(0), at_work)
        chance = random.Random(kill)
        workers = [Worker.begin(context, town, mine) for mine in shares(jobs, chance)]
        for worker in workers:
            worker.ready()
        victim, *others = workers
        victim.go(most=len(victim.jobs) - 1)
        for worker in others:
            worker.go()
        victim.killed(chance)
        assert len(victim.acknowledged) < len(victim.jobs)
        for worker in others:
            worker.finished()
        check(town, jobs, workers)
    office = town.open()
    assert replay(office.bench, None)["identical"]
    office.close()


def check(town: Town, jobs: list[Job], workers: list[Worker]) -> None:
    """What was acknowledged is there; what the dead worker still had in hand is handed in again with its key and done once."""
    office = town.open()
    victim = workers[0]
    for place, job in enumerate(victim.jobs):
        if place not in victim.acknowledged:
            victim.acknowledged[place] = answer(office, job)
    completed, where = entries(office, "complete"), whereabouts(office)
    done = [(job, said) for worker in workers for place, job in enumerate(worker.jobs) for said in [worker.acknowledged[place]] if job.item]
    for job, said in done:
        stream, closed_by = where[job.item]
        if said.kind == "done":
            assert completed[stream, *said.numbers] == (job.who, f"{job.who}:{job.item}:{job.key}")
            assert closed_by == job.who
    assert Counter(job.item for job, said in done if said.kind == "done") == dict.fromkeys((job.item for job in jobs), 1)
    assert {said.kind for _job, said in done} <= {"done", "stale"}
    streams = {where[job.item][0] for job in jobs}
    assert Counter(stream for stream, _number in completed if stream in streams) == dict.fromkeys(streams, 3)
    with office.bench.databases.read() as session:
        assert session.scalar(select(func.count()).select_from(timer)) == 0
    assert Counter(Counter(stream for stream, _number in entries(office, "wake")).values()) == {1: 8}
    assert verify_all(office.bench).findings == ()
    office.close()


def test_an_answer_that_was_not_heard_is_given_again(towns: Towns) -> None:
    town, jobs = towns.made("at work", lambda: towns.after(0), at_work)
    office, again = town.open(), town.open()
    keyed = replace(jobs[0], key="once")
    assert answer(office, keyed) == answer(again, keyed) == Answer("done", (2,))
    assert answer(again, replace(jobs[0], key="twice")).kind == "stale"
    office.close()
    again.close()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How many workers are killed on each kind of database."""
    found: int = request.config.getoption("--kills")
    return found
