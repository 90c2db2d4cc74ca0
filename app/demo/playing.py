"""Lets the demo towns live: working day by working day everybody does what lies on the desk, through the same runtime as the web."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from sqlalchemy import and_, or_, select

from app.clock import wall
from app.composition import Workbench
from app.demo import performance, purchase, review
from app.demo.deeds import Deed
from app.demo.stories import Story
from app.demo.turn import Answer, Turn, vary
from app.documents.specimen import specimen
from workflows.act import SHANGHAI, FileRef
from workflows.engine.elements import BESIDE
from workflows.engine.tables import work_item
from workflows.engine.transactions import Done, Order
from workflows.errors import Incident, Refusal
from workflows.procurement import calendar
from workflows.procurement.models.people import Post

ANSWERS = review.ANSWERS | purchase.ANSWERS | performance.ANSWERS
ROUNDS = (dt.time(9, 5), dt.time(10, 40), dt.time(14, 15), dt.time(16, 0))
"""When desks are looked at on a working day."""
EACH = dt.timedelta(minutes=4)
READ = [work_item.c[name] for name in ("id", "case_id", "root_id", "task", "role", "place", "assignee", "of", "opened_at")]
DESKS: Mapping[tuple[str, str], str] = {
    ("town.finance", "town_a"): "finance",
    ("town.section_head", "town_a"): "section_head",
    ("town.compliance", "town_a"): "supervisor",
    ("town.remedies", "town_a"): "supervisor_2",
    ("town.leader", "town_a"): "leader",
    ("town.collective", "town_a"): "leader_2",
    ("town.publicity", "town_a"): "clerk_2",
    ("town.monitor", "town_a"): "clerk_2",
    ("town.procurement", "town_a"): "procurement",
    ("town.legal", "town_a"): "legal",
    ("town.cashier", "town_a"): "cashier",
    ("town.acceptance_chair", "town_a"): "section_head",
    ("town.finance", "town_b"): "finance_b",
    ("town.section_head", "town_b"): "section_head_b",
    ("town.compliance", "town_b"): "supervisor_b",
    ("town.remedies", "town_b"): "remedies_b",
    ("town.leader", "town_b"): "leader_b",
    **{("organisation.agent", place): agent for place, agent in purchase.AGENTS.items()},
}
"""Who takes a task that is nobody's in particular."""
ANYWHERE = {"third_party.evaluator": "third_party"}


