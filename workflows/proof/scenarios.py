"""Plays scenario files on a stage and says the first thing that is not as the file says. A stage is a fresh world with a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from workflows.proof import variants
from workflows.proof.beginnings import Memory, Moment, marks, takes_up
from workflows.proof.going_on import shifted
from workflows.proof.scenario_files import Scenario, Table, Upload, uploads


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: done, or the kind of refusal with its rules and fields."""

    kind: str
    rules: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    text: str = ""
    warnings: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    post: str = ""
    case: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A work item as the player sees it; `finders`: the accounts that have it on the desk."""

    id: int
    task: str
    title: str
    of: Mapping[str, Any]
    state: str
    revision: int
    finders: frozenset[str]
    articles: tuple[str, ...] = ()


class Stage(Protocol):
    """Where a story is played."""

    can_branch: bool

    def begin(self, given: Table, begins: dt.datetime) -> None:
        """A fresh database with the standard world and what differs."""

    def keep(self) -> Any:
        """Remember everything as it is now."""

    def back(self, kept: Any) -> None:
        """Everything as it was kept."""

    def change(self, given: Table) -> None:
        """Change the world behind the story's back (a relation declared late)."""

    def move(self, to: dt.datetime) -> None:
        """Let time pass: whatever falls due on the way happens first."""

    def start(self, who: str, process: str, form: Table, files: Mapping[str, Sequence[Upload]], ground: tuple[str, int]) -> Outcome:
        """A person starts a case. `ground`: from where (`at`), and the case of the project for what begins inside one."""

    def complete(self, who: str, item: Found, form: Table, files: Mapping[str, Sequence[Upload]], seen: int) -> Outcome:
        """A person completes a task."""

    def items(self, case: int) -> list[Found]:
        """Every work item of the project of this case, the oldest first."""

    def differs(self, case: int, item: int, said: Table) -> str | None:
        """The first of post, deadline, money, notices, state that is not as said; None if all is."""


@dataclass(slots=True)
class Result:
    """One line of the report."""

    id: str
    ok: bool
    step: int | None = None
    reason: str = ""


class Differs(Exception):
    """The story is not as the file says."""


