"""What becomes of a proposed change of a contract (GPL 49, 50; handbook P41): examined, approved, agreed, signed, or withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import aggregation, instalments, spending
from workflows.procurement.contractors import registration
from workflows.procurement.durations import annual_amount_until
from workflows.procurement.ending import AMENDMENT_WITHDRAWN, withdraw
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Amendment, change_of, under_way
from workflows.procurement.models.contracts import Contract, contract_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.money import figures
from workflows.procurement.rules import BELOW_THRESHOLD, splitting
from workflows.procurement.rules import contract_changes as rules
from workflows.procurement.rules.comparison import registration_in_force
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.yearly import open_reviews
from workflows.text import _

AGREED, BACK, NOT_AGREED = "同意", "退回修改", "不同意"
SIGNED, NOT_SIGNED = "已签署", "不签署"


def check_registered(act: Act, contract: Contract) -> None:
    """The contractor's registration is in force on the day on which a change is signed (ART-3.3)."""
    act.check(registration_in_force, registration(act.session, contract.party_b), act.today, _("签订变更协议"), "")


def _told(amendment: Amendment) -> str:
    text = _("{kind}：{content}。合同价变动{amount}元。理由：{reason}")
    return text.format(kind=amendment.kind, content=amendment.content, amount=figures(amendment.amount), reason=amendment.reason)


class DecideAmendment(Form):
    """What the lawyer's opinion and the leader's approval share."""

    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("除“同意”外至少10字。"))
    after: ClassVar[str] = ""

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not simply agree says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is proposed."""
        return {"opinion": _told(change_of(act, Amendment))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the decision."""
        project, amendment = project_of(act), change_of(act, Amendment)
        states = {AGREED: self.after, BACK: models.PROPOSED, NOT_AGREED: models.REFUSED}
        amendment.state = states[data["outcome"]]
        amendment.decided_by, amendment.decided_on = act.who, act.today
        give_opinion(act, project.id, data["outcome"], data["opinion"], amendment=amendment.number)
        return {"outcome": data["outcome"]}


class GiveAmendmentOpinion(DecideAmendment):
    """The legal adviser on the change."""

    task = "contract.give_amendment_opinion"
    submit: ClassVar[str] = _("出具法律意见")
    after: ClassVar[str] = models.CLEARED
    outcome = fields.Choice(_("结论"), (AGREED, BACK))


class ApproveAmendment(DecideAmendment):
    """The leader approves it, or does not."""

    task = "contract.approve_amendment"
    submit: ClassVar[str] = _("提交决定")
    after: ClassVar[str] = models.APPROVED
    outcome = fields.Choice(_("决定"), (AGREED, NOT_AGREED))


