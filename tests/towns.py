"""Whole towns for tests of the running product: the golden case played up to a step, once per process and kind of database, then copied.

A `Town` is small and can be handed to another process, which opens it again. Its clock stands where the story is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from app.clock import FixedClock
from app.composition import Workbench, workbench
from app.config import Config
from app.documents.specimen import specimen
from app.shelves import Shelf
from app.stage import InProcessStage
from workflows.act import FileRef
from workflows.engine.tables import work_item
from workflows.engine.transactions import Done, Order
from workflows.procurement.money import words
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

GOLDEN = Path(__file__).parent / "scenarios" / "golden-case.toml"
PROCESS = "origination/town_plan"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Town:
    """A database with its files at a moment; `case` is the golden case in it (0 before it starts)."""

    url: str
    files: Path
    moment: dt.datetime
    case: int = 0

    def config(self) -> Config:
        """As the command line would be told."""
        return replace(Config(), database=self.url, files=self.files)

    def open(self, moment: dt.datetime | None = None) -> Office:
        """A workbench of its own in this process, its clock standing at that moment."""
        clock = FixedClock()
        clock.moment = moment or self.moment
        return Office(workbench(self.config(), clock), clock)


@dataclass(slots=True)
class Office:
    """A town at work in this process."""

    bench: Workbench
    clock: FixedClock
    kept: dict[str, FileRef] = field(default_factory=dict)

    def start(self, who: str, form: Mapping[str, Any], key: str = "") -> Done:
        """Start a plan as the golden case does."""
        return self.bench.runtime.start(PROCESS, Order(who, form, self.files(1), key=key))

    def do(self, who: str, item: int, number: int, key: str = "", **changed: Any) -> Done:
        """Complete an item with the form of a golden step, some fields changed."""
        form = {**step(number)["form"], **changed}
        return self.bench.runtime.complete(item, Order(who, form, self.files(number), key=key))

    def files(self, number: int) -> dict[str, list[FileRef]]:
        """The files of a golden step, handed to the store."""
        return {name: [self._kept(one["name"])] for name, one in step(number).get("files", {}).items() if one}

    def _kept(self, name: str) -> FileRef:
        if name not in self.kept:
            self.kept[name] = self.bench.blobs.keep(BytesIO(specimen(name)), name)
        return self.kept[name]

    def open_items(self, case: int, task: str = "") -> list[int]:
        """Ids of what is open in a case, of one task if named, the oldest first."""
        wanted = select(work_item.c.id).where(work_item.c.case_id == case, work_item.c.state == "open").order_by(work_item.c.id)
        with self.bench.databases.read() as session:
            return list(session.execute(wanted.where(work_item.c.task == task) if task else wanted).scalars())

    def item(self, case: int, task: str) -> int:
        """The one open item of a task."""
        (found,) = self.open_items(case, task)
        return found

    def close(self) -> None:
        """Close the connections."""
        self.bench.databases.dispose()


def step(number: int) -> dict[str, Any]:
    """A step of the golden case, to read and not to change."""
    return _steps()[number - 1]


@cache
def _steps() -> list[dict[str, Any]]:
    return read(GOLDEN).steps


def plan(title: str, amount: str, fund: str = "F1") -> dict[str, Any]:
    """The start form of a small project of one line."""
    line = {"item": "心理健康讲座", "unit": "场", "quantity": "1", "price": amount, "amount": amount}
    money = {"amount": amount, "amount_words": words(Decimal(amount)), "cost_items": [line]}
    return {**step(1)["form"], "title": title, **money, "funding": [{"fund": fund, "amount": amount}]}


class Unreminded(InProcessStage):
    """A stage on which the acts of the story stand alone in the history."""

    def remind(self) -> None:
        """Nobody is told of anything."""


class Towns:
    """Towns on one shelf: the golden case is played as far as anybody has asked, and kept there. Nobody is reminded on the way."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.stage = shelf, Unreminded(shelf)
        self.scenario = read(GOLDEN)
        self.kept: dict[int, tuple[str, dt.datetime, int]] = {}
        self.prepared: dict[str, tuple[Town, Any]] = {}
        self.handed: list[str] = []

    def after(self, number: int) -> Town:
        """A copy of the town after that step of the golden case; 0 is the standard world."""
        if number not in self.kept:
            self._play(number)
        url, moment, case = self.kept[number]
        return self._copy(Town(url, self.stage.folder / "files", moment, case))

    def made(self, name: str, base: Callable[[], Town], work: Callable[[Office], T]) -> tuple[Town, T]:
        """A copy of a town on which some work was done first, and what that work answered; done once under its name."""
        if name not in self.prepared:
            town = base()
            office = town.open()
            answer = work(office)
            office.close()
            self.handed.remove(town.url)
            self.prepared[name] = replace(town, moment=office.clock.moment), answer
        town, answer = self.prepared[name]
        return self._copy(town), answer

    def _copy(self, town: Town) -> Town:
        self.handed.append(self.shelf.copy(town.url))
        return replace(town, url=self.handed[-1])

    def _play(self, number: int) -> None:
        player = Player(self.stage, self.scenario)
        if not self.kept:
            self.stage.begin(self.scenario.given, self.scenario.begins)
            self.kept[0] = (*self.stage.keep(), 0)
        first = max(known for known in self.kept if known <= number)
        url, moment, player.last = self.kept[first]
        self.stage.back((url, moment))
        player.cases = {"": player.last}
        for one in self.scenario.steps[first:number]:
            player.step(one)
        url, moment = self.stage.keep()
        self.kept[number] = (url, moment, player.last)

    def take_back(self) -> None:
        """Drop what was handed out."""
        while self.handed:
            self.shelf.drop(self.handed.pop())

    def end(self) -> None:
        """Remove everything."""
        self.take_back()
        for town, _answer in self.prepared.values():
            self.shelf.drop(town.url)
        self.stage.end()
