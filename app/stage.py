"""The stage on which scenarios are played: a fresh database with the standard world and a clock that stands where the story is."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from app.calendars import import_year
from app.clock import FixedClock
from app.composition import Workbench, shipped, workbench
from app.config import Config
from app.documents.specimen import specimen
from app.migrate import lay
from app.shelves import Shelf
from app.stage_looks import Looks
from workflows.act import FileRef
from workflows.engine.transactions import Order
from workflows.errors import Incident, Refusal
from workflows.procurement import world as worlds
from workflows.proof.scenario_files import Table, Upload
from workflows.proof.scenarios import Differs, Found, Outcome

NOTICE = "calendar_notice"
FOUNDED = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
"""When the ground of every story was laid: no form takes an earlier day."""
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, Incident, SQLAlchemyError)
"""What a fault of ours raises: the story fails where it stands, the others are still played."""


def lay_ground(bench: Workbench) -> None:
    """Create the tables of an empty database and put the shipped diagrams in force."""
    with bench.databases.turn(), bench.databases.writer.begin() as connection:
        lay(connection)
    bench.runtime.publish(shipped())


def found_world(bench: Workbench, world: Table) -> None:
    """Lay the ground in an empty database and settle a world on it."""
    lay_ground(bench)
    bench.runtime.register("world.settle", worlds.plain(world), None)


class InProcessStage(Looks):
    """Plays through the same runtime as the web, in this process, in databases of the given shelf.

    One workbench serves all stories: between them another database takes the place of the one that it knows.
    """

    can_branch = True

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.folder = shelf, Path(tempfile.mkdtemp(prefix="goufu-stage-"))
        self.clock, self.url = FixedClock(), shelf.fresh()
        self.bench: Workbench | None = None
        self.own: Workbench | None = None
        self.ground: str | None = None
        self.settled: dict[tuple[dt.datetime, str], str] = {}
        self.held: list[str] = []
        self.stored: dict[Upload, FileRef] = {}

    # ------------------------------------------------------------------------------------------------ the database
    def begin(self, given: Table, begins: dt.datetime) -> None:
        """A fresh database with the standard world and what differs."""
        moment = begins.astimezone(dt.UTC)
        mark = moment, json.dumps(worlds.plain(given), sort_keys=True)
        if mark in self.settled:
            self._put(self.settled[mark], moment)
            return
        self._put(self.ground, FOUNDED)
        if self.ground is None:
            lay_ground(self.live)
            self.ground, _founded = self.keep()
        self.clock.moment = moment
        try:
            self.live.runtime.register("world.settle", worlds.plain(worlds.merge(worlds.standard(), given)), None)
        except (Refusal, *BROKEN) as error:
            raise Differs(f"the world cannot be settled: {error}") from error
        self.settled[mark], _moment = self.keep()

    def _put(self, source: str | None, moment: dt.datetime) -> None:
        self._close()
        self.shelf.put(source, self.url)
        self.clock.moment = moment
        self._open()

    def _open(self) -> None:
        if self.own is None:
            self.own = workbench(replace(Config(), database=self.url, files=self.folder / "files"), self.clock)
            if self.own.databases.is_sqlite:
                event.listen(self.own.databases.writer, "connect", _in_haste)
        self.bench = self.own

    def _close(self) -> None:
        if self.bench is not None:
            self.bench.databases.dispose()
            self.bench = None

    def keep(self) -> Any:
        """A copy of the database beside it."""
        self._close()
        self.held.append(self.shelf.copy(self.url))
        self._open()
        return self.held[-1], self.clock.moment

    def back(self, kept: Any) -> None:
        """A copy of the kept one in the place of the database."""
        self._put(*kept)

    def change(self, given: Table) -> None:
        """Change the world behind the story's back; `calendar_notice` is a year's holidays, imported as an administrator does."""
        changed = {name: value for name, value in given.items() if name != NOTICE}
        try:
            if changed:
                self.live.runtime.register("world.change", worlds.plain(changed), None)
            if NOTICE in given:
                import_year(self.live, worlds.plain(given[NOTICE]))
        except (Refusal, *BROKEN) as error:
            raise Differs(f"the world cannot be changed: {error}") from error

    def end(self) -> None:
        """Remove everything."""
        self._close()
        for url in (*self.held, self.url):
            self.shelf.drop(url)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def live(self) -> Workbench:
        """The workbench of the story under way."""
        if self.bench is None:
            raise Differs("the story has not begun")
        return self.bench

    # ------------------------------------------------------------------------------------------------ time and people
    def move(self, to: dt.datetime) -> None:
        """Let time pass; each timer fires at its own moment."""
        moment = to.astimezone(dt.UTC)
        while (due := self.live.runtime.next_due()) is not None and due <= moment:
            self.clock.moment = max(due, self.clock.moment)
            if not self.live.runtime.tick():
                raise Differs(f"a timer due at {due} cannot be released")
        self.clock.moment = max(moment, self.clock.moment)
        self.remind()

    def remind(self) -> None:
        """Tell people of the last days that have come near or have passed."""
        self.live.runtime.remind()

    def start(self, who: str, process: str, form: Table, files: Mapping[str, Sequence[Upload]], ground: tuple[str, int]) -> Outcome:
        """Start a case; the process may be named by its last part."""
        key, within = self.begun_in(process, ground[1])
        order = partial(Order, who, form, authority=ground[0], within=within)
        return self._answered(lambda: self.live.runtime.start(key, order(files=self._kept(files))), who)

    def complete(self, who: str, item: Found, form: Table, files: Mapping[str, Sequence[Upload]], seen: int) -> Outcome:
        """Complete a task."""
        return self._answered(lambda: self.live.runtime.complete(item.id, Order(who, form, self._kept(files), seen=seen)), who, item.id)

    def _answered(self, act: Any, who: str, item: int = 0) -> Outcome:
        try:
            done = act()
        except Refusal as refusal:
            fields = tuple(dict.fromkeys(reason.field for reason in refusal.reasons if reason.field))
            return Outcome(refusal.kind, refusal.rules, fields, str(refusal))
        except BROKEN as error:
            return Outcome("broken", text=f"{type(error).__name__}: {error}")
        warned = tuple(dict.fromkeys(rule for reason in done.warnings for rule in reason.rules))
        text = "；".join(reason.message for reason in done.warnings)
        return Outcome("done", text=text, warnings=warned, flags=done.flags, case=done.case_id, item=item or self.first_item(done.case_id))

    def _kept(self, files: Mapping[str, Sequence[Upload]]) -> dict[str, list[FileRef]]:
        """Hand the files to the store, as the page does before it submits."""
        kept: dict[str, list[FileRef]] = {}
        for field, given in files.items():
            for one in given:
                if one not in self.stored:
                    content = one.content if one.content is not None else (bytes(one.size) if one.size else specimen(one.name))
                    self.stored[one] = self.live.blobs.keep(BytesIO(content), one.name, field)
                kept.setdefault(field, []).append(self.stored[one])
        return kept


def _in_haste(connection: Any, _record: Any) -> None:
    """A story's database need not survive a power failure."""
    connection.execute("PRAGMA synchronous=OFF")
