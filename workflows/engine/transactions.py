"""What every act shares: the order a person hands in, the answer, reading before the lock, the lock, the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, ScalarSelect, bindparam, exists, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Actor, Case, Deadlines, FileRef
from workflows.engine.codec import CODEC
from workflows.engine.definitions import Definition, Library
from workflows.engine.elements import Element
from workflows.engine.grounds import Ground
from workflows.engine.hands import Hands
from workflows.engine.sealing import Opened, Sealer
from workflows.engine.services import ActServices
from workflows.engine.tables import case_, timer, work_item
from workflows.engine.worklist import Worklist
from workflows.errors import Missing, Reason
from workflows.ledger.capture import watch
from workflows.text import _

# Statements of the hot path are built once: building one costs as much as executing it.
_RIPE = select(func.min(timer.c.due_at)).where(timer.c.case_id == case_.c.id).correlate(case_).scalar_subquery()
_EARLIER = work_item.alias("earlier")
_THEIRS = (_EARLIER.c.root_id == work_item.c.root_id, _EARLIER.c.closed_by == bindparam("account"))


def _what_they_did() -> ScalarSelect[str]:
    """Each task once, from one to the next by the index: a loop's thousandth round must not read the nine hundred before."""
    first = select(func.min(_EARLIER.c.task).label("task")).where(*_THEIRS).correlate(work_item).cte("did", recursive=True, nesting=True)
    following = select(func.min(_EARLIER.c.task)).where(*_THEIRS, _EARLIER.c.task > first.c.task).correlate(work_item, first)
    did = first.union_all(select(following.scalar_subquery()).where(first.c.task.is_not(None)))
    here = select(1).where(*_THEIRS, _EARLIER.c.task == did.c.task, _EARLIER.c.case_id.in_([work_item.c.case_id, work_item.c.root_id]))
    told = select(func.aggregate_strings(did.c.task, ",")).where(exists(here.correlate(work_item, did)))
    return told.correlate(work_item).scalar_subquery()


_DID = _what_they_did()
_FOUND = select(work_item, _DID, case_, _RIPE).join(case_, case_.c.id == work_item.c.case_id).where(work_item.c.id == bindparam("item"))
_OF_ITEM, _OF_CASE = [*(column.name for column in work_item.c), "did"], [*(column.name for column in case_.c), "ripe"]

COLLISIONS = frozenset({"40001", "40P01"})


class Databases(Protocol):
    """Where acts are kept."""

    def read(self) -> AbstractContextManager[Session]:
        """A consistent look that changes nothing."""

    def look(self) -> AbstractContextManager[Connection]:
        """For a single question."""

    def glimpse(self) -> AbstractContextManager[Session]:
        """Questions of which each has its own moment; what they told must be compared under a lock."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction, committed at the end."""


class Clock(Protocol):
    """The time of the law, and the wall's where the two differ."""

    def now(self) -> dt.datetime:
        """The moment of the law, UTC."""

    def wall(self) -> dt.datetime:
        """The moment of this machine, UTC."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person hands in. `seen`: the item's revision on their page; `key`: the same for every repetition of one submit.

    At a start, `authority`: from where (a base's key); `within`: the case of the project inside which a side case begins.
    """

    account: str
    raw: Mapping[str, Any]
    files: Mapping[str, Sequence[FileRef]] = field(default_factory=dict)
    key: str = ""
    seen: int = 1
    authority: str = ""
    within: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to an act. `next_item`: this person's next task in the case; `opened`: the new work items."""

    case_id: int
    number: int
    next_item: int | None = None
    opened: tuple[dict[str, Any], ...] = ()
    warnings: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()
    posts: bool = False
    """Something waits in the outbox because of this act."""


@dataclass(slots=True)
class Found:
    """A work item with its case, element and definition, as read before the lock."""

    item: Any
    case: Any
    definition: Definition
    element: Element
    ground: Ground | None = None
    """Where the case begins, at a start."""


