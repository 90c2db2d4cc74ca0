"""Single source (GPL 31; O74 38-42): argued by professionals, shown where the law wants it, talked over with the one supplier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from forms import fields
from forms.award import FAILED
from forms.base import Choices, Form, Line
from forms.comparison import names_of
from forms.direct_beginning import begin, invite
from forms.documents_issue import current, earliest
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook
from workflows.procurement.contractors import candidates, registration
from workflows.procurement.facts import budget_level
from workflows.procurement.models.direct import SingleSource, single_source_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.procurements import procurement_of, quotations_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import Standing
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import comparison, platform
from workflows.procurement.rules import direct as rules
from workflows.text import _

EVENT = "单一来源公示"
"""As the table of publications calls it."""
SHOWN, NOT_SHOWN, AGREED = "须公示", "无须公示", "达成一致"


class OpinionLine(Line):
    """What a professional says."""

    name = fields.Text(_("姓名"), most=40)
    employer = fields.Text(_("工作单位"), most=100)
    title = fields.Text(_("职称"), most=60)
    text = fields.Text(_("论证意见"), most=1000)


class ArgueSingleSource(Form):
    """单一来源论证."""

    task = "single_source.argue"
    outcomes: ClassVar[frozenset[str]] = frozenset({SHOWN, NOT_SHOWN})
    submit: ClassVar[str] = _("提交论证")

    supplier = fields.Pick(_("拟定供应商"), source="organisations")
    argument = fields.Text(_("单一来源理由"), long=True, least=10, most=2000)
    opinions = fields.Rows(_("专业人员论证意见"), OpinionLine, required=False, load_default=list)
    original_price = fields.Money(_("原合同金额"), required=False, load_default=None, help=_("添购的填写。"))
    document = fields.Attachment(_("论证材料"))

    def choices(self, act: Act) -> Choices:
        """Every social organisation of the register."""
        return {"organisations": candidates(act.session)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the argument; from the tender threshold on it is shown first. Raises Refused (LAW-O74-38, LAW-GPL-31, ART-3.2, 3.3)."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        said = registration(act.session, data["supplier"])
        act.check(comparison.is_a_social_organisation, said, "supplier")
        act.check(comparison.registration_in_force, said, act.today, _("参加采购活动"), "supplier")
        act.check(rules.professionals_say_that_it_is_the_only_one, bought.ground, data["opinions"])
        act.check(rules.addition_stays_within_a_tenth, bought.ground, bought.budget, data["original_price"])
        act.settle()
        one = begin(act, bought, data["argument"])
        told = {name: data[name] for name in ("supplier", "argument", "opinions", "original_price")}
        act.session.add(SingleSource(solicitation_id=one.id, authority_id=one.authority_id, **told))
        attach(act, "document", data["document"], project.id)
        limit = lawbook.threshold(act.session, lawbook.OPEN_TENDER, occasion(act, bought.began_on), budget_level(act))
        return {"outcome": SHOWN if rules.must_be_shown(bought.ground, bought.budget, limit) else NOT_SHOWN}


class PublishSingleSource(Form):
    """单一来源公示."""

    task = "single_source.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("发布公示")

    notice_text = fields.Text(_("公示内容"), long=True, most=3000)
    notice_until = fields.Date(_("公示截止日期"))
    channel = fields.Text(_("公示媒体"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()

    def prefill(self, act: Act) -> dict[str, Any]:
        """The supplier and why it is the only one."""
        project, _bought, one = current(act)
        row = single_source_of(act.session, one)
        text = _("{title}拟采用单一来源方式，拟定供应商{name}。理由：{why}")
        told = {"title": project.title, "name": names_of(act, [row.supplier])[row.supplier], "why": row.argument}
        return {"notice_text": text.format(**told), "channel": publication(act, EVENT)["channel"]}

    def limits(self, act: Act) -> dict[str, str]:
        """The earliest lawful end."""
        found = earliest(act, "T10a")
        return {"notice_until": _("今日发布的，最早{day}").format(**found)} if found else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Show it. Raises Refused (T10a, ART-24.1, CAL-gap)."""
        project, _bought, one = current(act)
        end = act.period(publication(act, EVENT)["period"])
        if end.rolled is not None:
            act.check(rules.single_source_is_shown_long_enough, data["notice_until"], end.rolled)
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        single_source_of(act.session, one).shown_until = data["notice_until"]
        publish_with_receipt(act, project.id, "single_source", data["notice_text"], data["notice_until"], data)
        return {}


