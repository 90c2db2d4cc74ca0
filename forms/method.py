"""The method of a purchase (Art. 21, D1): the table decides, a person confirms, somebody else approves a deviation (SOD-c)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms.base import Choices, Form
from forms.fields import Attachment, Choice, Pick, Text
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import aggregation
from workflows.procurement.lawbook import LIMIT, OPEN_TENDER, bands, threshold
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.procurements import Procurement, procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import PROCUREMENT_LAW, method, plan, splitting, suspicions
from workflows.procurement.rules.review import AGREED, RETURN, opinion_in_words
from workflows.procurement.suspecting import suspect
from workflows.text import _

CONFIRMED, DEVIATES = "已确认", "偏离"


class ConfirmMethod(Form):
    """确认采购方式."""

    task = "procurement.confirm_method"
    asks: ClassVar[frozenset[str]] = frozenset({"risk", "deviation_approver"})
    outcomes: ClassVar[frozenset[str]] = frozenset({CONFIRMED, DEVIATES})
    submit = _("确认采购方式")

    proposed_method = Pick(_("拟用方式"), "methods")
    deviation_reason = Text(_("偏离理由"), most=1000, long=True, required=False, load_default="", help=_("与判定方式不同的填写。"))
    ground = Pick(_("依据情形"), "grounds", required=False, load_default="", needed=_("谈判、单一来源、框架协议时必填"))
    finance_approval = Text(
        _("市财政部门批准文号"),
        most=100,
        required=False,
        load_default="",
        help=_("达到公开招标数额标准、采用其他方式的，须在采购开始前批准。"),
    )
    finance_document = Attachment(_("市财政部门批准文件"), required=False, load_default=list)
    adjustment_basis = Text(
        _("项目预算调整依据"),
        most=200,
        required=False,
        load_default="",
        help=_("同一品目年度累计达到限额标准、确属预算调整的填写文号。"),
    )
    adjustment_document = Attachment(_("预算调整批准文件"), required=False, load_default=list)

    def prefill(self, act: Act) -> dict[str, Any]:
        """The method that the table decided."""
        return {"proposed_method": _plan_of(act).method or ""}

    def choices(self, act: Act) -> Choices:
        """The decided method, what is more open, and above the limit every method of the law with its cases."""
        decided = _plan_of(act).method or ""
        split = aggregation.planned_year(act, project_of(act)).split
        grounds = [(one, one) for listed in method.GROUNDS.values() for one in listed]
        return {"methods": [(one, one) for one in method.lawful(decided, split)], "grounds": grounds}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What the table decided, and what the year's purchases of this service come to."""
        project = project_of(act)
        year = aggregation.planned_year(act, project)
        told = {"adjustment_basis": year.told()} if year.others else {}
        return {"proposed_method": _("按金额和适用规则判定：{method}").format(method=_plan_of(act).method or ""), **told}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Fix the method, or hand a deviation on for approval (ART-21.1, 21.2, LAW-GPL-27, 30, 31, LAW-O74-3). Raises Refused."""
        project = project_of(act)
        written, proposed = _plan_of(act), data["proposed_method"]
        decided = written.method or ""
        year = aggregation.confirmed_year(act, project, written)
        act.check(method.method_was_decided, written.method)
        act.check(method.inquiry_is_for_goods, proposed, decided)
        act.check(method.deviation_is_lawful, proposed, decided, year.split)
        act.settle()
        act.check(method.ground_fits_the_method, proposed, data["ground"])
        approver = act.decide("deviation_approver", proposed=proposed, decided=decided, split=year.split)
        approval = data["finance_approval"], bool(data["finance_document"])
        act.check(method.finance_approves_before_the_start, approver["finance"], proposed, *approval)
        act.check(method.deviation_has_a_reason, proposed, decided, data["deviation_reason"] or (splitting.SENTENCE if year.split else ""))
        act.check(splitting.year_is_not_split, year, data["adjustment_basis"], bool(data["adjustment_document"]), proposed)
        act.settle()
        suspect(act, suspicions.near_a_line(project.amount, _lines(act, written)))
        if year.split:
            self._split(act, project, written, proposed)
        self._write(act, written, data)
        return {"outcome": DEVIATES if approver["deviates"] else CONFIRMED, "procedure": method.procedure_of(proposed)}

    @staticmethod
    def _split(act: Act, project: Project, written: Procurement, proposed: str) -> None:
        """Pieces that reach the limit together are flagged; bought by consultation, the Procurement Law binds from here on."""
        act.record.flags.append(splitting.SPLIT)
        if proposed == splitting.CONSULTATION:
            project.regime = act.regime = PROCUREMENT_LAW
            act.check(plan.demand_was_surveyed, written.survey_respondents)
            act.settle()

    @staticmethod
    def _write(act: Act, written: Procurement, data: dict[str, Any]) -> None:
        written.method = written.proposed_method = data["proposed_method"]
        written.deviation_reason, written.adjustment_basis = data["deviation_reason"], data["adjustment_basis"]
        written.ground, written.finance_approval = data["ground"], data["finance_approval"]
        written.confirmed_on, written.state = act.today, "confirmed"
        written.band = _band_of(act, written)
        attach(act, "adjustment_document", data["adjustment_document"])
        attach(act, "finance_document", data["finance_document"])


class ApproveDeviation(Form):
    """批准偏离: somebody else than who proposed it."""

    task = "procurement.approve_deviation"
    submit: ClassVar[str] = _("提交决定")

    outcome = Choice(_("决定"), (AGREED, RETURN))
    opinion = Text(_("意见"), most=2000, long=True, required=False, load_default="", help=_("退回的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A return says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was proposed, and why."""
        written = _plan_of(act)
        text = _("拟用{method}。情形：{ground}。理由：{reason}")
        told = {"method": written.method, "ground": written.ground or _("无"), "reason": written.deviation_reason}
        return {"outcome": text.format(**told)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Approve, or hand it back to who proposed it; the decided method is told again by the table."""
        give_opinion(act, project_of(act).id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


def _lines(act: Act, written: Procurement) -> list[Decimal]:
    """From which amounts on more is demanded: the town's bands, the limit, the amount of open tender, as for the purchase as it began."""
    began = occasion(act, written.began_on)
    ladder = [one.from_amount for one in bands(act.session, began) if one.from_amount > 0]
    limits = (threshold(act.session, one, began) for one in (LIMIT, OPEN_TENDER))
    return [*ladder, *(one for one in limits if one is not None)]


def _plan_of(act: Act) -> Procurement:
    return procurement_of(act.session, project_of(act).id)


def _band_of(act: Act, written: Procurement) -> str | None:
    """The band whose procedure is used: a step of the town's ladder is a band, from the lowest amount up."""
    if written.method not in method.LADDER:
        return written.band
    ladder = bands(act.session, occasion(act, written.began_on))
    place = method.LADDER.index(written.method)
    return ladder[place].id if place < len(ladder) else written.band
