"""What every publication shares (Art. 24): a platform receipt that is new and of its time, a text that exposes nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms import fields
from workflows.act import Act
from workflows.procurement.models.notices import PlatformReceipt, keep_receipt, publish
from workflows.procurement.models.platform import delivers
from workflows.procurement.rules import platform
from workflows.text import _

ASKED = frozenset({"publication"})
"""The table that every publication asks."""


def publication(act: Act, event: str) -> Mapping[str, Any]:
    """Where an event is made public (`channel`), for which period of the register, and whether personal data is masked before (D11)."""
    said: Mapping[str, Any] = act.decide("publication", event=event)
    return said


def by_hand_number(example: str = "") -> fields.Reference:
    """The platform's number, where a person enters it."""
    label, needed = _("平台回执编号"), platform.BY_HAND_ONLY
    return fields.Reference(label, most=60, required=False, load_default="", needed=needed, example=example)


def by_hand_moment(example: str = "") -> fields.Moment:
    """When the platform took it, where a person enters it."""
    return fields.Moment(_("回执时间"), required=False, load_default=None, needed=platform.BY_HAND_ONLY, example=example)


def check_receipt(act: Act, number: str, received_at: dt.datetime | None) -> None:
    """Entered by hand it is whole and new, and lies between the opening of this task and now; left out only where the machine sends."""
    act.check(platform.receipt_is_given, number, received_at, delivers(act.session))
    if received_at is None or not number:
        return
    taken = act.session.scalars(select(PlatformReceipt.number).where(PlatformReceipt.number == number)).all()
    not_before = act.item.opened_at if act.item else act.now
    act.check(platform.number_is_new, number, taken, "receipt_number")
    act.check(platform.receipt_is_of_its_time, received_at, not_before, act.now, "receipt_at")


def publish_with_receipt(act: Act, project_id: int, kind: str, text: str, until: dt.date | None, data: Mapping[str, Any]) -> None:
    """Write the notice, shown from today to `until`, and the receipt that a person has; `data`: channel, receipt_number, receipt_at."""
    notice = publish(act, project_id, kind, text, data["channel"], until)
    if data["receipt_number"]:
        keep_receipt(act, project_id, platform.PUBLISHED, data["receipt_number"], data["receipt_at"], notice)
