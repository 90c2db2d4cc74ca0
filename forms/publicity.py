"""What every publication shares (Art. 24): a platform receipt that is new and of its time, a text that exposes nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.act import Act
from workflows.procurement.models.notices import PlatformReceipt, keep_receipt, publish
from workflows.procurement.rules import platform


def check_receipt(act: Act, number: str, received_at: dt.datetime) -> None:
    """The receipt was not entered before, and lies between the opening of this task and now."""
    taken = act.session.scalars(select(PlatformReceipt.number).where(PlatformReceipt.number == number)).all()
    not_before = act.item.opened_at if act.item else act.now
    act.check(platform.number_is_new, number, taken, "receipt_number")
    act.check(platform.receipt_is_of_its_time, received_at, not_before, act.now, "receipt_at")


def publish_with_receipt(act: Act, project_id: int, kind: str, text: str, until: dt.date | None, data: Mapping[str, Any]) -> None:
    """Write the notice, shown from today to `until`, and the platform's receipt for it; `data`: channel, receipt_number, receipt_at."""
    notice = publish(act, project_id, kind, text, data["channel"], until)
    keep_receipt(act, project_id, platform.PUBLISHED, data["receipt_number"], data["receipt_at"], notice)
