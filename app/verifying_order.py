"""Verifies the order across streams, which no seal covers: `position` must not contradict what causes what.

Within a stream the sealed numbers tell the order, and each entry its own moment. Across streams `position` is a surrogate that the database
gives: between acts of which neither caused the other it proves nothing, and nobody may read anything from it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.engine.services import MESSAGE, START
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, outbox
from workflows.ledger.report import Finding, shown
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.platform import SETTLED_BY

CASE = "case:"
AT_ONCE = 500
Place = tuple[int, str, int]
"""Position, stream and number of an entry."""
Posted = tuple[str, int, str, str]
"""Kind; the case that a message goes to or a side case comes from; name; what a side case is about."""
_ENTRY = ledger_entry.c
_CAUSES = or_(_ENTRY.number == 1, _ENTRY.act == "deliver", _ENTRY.body.contains('["sent",'))
_WANTED = select(_ENTRY.position, _ENTRY.stream, _ENTRY.number, _ENTRY.body).order_by(_ENTRY.stream, _ENTRY.number)


def order(session: Session) -> Iterator[Finding]:
    """A message comes after it was posted, a side case after it was asked for, a case after its drawing was put in force.

    Of alike ones as many at most have come at any time as had been posted: which of them came first, nothing tells.
    """
    causes = _Causes()
    wanted = _WANTED.where(_ENTRY.stream.startswith(CASE), _CAUSES)
    for entry in session.execute(wanted.execution_options(yield_per=AT_ONCE)):
        causes.learn((entry.position, entry.stream, entry.number), int(entry.stream.removeprefix(CASE)), json.loads(entry.body))
    causes.join(session)
    yield from causes.posts()
    yield from causes.drawings(session)


@dataclass(slots=True)
class _Causes:
    """`sent`: by case, in the order of its entries; `began`: by case, its first entry and what that one followed."""

    sent: defaultdict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    began: dict[int, tuple[Place, str]] = field(default_factory=dict)
    posted: defaultdict[Posted, list[Place]] = field(default_factory=lambda: defaultdict(list))
    came: defaultdict[Posted, list[Place]] = field(default_factory=lambda: defaultdict(list))
    delivered: Counter[Posted] = field(default_factory=Counter)

    def learn(self, place: Place, case: int, body: dict[str, Any]) -> None:
        """Take in what an entry posted, and what caused it."""
        self.sent[case] += [place for fact in body["facts"] if fact[0] == "sent"]
        if body["act"] == "deliver":
            self.came[MESSAGE, case, body["message"], ""].append(place)
        if place[2] == 1:
            self.began[case] = place, body["definition"]

    def join(self, session: Session) -> None:
        """The outbox tells where each post of a case went, in the order of its entries; a case's row, from where it comes."""
        # What a system act asks for beside a case, no entry of that case posts.
        wanted = select(outbox).where(outbox.c.name.not_in(SETTLED_BY.values())).order_by(outbox.c.from_case, outbox.c.id)
        for case, rows in groupby(session.execute(wanted.execution_options(yield_per=AT_ONCE)), lambda row: row.from_case):
            for place, row in zip(self.sent[case], rows, strict=False):  # one more or less: named where the rows are verified
                what = (row.kind, case, row.name, _text(row.payload["of"])) if row.kind == START else (row.kind, row.to_case, row.name, "")
                self.posted[what].append(place)
                self.delivered[what] += row.delivered
        sides = select(case_.c.id, case_.c.parent_id, case_.c.process, case_.c.of).where(case_.c.parent_id.is_not(None))
        for side in session.execute(sides.where(case_.c.process.not_in(SETTLED_BY.values()))):
            if side.id in self.began:
                self.came[START, side.parent_id, side.process, _text(side.of)].append(self.began[side.id][0])

    def posts(self) -> Iterator[Finding]:
        """The n-th of its kind that came stands behind the n-th that was posted; of messages, as many came as the outbox says."""
        for what in sorted(self.posted.keys() | self.came.keys(), key=str):
            came = sorted(self.came[what])
            for cause, place in zip(sorted(self.posted[what]), came, strict=False):
                if cause > place:
                    yield _before(place, cause)
            if what[0] == MESSAGE and self.delivered[what] != len(came):
                subject = f"outbox to case {what[1]} {what[2]} delivered"
                yield Finding("", 0, "row", shown(len(came)), shown(self.delivered[what]), subject)

    def drawings(self, session: Session) -> Iterator[Finding]:
        """A case begins after the entry that brought its drawing in."""
        brought = {}
        for entry in session.execute(_WANTED.where(_ENTRY.stream == SYSTEM, _ENTRY.act == "publish")):
            brought.update({one["hash"]: (entry.position, SYSTEM, entry.number) for one in json.loads(entry.body)["versions"]})
        for place, definition in self.began.values():
            if definition in brought and brought[definition] > place:
                yield _before(place, brought[definition])


def _before(place: Place, cause: Place) -> Finding:
    position, stream, number = place
    return Finding(stream, number, "order", f"> {cause[0]} ({cause[1]} {cause[2]})", shown(position), "ledger_entry position")


def _text(of: Any) -> str:
    return json.dumps(of, sort_keys=True, ensure_ascii=False)