@dataclass(slots=True)
class Player:
    """Plays one scenario."""

    stage: Stage
    scenario: Scenario
    cases: dict[str, int] = field(default_factory=dict)
    last: int = 0
    memory: Memory = field(default_factory=Memory)
    acts: int = 0
    declared: bool = False
    words: bool = False
    """Compare the sentences too: for stories that are told in this product's own words."""

    def play(self) -> Iterator[Result]:
        """The story with the refusals tried where they stand, then each variant that needs a branch of its own."""
        steps = self.scenario.base + self.scenario.steps
        own = len(self.scenario.base)
        branching = variants.branching(self.scenario) if self.stage.can_branch else []
        marked = marks(self.scenario)
        forks = {marked[place] for place in (variants.fork(self.scenario, refusal) for refusal in branching) if place is not None}
        try:
            first = self._begun(marked[: takes_up(self.scenario) + 1])
        except Differs as difference:
            yield Result(self.scenario.id, False, 0, str(difference))
            return
        for place in range(first, len(steps)):
            self._kept(marked[place], forks)
            yield from self._tried_here(place, steps)
            try:
                self.step(steps[place], checked=place >= own)
            except Differs as difference:
                yield Result(self.scenario.id, False, steps[place].get("n", place + 1), str(difference))
                return
        yield self._end()
        for refusal in branching:
            yield self._branch(refusal, steps)

    def _begun(self, marked: list[str]) -> int:
        """Begin the story, or go on from where another one was kept; answers the place. Raises Differs."""
        first = self.memory.latest(marked) if self.stage.can_branch else 0
        if first:
            self._back(marked[first])
        else:
            self.stage.begin(self.scenario.given, self.scenario.begins)
        return first

    def _kept(self, mark: str, forks: set[str]) -> None:
        """Keep the story as it stands where a variant or another story will go on from here."""
        if self.stage.can_branch and mark not in self.memory.kept and mark in forks | self.memory.wanted:
            self.memory.kept[mark] = Moment(self.stage.keep(), dict(self.cases), self.last)

    def _back(self, mark: str) -> None:
        moment = self.memory.kept[mark]
        self.cases, self.last = dict(moment.cases), moment.last
        self.stage.back(moment.stage)

    def _end(self) -> Result:
        wrong = self._check(self.scenario.then, self.last)
        return Result(self.scenario.id, not wrong, None, wrong or "")

    def _tried_here(self, place: int, steps: list[Table]) -> Iterator[Result]:
        """Refusals that need no branch are tried where they stand: the lawful step that follows shows that nothing has changed."""
        for refusal in self.scenario.refusals:
            if variants.stands(refusal) and refusal["step"] == steps[place].get("n", place + 1):
                acts = self.acts
                yield self._attempt(refusal, steps[place])
                if self.acts != acts and self.stage.can_branch:
                    self._again(steps[:place])

    def _again(self, steps: list[Table]) -> None:
        """What should have been refused was done: the story as it was before."""
        self.cases, self.last = {}, 0
        self.stage.begin(self.scenario.given, self.scenario.begins)
        for step in steps:
            self.step(step, checked=False)

    def _attempt(self, refusal: Table, step: Table) -> Result:
        try:
            self.step(variants.varied(step, refusal))
        except Differs as difference:
            return Result(f"{self.scenario.id}/{refusal['id']}", False, refusal["step"], str(difference))
        return Result(f"{self.scenario.id}/{refusal['id']}", True, refusal["step"])

    # ------------------------------------------------------------------------------------------------ branches
    def _branch(self, refusal: Table, steps: list[Table]) -> Result:
        number, given = refusal["step"], refusal.get("given", {})
        place = variants.place_of(steps, number)
        changes = variants.changes(self.scenario, given)
        self.declared = False
        first, days = variants.fork(self.scenario, refusal), variants.days_later(steps, refusal)
        try:
            if first is None:
                first = 0
                self.cases, self.last = {}, 0
                self.stage.begin({**self.scenario.given, **variants.world_of(given)}, self.scenario.begins + dt.timedelta(days))
            else:
                self._back(marks(self.scenario)[first])
            for i in range(first, place):
                self._declared(given, steps[i])
                step = shifted(steps[i], days)
                changed = changes.get(step.get("n", i + 1))
                self.step(variants.varied(step, changed) if changed else step, checked=False)
            self._declared(given, None)
            if variants.late(given):
                self.stage.change(variants.late(given))
        except Differs as difference:
            return Result(f"{self.scenario.id}/{refusal['id']}", False, number, f"on the way: {difference}")
        return self._attempt(refusal, shifted(steps[place], days))

    def _declared(self, given: Table, before: Table | None) -> None:
        """A relation declared in the middle of the story becomes known before the first step after that moment."""
        relation = given.get("relation")
        if relation and not self.declared and (before is None or before["at"] > relation["declared_at"]):
            self.stage.change({"relation": relation})
            self.declared = True

    # ------------------------------------------------------------------------------------------------ one step
    def step(self, step: Table, *, checked: bool = True) -> None:
        """Do one step and compare. Raises Differs."""
        do = step.get("do", "complete")
        case = self.cases.get(step.get("case", ""), self.last)
        telling = checked and "opens" in step
        earlier = self._open_now(case) if telling else set()
        if "at" in step:
            self.stage.move(step["at"])
        if "given" in step:
            self.stage.change(step["given"])
        if do in ("wait", "check", "send"):
            self._compare(step, None, case, earlier, checked)
            return
        before = self._open_now(case) if telling else set()
        outcome, item = self._act(do, step, case)
        self.acts += outcome.kind == "done"
        self._judge(step, outcome)
        if outcome.kind == "done":
            case = outcome.case
            self.last = case
            self.cases[step.get("case", "")] = case
            if item is not None and checked and step.get("title", item.title) != item.title:
                raise Differs(f"the task is called {item.title}")
            self._compare(step, outcome, case, before, checked)

    def _open_now(self, case: int) -> set[int]:
        return {item.id for item in self.stage.items(case) if item.state == "open"} if case else set()

    def _act(self, do: str, step: Table, case: int) -> tuple[Outcome, Found | None]:
        files, form = uploads(self.scenario.path, step), step.get("form", {})
        if do == "start":
            return self.stage.start(step["who"], step["process"], form, files, (step.get("office", ""), case)), None
        item = self._item(step, case)
        if item is None:
            return Outcome("missing", text=f"{step['task']} is not open"), None
        seen = item.revision - 1 if step.get("seen") else item.revision
        return self.stage.complete(step["who"], item, form, files, seen), item

    def _item(self, step: Table, case: int) -> Found | None:
        """The item that this person would open: on their desk, else open, else one that was theirs and is closed."""
        of = step.get("of", {})
        fitting = [one for one in self.stage.items(case) if one.task == step["task"] and of.items() <= dict(one.of).items()]
        ranked = sorted(fitting, key=lambda one: (one.state == "open", step["who"] in one.finders, one.id))
        mine = [one for one in ranked if step["who"] in one.finders]
        is_open = [one for one in ranked if one.state == "open"]
        return next(reversed([one for one in mine if one.state == "open"] or mine or is_open or ranked), None)

    def _judge(self, step: Table, outcome: Outcome) -> None:
        wanted = step.get("expect", "done")
        said = f"{outcome.kind} {' '.join(outcome.rules)} [{' '.join(outcome.fields)}] {outcome.text}"
        if outcome.kind != wanted:
            raise Differs(f"expected {wanted}, got {said}")
        _within("because", step.get("because", []), outcome.rules, said)
        _within("fields", step.get("fields", []) if wanted != "done" else [], outcome.fields, said)
        for name, given in (("warnings", outcome.warnings), ("flags", outcome.flags)):
            _within(name, step.get(name, []), given, str(given))
            _within(f"{name}: none expected; the list", given if step.get(name) == [] else (), (), str(given))
        if self.words and step.get("message", "") not in outcome.text:
            raise Differs(f"expected “{step['message']}”: {said}")

    def _compare(self, step: Table, outcome: Outcome | None, case: int, before: set[int], checked: bool) -> None:
        if not checked:
            return
        if "opens" in step:
            fresh = [one for one in self.stage.items(case) if one.state == "open" and one.id not in before]
            wrong = _opened(step["opens"], fresh)
            if wrong:
                raise Differs(wrong)
        wrong = self._check(step, case) if step.get("do") == "check" else self.stage.differs(case, outcome.item if outcome else 0, step)
        if wrong:
            raise Differs(wrong)

    def _check(self, said: Table, case: int) -> str | None:
        """The keys of [then]: state, what is open, money, deadlines, notices."""
        if "open" in said:
            is_open = sorted(one.task for one in self.stage.items(case) if one.state == "open")
            if is_open != sorted(said["open"]):
                return f"open: {is_open}"
        return self.stage.differs(case, 0, said) if said else None


def _within(name: str, wanted: Sequence[str], given: Sequence[str], said: str) -> None:
    lacking = [one for one in wanted if one not in given]
    if lacking:
        raise Differs(f"{name} lacks {' '.join(lacking)}: {said}")


def _opened(wanted: list[Table], fresh: list[Found]) -> str | None:
    expected = sorted((one["task"], str(dict(one.get("of", {}))), tuple(sorted(one["who"]))) for one in wanted)
    got = sorted((one.task, str(dict(one.of)), tuple(sorted(one.finders))) for one in fresh)
    return None if got == expected else f"opened {got}, expected {expected}"
