"""The queue to the city's platform: claim in one transaction, send outside any, record the receipt as an act of the machine.

Whoever dies between sending and recording leaves the claim; it ends, and the next one sends the same bytes with the same key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.platform.line import Receipt, Unsent, send
from workflows.errors import Missing
from workflows.procurement.models.platform import WAITING, PlatformEntry, sent_bytes

LEASE = dt.timedelta(minutes=2)
"""How long a claim holds; longer than a request may take."""
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=2)
MOST_TRIES = 10
AT_ONCE = 20
Line = Callable[[str, bytes, str], Receipt]


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry that this worker may send now."""

    id: int
    hash: str
    body: bytes
    tries: int

    @property
    def key(self) -> str:
        """The same at every repetition of one entry."""
        return f"{self.hash}-{self.id}"


def deliver(bench: Workbench, line: Line = send) -> int:
    """Send what waits, at most AT_ONCE entries; answers how many were tried. Nothing happens where no interface is configured."""
    tried = 0
    while bench.config.platform and tried < AT_ONCE and (claim := claimed(bench)) is not None:
        _deliver_one(bench, claim, line)
        tried += 1
    return tried


def claimed(bench: Workbench) -> Claim | None:
    """Take the oldest entry whose time has come, if nobody else has it."""
    wall = bench.clock.wall()
    with bench.databases.look() as connection:
        if connection.execute(select(_ripe(wall).exists())).scalar_one() is False:
            return None
    with bench.databases.write() as session:
        row = session.execute(_ripe(wall).with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        _set(session, row.id, tries=row.tries + 1, next_try_at=wall + LEASE)
        return Claim(row.id, row.hash, sent_bytes(row.payload), row.tries + 1)


def _ripe(wall: dt.datetime) -> Select[int, str, dict[str, Any], int]:
    entry = PlatformEntry
    ripe = or_(entry.next_try_at.is_(None), entry.next_try_at <= wall)
    return select(entry.id, entry.hash, entry.payload, entry.tries).where(entry.state == WAITING, ripe).order_by(entry.id).limit(1)


def _set(session: Session, entry: int, **values: object) -> None:
    session.execute(update(PlatformEntry).where(PlatformEntry.id == entry).values(**values))


def _deliver_one(bench: Workbench, claim: Claim, line: Line) -> None:
    try:
        receipt = line(bench.config.platform, claim.body, claim.key)
    except Unsent as error:
        _later(bench, claim, str(error), given_up=error.final or claim.tries >= MOST_TRIES)
        return
    told = {"hash": claim.hash, "number": receipt.number, "received_at": receipt.received_at.isoformat()}
    _record(bench, "platform.receive", told)


def _later(bench: Workbench, claim: Claim, said: str, *, given_up: bool) -> None:
    """Try again after a growing pause; after the last try it is a person's."""
    pause = min(FIRST_PAUSE * 2 ** (claim.tries - 1), LONGEST_PAUSE)
    with bench.databases.write() as session:
        _set(session, claim.id, next_try_at=bench.clock.wall() + pause, last_error=said)
    if given_up:
        _record(bench, "platform.give_up", {"hash": claim.hash, "error": said})


def _record(bench: Workbench, name: str, told: dict[str, str]) -> None:
    try:
        bench.runtime.register(name, told, None)
    except Missing:
        # Somebody has entered it by hand in the meantime, or another worker was told the same: what stands, stands.
        return
