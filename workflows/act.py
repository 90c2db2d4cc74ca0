"""What hands receive: the act in progress, and the protocols of those whom the runtime calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from workflows.errors import Invalid, Reason, Refused, Rule
from workflows.warning_days import WarningDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
Facts = Mapping[str, Any]
"""Thin routing facts (strings, numbers, booleans): the only thing a diagram sees."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at a place: `town.clerk` at `town_a`."""

    role: str
    place: str

    def __str__(self) -> str:
        return f"{self.role}@{self.place}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, and every post it holds on that day."""

    name: str
    display: str
    posts: tuple[Post, ...]

    def places(self, role: str) -> tuple[str, ...]:
        """Where this person holds the role."""
        return tuple(post.place for post in self.posts if post.role == role)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file whose bytes are already durable: hash (SHA-256, hex), size in bytes, type told from its content."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(slots=True)
class Case:
    """The case as hands see it. `subject_id`: the row that it is about (a project, an instalment); `definition`: the version's hash."""

    id: int
    root_id: int
    parent_id: int | None
    process: str
    authority_id: str
    subject_kind: str | None = None
    subject_id: int | None = None
    number: str = ""
    title: str = ""
    started_by: str = ""
    state: str = "open"
    of: Facts = field(default_factory=dict)
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """The work item being completed: `task` is the implementation's name, `of` its business key, `index` its place in a multi-instance."""

    id: int
    task: str
    element: str
    opened_at: dt.datetime
    of: Facts
    index: int | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One of those whom a multi-instance task asks: a person, or whoever holds the lane's role at a place."""

    account: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """From where somebody begins a case: the post, and the office whose case it becomes."""

    post: Post
    office: str

    @property
    def key(self) -> str:
        """How addresses and entries name it: the place, and the office where an organisation may turn to several."""
        outside = self.post.role.startswith("organisation.")
        return f"{self.post.place}/{self.office}" if outside else self.post.place


@dataclass(frozen=True, slots=True)
class Due:
    """A period computed from a start date (first day not counted), Asia/Shanghai dates.

    `due`: its last day as counted, None where it needs a year whose holidays are not imported (待定) and is counted in working days.
    `rolled`: the day to which a holiday moves it; None while that is not known. `frees_at`: 00:00 of the day after, for minimum periods.
    """

    id: str
    start: dt.date
    due: dt.date | None
    rolled: dt.date | None
    frees_at: dt.datetime | None
    pending: bool
    effect: str


class Deadlines(WarningDays, Protocol):
    """The register of periods and the calendar."""

    def compute(self, session: Session, deadline_id: str, start: dt.date, root: int = 0) -> Due:
        """The period from `start`, in a project (`root` its case). Raises Refused (CAL-gap) where a gate needs an unknown year; Missing."""

    def start_of(self, session: Session, deadline_id: str, case: Case) -> dt.date | None:
        """The date from which it runs in this case where the register names a fact (`result_notice.from`); None: the day the task opens."""


class Directory(Protocol):
    """Who people are, and who may act where."""

    def actor(self, session: Session, account: str, on: dt.date) -> Actor:
        """The person with the posts of that day. Raises Missing."""

    def place_of(self, session: Session, role: str, case: Case) -> str:
        """Where a role of this case must be held: an organisation's id, or `*` for anywhere (third parties)."""

    def bases(self, session: Session, role: str, actor: Actor, root: Any = None) -> Sequence[Base]:
        """Where this person may begin a case with this role; `root`: inside this project's case."""

    def handler(self, session: Session, case: Case) -> str | None:
        """The account of the clerk who handles the project of this case; None while nobody has taken it."""

    def members(self, session: Session, name: str, case: Case) -> Sequence[Member]:
        """The list that a multi-instance task asks, in a lasting order."""

    def holders(self, session: Session, role: str, place: str, on: dt.date) -> frozenset[str]:
        """The accounts that hold a role at a place (`*`: anywhere) on a day."""

    def superiors(self, session: Session, role: str, case: Case) -> Sequence[Post]:
        """Who is above a role of this case, the nearest first; never empty."""

    def objections(self, session: Session, actor: Actor, case: Case, marks: Iterable[str]) -> list[Reason]:
        """Why this person is too close to the case: marks such as ``SOD-h @contractor``."""

    def separation(self, sod: str, done: str, wanted: str) -> Reason:
        """The sentence for somebody who did one task and may therefore not do another (SOD-a…j)."""

    def why_not(self, role: str, actor: Actor) -> Reason:
        """The sentence, and the rule where there is one, for somebody without the role."""


@dataclass(slots=True)
class Record:
    """What the entry will say of this act beside who and when; filled while the hands work."""

    rules: dict[str, int] = field(default_factory=dict)
    warnings: list[Reason] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    facts: list[list[Any]] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)


