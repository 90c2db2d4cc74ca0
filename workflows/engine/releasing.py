"""A changed drawing put in force: two people, a reason, a day, and what the gate found. Which versions it makes is told by definitions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.engine.definitions import closure_hash, files_in_force, release
from workflows.engine.elements import canonical
from workflows.engine.tables import definition_version
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
        raise Refused([Reason(_("与已有的版本完全相同，没有可以发布的修改。"), rules=(NOTHING_NEW,))])
    return added


def _nothing_later(session: Session, one: Release) -> None:
    """What begins later would take this change away again without anybody having said so."""
    table = definition_version.c
    later = select(table.files, table.effective_from).where(table.state == "published", table.effective_from > one.start)
    for files, start in session.execute(later.order_by(table.effective_from)):
        if one.name in files:
            text = _("这个流程已有{date}起启用的版本，启用日期不能早于那一天。")
            raise Refused([Reason(text.format(date=start.date().isoformat()), "effective_on", (SCHEDULED,))])
