"""The town of the benchmark: the standard world with many projects, each waiting for its three opinions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from app.bench.plan import OPINIONS, PLAN
from app.clock import Clock, make_movable, wall
from app.composition import Workbench, shipped, workbench
from app.config import Config
from app.db import Databases
from app.documents.specimen import specimen
from app.migrate import upgrade
from app.web.auth.sessions import Sessions
from app.web.context import COOKIE
from workflows.engine.tables import work_item
from workflows.engine.transactions import Order
from workflows.procurement import world

BEGINS = dt.datetime(2026, 6, 15, 1, 30, tzinfo=dt.UTC)
PROCESS = "origination/town_plan"


class Steady:
    """Wall time moved by a constant: like the clock of a real installation it asks the database nothing."""

    def __init__(self, offset: dt.timedelta) -> None:
        self.offset = offset

    def now(self) -> dt.datetime:
        """The moment of the law."""
        return wall() + self.offset

    def wall(self) -> dt.datetime:
        """The time of this machine."""
        return wall()


@dataclass(frozen=True, slots=True)
class Posting:
    """One opinion to be given: the item, its task, who gives it."""

    item: int
    task: str
    account: str


@dataclass(frozen=True, slots=True)
class Town:
    """A database as it was prepared, closed; `cookies`: account → the cookie of somebody who has signed in."""

    config: Config
    postings: tuple[Posting, ...]
    cookies: dict[str, str]

    def at(self, url: str) -> Config:
        """The same installation on a copy of the database."""
        return replace(self.config, database=url)


def found(url: str, folder: Path, cases: int) -> Town:
    """Found the town in an empty database, start its projects, sign its people in."""
    config = Config(database=url, files=folder / "files", secret_file=folder / "secret")
    upgrade(url)
    databases = Databases(url)
    with databases.write() as session:
        make_movable(session, "scenario", BEGINS)
    databases.dispose()
    with opened(config) as bench:
        bench.runtime.publish(shipped())
        bench.runtime.register("world.settle", world.plain(world.standard()), None)
        _start(bench, cases)
        sessions = Sessions(bench.databases, wall)
        cookies = {account: f"{COOKIE}={sessions.open(account, '127.0.0.1')}" for account, _form in OPINIONS.values()}
        return Town(config, tuple(_postings(bench)), cookies)


def steady(config: Config) -> Steady:
    """The database's clock, asked once."""
    bench = workbench(config)
    try:
        return Steady(Clock(bench.databases.reader).offset())
    finally:
        bench.databases.dispose()


@contextmanager
def opened(config: Config) -> Iterator[Workbench]:
    """A workbench on the town's database, closed at the end."""
    bench = workbench(config, steady(config))
    try:
        yield bench
    finally:
        bench.databases.dispose()


def _start(bench: Workbench, cases: int) -> None:
    kept = bench.blobs.keep(BytesIO(specimen("需求分析表.pdf")), "需求分析表.pdf", "needs_analysis")
    for number in range(cases):
        raw = {**PLAN, "title": f"{PLAN['title']}（{number + 1}）"}
        bench.runtime.start(PROCESS, Order("clerk", raw, {"needs_analysis": [kept]}))


def _postings(bench: Workbench) -> Iterator[Posting]:
    wanted = select(work_item.c.id, work_item.c.task).where(work_item.c.state == "open").order_by(work_item.c.id)
    with bench.databases.read() as session:
        for item, task in session.execute(wanted):
            yield Posting(item, task, OPINIONS[task][0])


def by_task(postings: tuple[Posting, ...]) -> list[Posting]:
    """First every finance opinion, then every business opinion, then every compliance opinion: neighbours are of different cases."""
    order = list(OPINIONS)
    return sorted(postings, key=lambda one: (order.index(one.task), one.item))


def order_of(posting: Posting, key: str) -> Order:
    """The opinion as its giver hands it in."""
    _account, form = OPINIONS[posting.task]
    return Order(posting.account, form, key=key)
