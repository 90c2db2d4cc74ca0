"""Forms of a complaint (GPL 55-58; handbook P71): the district's finance department tells the town, the town explains, it decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form
from forms.beside import begin_about, of_project
from forms.comparison import names_of
from forms.timing import somebody_was_asked
from workflows.act import Act, Facts
from workflows.procurement.contractors import organisation
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.procurements import Invitation, procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import Complaint, remedy_of
from workflows.procurement.remedies import NOTHING_TO_DO, TO_DO, begin_anew, is_signed
from workflows.procurement.rules import remedies as rules
from workflows.procurement.rules.wording import day
from workflows.text import _

CONSEQUENCE = {rules.ORDER_ANEW: rules.ANEW, rules.ORDER_END: rules.END_CONTRACT}


class NotifyComplaint(Form):
    """Who complains of what, and whether the purchase stands still meanwhile."""

    task = "complaint.notify"
    submit: ClassVar[str] = _("通知镇街")

    notice_no = fields.Reference(_("投诉答复通知书编号"), most=60, example="示财采投〔2026〕3号")
    organisation = fields.Pick(_("投诉人"), source="invited")
    matters = fields.Text(_("投诉事项"), long=True, least=10, most=3000, example=_("对质疑答复不服，认为成交单位不符合资格条件"))
    suspended_from = fields.Date(_("暂停采购自"), required=False, load_default=None, help=_("不暂停的留空。"))
    suspended_until = fields.Date(_("暂停采购至"), required=False, load_default=None, help=_("最长三十日（政府采购法第五十七条）。"))
    notice = fields.Attachment(_("通知书和投诉书副本"))

    def timely(self, act: Act) -> bool:
        """Once somebody was asked to quote."""
        return somebody_was_asked(act)

    def choices(self, act: Act) -> Choices:
        """Those who were asked to quote."""
        return {"invited": list(names_of(act, _asked(act)).items())}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the complaint; while it suspends the purchase nothing is signed. Raises Refused (T24b)."""
        project = project_of(act)
        first = data["suspended_from"]
        latest = due_of(act, "T24b", first).due if first else None
        act.check(rules.complainant_took_part, data["organisation"], _asked(act))
        act.check(rules.suspended_thirty_days_at_most, first, data["suspended_until"], latest)
        act.settle()
        written = Complaint(
            **of_project(act, project),
            received_on=act.today,
            notified_by=act.who,
            **{name: data[name] for name in ("notice_no", "organisation", "matters", "suspended_from", "suspended_until")},
        )
        begin_about(act, written, notice=data["notice"])
        return {}


def _asked(act: Act) -> list[str]:
    """Who was asked to quote, in any round."""
    asked = select(Invitation.organisation).where(Invitation.project_id == project_of(act).id).distinct()
    return sorted(act.session.scalars(asked))


class ExplainComplaint(Form):
    """The town's explanation with the materials of the purchase."""

    task = "complaint.explain"
    submit: ClassVar[str] = _("提交说明和材料")

    explanation = fields.Text(_("情况说明"), long=True, least=10, most=5000, example=_("成交单位资格材料见附件，开启和评审过程有见证记录"))
    materials = fields.Attachment(_("采购活动材料"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is complained of."""
        one = remedy_of(act, Complaint)
        text = _("{number}：{name}投诉，{matters}")
        told = {"number": one.notice_no, "name": organisation(act.session, one.organisation).name, "matters": one.matters}
        return {"explanation": text.format(**told)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the explanation."""
        project, one = project_of(act), remedy_of(act, Complaint)
        one.explanation, one.state = data["explanation"], "explained"
        one.explained_by, one.explained_on = act.who, act.today
        attach(act, "materials", data["materials"], project.id)
        return {}


class DecideComplaint(Form):
    """What the finance department decided; a suspension ends with it."""

    task = "complaint.decide"
    outcomes: ClassVar[frozenset[str]] = frozenset({TO_DO, NOTHING_TO_DO})
    submit: ClassVar[str] = _("登记处理决定")

    decision_no = fields.Reference(_("处理决定书编号"), most=60, example="示财采决〔2026〕3号")
    decision = fields.Choice(_("处理决定"), rules.ORDERS)
    decision_text = fields.Text(_("决定内容"), long=True, least=10, most=5000, example=_("经审查，投诉事项缺乏事实依据，予以驳回"))
    paper = fields.Attachment(_("处理决定书"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """The town's explanation; until when the suspension runs."""
        one = remedy_of(act, Complaint)
        running = _("采购已暂停至{day}").format(day=day(one.suspended_until)) if one.suspended_until else _("采购未暂停")
        return {"decision_text": one.explanation, "decision": running}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the decision; ordered anew, the purchase begins again. Raises Refused (LAW-O94-16)."""
        project, one = project_of(act), remedy_of(act, Complaint)
        act.check(rules.decision_fits, CONSEQUENCE.get(data["decision"], ""), is_signed(act, project.id))
        act.settle()
        one.decision_no, one.decision, one.decision_text = data["decision_no"], data["decision"], data["decision_text"]
        one.decided_on, one.state = act.today, "decided"
        attach(act, "paper", data["paper"], project.id)
        if data["decision"] == rules.ORDER_ANEW:
            begin_anew(act, procurement_of(act.session, project.id))
        return {"outcome": TO_DO if data["decision"] in rules.BINDING else NOTHING_TO_DO}
