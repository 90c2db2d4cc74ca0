"""Forms of an early end (GPL 50; handbook P42, S18): proposed, examined, decided, settled, those served handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import begin_about, of_project
from forms.payment_plan import base_of
from forms.timing import under_contract
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import instalments, spending
from workflows.procurement.contractors import organisation
from workflows.procurement.ending import CONTRACT_ENDED, MESSAGES, end_beside
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Termination, change_of
from workflows.procurement.models.contracts import SUSPENDED, TERMINATED, contract_of, instalments_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.remedies import demanded, named, to_carry_out
from workflows.procurement.rules import contract_changes as rules
from workflows.procurement.rules.payment import advance_within_cap
from workflows.procurement.rules.remedies import ENDS
from workflows.procurement.rules.review import opinion_in_words
from workflows.text import _

REVOKED = _("登记被撤销、吊销或者注销")
UPHELD = _("质疑投诉成立")
CAUSES = (REVOKED, _("承接主体违约"), _("购买方原因"), _("协商一致"), _("不可抗力"), UPHELD)
NEXT = (_("另立项目重新采购"), _("不再购买"))
AGREED, BACK, NOT_AGREED = "同意", "退回", "不同意"


class Terminate(Form):
    """Why the contract ends, and who looks after those it served."""

    task = "contract.terminate"
    submit: ClassVar[str] = _("提出终止")

    reason_kind = fields.Choice(_("终止原因"), CAUSES)
    reason = fields.Text(_("事实和依据"), long=True, least=10, most=3000, example=_("登记机关撤销其登记，不能继续提供服务"))
    handover_plan = fields.Text(_("服务对象移交方案"), long=True, least=10, most=3000, example=_("在册42名个案转由社区社工站跟进"))
    next_step = fields.Choice(_("后续安排"), NEXT)
    evidence = fields.Attachment(_("依据材料"))

    def timely(self, act: Act) -> bool:
        """While there is a contract to end."""
        return under_contract(act, ("signed", SUSPENDED))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What the register says of the contractor where it is not in order, or what was decided on a challenge or complaint."""
        pending = [one for one in to_carry_out(act.session, project_of(act).id) if demanded(one) in ENDS]
        if pending:
            return {"reason_kind": UPHELD, "reason": _("执行{decision}").format(decision=named(pending[0]))}
        contractor = organisation(act.session, contract_of(act.session, project_of(act).id).party_b)
        if contractor.status == "正常":
            return {}
        since = contractor.status_from.isoformat() if contractor.status_from else ""
        return {"reason_kind": REVOKED, "reason": _("{name}登记状态：{status}（{since}起）").format(
            name=contractor.name, status=contractor.status, since=since
        )}  # fmt: skip

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is committed and not paid."""
        left = spending.committed(act.session, project_of(act).id)
        return {"reason": _("合同尚有{left}元未支付；决定终止后停止付款，按结算办理。").format(left=figures(left))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the proposal. Raises Refused (LAW-GPL-50)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        act.check(rules.contract_binds, contract.state, ("signed", SUSPENDED))
        act.check(rules.one_change_at_a_time, models.running(act.session, project.id, ("termination",)))
        act.settle()
        written = Termination(
            **of_project(act, project),
            proposed_by=act.who,
            proposed_on=act.today,
            **{name: data[name] for name in ("reason_kind", "reason", "handover_plan", "next_step")},
        )
        begin_about(act, written, evidence=data["evidence"])
        return {}


class _Judge(Form):
    """What the lawyer's opinion and the leader's decision share."""

    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("除“同意”外至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not agree says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is proposed."""
        one = change_of(act, Termination)
        text = _("{kind}：{reason}。移交：{plan}。后续：{following}")
        told = {"kind": one.reason_kind, "reason": one.reason, "plan": one.handover_plan, "following": one.next_step}
        return {"opinion": text.format(**told)}


class GiveTerminationOpinion(_Judge):
    """The legal adviser on the grounds and the settlement."""

    task = "contract.give_termination_opinion"
    submit: ClassVar[str] = _("出具法律意见")
    outcome = fields.Choice(_("结论"), (AGREED, NOT_AGREED))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the opinion; the decision is the leader's."""
        project, termination = project_of(act), change_of(act, Termination)
        termination.state = models.CLEARED if data["outcome"] == AGREED else models.PROPOSED
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {}


