"""Drafts: what was typed and uploaded before it is handed in. A draft belongs to one person; seven days later it is gone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, select
from sqlalchemy.orm import Session

from app.db import insert_unless
from app.web.forms.posted import Pairs
from app.web.forms.tables import draft
from workflows.act import FileRef

PAGE = re.compile(r"/tasks/(?P<item>\d{1,19})|(?:/cases/(?P<case>\d{1,19}))?/start/(?P<process>[\w/]{1,120})", re.ASCII)
KEPT_FOR = dt.timedelta(days=7)
Files = Mapping[str, Sequence[FileRef]]
_MINE = and_(draft.c.account == bindparam("account"), draft.c.subject == bindparam("subject"))
_READ = select(draft).where(_MINE)
_IS_THERE = select(exists().where(_MINE))


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as somebody left it."""

    pairs: Pairs = field(default_factory=list)
    files: Files = field(default_factory=dict)
    saved_at: dt.datetime | None = None


def subject_of(path: str) -> str:
    """The draft that belongs to a page, else empty.

    /tasks/7 → item:7, /start/origination/town_plan → start:origination/town_plan, /cases/3/start/x/y → start:x/y@3.
    """
    found = PAGE.fullmatch(path)
    if not found:
        return ""
    return of_item(int(found["item"])) if found["item"] else of_start(found["process"], int(found["case"] or 0))


def of_item(item: int) -> str:
    """The draft of a task."""
    return f"item:{item}"


def of_start(process: str, within: int = 0) -> str:
    """The draft of a start page; `within`: the case inside which it begins."""
    return f"start:{process}@{within}" if within else f"start:{process}"


def read(session: Session, account: str, subject: str) -> Draft:
    """The draft, empty where there is none."""
    row = session.connection().execute(_READ, {"account": account, "subject": subject}).one_or_none()
    if row is None:
        return Draft()
    files = {name: [FileRef(**one) for one in given] for name, given in row.files.items()}
    return Draft([(name, value) for name, value in row.pairs], files, row.saved_at)


def is_there(connection: Connection, account: str, subject: str) -> bool:
    """Whether there is one."""
    return bool(connection.execute(_IS_THERE, {"account": account, "subject": subject}).scalar_one())


def drop(session: Session, account: str, subject: str) -> None:
    """Its form was handed in."""
    session.execute(delete(draft).where(draft.c.account == account, draft.c.subject == subject))


def save(session: Session, account: str, subject: str, kept: Draft, now: dt.datetime) -> None:
    """Put a draft in the place of the one before; this person's drafts of more than seven days ago go."""
    files = {name: [asdict(one) for one in given] for name, given in kept.files.items() if given}
    values: dict[str, Any] = {"pairs": [list(pair) for pair in kept.pairs], "files": files, "saved_at": now}
    session.execute(delete(draft).where(draft.c.account == account, draft.c.saved_at < now - KEPT_FOR))
    add = insert_unless(session, draft).values(account=account, subject=subject, **values)
    session.execute(add.on_conflict_do_update(index_elements=[draft.c.account, draft.c.subject], set_=values))


def ticked(files: Files, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[FileRef]]:
    """The draft's files that the person left ticked (field → hashes). A hash that is not in the draft is nobody's to give."""
    return {name: [one for one in given if one.sha256 in wanted.get(name, ())] for name, given in files.items()}


def joined(kept: Files, added: Files) -> dict[str, list[FileRef]]:
    """Kept files and new ones, the same file under the same name once."""
    names = dict.fromkeys([*kept, *added])
    return {name: list(dict.fromkeys([*kept.get(name, ()), *added.get(name, ())])) for name in names}
