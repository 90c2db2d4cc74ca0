"""Review and approval entered on the city's platform, and the approval shown to the public (Art. 24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from forms.base import Form, Line
from forms.fields import Choice, Date, Moment, Number, Reference, Rows, Text, YesNo
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, money, spending
from workflows.procurement.models.notices import PlatformReceipt, keep_receipt
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.platform import received
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.models.review import Objection
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import platform as rules
from workflows.procurement.rules import rulings
from workflows.text import _

APPROVAL = "立项公示"


class ReceiptLine(Line):
    """A receipt of the platform."""

    act = Choice(_("事项"), rules.BOTH)
    number = Reference(_("回执编号"), most=60)
    received_at = Moment(_("回执时间"))


class RecordReceipts(Form):
    """登记市级平台审核、审批回执."""

    task = "review.record_receipts"
    submit = _("登记回执")

    receipts = Rows(_("平台回执"), ReceiptLine, least=1)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """No number twice."""
        yield from rules.numbers_are_told_apart([one["number"] for one in data["receipts"]])

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each of the two, filled in where the platform has answered by itself."""
        return {"receipts": [_receipt_line(act, one) for one in rules.BOTH]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep a receipt of the review and one of the approval (ART-24.1). Raises Refused."""
        project, lines = project_of(act), data["receipts"]
        numbers = [one["number"] for one in lines]
        taken = act.session.scalars(select(PlatformReceipt.number).where(PlatformReceipt.number.in_(numbers))).all()
        act.check(rules.both_are_recorded, [one["act"] for one in lines])
        for place, one in enumerate(lines):
            act.check(rules.number_is_new, one["number"], taken, f"receipts.{place}.number")
            earliest = _since(project, one["act"])
            act.check(rules.receipt_is_of_its_time, one["received_at"], earliest, act.now, f"receipts.{place}.received_at")
        act.settle()
        for one in lines:
            keep_receipt(act, project.id, one["act"], one["number"], one["received_at"])
        return {}


class StartPublicity(Form):
    """发布立项公示."""

    task = "review.start_publicity"
    asks: ClassVar[frozenset[str]] = ASKED
    submit = _("发布公示")

    notice_text = Text(_("公示内容"), most=4000, long=True)
    channel = Text(_("公示渠道"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()
    masked = YesNo(_("个人信息已脱敏"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """The text with the project's name and the amount approved."""
        project = project_of(act)
        amount = project.amount if project.approved_amount is None else project.approved_amount
        text = _("{title}，预算{amount}元，现予公示").format(title=project.title, amount=money.figures(amount))
        return {"notice_text": text, "channel": publication(act, APPROVAL)["channel"]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How long the notice stands."""
        return {"notice_text": _("公示{n}个工作日，期满方可进入采购。").format(n=lawbook.figure(act.session, "TD04", occasion(act)))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the approval for the town's period (TD04). Raises Refused (ART-24.1, 24.3, CAL-gap)."""
        project, text = project_of(act), data["notice_text"]
        said = publication(act, APPROVAL)
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.check(rules.masking_is_done, data["masked"] or not said["masked"])
        act.check(rules.nobody_is_exposed, text, "notice_text")
        act.settle()
        period = act.period(said["period"])
        publish_with_receipt(act, project.id, "project", text, period.rolled or period.due, data)
        return {}


class ObjectionLine(Line):
    """An objection with its answer."""

    received_on = Date(_("收到日期"))
    text = Text(_("异议内容"), most=1000)
    answer = Text(_("答复"), most=1000)
    upheld = YesNo(_("是否成立"))


class ClosePublicity(Form):
    """登记公示结果."""

    task = "review.close_publicity"
    submit = _("登记公示结果")

    objections = Number(_("收到异议"), unit=_("件"))
    objection_note = Text(_("异议及处理情况"), most=2000, long=True, required=False, load_default="")
    objection_list = Rows(
        _("异议逐件登记"), ObjectionLine, required=False, load_default=list, help=_("每件异议一行，答复后方可结束公示；不写异议人姓名。")
    )
    outcome = Choice(_("结果"), (rules.NO_OBJECTION, rules.UPHELD))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Objections are written down, each with its answer, and the result follows them."""
        number, lines, outcome = int(data["objections"]), data["objection_list"], data["outcome"]
        yield from rules.objections_are_dealt_with(number, data["objection_note"], outcome)
        yield from rulings.objections_are_each_answered(number, [one["answer"] for one in lines])
        if number and number == len(lines):
            yield from rulings.result_follows_the_objections(any(one["upheld"] for one in lines), outcome == rules.UPHELD)

    def prefill(self, act: Act) -> dict[str, Any]:
        """Mostly nobody objects."""
        return {"objections": "0"}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Close the publicity (TD04); an objection upheld takes the approval back and frees the money. Raises Refused."""
        project, period = project_of(act), act.freed("TD04")
        act.check(rules.publicity_is_over, period.frees_at if period else None, act.now)
        for place, one in enumerate(data["objection_list"]):
            act.check(rulings.objection_came_in_time, one["received_on"], project.submitted_at.date(), act.today, place)
        act.settle()
        give_opinion(act, project.id, data["outcome"], data["objection_note"], objections=int(data["objections"]))
        _keep_objections(act, project, data["objection_list"])
        if data["outcome"] == rules.UPHELD:
            spending.unreserve(act, project.id)
            project.approval_no = project.approved_amount = project.approved_at = None
            project.state = "review"
        return {"outcome": data["outcome"]}


def _keep_objections(act: Act, project: Project, lines: Sequence[Mapping[str, Any]]) -> None:
    whose = {"project_id": project.id, "case_id": act.case.id, "authority_id": project.authority_id, "revision": project.revision}
    for place, one in enumerate(lines):
        act.session.add(Objection(**whose, position=place, actor=act.who, at=act.now, **one))


def _receipt_line(act: Act, what: str) -> dict[str, str]:
    entry = received(act.session, project_of(act).id, what)
    if entry is None or entry.received_at is None:
        return {"act": what, "number": "", "received_at": ""}
    return {"act": what, "number": entry.number or "", "received_at": entry.received_at.astimezone(SHANGHAI).isoformat(timespec="minutes")}


def _since(project: Project, what: str) -> dt.datetime:
    """Before this moment there was nothing to enter."""
    if what == rules.APPROVED and project.approved_at is not None:
        return project.approved_at
    return project.submitted_at
