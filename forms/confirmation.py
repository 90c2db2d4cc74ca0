"""From the report to the letter of award (T11-T13), or the notice that a procedure failed (C214 34, O87 43)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms import fields
from forms.award import AWARDED, FAILED
from forms.base import Choices, Form
from forms.comparison import CHANNEL, names_of
from forms.documents_issue import current
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import planners, ties
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.deadlines import due_of
from workflows.procurement.directory import tie_to
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.solicitations import Standing, standings_of
from workflows.procurement.money import figures
from workflows.procurement.renewals import last_time
from workflows.procurement.rules import comparison, platform
from workflows.procurement.rules import confirmation as rules
from workflows.procurement.rules.renewal import renewed_after_a_good_result
from workflows.procurement.rules.review import opinion_in_words
from workflows.text import _

EVENT = "成交结果"
"""As the table of publications calls it."""
AGAIN, OTHER = "整改后重新采购", "申请采用其他采购方式"


class ReceiveReport(Form):
    """接收评审报告."""

    task = "confirmation.receive_report"
    submit: ClassVar[str] = _("登记收到")

    received_on = fields.Date(_("收到评审报告日期"))
    complete = fields.YesNo(_("成员已签署或者视为同意，资料齐全"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A report that is not complete is not received."""
        if not data["complete"]:
            yield Reason(_("资料不齐的，请先补齐后登记。"), "complete", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """Today."""
        return {"received_on": act.today.isoformat()}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The buyer's five working days run from here (T12); a late report is noted (T11). Raises Invalid."""
        _project, _bought, one = current(act)
        reported = one.reported_on or act.today
        act.check(rules.report_is_received_after_the_review, data["received_on"], reported, act.today)
        act.check(rules.report_reaches_the_buyer_in_time, data["received_on"], due_of(act, "T11", reported).due)
        act.settle()
        one.report_received_on = data["received_on"]
        act.period("T12", data["received_on"])
        return {}


class ConfirmAward(Form):
    """确定成交供应商: the first of the ranking; a person confirms, silence decides nothing."""

    task = "confirmation.award"
    submit: ClassVar[str] = _("确定")

    outcome = fields.Choice(_("决定"), (AWARDED, FAILED))
    awarded = fields.Pick(_("成交供应商"), source="ranked", required=False, load_default="", needed=rules.NEEDED)
    opinion = fields.Text(_("意见"), required=False, load_default="", needed=_("失败时必填"), long=True, most=2000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """An award names somebody; none says why."""
        if data["outcome"] == FAILED:
            yield from opinion_in_words(data["outcome"], data["opinion"])
        elif not data["awarded"]:
            yield Reason(fields.REQUIRED, "awarded", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The first of the ranking."""
        order = ranking(act)
        return {"outcome": AWARDED, "awarded": order[0].organisation} if order else {"outcome": FAILED}

    def choices(self, act: Act) -> Choices:
        """The candidates in order."""
        order = ranking(act)
        names = names_of(act, [row.organisation for row in order])
        return {"ranked": [(row.organisation, _("第{n}名：{name}").format(n=row.place, name=names[row.organisation])) for row in order]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The whole ranking with prices and points, and what follows where nobody gets it."""
        order = ranking(act)
        names = names_of(act, [row.organisation for row in order])
        text = _("第{n}名{name}：报价{price}元，总分{total}分")
        told = [
            text.format(n=row.place, name=names[row.organisation], price=figures(row.price or Decimal(0)), total=row.total) for row in order
        ]
        return {"awarded": "\n".join(told), "opinion": _("按“失败”提交的，本次采购终止并公告，意见至少10字。")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the award. Raises Refused (LAW-GPLR-43, ART-13.3, ART-3.3, LAW-GPL-12, ART-19.4); a late one is noted (T12)."""
        project, bought, _one = current(act)
        if data["outcome"] == AWARDED:
            act.check(renewed_after_a_good_result, last_time(act.session, project, data["awarded"]))
            self._award(act, data["awarded"])
        bought.state = "awarded" if data["outcome"] == AWARDED else "failed"
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}

    @staticmethod
    def _award(act: Act, awarded: str) -> None:
        _project, bought, one = current(act)
        order = ranking(act)
        own = (tie_to(act.session, act.who, row.organisation, act.today, act.actor) for row in order)
        act.check(comparison.kin_of_a_bidder_decide_nothing, [tie for tie in own if tie])
        act.check(rules.first_of_the_ranking_wins, [row.organisation for row in order], awarded)
        if one.report_received_on:
            act.check(rules.confirmed_in_time, act.today, due_of(act, "T12", one.report_received_on).due)
        if order and awarded == order[0].organisation and order[0].price is not None:
            act.check(rules.price_within_budget, order[0].price, bought.price_ceiling)
            act.check(comparison.registration_in_force, registration(act.session, awarded), act.today, _("成交"), "awarded")
            ties.look(act, [row.organisation for row in order], "awarded")
            planners.look(act, awarded)
        act.settle()
        bought.awarded, bought.award_price = awarded, order[0].price
        bought.awarded_on, bought.awarded_by, bought.other_than_lowest_reason = act.today, act.who, ""


class PublishAward(Form):
    """成交公告和成交通知书."""

    task = "confirmation.publish_result"
    asks: ClassVar[frozenset[str]] = ASKED
    outcomes: ClassVar[frozenset[str]] = frozenset({AWARDED})
    submit: ClassVar[str] = _("发布公告并发出通知书")

    notice_text = fields.Text(_("公告内容"), long=True, most=3000)
    channel = fields.Text(_("公告媒体"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()
    letter_sent = fields.YesNo(_("成交通知书已同时发出，并告知未成交单位"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The letter goes out with the notice."""
        if not data["letter_sent"]:
            yield Reason(_("成交通知书须与公告同时发出。"), "letter_sent", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The winner and the price."""
        project, bought, one = current(act)
        if bought.awarded is None or bought.award_price is None:
            return {}
        winner = organisation(act.session, bought.awarded).name
        text = _("{title}（{method}）：成交单位{winner}，成交价{price}元")
        told = {"title": project.title, "method": one.method, "winner": winner, "price": figures(bought.award_price)}
        return {"notice_text": text.format(**told), "channel": publication(act, EVENT)["channel"]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish; the periods of notice and signature begin (T14, T15); late is noted (T13). Raises Refused (ART-24.1, CAL-gap)."""
        project, bought, one = current(act)
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        if bought.awarded_on:
            act.check(rules.result_is_public_in_time, act.today, due_of(act, "T13", bought.awarded_on).due)
        act.settle()
        shown = act.period(publication(act, EVENT)["period"])
        act.period("TD08")
        act.period("T15")
        publish_with_receipt(act, project.id, "result", data["notice_text"], shown.due, data)
        one.letter_on, bought.state = act.today, "published"
        return {"outcome": AWARDED}


class PublishFailure(Form):
    """终止（废标）公告, with its reason and what follows."""

    task = "confirmation.publish_failure"
    outcomes: ClassVar[frozenset[str]] = frozenset({FAILED})
    submit: ClassVar[str] = _("发布公告")

    next_step = fields.Choice(_("后续处理"), (AGAIN, OTHER))
    reason = fields.Text(_("终止（废标）原因"), long=True, least=10, most=2000)
    channel = fields.Text(_("公告媒体"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()

    def prefill(self, act: Act) -> dict[str, Any]:
        """The medium."""
        return {"channel": CHANNEL}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What the law leaves open."""
        return {"next_step": _("重新编制采购实施计划，或者重新确定采购方式")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish why it failed; the purchase goes back to its plan. Raises Refused (ART-24.1, ART-24.3)."""
        project, bought, one = current(act)
        act.check(platform.nobody_is_exposed, data["reason"], "reason")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        publish_with_receipt(act, project.id, "failure", data["reason"], None, data)
        one.failed_why, bought.state = data["reason"], "failed"
        give_opinion(act, project.id, data["next_step"], data["reason"])
        return {"outcome": FAILED}


def ranking(act: Act) -> list[Standing]:
    """The candidates of the report, in order."""
    _project, _bought, one = current(act)
    return sorted((row for row in standings_of(act.session, one) if row.place is not None), key=lambda row: row.place or 0)
