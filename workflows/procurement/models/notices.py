"""What was made public, and the municipal platform's receipts for what happened there (Art. 24)."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.act import Act
from workflows.procurement.models.platform import enter_by_hand, open_entry, tell_platform
from workflows.schema import Id, Instant, Row

PUBLISHED = "公示"


class Notice(Row):
    """A publication (ART-24.3). `kind`: project, call, result, contract, acceptance, evaluation, or of a standing duty: no project.

    Shown from and to those dates, both included.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int | None] = mapped_column(Id, index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(100))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the text, hex: what was sent to the channel."""
    published_by: Mapped[str] = mapped_column(String(60))
    published_at: Mapped[dt.datetime] = mapped_column(Instant)


class PlatformReceipt(Row):
    """A receipt of the municipal platform (ART-24.1). `act`: 审核, 审批, 公示 …; a number is given once in the city."""

    __tablename__ = "platform_receipt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    received_at: Mapped[dt.datetime] = mapped_column(Instant)
    notice_id: Mapped[int | None] = mapped_column(Id)
    recorded_by: Mapped[str] = mapped_column(String(60))


def publish(act: Act, project_id: int | None, kind: str, text: str, channel: str, to_date: dt.date | None) -> Notice:
    """Write a notice shown from today to `to_date`, and its entry for the platform; flushed, so that a receipt can name it."""
    notice = Notice(
        project_id=project_id,
        case_id=act.case.id,
        authority_id=act.case.authority_id,
        kind=kind,
        text=text,
        channel=channel,
        from_date=act.today,
        to_date=to_date,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        published_by=act.who,
        published_at=act.now,
    )
    act.session.add(notice)
    act.session.flush()
    last = to_date.isoformat() if to_date else None
    shown = {"kind": kind, "text": text, "channel": channel, "from": act.today.isoformat(), "to": last}
    tell_platform(act, project_id, PUBLISHED, text.splitlines()[0] if text else kind, shown, notice.id)
    return notice


def keep_receipt(
    act: Act, project_id: int, what: str, number: str, received_at: dt.datetime, notice: Notice | None = None
) -> PlatformReceipt:
    """Write a receipt and complete the entry that waits for it; that number and time are possible is `rules.platform`'s to say before."""
    receipt = PlatformReceipt(
        project_id=project_id,
        case_id=act.case.id,
        authority_id=act.case.authority_id,
        act=what,
        number=number,
        received_at=received_at,
        notice_id=notice.id if notice else None,
        recorded_by=act.who,
    )
    act.session.add(receipt)
    entry = open_entry(act.session, project_id, what, receipt.notice_id)
    if entry is not None:
        enter_by_hand(entry, act.who, number, received_at)
    return receipt
