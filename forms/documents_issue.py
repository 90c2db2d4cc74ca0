"""Documents go out with their notice, and are clarified or changed until the closing (T02-T09); each period is a gate before the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.comparison import CHANNEL, closing, local, spoken
from forms.publicity import by_hand_moment, by_hand_number, check_receipt, publish_with_receipt
from workflows.act import Act, Facts
from workflows.errors import Reason, Refused, Stale
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.procurements import Procurement, procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.models.solicitations import Solicitation, solicitation_of
from workflows.procurement.money import figures
from workflows.procurement.rules import Bound, platform, tendering
from workflows.procurement.rules.method import CONSULTATION, NEGOTIATION, TENDER
from workflows.procurement.rules.wording import day
from workflows.text import _

Gate = tuple[str, Bound]
"""A period of the register and the rule that holds a date against its end."""


def closing_gate(method: str) -> Gate | None:
    """From the issue to the closing."""
    if method == TENDER:
        return "T02", tendering.time_to_tender
    if method == CONSULTATION:
        return "T07a", tendering.time_to_answer_a_consultation
    return ("T08", tendering.time_to_answer_a_negotiation) if method == NEGOTIATION else None


def providing_gate(method: str) -> Gate | None:
    """How long documents are provided."""
    if method == TENDER:
        return "T04", tendering.tender_documents_are_provided
    return ("T07b", tendering.consultation_documents_are_provided) if method == CONSULTATION else None


def notice_gate(method: str) -> Gate:
    """How long the notice stands."""
    return ("T03", tendering.tender_notice_stands) if method == TENDER else ("T09", tendering.notice_of_talks_stands)


def change_gate(method: str) -> Gate | None:
    """From a change to the closing."""
    if method == TENDER:
        return "T06", tendering.time_after_a_change_of_a_tender
    if method == CONSULTATION:
        return "T07c", tendering.time_after_a_change_of_a_consultation
    return ("T08", tendering.time_after_a_change_of_a_negotiation) if method == NEGOTIATION else None


class IssueDocuments(Form):
    """发出采购文件."""

    task = "documents.issue"
    submit: ClassVar[str] = _("发出采购文件")

    provided_until = fields.Date(_("文件提供截止日期"))
    closes_at = fields.Moment(_("响应截止时间"), example="2026-05-07T15:00")
    notice_until = fields.Date(_("公告截止日期"))
    notice_text = fields.Text(_("公告内容"), long=True, most=3000)
    channel = fields.Text(_("公告媒体"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()
    early_reason = fields.Text(_("意向公开不足30日的理由"), required=False, load_default="", long=True, most=500)

    def prefill(self, act: Act) -> dict[str, Any]:
        """What the notice says, and the medium of the law."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        text = _("{title}（{method}）：最高限价{ceiling}元。{summary}")
        told = {"title": project.title, "method": bought.method, "ceiling": figures(bought.price_ceiling)}
        return {"notice_text": text.format(**told, summary=solicitation_of(act.session, bought).summary), "channel": CHANNEL}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The earliest lawful dates, if it goes out today."""
        method = procurement_of(act.session, project_of(act).id).method or ""
        told = {"closes_at": closing_gate(method), "provided_until": providing_gate(method), "notice_until": notice_gate(method)}
        found = {name: earliest(act, gate[0]) for name, gate in told.items() if gate}
        return {name: _("今日发出的，最早{day}").format(**date) for name, date in found.items() if date}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Issue, publish and open the periods. Raises Refused (T01-T04, T07-T09, CAL-gap): a day too short names the earliest."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        written = solicitation_of(act.session, bought)
        closes_on = local(data["closes_at"]).date()
        self._intended(act, data["early_reason"])
        check_gate(act, closing_gate(written.method), closes_on)
        check_gate(act, providing_gate(written.method), data["provided_until"])
        check_gate(act, notice_gate(written.method), data["notice_until"])
        act.check(tendering.documents_are_provided_until_the_closing_at_most, data["provided_until"], closes_on)
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        written.issued_on, written.issued_by = act.today, act.who
        written.provided_until, written.closes_at = data["provided_until"], data["closes_at"]
        bought.state, bought.invited_on, bought.invited_by, bought.closes_at = "invited", act.today, act.who, data["closes_at"]
        bought.awarded = bought.award_price = bought.recommended = None
        publish_with_receipt(act, project.id, "call", data["notice_text"], data["notice_until"], data)
        return {}

    @staticmethod
    def _intended(act: Act, reason: str) -> None:
        shown = act.freed("T01")
        if (
            shown is not None
            and shown.rolled is not None
            and act.check(tendering.intention_was_public_long_enough, act.today, shown.rolled, reason)
        ):
            act.record.flags.append(tendering.LATE_INTENTION)


class ChangeDocuments(Form):
    """澄清或者修改采购文件."""

    task = "documents.change"
    submit: ClassVar[str] = _("发出澄清、修改")
    undated: ClassVar[bool] = True

    changes = fields.Text(_("澄清或者修改的内容"), long=True, most=3000)
    affects = fields.YesNo(_("可能影响响应文件编制"))
    closes_at = fields.Moment(_("响应截止时间"), help=_("须顺延的填写新的时间，不得提前。"))
    channel = fields.Text(_("公告媒体"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()
    change = fields.Attachment(_("澄清、修改文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """The closing as it stands."""
        closes_at = closing(procurement_of(act.session, project_of(act).id))
        return {"closes_at": f"{local(closes_at):%Y-%m-%dT%H:%M}", "channel": CHANNEL}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when what is changed today leaves time enough."""
        method = procurement_of(act.session, project_of(act).id).method or ""
        gate = change_gate(method)
        found = earliest(act, gate[0]) if gate else {}
        return {"closes_at": _("影响响应的，最早{day}截止").format(**found)} if found else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Change what was issued, and move the closing where the law wants it. Raises Stale after the closing, Refused (T06, T07c)."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        written, before = solicitation_of(act.session, bought), closing(bought)
        if act.now >= before:
            raise Stale([Reason(_("响应已于{at}截止，不能再修改采购文件。").format(at=spoken(before)))])
        act.check(tendering.closing_is_not_brought_forward, data["closes_at"], before)
        if data["affects"]:
            check_gate(act, change_gate(written.method), local(data["closes_at"]).date())
        act.check(platform.nobody_is_exposed, data["changes"], "changes")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        written.changed_on, written.changes, written.closes_at = act.today, data["changes"], data["closes_at"]
        bought.closes_at = data["closes_at"]
        publish_with_receipt(act, project.id, "change", data["changes"], None, data)
        attach(act, "change", data["change"])
        return {}


def check_gate(act: Act, gate: Gate | None, date: dt.date) -> None:
    """Hold a date against the end of a period that begins today; what is found waits for `settle`."""
    if gate is None:
        return
    end = act.period(gate[0])
    if end.rolled is not None:
        act.check(gate[1], date, end.rolled)


def earliest(act: Act, period: str) -> dict[str, str]:
    """The last day of a least period that begins today, in words; empty where the calendar does not reach that far."""
    try:
        due = due_of(act, period, act.today)
    except Refused:
        return {}
    return {"day": day(due.rolled)} if due.rolled else {}


def current(act: Act) -> tuple[Project, Procurement, Solicitation]:
    """Project, purchase and the procedure of the current round. Raises Missing."""
    project = project_of(act)
    bought = procurement_of(act.session, project.id)
    return project, bought, solicitation_of(act.session, bought)
