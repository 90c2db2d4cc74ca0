"""What a case's entries say that its rows should be: its own row, work items, periods, what it posted. Told by the entries alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.engine.worklist import last_moment

ITEM = (
    *("task", "role", "place", "assignee", "excluded", "due_id", "due_from", "due_on", "due_pending", "due_at"),
    *("state", "opened_at", "closed_at", "closed_by", "closed_post", "because", "revision", "claimed_by"),
)
"""Columns of a work item of which its entries speak."""
REASSIGNED, HANDED = "reassigned", "handed"
"""Facts: a task of the project's case, or of the case itself, was given to somebody else."""
UNMANNED = "unmanned"
"""Fact: a task that nobody may do, whose it is, and the task of whoever names somebody."""
REVISED = 1
EMPTY = dict.fromkeys(("assignee", "due_id", "due_from", "due_on", "closed_at", "closed_by", "closed_post", "because", "claimed_by"))
Period = tuple[str, str, str | None, bool, str | None, str | None, str, str]
"""Register id, first day, last day (None: 待定), pending, the day to which a holiday moves it, when it frees, effect, when it opened."""
Posted = tuple[str, str, Mapping[str, Any], str | None, Any, str]
"""Kind, name, what it carries, before when it is not delivered, the case that a message goes to, when it was posted."""


@dataclass(slots=True)
class Recorded:
    """One case, entry after entry.

    `items`: by key, each with the number of the entry that spoke last; `spans`: by key, the entries that opened and ended it;
    `keys`: by key of what a person did, the idempotency key of the entry; `periods`, `posted`: in order; `case`: columns of its row.
    """

    items: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    keys: dict[str, str | None] = field(default_factory=dict)
    periods: list[tuple[int, Period]] = field(default_factory=list)
    posted: list[tuple[int, Posted]] = field(default_factory=list)
    case: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def learn(self, number: int, actor: str | None, key: str | None, body: Mapping[str, Any]) -> None:
        """Take in an entry. Raises LookupError, TypeError or ValueError for a body that is none."""
        if number == 1:
            self.case |= {"started_at": (number, body["now"]), "process": (number, body["process"])}
        self.case |= {name: (number, value) for name, value in {**body.get("case", {}), **body.get("ids", {})}.items()}
        if body["act"] == "start":
            self._started(number, actor, body)
        for one in body["opened"]:
            self._opened(number, one, body["now"])
        self._closed(number, actor, body)
        if body["act"] in ("start", "complete"):
            self._end(number, body["key"], state="done", closed_at=body["now"], closed_by=actor, closed_post=body["post"])
            self.keys[body["key"]] = key
        for kind, name, said, *more in body["facts"]:
            if kind == "period":
                self.periods.append((number, (name, *said, body["now"])))
            elif kind == "sent":
                self.posted.append((number, (name, *said, more[0] if more else None, body["now"])))

    def reassigned(self, body: Mapping[str, Any]) -> None:
        """Take in what a side case of this one gave to somebody else, while it was open here."""
        for kind, name, said, *_more in body["facts"]:
            if kind == REASSIGNED:
                self._change(self.items[name][0], name, REVISED, **said)

    def _closed(self, number: int, actor: str | None, body: Mapping[str, Any]) -> None:
        """What the act took back, what its actor may no longer do, what it gave to somebody else."""
        gone = [(key, body.get("because")) for key in body["cancelled"]] + [(key, None) for key in body.get("lapsed", ())]
        for key, because in gone:
            self._end(number, key, state="cancelled", closed_at=body["now"], because=because)
        for apart in body.get("apart", ()):
            self._change(number, apart, excluded=sorted({*self.items[apart][1]["excluded"], actor}))
        for kind, key, said, *_more in (fact for fact in body["facts"] if fact[0] in (HANDED, UNMANNED)):
            self._change(number, key, REVISED, **(said if kind == HANDED else {}))

    def _started(self, number: int, actor: str | None, body: Mapping[str, Any]) -> None:
        role, _at, place = body["post"].partition("@")
        first = {"key": body["key"], "task": body["task"], "role": role, "place": place, "assignee": actor}
        self._opened(number, first, body["now"])

    def _opened(self, number: int, one: Mapping[str, Any], now: str) -> None:
        due_on = one.get("due_on")
        due_at = one.get("due_at") or last_moment(dt.date.fromisoformat(due_on) if due_on else None).isoformat()
        plain: dict[str, Any] = {"state": "open", "revision": 1, "excluded": [], "due_pending": False, "due_at": due_at, "opened_at": now}
        self.spans[one["key"]] = number, None
        self.items[one["key"]] = number, {**EMPTY, **plain, **{name: one[name] for name in ITEM if name in one}}

    def _end(self, number: int, key: str, **values: Any) -> None:
        self.spans[key] = self.spans[key][0], number
        self._change(number, key, REVISED, **values)

    def _change(self, number: int, key: str, times: int = 0, /, **values: Any) -> None:
        """`times`: how often whoever has the item's page open was thereby made to look again."""
        _number, before = self.items[key]
        self.items[key] = number, {**before, **values, "revision": before["revision"] + times}