class AgreeToAmendment(Form):
    """The contractor signs the change, or does not: without both nothing changes."""

    task = "contract.agree_amendment"
    submit: ClassVar[str] = _("提交签署结果")

    outcome = fields.Choice(_("是否同意签署"), (AGREED, NOT_AGREED))
    remark = fields.Text(_("说明"), required=False, load_default="", long=True, most=1000)

    def limits(self, act: Act) -> Mapping[str, str]:
        """What changes."""
        return {"outcome": _told(change_of(act, Amendment))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the contractor's word. Raises Refused where its registration is not in force (ART-3.3)."""
        project = project_of(act)
        amendment = change_of(act, Amendment)
        if data["outcome"] == AGREED:
            check_registered(act, contract_of(act.session, project.id))
            act.settle()
        amendment.state = models.AGREED if data["outcome"] == AGREED else models.REFUSED
        amendment.agreed_by, amendment.agreed_on = act.who, act.today
        return {"outcome": data["outcome"]}


class SignAmendment(Form):
    """The town signs; in the same act the price, the term and the payments are those of the amendment."""

    task = "contract.sign_amendment"
    submit: ClassVar[str] = _("签署变更协议")

    outcome = fields.Choice(_("签署结果"), (SIGNED, NOT_SIGNED), required=False, load_default=SIGNED)
    signed_on = fields.Date(_("签署日期"), required=False, load_default=None, needed=_("签署的必填"))
    signed_copy = fields.Attachment(_("双方签署的协议"), required=False, load_default=list, needed=_("签署的必填"))
    remark = fields.Text(_("不签署的理由"), required=False, load_default="", needed=_("不签署的必填"), long=True, most=1000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A signature has its day and its copy; no signature has its reason."""
        wanted = ("signed_on", "signed_copy") if data["outcome"] == SIGNED else ("remark",)
        for name in wanted:
            if not data[name]:
                yield Reason(fields.REQUIRED, name, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """Today."""
        return {"signed_on": act.today.isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What changes, and the money that is committed for it."""
        return {"signed_on": _told(change_of(act, Amendment))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Commit more or free what falls away, and plan the payments anew; or let the change fall, the contract as it was.

        Raises Refused (LAW-GPL-49, LAW-GPL-50, ART-3.3, ART-13.3, ART-21.2, ART-23.1, ART-23.3, ART-27.4).
        """
        project, amendment = project_of(act), change_of(act, Amendment)
        if data["outcome"] == NOT_SIGNED:
            amendment.state = models.REFUSED
            give_opinion(act, project.id, NOT_SIGNED, data["remark"], amendment=amendment.number)
            return {"outcome": NOT_SIGNED}
        contract = spending.contract_alone(act, project.id)
        act.check(rules.contract_binds, contract.state, ("signed",))
        act.check(rules.one_change_at_a_time, models.running(act.session, project.id, ("termination",)))
        act.check(rules.signed_between, data["signed_on"], amendment.agreed_on or act.today, act.today)
        check_registered(act, contract)
        if amendment.amount > 0 and project.regime == BELOW_THRESHOLD:
            year = aggregation.alone_with_supplement(act, project, amendment.amount)
            act.check(splitting.supplement_stays_below_the_limit, year, "")
        if amendment.ends_on is not None and not amendment.instalments:
            annual = annual_amount_until(act, contract, amendment.ends_on)
            instalments.check_advance_as_planned(act, contract, contract.in_force + amendment.amount, annual, "")
        act.settle()
        if amendment.amount > 0:
            spending.commit_more(act, project.id, amendment.amount)
        elif amendment.amount < 0:
            spending.commit_less(act, project.id, -amendment.amount)
        _lengthen(act, contract, amendment)
        if amendment.instalments:
            instalments.replan(act, project.id, [_line(one) for one in amendment.instalments], "")
        amendment.state, amendment.signed_on = models.IN_FORCE, data["signed_on"]
        attach(act, "signed_copy", data["signed_copy"], project.id)
        return {"outcome": SIGNED}


def _lengthen(act: Act, contract: Contract, amendment: Amendment) -> None:
    """The new end, an amount for each fiscal year and of one year, a review for each year that another one follows (Art. 22, 23)."""
    contract.yearly_amounts = amendment.yearly_amounts or contract.yearly_amounts
    if amendment.ends_on is not None:
        contract.annual_amount = annual_amount_until(act, contract, amendment.ends_on)
        contract.ends_on = amendment.ends_on
        open_reviews(act)


def _line(said: Mapping[str, str]) -> instalments.NewLine:
    on = dt.date.fromisoformat(said["on"]) if said["on"] else None
    return instalments.NewLine(said["kind"], said["trigger"], Decimal(said["amount"]), on)


class WithdrawAmendment(Form):
    """The town lets a change fall that is not signed by both, wherever it stands: a contractor may be silent, or gone."""

    task = "contract.withdraw_amendment"
    sends: ClassVar[frozenset[str]] = frozenset({AMENDMENT_WITHDRAWN})
    submit: ClassVar[str] = _("撤回变更")

    reason = fields.Text(_("撤回理由"), long=True, least=10, most=1000, example=_("乙方逾期未签署，变更事由已经消失"))

    def timely(self, act: Act) -> bool:
        """While an amendment is under way."""
        mine = select(Project.id).where(Project.case_id == act.case.root_id)
        project = act.session.scalars(mine).one_or_none()
        return project is not None and bool(under_way(act.session, Amendment, project))

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is withdrawn."""
        return {"reason": "\n".join(_told(one) for one in under_way(act.session, Amendment, project_of(act).id))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Let it fall; the contract is as it was. Raises Refused (LAW-GPL-50) where there is none."""
        project = project_of(act)
        waiting = under_way(act.session, Amendment, project.id)
        act.check(rules.something_to_withdraw, len(waiting))
        act.settle()
        for one in waiting:
            withdraw(act, one, data["reason"])
        return {}