class Services(Protocol):
    """What an act may ask of the runtime while it is open; all of it is part of the same transaction."""

    def period(self, act: Act, deadline_id: str, start: dt.date) -> Due:
        """Open a period of the register."""

    def freed(self, act: Act, deadline_id: str) -> Due | None:
        """The latest period of that id."""

    def decide(self, act: Act, name: str, inputs: Facts) -> Any:
        """The answer of a decision table of the case's version."""

    def send(self, act: Act, message: str, to_case: int, payload: Facts) -> None:
        """Post a message to another case."""

    def reassign(self, act: Act, item_id: int, account: str, place: str) -> None:
        """Give an open task to somebody else."""

    def enter(self, act: Act, kind: type[Any], values: Mapping[str, Any]) -> None:
        """Write one row of a class."""

    def open_side_case(self, act: Act, process: str, subject: tuple[str, int], of: Facts, title: str, not_before: dt.date | None) -> None:
        """Post the start of a side case."""


@dataclass(slots=True)
class Act:
    """One act of one actor (or of the clock, actor None): everything it writes is one commit or nothing."""

    session: Session
    case: Case
    actor: Actor | None
    now: dt.datetime
    services: Services
    new_id: Callable[[], int]
    item: Item | None = None
    regime: str = ""
    record: Record = field(default_factory=Record)
    found: list[Reason] = field(default_factory=list)

    @property
    def today(self) -> dt.date:
        """The date of the law: Asia/Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def who(self) -> str:
        """The account, for rows that say who did it."""
        return self.actor.name if self.actor else "system"

    def check(self, rule: Rule, *args: Any, **kwargs: Any) -> list[Reason]:
        """Apply a rule if it binds in this regime; what it finds waits for `settle`. Also noted in the entry with its version."""
        if self.regime and self.regime not in rule.regimes:
            return []
        answer = rule(*args, **kwargs)
        reasons = [answer] if isinstance(answer, Reason) else list(answer or ())
        self.record.rules[rule.id] = rule.version
        self.found.extend(reasons)
        return reasons

    def settle(self) -> None:
        """Raise Invalid or Refused with everything that the checks found; keep the warnings."""
        found, self.found = self.found, []
        self.record.warnings.extend(reason for reason in found if reason.level == "warn")
        hard = [reason for reason in found if reason.level != "warn"]
        if any(reason.level == "invalid" for reason in hard):
            raise Invalid(hard)
        if hard:
            raise Refused(hard)

    def period(self, deadline_id: str, start: dt.date | None = None) -> Due:
        """Open a period in the register of this case (from today unless told). Raises Refused (CAL-gap)."""
        return self.services.period(self, deadline_id, start or self.today)

    def freed(self, deadline_id: str) -> Due | None:
        """The latest period of that id in this case or its root, None if there is none."""
        return self.services.freed(self, deadline_id)

    def decide(self, decision: str, **inputs: Any) -> Any:
        """Ask a table that the task names (`asks`): outputs by name, or a list of them. Raises Refused where no row answers."""
        return self.services.decide(self, decision, inputs)

    def send(self, message: str, to_case: int, **payload: Any) -> None:
        """Post a message to another case; it is delivered as an act of its own, once."""
        self.services.send(self, message, to_case, payload)

    def reassign(self, item_id: int, account: str, place: str) -> None:
        """Give an open task of the project's case to somebody else, who does it at that place. Raises Stale where it is done."""
        self.services.reassign(self, item_id, account, place)

    def enter(self, kind: type[Any], **values: Any) -> None:
        """Write one row of a class at once, all its columns but the surrogate key given: what acts do all day needs no object."""
        self.services.enter(self, kind, values)

    def open_side_case(self, process: str, subject: tuple[str, int], title: str, not_before: dt.date | None = None, **of: Any) -> None:
        """Start a side case of this project; an act of its own, once, not before 00:00 of the given day."""
        self.services.open_side_case(self, process, subject, of, title, not_before)


class Form(Protocol):
    """The hand of a user task."""

    task: ClassVar[str]
    version: ClassVar[int]

    def personal(self) -> frozenset[str]:
        """Names of fields whose values the ledger keeps as salted commitments."""

    def read(self, raw: Facts, files: Mapping[str, Sequence[FileRef]]) -> dict[str, Any]:
        """Values from what a browser posts. Raises Invalid with a field path for each error."""

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check the rules, write the rows; the answer becomes routing facts. Raises Refused."""


Operation = Callable[[Act], Facts | None]
"""A machine hand, called by a service task; its answer becomes routing facts."""

FactsOf = Callable[[Act], Facts]
"""What a decision reads from rows: the inputs of the table of the same name."""
