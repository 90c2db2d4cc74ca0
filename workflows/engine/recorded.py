"""What a case's entries say that its rows should be: work items, periods. Told by the entries alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ITEM = ("task", "role", "place", "assignee", "due_id", "due_from", "due_on", "due_pending", "state", "closed_by", "closed_post")
"""Columns of a work item of which its entries speak."""
EMPTY = {"assignee": None, "due_id": None, "due_from": None, "due_on": None, "due_pending": False, "closed_by": None, "closed_post": None}
Period = tuple[str, str, str | None, bool]
"""Register id, first day, last day (None: 待定), pending."""


@dataclass(slots=True)
class Recorded:
    """One case, entry after entry. `items`: by key, each with the number of the entry that spoke last; `periods`: in order."""

    items: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    periods: list[tuple[int, Period]] = field(default_factory=list)

    def learn(self, number: int, actor: str | None, body: Mapping[str, Any]) -> None:
        """Take in an entry. Raises LookupError, TypeError or ValueError for a body that is none."""
        if body["act"] == "start":
            self._started(number, actor, body)
        for one in body["opened"]:
            self.items[one["key"]] = number, {**EMPTY, "state": "open", **{name: one[name] for name in ITEM if name in one}}
        for key in body["cancelled"]:
            self._change(number, key, state="cancelled")
        if body["act"] in ("start", "complete"):
            self._change(number, body["key"], state="done", closed_by=actor, closed_post=body["post"])
        self.periods += [(number, (name, *said)) for kind, name, said, *_more in body["facts"] if kind == "period"]

    def _started(self, number: int, actor: str | None, body: Mapping[str, Any]) -> None:
        role, _at, _place = body["post"].partition("@")
        first = {**EMPTY, "task": body["task"], "role": role, "place": body["authority"], "assignee": actor}
        self.items[body["key"]] = number, first

    def _change(self, number: int, key: str, **values: Any) -> None:
        _number, before = self.items[key]
        self.items[key] = number, {**before, **values}