class Transactions:
    """Reads, locks and begins acts; subclasses say what an act is."""

    def __init__(
        self, databases: Databases, library: Library, hands: Hands, deadlines: Deadlines, clock: Clock, ids: Callable[[], int]
    ) -> None:
        self.databases, self.library, self.hands, self.clock, self.ids = databases, library, hands, clock, ids
        self.services = ActServices(deadlines, ids, library)
        self.worklist = Worklist(hands.directory, deadlines)
        self.sealer = Sealer(self.worklist, ids)

    def today(self) -> dt.date:
        """The date of the law, Asia/Shanghai."""
        return law_date(self.clock.now())

    def found(self, item_id: int, account: str) -> Found:
        """What `complete` may be told so that it need not ask first: whoever reads a form must know which. Raises Missing."""
        with self.databases.glimpse() as session:
            return self.find(session, item_id, account)

    def find(self, session: Session, item_id: int, account: str = "") -> Found:
        """A work item with its case, what the diagram says of it, and `did`: which tasks the account did here. Raises Missing."""
        row = session.connection().execute(_FOUND, {"item": item_id, "account": account}).one_or_none()
        if row is None:
            raise Missing([Reason(_("没有这项任务。"))])
        item: Any = Known(zip(_OF_ITEM, row, strict=False))
        case: Any = Known(zip(_OF_CASE, row[len(_OF_ITEM) :], strict=True))
        item.did = frozenset(item.did.split(",")) if item.did else frozenset()
        definition = self.library.get(session, case.definition)
        process = next(name for name, key in definition.keys.items() if key == item.process and item.element in definition.elements[name])
        return Found(item, case, definition, definition.element(process, item.element))

    def act(self, session: Session, case: Any, actor: Actor | None, now: dt.datetime | None = None) -> Act:
        """Begin an act on a locked case; every row that it writes is noted. `now`: when the person handed it in, before their turn."""
        act = Act(session, case_of(case), actor, now or self.clock.now(), self.services, self.ids, regime=case.regime)
        watch(session, act.record.rows)
        return act

    def times(self, act: Act) -> dict[str, str]:
        """The moment of the act, and the wall's where the two differ (demo and scenario databases)."""
        wall = self.clock.wall()
        shown = {"wall": wall.isoformat()} if abs(wall - act.now) > dt.timedelta(seconds=30) else {}
        return {"now": act.now.isoformat(), **shown}

    def new_case(self, session: Session, definition: Definition, values: dict[str, Any]) -> Any:
        """Insert a case row and return it with its id."""
        values = {"number": "", "process": definition.process, "definition": definition.hash, "state": "open", **values}
        values |= {"title": values.get("title") or definition.title, "stage": definition.title, "closed_at": None}
        values |= {"version": 1, "seq": 0, "head": bytes(32), "digest": "", "codec": CODEC, "frozen": b""}
        identity = session.execute(insert(case_).values(**values).returning(case_.c.id)).scalar_one()
        if not values["root_id"]:
            values["root_id"] = identity
            session.execute(update(case_).where(case_.c.id == identity).values(root_id=identity))
        return Known({"id": identity, **values})

    @staticmethod
    def done(act: Act, number: int, opened: Opened, following: int | None = None) -> Done:
        """The answer to an act that has been sealed."""
        posts = opened.waits or any(fact[0] == "sent" for fact in act.record.facts)
        return Done(act.case.id, number, following, tuple(opened.items), tuple(act.record.warnings), tuple(act.record.flags), posts)


def law_date(moment: dt.datetime) -> dt.date:
    """The date of the law at a moment, Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def collided(error: Exception) -> bool:
    """Two transactions waited for each other and the database ended one of them: done again, it goes through."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in COLLISIONS


class Known:
    """A row that this act has just written, or a part of a joined one, with a row's attributes."""

    def __init__(self, values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        self.__dict__.update(values)


def case_of(row: Any) -> Case:
    """The case as hands see it."""
    where = (row.id, row.root_id, row.parent_id, row.process, row.authority_id, row.subject_kind, row.subject_id)
    return Case(*where, row.number, row.title, row.started_by, row.state, row.of, row.definition)
