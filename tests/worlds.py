"""The standard world for tests of forms, rules and rows: a session that lives in it, and acts done in it without the engine."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.composition import shipped
from workflows.act import SHANGHAI, Act, Case, Due, Facts, Item, Post
from workflows.engine.answering import asked
from workflows.engine.decisions import read_decisions
from workflows.procurement import models  # noqa: F401  every table of the domain
from workflows.procurement.deadlines import Register
from workflows.procurement.directory import Rolls
from workflows.procurement.world import merge, settle, standard
from workflows.schema import metadata

ROOT_CASE = 1
_STATE = "tests.worlds"


@dataclass
class MemoryServices:
    """What an act may ask of the runtime, kept in lists: `periods` (case, period), `sent`, `side_cases`."""

    register: Register = field(default_factory=Register)
    periods: list[tuple[int, Due]] = field(default_factory=list)
    sent: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    side_cases: list[tuple[str, tuple[str, int], dict[str, Any], str, dt.date | None]] = field(default_factory=list)

    def period(self, act: Act, deadline_id: str, start: dt.date) -> Due:
        """Compute and remember."""
        due = self.register.compute(act.session, deadline_id, start)
        self.periods.append((act.case.id, due))
        return due

    def freed(self, act: Act, deadline_id: str) -> Due | None:
        """The latest remembered of this case or its root."""
        mine = (due for case, due in reversed(self.periods) if case in (act.case.id, act.case.root_id) and due.id == deadline_id)
        return next(mine, None)

    def send(self, act: Act, message: str, to_case: int, payload: Facts) -> None:
        """Remember."""
        self.sent.append((message, to_case, dict(payload)))

    def decide(self, act: Act, name: str, inputs: Facts) -> Any:
        """The answer of the shipped table."""
        return asked(act, _tables(), name, inputs)

    def enter(self, act: Act, kind: type[Any], values: Mapping[str, Any]) -> None:
        """Write it as an object."""
        act.session.add(kind(**values))

    def open_side_case(
        self, act: Act, process: str, subject: tuple[str, int], of: Facts, title: str, not_before: dt.date | None = None
    ) -> None:
        """Remember."""
        self.side_cases.append((process, subject, dict(of), title, not_before))


@dataclass
class _State:
    """What lasts from act to act in one session."""

    services: MemoryServices = field(default_factory=MemoryServices)
    root: Case = field(default_factory=lambda: Case(ROOT_CASE, ROOT_CASE, None, "origination/town_plan", "town_a", started_by="clerk"))
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))


@cache
def _tables() -> Any:
    """Every shipped decision, as a version offers those that it names."""
    found = {name: one for path, xml in shipped().items() if path.endswith(".dmn") for name, one in read_decisions(xml).items()}
    return SimpleNamespace(process="tests", decisions=found)


@cache
def _settled() -> bytes:
    """A SQLite database with all tables and the standard world."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with Session(engine) as session:
        settle(session, standard())
        session.commit()
    connection = engine.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection.serialize()


def fresh_session(given: Mapping[str, Any] | None = None) -> Session:
    """A session in an in-memory SQLite of its own with every table and the standard world; `given`: what differs in it."""
    engine = create_engine("sqlite://", creator=lambda: _opened(b"" if given else _settled()), poolclass=StaticPool)
    session = Session(engine)
    if given:
        metadata.create_all(engine)
        settle(session, merge(standard(), given))
        session.commit()
    return session


def act_for(
    session: Session,
    account: str,
    post: str,
    now: dt.datetime | str,
    *,
    task: str = "",
    case: Case | None = None,
    regime: str = "",
    index: int | None = None,
    of: Facts | None = None,
) -> Act:
    """An act of an account under a post (`town.clerk@town_a`) at a moment (text without offset: Asia/Shanghai).

    Without `case` it is the session's one root case, the same object for every act, so that its subject lasts. Raises Missing for
    an unknown account, AssertionError for a post that the account does not hold on that day.
    """
    moment = dt.datetime.fromisoformat(now) if isinstance(now, str) else now
    moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    actor = Rolls().actor(session, account, moment.astimezone(SHANGHAI).date())
    role, _at, place = post.partition("@")
    held = Post(role, place)
    assert held in actor.posts, f"{account} does not hold {post}"
    state = state_of(session)
    item = Item(next(state.numbers), task, task, moment, of or {}, index, held)
    numbers = state.numbers
    return Act(session, case or state.root, actor, moment, state.services, lambda: next(numbers), item, regime)


def side_case(session: Session, process: str, subject: tuple[str, int]) -> Case:
    """A side case of the session's root case."""
    state = state_of(session)
    identity, (kind, row) = next(state.numbers), subject
    return replace(state.root, id=identity, parent_id=state.root.id, process=process, subject_kind=kind, subject_id=row)


def state_of(session: Session) -> _State:
    """The services, the root case and the counter of a session: `state_of(session).services.sent`."""
    state: _State = session.info.setdefault(_STATE, _State())
    return state


def _opened(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    if content:
        connection.deserialize(content)
    connection.execute("PRAGMA foreign_keys=ON")
    return connection
