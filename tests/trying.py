"""Plays stories and, wherever a task or a start is met for the first time, lets everybody in the town try it.

Who holds no right is refused and nothing changes: not the heads of the ledger, not a row of any table but those of the attempts.
"""

from __future__ import annotations

import contextlib
import marshal
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import make_url, select

from app.stage import InProcessStage
from app.stage_looks import POSTS
from workflows.engine.tables import case_
from workflows.engine.worklist import done_here
from workflows.errors import Refusal
from workflows.procurement.models.people import Account
from workflows.proof.scenario_files import Table, Upload, uploads
from workflows.proof.scenarios import Found, Outcome, Player

ASIDE = {"attempt_count": "0", "ledger_entry": "stream <> 'attempts'", "ledger_head": "stream <> 'attempts'"}
"""What a refusal may write: rows of these tables that do not fit the condition."""
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
FOREIGN, WRONG, OLD = frozenset({"not_yours", "missing"}), frozenset({"invalid", "refused"}), frozenset({"stale"})
NO = FOREIGN | WRONG | OLD
Key = tuple[str, str]
Files = Mapping[str, Sequence[Upload]]


def everything(url: str) -> bytes:
    """Every row of every table of a SQLite file, in the order of the tables, apart from the attempts."""
    with contextlib.closing(sqlite3.connect(str(make_url(url).database))) as connection:
        named = [name for (name,) in connection.execute(TABLES)]
        rows = [(name, connection.execute(f'SELECT * FROM "{name}" WHERE {ASIDE.get(name, "1")} ORDER BY 1').fetchall()) for name in named]
    # Version 2 knows no references, so that equal rows give equal bytes.
    return marshal.dumps(rows, 2)


