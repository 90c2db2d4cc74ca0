"""Which entries somebody may read: an auditor every stream, an office the streams of its own towns' cases, nobody else any."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal, select, true
from sqlalchemy.orm import Session

from app.visibility import CITY, reads_record, towns
from app.web.cases.reader import somebody
from workflows.act import Actor
from workflows.engine.tables import case_
from workflows.errors import NotYours, Reason
from workflows.ledger.tables import ledger_entry
from workflows.text import _

CASE = "case:"


def is_auditor(actor: Actor) -> bool:
    """Whether this person reads every town."""
    return any(post.role in CITY for post in actor.posts)


def auditing(session: Session) -> Actor:
    """The person signed in, if any entries are theirs to read. Raises NotYours."""
    actor = somebody(session)
    if not reads_record(actor):
        raise NotYours([Reason(_("审计页面只对审计人员和镇街、区级单位开放。"))])
    return actor


def readable(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on `ledger_entry` under which this person may read an entry."""
    if is_auditor(actor):
        return true()
    streams = select(literal(CASE) + cast(case_.c.id, String)).where(case_.c.authority_id.in_(towns(session, actor)))
    return ledger_entry.c.stream.in_(streams)


def case_of_stream(session: Session, stream: str) -> Any:
    """The case of a stream; None for the system's, for attempts, for a stream of a case that does not exist."""
    text = stream.removeprefix(CASE)
    if not stream.startswith(CASE) or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return session.execute(select(case_).where(case_.c.id == int(text))).one_or_none()
