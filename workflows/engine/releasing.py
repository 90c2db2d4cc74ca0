"""A changed drawing put in force: two people, a reason, a day, and what the gate found. Of every process that holds it a version."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI
from workflows.engine.definitions import build, closure_hash, closures, enter, keep, next_number, standing
from workflows.engine.elements import canonical
from workflows.engine.tables import definition_file, definition_version
from workflows.errors import Reason, Refused, Stale
from workflows.text import _

SAME_PERSON, LOOKING_BACK, OVERTAKEN, SCHEDULED, NOTHING_NEW = "PUB-2", "PUB-3", "PUB-4", "PUB-5", "PUB-6"
TOLD = ("name", "base", "author", "approver", "reason", "judged")


@dataclass(frozen=True, slots=True)
class Release:
    """What is put in force. `base`: SHA-256 of the drawing it was drawn from; `judged`: hash of the set of files that the gate let pass."""

    name: str
    xml: bytes = field(repr=False)
    base: str
    author: str
    approver: str
    reason: str
    start: dt.datetime
    judged: str

    def told(self) -> dict[str, Any]:
        """As the entry keeps it; the drawing by its hash."""
        drawing = hashlib.sha256(canonical(self.xml)).hexdigest()
        return {**{name: getattr(self, name) for name in TOLD}, "start": self.start.isoformat(), "drawing": drawing}

    @classmethod
    def again(cls, told: Mapping[str, Any], xml: bytes) -> Release:
        """From what an entry keeps."""
        return cls(xml=xml, start=dt.datetime.fromisoformat(told["start"]), **{name: told[name] for name in TOLD})


def judged(files: Mapping[str, str]) -> str:
    """The name of a set of files (name → SHA-256) that the gate looked at."""
    return closure_hash("", files)


def put_in_force(session: Session, one: Release, now: dt.datetime) -> list[str]:
    """The new versions' hashes. Raises Refused, and Stale where other drawings came into force since the gate looked."""
    if one.author == one.approver:
        raise Refused([Reason(_("修改流程的人不能自己发布，请由另一名流程设计员办理。"), rules=(SAME_PERSON,))])
    if one.start < now:
        raise Refused([Reason(_("启用日期不能早于今天。"), "effective_on", (LOOKING_BACK,))])
    before = files_in_force(session, one.start)
    if before.get(one.name) != one.base:
        raise Refused([Reason(_("起草以后这个流程已经有了新的版本，请退回，按新版本重新修改。"), rules=(OVERTAKEN,))])
    _nothing_later(session, one)
    after = {**before, one.name: hashlib.sha256(canonical(one.xml)).hexdigest()}
    if judged(after) != one.judged:
        raise Stale([Reason(_("检查以后其他流程有变动，请重新打开本页再发布。"))])
    added = release(session, one.name, one.xml, one.start)
    if not added:
        raise Refused([Reason(_("与现行的版本完全相同，没有可以发布的修改。"), rules=(NOTHING_NEW,))])
    return added


def _nothing_later(session: Session, one: Release) -> None:
    """What begins later would take this change away again without anybody having said so."""
    table = definition_version.c
    later = select(table.files, table.effective_from).where(table.state == "published", table.effective_from > one.start)
    for files, start in session.execute(later.order_by(table.effective_from)):
        if one.name in files:
            text = _("这个流程或者调用它的流程已有{date}起启用的版本，启用日期不能早于那一天。")
            raise Refused([Reason(text.format(date=start.astimezone(SHANGHAI).date().isoformat()), "effective_on", (SCHEDULED,))])


def release(session: Session, name: str, xml: bytes, start: dt.datetime) -> list[str]:
    """Put one drawing in the place of the one that is in force at `start`, in every process that holds it, from then on.

    Returns the new versions' hashes; none of a process that stays as it was. Raises Unreadable, Refused.
    """
    table, now, before = definition_version.c, standing(session, start), files_in_force(session, start)
    bodies = {row.sha256: row.xml for row in session.execute(select(definition_file.c.sha256, definition_file.c.xml))}
    body = {part: bodies[sha256].encode() for part, sha256 in before.items()} | {name: canonical(xml)}
    kept = set(bodies)
    known = {version: number for version, number in session.execute(select(table.hash, table.number))}  # noqa: C416
    added = []
    for process, parts in sorted(closures(body).items()):
        version = closure_hash(process, parts)
        if name in parts and version != now.get(process):
            if version in known:
                raise Refused([Reason(_returned(process, known[version]), rules=(NOTHING_NEW,))])
            keep(session, parts, body, kept)
            built = build(process, {part: body[part] for part in parts})
            enter(session, built, next_number(session, process), "published", "drawn", start)
            added.append(version)
    return added


def _returned(process: str, number: int) -> str:
    """A version has one beginning: what it was replaced by would stand beside it for the one process and not for the other."""
    text = _("改后与{process}的第{n}版完全相同，那一版已被替代，不能再次启用。要恢复原来的办法，请在流程说明里写一句，再送审。")
    return text.format(process=process, n=number)


def files_in_force(session: Session, at: dt.datetime) -> dict[str, str]:
    """Every file of every process in its version in force: name → SHA-256."""
    wanted = select(definition_version.c.files).where(definition_version.c.hash.in_(standing(session, at).values()))
    every = session.execute(wanted.order_by(definition_version.c.process)).scalars()
    return {name: sha256 for files in every for name, sha256 in files.items()}