class DecideTermination(_Judge):
    """The leader ends the contract: payments stop, the project's case leaves its performance."""

    task = "contract.decide_termination"
    sends: ClassVar[frozenset[str]] = MESSAGES
    submit: ClassVar[str] = _("提交决定")
    outcome = fields.Choice(_("决定"), (AGREED, NOT_AGREED))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """End the contract, with it what is under way beside, and stop every payment. Raises Refused (LAW-GPL-50)."""
        project, termination = project_of(act), change_of(act, Termination)
        contract = spending.contract_alone(act, project.id)
        termination.decided_by, termination.decided_on = act.who, act.today
        if data["outcome"] == AGREED:
            act.check(rules.contract_binds, contract.state, ("signed", SUSPENDED))
            act.settle()
            contract.state, termination.state = TERMINATED, models.APPROVED
            instalments.stop(act, project.id, termination.reason_kind)
            end_beside(act, project.id)
            act.send(CONTRACT_ENDED, act.case.root_id)
        else:
            termination.state = models.REFUSED
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


class SettleTermination(Form):
    """What was delivered and accepted until the end, and what is owed for it."""

    task = "contract.settle_termination"
    submit: ClassVar[str] = _("提交结算")

    accepted_work = fields.Text(_("已完成并核验的服务"), long=True, least=10, most=3000, example=_("个案咨询176小时，讲座7场，已核验"))
    owed = fields.Money(_("结算应付"), zero=True)
    evidence = fields.Attachment(_("核验和结算材料"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Nothing, until somebody says what."""
        return {"owed": "0.00"}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What the contract has left."""
        contract = contract_of(act.session, project_of(act).id)
        left, lost = spending.committed(act.session, contract.project_id), instalments.lost_to_the_score(act.session, contract)
        scored = _("\n评价已评分，尾款按得分减{lost}元").format(lost=figures(lost)) if lost else ""
        return {"owed": _("合同未支付{left}元{scored}\n结算后其余额度释放").format(left=figures(left), scored=scored)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the settlement for finance to check. Raises Refused (LAW-GPL-50, ART-27.4)."""
        project, termination = project_of(act), change_of(act, Termination)
        left, contract = spending.committed(act.session, project.id), contract_of(act.session, project.id)
        if not act.check(rules.owed_is_not_more_than_left, data["owed"], left):
            act.check(rules.owed_follows_the_score, data["owed"], left, instalments.lost_to_the_score(act.session, contract))
            if not instalments.progress_verified(act.session, project.id):
                before = [one.paid for one in instalments_of(act.session, project.id) if one.paid]
                act.check(advance_within_cap, [*before, data["owed"]], base_of(act, contract), "owed")
        act.settle()
        termination.accepted_work, termination.owed = data["accepted_work"], data["owed"]
        termination.settled_by, termination.settled_on = act.who, act.today
        attach(act, "evidence", data["evidence"], project.id)
        return {}


class CheckSettlement(Form):
    """Finance agrees: what is owed becomes one last payment, the rest of the money is free."""

    task = "contract.check_settlement"
    submit: ClassVar[str] = _("提交复核意见")

    outcome = fields.Choice(_("结论"), (AGREED, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("退回的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever sends it back says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is to be paid, for what."""
        one = change_of(act, Termination)
        return {"outcome": _("结算应付{owed}元：{work}").format(owed=figures(one.owed or Decimal(0)), work=one.accepted_work)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Free what is not owed and open the last payment; where nothing is owed the project is told so. Raises Refused (ART-13.3)."""
        project, termination = project_of(act), change_of(act, Termination)
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        if data["outcome"] != AGREED or termination.owed is None:
            return {"outcome": BACK}
        termination.freed = spending.committed(act.session, project.id) - termination.owed
        if instalments.settle_remaining(act, project.id, termination.owed) is None:
            act.send(instalments.ALL_SETTLED, act.case.root_id)
        return {"outcome": AGREED}


class HandOver(Form):
    """Those who were served are in other hands."""

    task = "contract.hand_over"
    submit: ClassVar[str] = _("登记移交")

    handed_over_on = fields.Date(_("移交完成日期"))
    handover_note = fields.Text(_("移交情况"), long=True, least=10, most=3000, example=_("42名个案档案已移交社区社工站，逐户告知"))
    record = fields.Attachment(_("移交清单"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Today."""
        return {"handed_over_on": act.today.isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was planned."""
        return {"handover_note": change_of(act, Termination).handover_plan}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the handover: the early end is over."""
        project, termination = project_of(act), change_of(act, Termination)
        if data["handed_over_on"] > act.today:
            act.found.append(Reason(_("移交日期不得晚于今天。"), "handed_over_on"))
        act.check(rules.handed_over_after_the_decision, data["handed_over_on"], termination.decided_on)
        act.settle()
        termination.handed_over_on, termination.handover_note = data["handed_over_on"], data["handover_note"]
        termination.state = models.ENDED
        attach(act, "record", data["record"], project.id)
        return {}
