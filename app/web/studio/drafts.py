"""Drafts of drawings: begun, saved, submitted, taken back, returned. What is not submitted its owner alone reads."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.studio.tables import drawing_draft
from workflows.act import SHANGHAI, Actor
from workflows.engine.tables import definition_file, definition_version
from workflows.errors import Missing, NotYours, Reason, Refused, Stale
from workflows.proof.lint_files import open_file
from workflows.text import _

DESIGNER, OPEN, SUBMITTED = "designer", "open", "submitted"
ENCODINGS = ("utf-8", "us-ascii", "ascii")
NOT_A_DESIGNER, AT_REVIEW = "PUB-1", "PUB-7"
_of = drawing_draft.c


def designer(session: Session) -> Actor:
    """The person signed in, a designer. Raises NotYours."""
    actor = somebody(session)
    if not designs(actor):
        raise NotYours([Reason(_("流程由流程设计员修改和发布。"), rules=(NOT_A_DESIGNER,))])
    return actor


def designs(actor: Actor) -> bool:
    """Whether somebody is a designer."""
    return any(post.role == DESIGNER for post in actor.posts)


def file_of(process: str) -> str:
    """Where a process is drawn."""
    return f"{process}.bpmn"


def in_force(session: Session, process: str) -> tuple[Any, str, str]:
    """The version of a process that is in force now, its own drawing and that drawing's SHA-256. Raises Missing."""
    version = bench().library.current(session, process, bench().clock.now())
    sha256 = version.files[file_of(process)]
    xml: str = session.execute(select(definition_file.c.xml).where(definition_file.c.sha256 == sha256)).scalar_one()
    return version, xml, sha256


def today() -> dt.date:
    """The day in the office."""
    return bench().clock.now().astimezone(SHANGHAI).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day; of today, now."""
    first = dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)
    return max(first, bench().clock.now()) if day == today() else first


def kept_drawing(session: Session, sha256: str) -> str:
    """A drawing as it is kept for ever."""
    xml: str = session.execute(select(definition_file.c.xml).where(definition_file.c.sha256 == sha256)).scalar_one()
    return xml


def draft_of(session: Session, process: str, owner: str) -> Any | None:
    """The draft, if there is one."""
    return session.execute(select(drawing_draft).where(*_mine(process, owner))).one_or_none()


def submitted(session: Session, process: str, owner: str) -> Any:
    """What was submitted. Raises Missing: a draft that was not is nobody else's business."""
    row = draft_of(session, process, owner)
    if row is None or row.state != SUBMITTED:
        raise Missing([Reason(_("没有这份待发布的修改，可能已经发布、退回或者撤回。"))])
    return row


def drafts(session: Session) -> Sequence[Any]:
    """All of them, without their drawings; with the title of the process."""
    told = [_of[name] for name in ("process", "owner", "state", "saved_at", "effective_on", "reason", "remark")]
    wanted = select(*told, definition_version.c.title).join(definition_version, definition_version.c.hash == _of.version)
    return session.execute(wanted.order_by(_of.process, _of.owner)).all()


def save(session: Session, process: str, owner: str, xml: str, seen: int) -> int:
    """Keep a drawing in the place of the one that the person saw (0: none yet). Returns its revision. Raises Refused, Stale, Missing."""
    readable(process, xml)
    row = draft_of(session, process, owner)
    if row is not None and row.state == SUBMITTED:
        raise Refused([Reason(_("已经送审。请先撤回，再修改。"), rules=(AT_REVIEW,))])
    if (row.revision if row is not None else 0) != seen:
        raise Stale([Reason(_("这份草稿已在另一个窗口里保存过。请重新打开本页，以免覆盖。"))])
    now = bench().clock.now()
    if row is not None:
        values = {"xml": xml, "revision": seen + 1, "saved_at": now}
        session.execute(update(drawing_draft).where(*_mine(process, owner)).values(values))
        return seen + 1
    version, _xml, base = in_force(session, process)
    begun = {"process": process, "owner": owner, "version": version.hash, "base": base, "xml": xml, "revision": 1, "saved_at": now}
    try:
        session.execute(insert(drawing_draft).values(**begun, state=OPEN, reason="", remark=""))
    except IntegrityError as error:
        raise Stale([Reason(_("这份草稿已在另一个窗口里保存过。请重新打开本页，以免覆盖。"))]) from error
    return 1


def readable(process: str, xml: str) -> None:
    """Refuses what may not even be looked at, in the words of the check of files. Raises Refused."""
    try:
        body = xml.encode()
    except UnicodeEncodeError:
        raise Refused([Reason(_("不是有效的XML文件。"), rules=("file.unreadable",))]) from None
    root, found = open_file(file_of(process), body)
    if found:
        raise Refused([Reason(one.message, rules=(one.rule,)) for one in found])
    if root is not None and (root.getroottree().docinfo.encoding or "utf-8").lower() not in ENCODINGS:
        raise Refused([Reason(_("文件须以UTF-8保存。请在绘图工具里重新保存。"), rules=("file.unreadable",))])


def submit(session: Session, process: str, owner: str, revision: int, reason: str, effective_on: dt.date) -> None:
    """Hand the draft, as it was judged, to the other designers. Raises Stale where it was saved again meanwhile."""
    values = {"state": SUBMITTED, "reason": reason, "effective_on": effective_on, "remark": ""}
    judged = update(drawing_draft).where(*_mine(process, owner), _of.revision == revision, _of.state == OPEN)
    result = session.execute(judged.values(values))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Stale([Reason(_("这份草稿刚刚又有改动或者已经送审，请重新打开本页。"))])


def reopen(session: Session, process: str, owner: str, remark: str = "") -> None:
    """Back into its owner's hands. Raises Missing."""
    submitted(session, process, owner)
    session.execute(update(drawing_draft).where(*_mine(process, owner)).values(state=OPEN, remark=remark))


def drop(session: Session, process: str, owner: str) -> None:
    """Its owner gives it up, or it is in force."""
    session.execute(delete(drawing_draft).where(*_mine(process, owner)))


def drawn_hash(xml: str) -> str:
    """What tells one state of a drawing from another."""
    return hashlib.sha256(xml.encode()).hexdigest()


def _mine(process: str, owner: str) -> tuple[Any, ...]:
    return (and_(_of.process == process, _of.owner == owner),)
