"""Forms of a suspension (GPL 50, GPLR 54; handbook P42): proposed, decided, and the contract resumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import begin_about, of_project
from forms.timing import under_contract
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import spending
from workflows.procurement.lawbook import figure
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Suspension, change_of
from workflows.procurement.models.contracts import SUSPENDED, contract_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import contract_changes as rules
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.rules.wording import day
from workflows.text import _

REASONS = (_("质疑投诉处理期间"), _("不可抗力"), _("承接主体整改"), _("公共利益需要"), _("其他"))
AGREED, NOT_AGREED = "同意", "不同意"


class Suspend(Form):
    """Why, from when until when."""

    task = "contract.suspend"
    submit: ClassVar[str] = _("提出中止")

    reason_kind = fields.Choice(_("理由"), REASONS)
    reason = fields.Text(_("理由说明"), long=True, least=10, most=2000, example=_("台风期间服务场地关闭，暂停服务"))
    from_date = fields.Date(_("中止自"), example="2026-08-17")
    until_date = fields.Date(_("中止至"), example="2026-09-16")
    evidence = fields.Attachment(_("依据材料"))

    def timely(self, act: Act) -> bool:
        """While the contract is performed."""
        return under_contract(act, ("signed",))

    def limits(self, act: Act) -> Mapping[str, str]:
        """How long at most, and what it means."""
        days = figure(act.session, "TD80", occasion(act))
        return {"until_date": _("自中止之日起最长{days}日").format(days=days)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the proposal. Raises Refused (LAW-GPL-50, TD80)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        act.check(rules.contract_binds, contract.state, ("signed",))
        act.check(rules.one_change_at_a_time, models.running(act.session, project.id))
        act.check(rules.suspended_for_a_time, data["from_date"], data["until_date"], act.period("TD80", data["from_date"]).due)
        act.settle()
        written = Suspension(
            **of_project(act, project),
            proposed_by=act.who,
            proposed_on=act.today,
            reason_kind=data["reason_kind"],
            reason=data["reason"],
            from_date=data["from_date"],
            until_date=data["until_date"],
        )
        begin_about(act, written, evidence=data["evidence"])
        return {}


class DecideSuspension(Form):
    """The leader suspends the contract: from now on nothing is paid."""

    task = "contract.decide_suspension"
    submit: ClassVar[str] = _("提交决定")

    outcome = fields.Choice(_("决定"), (AGREED, NOT_AGREED))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("不同意的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not agree says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is proposed."""
        one = change_of(act, Suspension)
        text = _("{kind}：{reason}\n{first}至{last}，中止期间停止付款")
        return {"opinion": text.format(kind=one.reason_kind, reason=one.reason, first=day(one.from_date), last=day(one.until_date))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Suspend the contract. Raises Refused (LAW-GPL-50)."""
        project, suspension = project_of(act), change_of(act, Suspension)
        contract = spending.contract_alone(act, project.id)
        if data["outcome"] == AGREED:
            act.check(rules.contract_binds, contract.state, ("signed",))
            act.settle()
            contract.state, suspension.state = SUSPENDED, models.IN_FORCE
        else:
            suspension.state = models.REFUSED
        suspension.decided_by, suspension.decided_on = act.who, act.today
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


class Resume(Form):
    """The contract goes on; payments too."""

    task = "contract.resume"
    submit: ClassVar[str] = _("恢复履行")

    resumption = fields.Text(_("恢复履行的情况"), long=True, least=10, most=2000, example=_("场地恢复开放，服务自9月17日起继续"))
    notice = fields.Attachment(_("恢复履行通知"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when it was suspended; what else may be done."""
        until = day(change_of(act, Suspension).until_date)
        return {"resumption": _("中止至{until}；不能恢复的，请经办人另行发起合同终止。").format(until=until)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Let the contract go on, unless it was ended meanwhile."""
        project, suspension = project_of(act), change_of(act, Suspension)
        contract = spending.contract_alone(act, project.id)
        if contract.state == SUSPENDED:
            contract.state = "signed"
        suspension.state, suspension.resumption = models.ENDED, data["resumption"]
        suspension.resumed_by, suspension.resumed_on = act.who, act.today
        attach(act, "notice", data["notice"], project.id)
        return {}
