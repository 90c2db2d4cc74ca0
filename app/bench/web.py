"""One opinion task over HTTP: what it costs the server and writes, how many a second, beside the yardstick of storage alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from app.bench import storage
from app.bench.figures import Bar, Sheet, middle
from app.bench.processes import children, cpu_seconds, resident_mb, server_of
from app.bench.requests import Gauges, Load, ask, opinions, pages
from app.bench.serving import serving
from app.bench.sizes import kept_bytes, log_bytes
from app.bench.town import Town, by_task
from app.db import Databases
from app.served import Server
from app.shelves import Shelf
from app.starting import prepared

KILO = 1024
TURNS = 6
ROUNDS = 3
"""How often the rate that has a bar is taken, the yardstick before and after each: connections fall to the workers by chance."""
WARM = 24
"""Completions before the first that counts: a server is always warm but for its first second."""
STATEMENTS, COMMITS = Bar(most=16, aim=12, ours=True), Bar(most=1, aim=1, ours=True)


@dataclass(frozen=True, slots=True)
class Bars:
    """Those that differ between the databases."""

    cpu_ms: Bar
    cpu_times: Bar
    log_kb: Bar
    share: Bar


SQLITE = Bars(Bar(most=4.5, aim=1.6), Bar(most=10, aim=4), Bar(most=40, aim=20, ours=True), Bar(least=0.10, aim=0.40))
POSTGRESQL = Bars(Bar(most=7, aim=2.5), Bar(most=12, aim=4), Bar(most=8, aim=4, ours=True), Bar(least=0.15, aim=0.45))
KEPT_KB, RATE, PAGE_MS = Bar(most=3, aim=1.5, ours=True), Bar(least=250, aim=1000), Bar(most=5, aim=1)
START_S, RESIDENT_MB = Bar(most=3), Bar(most=150)


@dataclass(frozen=True, slots=True)
class Site:
    """The town on a shelf; `source`: the copy in which every opinion has been given."""

    shelf: Shelf
    folder: Path
    town: Town
    source: str

    @property
    def bars(self) -> Bars:
        """Of this kind of database."""
        return SQLITE if self.town.config.database.startswith("sqlite") else POSTGRESQL

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A copy in which every opinion is still to be given."""
        url = self.shelf.copy(self.town.config.database)
        try:
            yield url
        finally:
            self.shelf.drop(url)

    @contextmanager
    def server(self, url: str, workers: int = 1, *, metered: bool = False) -> Iterator[tuple[Server, Gauges]]:
        """A server on a copy, begun as `goufu run` begins it, with its gauges: `web` and `database` CPU seconds, `log` bytes."""
        config = replace(self.town.at(url), metered=metered)
        prepared(config).databases.dispose()
        databases = Databases(url)
        database = server_of(databases)
        try:
            with serving(config, self.folder / "server.log", workers) as server:
                yield (
                    server,
                    {
                        "web": lambda: cpu_seconds(server.pid),
                        "database": lambda: cpu_seconds(database) if database is not None else 0.0,
                        "log": lambda: log_bytes(databases),
                    },
                )
        finally:
            databases.dispose()


def measure(sheet: Sheet, site: Site, settings: tuple[tuple[int, int], ...]) -> None:
    """Enter `http.*`, `storage.*`, `start_s`, `rss_mb`. `settings`: (workers, clients) of which the rates are taken."""
    counted(sheet, site)
    costs(sheet, site)
    for workers, clients in settings:
        rate(sheet, site, workers, clients)


def counted(sheet: Sheet, site: Site) -> None:
    """What a completion asks of the database, sends, and writes to its log: a few of each opinion, the last of a case among them."""
    some = by_task(site.town.postings[: WARM + 6])
    with site.copy() as url, site.server(url, metered=True) as (server, gauges):
        load = ask(server, opinions(site.town, some), 1, gauges)
    sheet.note("http.statements", max(load.statements), "at most", STATEMENTS, mean=sum(load.statements) / len(load.statements))
    sheet.note("http.commits", max(load.commits), bar=COMMITS)
    sheet.note("http.payload_bytes", load.payload_bytes, "bytes")
    sheet.note("http.log_kb", load.spent["log"] / KILO, "KB written ahead", site.bars.log_kb)