class StoryClock:
    """Stands where the story is; its wall time is the machine's."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        """Where the story is."""
        return self.moment

    def wall(self) -> dt.datetime:
        """The time of this machine."""
        return wall()


class Town:
    """Plays stories, and what happens besides them, in order of time."""

    def __init__(self, bench: Workbench, clock: StoryClock, stories: tuple[Story, ...], deeds: tuple[Deed, ...]) -> None:
        self.bench, self.clock = bench, clock
        self._waiting = list(enumerate(stories, 1))
        self._deeds = list(deeds)
        self._named: dict[str, int] = {}
        self._cases: dict[int, tuple[int, Story]] = {}
        self._seen: dict[int, int] = {}
        self._files: dict[str, FileRef] = {}
        self._round = 0

    def live(self, until: dt.datetime) -> None:
        """Everything that happens from the first story until the moment at which the clock is to stand."""
        first = min(story.starts for _index, story in self._waiting)
        for day in self._working_days(first, until.astimezone(SHANGHAI).date()):
            for time in ROUNDS:
                self._besides(dt.datetime.combine(day, time, SHANGHAI))
                self._one_round(day)
        self._besides(until)

    def _working_days(self, first: dt.date, end: dt.date) -> list[dt.date]:
        with self.bench.databases.read() as session:
            known = calendar.load(session)
        days = (first + dt.timedelta(n) for n in range((end - first).days))
        return [day for day in days if known.is_working(day)]

    def _move(self, to: dt.datetime) -> None:
        """Let time pass; every timer fires at its own moment."""
        while (due := self.bench.runtime.next_due()) is not None and due <= to:
            self.clock.moment = max(due, self.clock.moment)
            if not self.bench.runtime.tick():
                raise Incident(f"a timer due at {due} cannot be released")
        self.clock.moment = max(to.astimezone(dt.UTC), self.clock.moment)
        self.bench.runtime.remind()

    def _besides(self, to: dt.datetime) -> None:
        """Let time pass with every deed that falls into it."""
        while self._deeds and self._deeds[0].at <= to:
            deed = self._deeds.pop(0)
            self._move(deed.at)
            self._do(deed)
        self._move(to)

    def _do(self, deed: Deed) -> None:
        answer = Answer(dict(deed.form), dict(deed.files))
        if deed.process:
            order = self._order(deed.who, answer, deed.office, self._named.get(deed.within, 0))
            self._named[deed.case] = self._act(deed.case, deed.task, lambda: self.bench.runtime.start(deed.process, order)).case_id
            return
        with self.bench.databases.read() as session:
            mine = work_item.c.case_id == self._named[deed.case], work_item.c.task == deed.task, work_item.c.state == "open"
            held = select(Post.place).where(Post.account == deed.who)
            own = or_(work_item.c.assignee == deed.who, and_(work_item.c.assignee.is_(None), work_item.c.place.in_(held)))
            item = session.execute(select(work_item.c.id).where(*mine, own)).scalar_one()
        self._act(deed.case, deed.task, lambda: self.bench.runtime.complete(item, self._order(deed.who, answer)))

    def _one_round(self, day: dt.date) -> None:
        self._round += 1
        for index, story in [one for one in self._waiting if one[1].starts <= day]:
            self._waiting.remove((index, story))
            self._begin(index, story)
        for item in self._open_items():
            self._perhaps(item)

    def _open_items(self) -> list[Any]:
        with self.bench.databases.read() as session:
            here = work_item.c.root_id.in_(self._cases), work_item.c.task.not_in(BESIDE)
            wanted = select(*READ).where(work_item.c.state == "open", *here)
            return list(session.execute(wanted.order_by(work_item.c.id)))

    def _perhaps(self, item: Any) -> None:
        """Do a task that has lain its time, unless the story ends before it or a deed began its case."""
        if item.case_id != item.root_id and item.case_id in self._named.values():
            return
        index, story = self._cases[item.root_id]
        who = item.assignee or DESKS.get((item.role, item.place)) or ANYWHERE[item.role]
        lies = story.pace + vary(story.title, item.task, who) % 2
        if self._round - self._seen.setdefault(item.id, self._round) < lies or self._ends_here(story, item, who):
            return
        with self.bench.databases.read() as session:
            turn = Turn(story, index, item, who, self.clock.now(), session)
            answer = ANSWERS[item.task](turn)
        if answer is not None:
            self._act(story.title, item.task, lambda: self.bench.runtime.complete(item.id, self._order(who, answer)))

    @staticmethod
    def _ends_here(story: Story, item: Any, who: str) -> bool:
        names = {item.task, f"{item.task}@{who}", f"{item.task}@{item.of.get('instalment')}"}
        return bool(names & set(story.until))

    def _begin(self, index: int, story: Story) -> None:
        with self.bench.databases.read() as session:
            answer = review.draft_plan(Turn(story, index, None, story.clerk, self.clock.now(), session))
        order = self._order(story.clerk, answer)
        done = self._act(story.title, "start", lambda: self.bench.runtime.start("origination/town_plan", order))
        self._cases[done.case_id] = index, story
        self._named[story.title] = done.case_id

    def _act(self, title: str, task: str, act: Callable[[], Done]) -> Done:
        """Do it, and let a little time pass. Raises Incident where what is told is not lawful."""
        try:
            done = act()
        except Refusal as refusal:
            raise Incident(f"{title}, {task} at {self.clock.now()}: {refusal} {refusal.rules}") from refusal
        self.clock.moment += EACH
        return done

    def _order(self, who: str, answer: Answer, office: str = "", within: int = 0) -> Order:
        kept = {field: [self._file(name)] for field, name in answer.files.items()}
        return Order(who, answer.form, kept, authority=office, within=within)

    def _file(self, name: str) -> FileRef:
        """A specimen; the same name is the same file, kept once."""
        if name not in self._files:
            self._files[name] = self.bench.blobs.keep(BytesIO(specimen(name)), name)
        return self._files[name]
