"""What the city's platform is told of each review, approval and publication (Art. 24): what was sent, its hash, the platform's receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Index, Integer, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.procurement.models.people import Authority
from workflows.procurement.rules.exposure import masked
from workflows.schema import Id, Instant, Json, Row
from workflows.side_case import SideCase
from workflows.text import _

WAITING, RECEIVED, BY_HAND, FAILED = "waiting", "received", "by_hand", "failed"
OPEN = (WAITING, FAILED)
ENTRY = "platform_entry"
"""What the case of a person who settles one is about."""
SETTLED_BY = {True: "standing/platform_entry", False: "standing/platform_district"}
"""The process by which what could not be sent is settled by a person: of a town, of a district."""
DELIVERY = {"derived": True}
"""How often it was tried is the queue's own business: no act of anybody, so no part of history."""


class PlatformEntry(Row):
    """One entry. `act`: 审核, 审批 or 公示. `state`: waiting, received (over the interface), by_hand, failed (given up, for a person).

    `payload` is what is sent, masked; `hash` its SHA-256 (hex) in canonical JSON; `reference` names it to people (ART-24.1).
    """

    __tablename__ = "platform_entry"
    __table_args__ = (
        Index("ix_platform_entry_project", "project_id", "act"),
        Index("ix_platform_entry_state", "state", "next_try_at"),
        Index("ix_platform_entry_hash", "hash"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int | None] = mapped_column(Id)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    act: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(300))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    hash: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(40), index=True)
    notice_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(60))
    """The platform's own number."""
    received_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    settled_by: Mapped[str | None] = mapped_column(String(60))
    error: Mapped[str] = mapped_column(String(300))
    """Why it was given up."""
    tries: Mapped[int] = mapped_column(Integer, info=DELIVERY, server_default="0", default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(Instant, info=DELIVERY)
    last_error: Mapped[str | None] = mapped_column(String(300), info=DELIVERY)


def tell_platform(act: Act, project_id: int | None, what: str, subject: str, said: Mapping[str, Any], notice_id: int | None = None) -> None:
    """Write down what the platform is to be told, in the act of which it tells; one insert, no read. `said`: texts and plain values."""
    about = {"authority": act.case.authority_id, "project": act.case.number, "title": masked(act.case.title)}
    told = {name: masked(value) if isinstance(value, str) else value for name, value in said.items()}
    payload = {"act": what, "subject": masked(subject), **about, "at": act.now.astimezone(dt.UTC).isoformat(), **told}
    sealed = hashlib.sha256(sent_bytes(payload)).hexdigest()
    act.enter(
        PlatformEntry,
        project_id=project_id,
        case_id=act.case.id,
        authority_id=act.case.authority_id,
        act=what,
        subject=payload["subject"][:300],
        payload=payload,
        hash=sealed,
        reference=f"PT{act.today:%Y%m%d}-{_mark(payload, act.now)}",
        notice_id=notice_id,
        at=act.now,
        state=WAITING,
        number=None,
        received_at=None,
        settled_by=None,
        error="",
        tries=0,
        next_try_at=None,
        last_error=None,
    )


def _mark(payload: Mapping[str, Any], now: dt.datetime) -> str:
    """What people call an entry: of what was told and the minute, not the microsecond, so that a case played again names the same."""
    minute = now.astimezone(dt.UTC).isoformat(timespec="minutes")
    return hashlib.sha256(sent_bytes({**payload, "at": minute})).hexdigest()[:12]


def sent_bytes(payload: Mapping[str, Any]) -> bytes:
    """The very bytes that are sent and whose hash the entry keeps: JSON, names in order, UTF-8."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def open_entry(session: Session, project_id: int, what: str, notice_id: int | None = None) -> PlatformEntry | None:
    """The latest entry of a project that has no receipt yet, locked; of one notice if named."""
    mine = [PlatformEntry.project_id == project_id, PlatformEntry.act == what, PlatformEntry.state.in_(OPEN)]
    if notice_id is not None:
        mine.append(PlatformEntry.notice_id == notice_id)
    wanted = select(PlatformEntry).where(*mine).order_by(PlatformEntry.id.desc()).limit(1)
    return session.scalars(wanted.with_for_update()).first()


def received(session: Session, project_id: int, what: str) -> PlatformEntry | None:
    """The latest entry of a project for which the platform itself gave a receipt."""
    mine = PlatformEntry.project_id == project_id, PlatformEntry.act == what, PlatformEntry.state == RECEIVED
    return session.scalars(select(PlatformEntry).where(*mine).order_by(PlatformEntry.id.desc()).limit(1)).first()


def unsettled(session: Session, authority_id: str) -> Sequence[PlatformEntry]:
    """What an office still has to enter, the oldest first."""
    mine = select(PlatformEntry).where(PlatformEntry.authority_id == authority_id, PlatformEntry.state.in_(OPEN))
    return session.scalars(mine.order_by(PlatformEntry.id)).all()


def delivers(session: Session) -> bool:
    """Whether the interface brings receipts by itself: what was last told about it is a receipt, not a failure."""
    told = select(PlatformEntry.state).where(or_(PlatformEntry.state == RECEIVED, PlatformEntry.error != ""))
    return session.scalar(told.order_by(PlatformEntry.id.desc()).limit(1)) == RECEIVED


def enter_by_hand(entry: PlatformEntry, who: str, number: str, received_at: dt.datetime) -> None:
    """A person has entered it on the platform and tells its number."""
    entry.state, entry.number, entry.received_at, entry.settled_by = BY_HAND, number, received_at, who


def note_received(session: Session, now: dt.datetime, data: Any) -> None:
    """System act `platform.receive`: the platform's receipt for what was sent (`hash`, `number`, `received_at`). Raises Missing."""
    entry = _waiting(session, data["hash"])
    entry.state, entry.number, entry.settled_by = RECEIVED, str(data["number"]), "system"
    entry.received_at = dt.datetime.fromisoformat(data["received_at"])


def note_given_up(session: Session, now: dt.datetime, data: Any) -> SideCase:
    """System act `platform.give_up`: it could not be sent (`hash`, `error`); a task opens for a person. Raises Missing."""
    entry = _waiting(session, data["hash"])
    entry.state, entry.error = FAILED, str(data["error"])[:300]
    above = session.execute(select(Authority.parent_id).where(Authority.id == entry.authority_id)).scalar_one()
    title = _("市级平台未送达：{subject}").format(subject=entry.subject)[:200]
    return SideCase(entry.case_id, SETTLED_BY[above is not None], (ENTRY, entry.id), {"entry": entry.reference}, title)


def _waiting(session: Session, sealed: str) -> PlatformEntry:
    wanted = select(PlatformEntry).where(PlatformEntry.hash == sealed, PlatformEntry.state == WAITING).order_by(PlatformEntry.id).limit(1)
    entry = session.scalars(wanted.with_for_update()).first()
    if entry is None:
        raise Missing([Reason(_("这件事项已有平台回执。"))])
    return entry
