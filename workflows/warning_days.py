"""When somebody is told of a last day: before it, and once after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Warnings:
    """Calendar days `before` a last day, `late` days after it. The first of `roles` that is not the late one's own looks after it."""

    before: tuple[int, ...]
    late: int
    roles: tuple[str, ...]


class WarningDays(Protocol):
    """The part of the register that the clock asks."""

    def warnings(self, session: Session, deadline_id: str, on: dt.date) -> Warnings:
        """When to remind of a period, as the register says on a day, and who is told that it has passed."""

    def furthest(self, session: Session, on: dt.date) -> int:
        """The most calendar days before a last day on which anybody is reminded of any period, as the register says on a day."""