def costs(sheet: Sheet, site: Site) -> None:
    """CPU of a completion with one client, turn by turn with the yardstick: the machine is not equally fast all the time."""
    todo = by_task(site.town.postings)
    loads, limits = list[Load](), list[storage.Limit]()
    with site.copy() as url, site.copy() as other:
        before = kept_bytes(url)
        with site.server(url) as (server, gauges):
            _paged(sheet, site, server, gauges)
            ask(server, opinions(site.town, todo[:WARM]), 1, gauges)
            for turn in range(TURNS):
                limits.append(_limit_on(site, other, 1, (turn, TURNS)))
                loads.append(ask(server, opinions(site.town, todo[WARM + turn :: TURNS]), 1, gauges))
        kept = (kept_bytes(url) - before) / len(todo)
    web, database = (middle([load.spent[name] * 1000 for load in loads]) for name in ("web", "database"))
    yardstick = middle([one.cpu_ms + one.database_cpu_ms for one in limits])
    sheet.spread("http.complete_ms", [one for load in loads for one in load.milliseconds])
    sheet.note("http.cpu_ms", web + database, "ms", site.bars.cpu_ms, web=web, database=database)
    sheet.note("http.cpu_times", (web + database) / yardstick, "times the yardstick", site.bars.cpu_times)
    sheet.note("http.kept_kb", kept / KILO, "KB", KEPT_KB)
    sheet.note("storage.cpu_ms", yardstick, "ms")


def _paged(sheet: Sheet, site: Site, server: Server, gauges: Gauges) -> None:
    """CPU of a task's page and of the desk."""
    looked = pages(site.town, by_task(site.town.postings)[: WARM * 2])
    desk = [{**one, "path": "/"} for one in looked]
    for name, tasks, bar in (("task", looked, PAGE_MS), ("desk", desk, None)):
        ask(server, tasks, 1, gauges)
        spent = ask(server, tasks, 1, gauges).spent
        sheet.note(f"http.{name}_page_ms", (spent["web"] + spent["database"]) * 1000, "ms CPU", bar)


def rate(sheet: Sheet, site: Site, workers: int, clients: int) -> None:
    """How many completions a second, and which share of what writing alone reaches with as many processes just before and after."""
    hard = (workers, clients) == (2, 8)
    limits, loads = [_limit(site, workers).per_s], list[Load]()
    for _round in range(ROUNDS if hard else 1):
        loads.append(_load(sheet, site, workers, clients))
        limits.append(_limit(site, workers).per_s)
    shares = [load.per_s * 2 / (before + after) for load, (before, after) in zip(loads, pairwise(limits), strict=True)]
    name, reached = f"{workers}_workers.{clients}_clients", middle([load.per_s for load in loads])
    sheet.spread(f"http.complete_ms.{name}", [one for load in loads for one in load.milliseconds])
    sheet.note(f"http.completions_per_s.{name}", reached, "per second", RATE if hard else None)
    sheet.note(f"http.share.{name}", middle(shares), "of storage.limit_per_s", site.bars.share if hard else None)
    sheet.note(f"storage.limit_per_s.{workers}", middle(limits), "per second")


def _load(sheet: Sheet, site: Site, workers: int, clients: int) -> Load:
    todo, begun = by_task(site.town.postings), time.monotonic()
    with site.copy() as url, site.server(url, workers) as (server, gauges):
        sheet.note("start_s", time.monotonic() - begun, "seconds until a page is served", START_S)
        ask(server, opinions(site.town, todo[:WARM]), clients, gauges)
        load = ask(server, opinions(site.town, todo[WARM:]), clients, gauges)
        sheet.note("rss_mb", max(resident_mb(one) for one in children(server.pid)), "MB a worker", RESIDENT_MB)
    return load


def _limit(site: Site, writers: int) -> storage.Limit:
    with site.copy() as url:
        return _limit_on(site, url, writers)


def _limit_on(site: Site, url: str, writers: int, turn: tuple[int, int] = (0, 1)) -> storage.Limit:
    databases = Databases(url)
    database = server_of(databases)
    databases.dispose()
    return storage.limit(site.source, url, writers, database, turn)
