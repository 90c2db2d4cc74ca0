"""Forms of feedback (ART-25.2; handbook P72): what residents say of the service, with or without a name, and the town's answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import begin_about, of_project
from forms.timing import under_contract
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models.contracts import SUSPENDED, Contract
from workflows.procurement.models.performance import Issue
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import ANSWERED, Feedback, remedy_of
from workflows.procurement.rules import remedies as rules
from workflows.procurement.rules import supervision
from workflows.text import _

SOURCES = (_("居民"), _("服务对象"), _("居民代表"), _("社区"), _("其他"))
TRUE, PARTLY, UNTRUE = "属实", "部分属实", "不属实"


class EnterFeedback(Form):
    """What was said, by whom if they want to say."""

    task = "feedback.enter"
    submit: ClassVar[str] = _("登记反馈")

    source = fields.Choice(_("来源"), SOURCES)
    anonymous = fields.YesNo(_("匿名"))
    name = fields.Text(_("姓名"), required=False, load_default="", most=60, personal=True, help=_("匿名的不填；仅办理人员可见。"))
    contact = fields.Text(_("联系方式"), required=False, load_default="", most=60, personal=True)
    content = fields.Text(_("反馈内容"), long=True, least=5, most=3000, example=_("两次讲座临时改期，没有提前通知"))
    attachment = fields.Attachment(_("附件"), required=False, load_default=list)

    def timely(self, act: Act) -> bool:
        """While there is a contract that is performed."""
        return under_contract(act, ("signed", SUSPENDED))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who wants no name has none."""
        if data["anonymous"] and (data["name"] or data["contact"]):
            yield Reason(_("匿名反馈不登记姓名和联系方式。"), "name", level="invalid")
        if not data["anonymous"] and not data["name"]:
            yield Reason(_("请填写姓名，或者选择匿名。"), "name", level="invalid")

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write it; a person's name lies apart from the entry."""
        project = project_of(act)
        place = act.item.post.place if act.item and act.item.post else ""
        written = Feedback(
            **of_project(act, project),
            received_on=act.today,
            entered_by=act.who,
            community="" if place == project.authority_id else place,
            **{name: data[name] for name in ("source", "name", "contact", "content")},
        )
        begin_about(act, written, attachment=data["attachment"])
        return {}


class AnswerFeedback(Form):
    """What was found, what is said to it, and whether it enters the problem log of the supervision."""

    task = "feedback.answer"
    submit: ClassVar[str] = _("答复反馈")

    finding = fields.Choice(_("核实结果"), (TRUE, PARTLY, UNTRUE))
    answer = fields.Text(_("答复"), long=True, least=5, most=3000, example=_("已要求承接主体提前三日通知，并补办两场讲座"))
    issue_due_on = fields.Date(_("限承接主体解决日期"), required=False, load_default=None, help=_("填写的，记入履约监管问题台账。"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was said."""
        return {"answer": remedy_of(act, Feedback).content}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the answer; a problem of the service goes to the log. A late answer is noted (TD24)."""
        project, one = project_of(act), remedy_of(act, Feedback)
        act.check(rules.feedback_answered_in_time, act.today, act.period("TD24", one.received_on).due)
        act.check(supervision.issue_is_due_soon, data["issue_due_on"], act.today)
        contract = act.session.get(Contract, project.id)
        if data["issue_due_on"] is not None and (contract is None or data["finding"] == UNTRUE):
            act.found.append(Reason(_("不属实或者尚无合同的，不记入问题台账。"), "issue_due_on"))
        act.settle()
        one.finding, one.answer, one.state = data["finding"], data["answer"], ANSWERED
        one.answered_by, one.answered_on = act.who, act.today
        if data["issue_due_on"] is not None and contract is not None:
            self._log(act, project.id, contract, one, data)
        return {}

    @staticmethod
    def _log(act: Act, project_id: int, contract: Contract, one: Feedback, data: dict[str, Any]) -> None:
        act.session.add(
            Issue(
                project_id=project_id,
                case_id=act.case.id,
                authority_id=contract.authority_id,
                found_on=one.received_on,
                issue=one.content,
                owner=contract.signed_by_contractor or contract.party_b,
                due_on=data["issue_due_on"],
                noted_by=act.who,
                noted_at=act.now,
            )
        )