@dataclass
class Tries:
    """What was tried: (process, element) of the tasks, starts by process; `faults`: sentences of what came out otherwise than it must.

    `rights`: who found a task on the desk, as it was looked at; `waiting`: implementation → where it is drawn, so that nobody tries twice.
    """

    tasks: set[Key] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    rights: set[tuple[Any, ...]] = field(default_factory=set)
    waiting: Mapping[str, set[Key]] | None = None
    refused: int = 0
    done: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Trier(Player):
    """Plays one story."""

    tries: Tries = field(default_factory=Tries)

    def _act(self, do: str, step: Table, case: int) -> tuple[Outcome, Found | None]:
        """Let everybody try, then do it as told."""
        if step.get("expect", "done") == "done" and "seen" not in step:
            if do == "start":
                self._starting(step, case)
            elif do == "complete":
                self._opening(case)
                return self._completing(step, case)
        return super()._act(do, step, case)

    # ------------------------------------------------------------------------------------------------ tasks
    def _opening(self, case: int) -> None:
        """Each open task opens for those who find it on their desk and for nobody else, again whenever those are others than before."""
        for item in [one for one in self.stage.items(case) if one.state == "open"]:
            right = (item.task, item.title, tuple(sorted(item.finders)))
            if right in self.tries.rights:
                continue
            self.tries.rights.add(right)
            able = self._able_by_drawing(item)
            if not item.finders <= able:
                self.tries.faults.append(f"{item.task} stands on desks where no drawing puts it: {sorted(item.finders - able)}")
            for account in self._accounts():
                self._looks(account, item, account in item.finders)

    def _completing(self, step: Table, case: int) -> tuple[Outcome, Found | None]:
        """Whoever may not is refused, then it is done as told, then nobody can do it again."""
        waiting = None if self.tries.waiting is None else self.tries.waiting.get(step["task"], set()) - self.tries.tasks
        item = None if waiting == set() else self._item(step, case)
        key = self._element(item.id)[1] if item is not None and item.state == "open" else None
        if item is None or key is None or key in self.tries.tasks:
            return super()._act("complete", step, case)
        self.tries.tasks.add(key)
        form, files, before = step.get("form", {}), uploads(self.scenario.path, step), everything(self._shelved.url)
        for account in self._accounts():
            mine = account in item.finders
            for said, given, seen, wanted in _ways(form, files, item.revision, mine, self._needs(item)):
                self._no(f"{account} does {item.task} {said}", self.stage.complete(account, item, *given, seen), wanted)
        self._unchanged(before, item.task)
        others = sorted(item.finders - {step["who"]})
        self._able(item.task, [partial(self.stage.complete, one, item, form, files, item.revision) for one in others], before)
        done = super()._act("complete", step, case)
        after = everything(self._shelved.url)
        for account in sorted({step["who"], *item.finders, *self._accounts()[:2]}):
            again = self.stage.complete(account, item, form, files, item.revision)
            self._no(f"{account} does {item.task} once more", again, OLD)
        self._unchanged(after, item.task)
        return done

    def _able_by_drawing(self, item: Found) -> set[str]:
        """Who holds the role of the lane on this day, at this town where it is a town's, and did nothing that is drawn apart from it."""
        found, _key = self._element(item.id)
        today = self._shelved.live.runtime.today()
        with self._shelved.session() as session:
            posts = session.execute(POSTS).all()
            did = {(task, who) for task, who in done_here(session, found.case)}
        apart = {task for _rule, task in found.element.apart_from}
        # What a district begins may lie at each of its towns; what a town begins lies at that town.
        town = found.case.authority_id if found.case.authority_id.startswith("town_") else found.item.place
        return {
            post.account
            for post in posts
            if post.role == found.element.role
            and post.from_date <= today <= (post.to_date or today)
            and (not post.role.startswith("town.") or post.place == town)
            and not any((task, post.account) in did for task in apart)
        }

    def _looks(self, account: str, item: Found, mine: bool) -> None:
        """The page opens for those who find the task on their desk and for nobody else."""
        bench = self._shelved.live
        try:
            with bench.databases.read() as session:
                opened = bench.runtime.open(session, item.id, account)
                opened.form.prefill(opened.act)
        except Refusal as refusal:
            if mine:
                self.tries.faults.append(f"{account} cannot open {item.task}: {refusal}")
        else:
            if not mine:
                self.tries.faults.append(f"{account} opens {item.task}, which is not on their desk")

    def _needs(self, item: Found) -> bool:
        form: Any = self._shelved.live.hands.forms.get(item.task)
        return form is not None and any(one.required for one in form.fields.values())

    # ------------------------------------------------------------------------------------------------ starts
    def _starting(self, step: Table, case: int) -> None:
        process, within = self._shelved.begun_in(step["process"], case)
        if process in self.tries.starts:
            return
        self.tries.starts.add(process)
        form, files, ground = step.get("form", {}), uploads(self.scenario.path, step), (step.get("office", ""), case)
        everybody = self._accounts()
        able = {one for one in everybody if self._may_start(one, process, within)}
        before = everything(self._shelved.url)
        for account in everybody:
            for said, given, _seen, wanted in _ways(form, files, 1, account in able, needs=True):
                if wanted is not OLD:
                    self._no(f"{account} starts {process} {said}", self.stage.start(account, process, *given, ground), wanted)
        self._unchanged(before, process)
        others = sorted(able - {step["who"]})
        self._able(process, [partial(self.stage.start, one, process, form, files, ground) for one in others], before)

    def _may_start(self, account: str, process: str, within: int) -> bool:
        bench = self._shelved.live
        with bench.databases.read() as session:
            actor = bench.hands.directory.actor(session, account, bench.runtime.today())
            project = select(case_.c.root_id).where(case_.c.id == within).scalar_subquery()
            root = session.execute(select(case_).where(case_.c.id == project)).one() if within else None
            return any(one.process == process for one, _element, _bases in bench.runtime.startable(session, actor, root))

    # ------------------------------------------------------------------------------------------------ what must come of it
    def _no(self, what: str, outcome: Outcome, wanted: frozenset[str]) -> None:
        """Refused in one of the ways that are wanted."""
        self.tries.refused += 1
        if outcome.kind not in wanted:
            self.tries.faults.append(f"{what}: {outcome.kind} {outcome.text}")

    def _unchanged(self, before: bytes, what: str) -> None:
        if everything(self._shelved.url) != before:
            self.tries.faults.append(f"a refused attempt at {what} changed a row")

    def _able(self, what: str, acts: list[Any], before: bytes) -> None:
        """Those who may: done, or refused by a rule that names itself; and the story goes on from before."""
        kept = self._shelved.keep() if acts else None
        for act in acts:
            outcome = act()
            self.tries.done += outcome.kind == "done"
            if outcome.kind != "done" and (outcome.kind not in NO or not (outcome.rules or outcome.fields or outcome.text)):
                self.tries.faults.append(f"{what}: {outcome.kind} {outcome.text}")
            if outcome.kind != "done":
                self._unchanged(before, what)
            self._shelved.back(kept)

    # ------------------------------------------------------------------------------------------------ who and where
    @property
    def _shelved(self) -> InProcessStage:
        assert isinstance(self.stage, InProcessStage)
        return self.stage

    def _accounts(self) -> list[str]:
        with self._shelved.session() as session:
            return list(session.scalars(select(Account.name).where(Account.active).order_by(Account.name)))

    def _element(self, item: int) -> tuple[Any, Key]:
        bench = self._shelved.live
        with bench.databases.read() as session:
            found = bench.runtime.find(session, item)
        return found, (found.element.process, found.element.id)


def _ways(
    form: Table, files: Files, revision: int, mine: bool, needs: bool
) -> Iterator[tuple[str, tuple[Table, Files], int, frozenset[str]]]:
    """How it is tried, and what must come of it: without the right nothing is told of what the form holds."""
    if not mine:
        yield "with the lawful form", (form, files), revision, FOREIGN
        return
    if needs:
        yield "with an empty form", ({}, {}), revision, WRONG
    yield "with an old page", (form, files), revision - 1, OLD
