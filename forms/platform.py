"""What the publicity officer does about entries for the city's platform that have no receipt: enter it by hand, send again (Art. 24)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.errors import Reason, Stale
from workflows.procurement.models.notices import PlatformReceipt
from workflows.procurement.models.platform import ENTRY, FAILED, OPEN, WAITING, PlatformEntry, enter_by_hand, unsettled
from workflows.procurement.rules import platform as rules
from workflows.text import _


class SettleEntry(Form):
    """办理市级平台事项."""

    task = "platform.settle"
    undated: ClassVar[bool] = True
    submit = _("登记")

    entry = fields.Pick(_("待办事项"), "entries")
    outcome = fields.Choice(_("办理方式"), (rules.ENTERED, rules.SEND_AGAIN))
    number = fields.Reference(_("回执编号"), most=60, required=False, load_default="", needed=rules.NEEDED)
    received_at = fields.Moment(_("回执时间"), required=False, load_default=None, needed=rules.NEEDED)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A receipt is a number and a moment; sending again needs neither."""
        yield from rules.receipt_is_whole(data["outcome"], data["number"], data["received_at"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The entry that could not be sent, where the task is about one."""
        return {"entry": act.case.of["entry"]} if "entry" in act.case.of else {}

    def choices(self, act: Act) -> Choices:
        """What the office has not yet entered, and the entry that the task is about."""
        return {"entries": [(one.reference, _line(one)) for one in _offered(act)]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Complete the entry with the platform's receipt, or let the machine send it again (ART-24.1). Raises Refused, Stale."""
        entry = _chosen(act, data["entry"])
        if entry.state not in OPEN:
            act.check(rules.received_meanwhile, entry.number or "")
            act.settle()
        elif data["outcome"] == rules.ENTERED:
            act.check(rules.number_is_new, data["number"], _taken(act, data["number"]), "number")
            act.check(rules.receipt_is_of_its_time, data["received_at"], entry.at, act.now, "received_at")
            act.settle()
            enter_by_hand(entry, act.who, data["number"], data["received_at"])
        else:
            entry.state, entry.error = WAITING, ""
            entry.tries, entry.next_try_at, entry.last_error = 0, None, None
        act.case.title = _("市级平台：{subject}").format(subject=entry.subject)[:200]
        return {}


STATES = {FAILED: _("发送失败"), WAITING: _("待办理")}


def _line(entry: PlatformEntry) -> str:
    state = STATES.get(entry.state) or _("已有回执")
    return _("{act}：{subject}（{state}）").format(act=entry.act, subject=entry.subject[:60], state=state)


def _offered(act: Act) -> list[PlatformEntry]:
    """What waits in the office; the entry that the task is about too if a receipt came meanwhile, so that the task can be ended."""
    waiting = list(unsettled(act.session, act.case.authority_id))
    own = act.session.get(PlatformEntry, act.case.subject_id) if act.case.subject_kind == ENTRY else None
    return waiting if own is None or own in waiting else [own, *waiting]


def _chosen(act: Act, reference: str) -> PlatformEntry:
    found = [one for one in _offered(act) if one.reference == reference]
    if not found:
        raise Stale([Reason(_("这件事项已有平台回执，不必再办理。"))])
    return act.session.scalars(select(PlatformEntry).where(PlatformEntry.id == found[0].id).with_for_update()).one()


def _taken(act: Act, number: str) -> list[str]:
    """The number, where a receipt already has it."""
    receipts = act.session.scalars(select(PlatformReceipt.number).where(PlatformReceipt.number == number)).all()
    entries = act.session.scalars(select(PlatformEntry.number).where(PlatformEntry.number == number)).all()
    return [one for one in (*receipts, *entries) if one]