class CloseSingleSource(Form):
    """公示结束: what was objected, and what came of it."""

    task = "single_source.close"
    submit: ClassVar[str] = _("办理公示结果")

    objections = fields.Number(_("收到异议"), unit=_("件"))
    supplement = fields.Text(_("补充论证结论"), required=False, load_default="", needed=_("有异议时必填"), long=True, most=2000)
    outcome = fields.Choice(_("结论"), (rules.NO_OBJECTION, rules.REJECTED, rules.UPHELD))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Go on, or another method. Raises Refused (T10a, T10b)."""
        project, bought, one = current(act)
        row = single_source_of(act.session, one)
        if row.shown_until is not None:
            act.check(rules.single_source_was_shown, act.today, row.shown_until)
            if data["objections"]:
                act.period("T10b", row.shown_until)
        act.check(rules.objections_are_argued, int(data["objections"]), data["supplement"], data["outcome"])
        act.settle()
        row.objections, row.supplement = int(data["objections"]), data["supplement"]
        if data["outcome"] == rules.UPHELD:
            bought.state = "failed"
        give_opinion(act, project.id, data["outcome"], data["supplement"])
        return {"outcome": data["outcome"]}


class InviteSingleSource(Form):
    """邀请报价."""

    task = "single_source.invite"
    submit: ClassVar[str] = _("发出邀请")

    closes_at = fields.Moment(_("响应截止时间"))
    requirements = fields.Text(_("采购要求"), long=True, most=3000)

    def prefill(self, act: Act) -> dict[str, Any]:
        """The demand of the plan."""
        return {"requirements": procurement_of(act.session, project_of(act).id).demand}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Ask the one supplier. Raises Refused where the closing is past."""
        _project, bought, one = current(act)
        one.summary = data["requirements"]
        invite(act, bought, one, [single_source_of(act.session, one).supplier], data["closes_at"])
        return {}


class NegotiateSingleSource(Form):
    """协商: experienced people agree on quality and a fair price (O74 41-42)."""

    task = "single_source.negotiate"
    submit: ClassVar[str] = _("提交协商记录")

    outcome = fields.Choice(_("协商结果"), (AGREED, FAILED))
    price = fields.Money(_("商定价格"), required=False, load_default=None, needed=_("达成一致时必填"))
    record = fields.Text(
        _("协商情况记录"), long=True, least=10, most=4000, help=_("日期、地点、参加人员、成本说明、同类合同价格、主要条款。")
    )
    members = fields.Text(_("协商人员"), most=300)
    document = fields.Attachment(_("协商情况记录（签字）"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """What is agreed has its price."""
        if data["outcome"] == AGREED and data["price"] is None:
            yield Reason(fields.REQUIRED, "price", level="invalid")

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the record. Raises Refused (LAW-O74-41)."""
        project, bought, one = current(act)
        offers = quotations_of(act.session, bought)
        if data["outcome"] == AGREED:
            for offer in offers:
                act.check(rules.agreed_price_is_within, data["price"], bought.price_ceiling, offer.price)
        act.settle()
        for offer in offers:
            offer.sealed, offer.meets_demand = False, data["outcome"] == AGREED
            row = {"solicitation_id": one.id, "authority_id": one.authority_id, "organisation": offer.organisation, "talks": data["record"]}
            place = 1 if data["outcome"] == AGREED else None
            act.session.add(Standing(**row, valid=data["outcome"] == AGREED, price=data["price"], place=place))
        one.opened_at = bought.opened_at = act.now
        one.report, one.reported_on = _("{record}\n协商人员：{who}").format(record=data["record"], who=data["members"]), act.today
        attach(act, "document", data["document"], project.id)
        return {"outcome": data["outcome"]}
