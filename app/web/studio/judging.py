"""A draft before the gate: among the files that will be in force with it. The same functions as `goufu check`."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checking import gate, gate_of_all
from app.i18n.formats import article
from app.web.studio.drafts import file_of
from workflows.engine.elements import canonical
from workflows.engine.releasing import files_in_force, judged
from workflows.engine.tables import definition_file
from workflows.errors import Reason, Refused
from workflows.proof.lawful.properties import law
from workflows.proof.lint_model import Finding

BAD_GATE = "PUB-8"
MOST_SHOWN = 200
Files = tuple[tuple[str, bytes], ...]
KEPT = 8
"""Sets whose verdict is remembered: what was shown in the editor is asked for again when it is submitted, read and published."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a set of files; `of`: the set's name."""

    of: str
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What keeps the drawing from coming into force."""
        return [one for one in self.findings if one.severity == "error"]


def judge(session: Session, process: str, xml: str, at: dt.datetime, *, whole: bool = True) -> Judgement:
    """The drawing in the place of the one in force at that moment. `whole`: with the law and every other file. Raises Unreadable."""
    before, body = files_in_force(session, at), canonical(xml.encode())
    wanted = select(definition_file.c.sha256, definition_file.c.xml).where(definition_file.c.sha256.in_(before.values()))
    kept = {sha256: text.encode() for sha256, text in session.execute(wanted)}
    name = file_of(process)
    files = {part: kept[sha256] for part, sha256 in before.items()} | {name: body}
    found = (_whole if whole else _gate)(tuple(files.items()), name)
    return Judgement(judged({**before, name: _sha256(body)}), list(found))


def passed(session: Session, process: str, xml: str, at: dt.datetime) -> str:
    """The name of the set that the gate let pass. Raises Refused with every error."""
    found = judge(session, process, xml, at)
    if found.errors:
        raise Refused([Reason(one.message, one.element, (BAD_GATE, one.rule)) for one in found.errors[:MOST_SHOWN]])
    return found.of


@lru_cache(KEPT)
def _gate(files: Files, name: str) -> tuple[Finding, ...]:
    return tuple(gate(dict(files), name))


@lru_cache(KEPT)
def _whole(files: Files, name: str) -> tuple[Finding, ...]:
    """A drawing that is wrong in itself is not held against the others and the law."""
    own = _gate(files, name)
    return own if any(one.severity == "error" for one in own) else tuple(gate_of_all(dict(files)))


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def told(found: Iterable[Finding], process: str) -> list[Mapping[str, Any]]:
    """Findings for the editor: the element to be chosen, the reason, the article; of another file its name."""
    articles = {f"law.{one.id}": one.article for one in law().properties}
    own = file_of(process)
    return [
        {
            "element": one.element if one.file in (own, "") else "",
            "file": "" if one.file in (own, "") else one.file,
            "rule": one.rule,
            "error": one.severity == "error",
            "message": one.message,
            "article": _article(articles.get(one.rule)),
            "trace": list(one.trace) if one.file == own else [],
        }
        for one in list(found)[:MOST_SHOWN]
    ]


def _article(number: Any) -> str:
    """第二十三条; nothing for a rule of the drawing itself."""
    return "" if number is None else article(int(number)) if str(number).isdecimal() else str(number)
