"""The machine step of an entry of the library: its time is over (Art. 19)."""

from __future__ import annotations

from workflows.act import Act, Operation
from workflows.procurement.models.library import CONSENTED, EXPIRED, entry_of


def expire(act: Act) -> None:
    """The entry leaves the library; one that was replaced keeps its word."""
    entry = entry_of(act)
    if entry.state == CONSENTED:
        entry.state = EXPIRED


OPERATIONS: dict[str, Operation] = {"library.expire": expire}
