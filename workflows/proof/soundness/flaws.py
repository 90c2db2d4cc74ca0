"""What the exploration can find wrong with a process, and the shortest way that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["deadlock", "livelock", "improper", "dead", "unbounded", "unproven"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """`trace`: ids of nodes and flows in the order in which tokens pass them, from the start to where it goes wrong."""

    kind: Kind
    element: str
    reason: str
    mend: str
    trace: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """Reason and remedy as one text."""
        return f"{self.reason}{self.mend}"
