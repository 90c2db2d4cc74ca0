"""What an act outside any case asks for: a task of somebody's, in a case of its own beside another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SideCase:
    """The case to begin. `beside`: the id of the other; `subject`: the kind of row that it is about and its id; `of`: its business key."""

    beside: int
    process: str
    subject: tuple[str, int]
    of: Mapping[str, Any]
    title: str
