"""Forms of a supplement or change of a contract (GPL 49, 50; handbook P41): proposed, examined, approved, agreed, signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import fields
from forms.base import Form, Line
from forms.timing import under_contract
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import instalments, spending
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.contractors import registration
from workflows.procurement.lawbook import figure
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Amendment, change_of
from workflows.procurement.models.contracts import Contract, contract_of, instalments_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.rules import contract_changes as rules
from workflows.procurement.rules import payment, term
from workflows.procurement.rules.comparison import registration_in_force
from workflows.procurement.rules.review import opinion_in_words
from workflows.text import _

KINDS = (_("补充合同"), _("变更协议"))
REASONS = (_("服务需求增加"), _("服务需求减少"), _("履行时间调整"), _("付款安排调整"), _("其他"))
AGREED, BACK, NOT_AGREED = "同意", "退回修改", "不同意"
SIGNED, NOT_SIGNED = "已签署", "不签署"


class NewLine(Line):
    """A payment of the new plan."""

    kind = fields.Text(_("款项"), most=20, example=_("补充款"))
    trigger = fields.Choice(_("付款条件"), payment.TRIGGERS)
    on = fields.Date(_("日期"), required=False, load_default=None, help=_("按日期支付的填写。"))
    amount = fields.Money(_("金额"))


class ProposeAmendment(Form):
    """What is to change, why, by how much, and how it is paid. Sent back, it is proposed again."""

    task = "contract.amend"
    submit: ClassVar[str] = _("提出变更")

    kind = fields.Choice(_("类型"), KINDS)
    reason_kind = fields.Choice(_("理由"), REASONS)
    reason = fields.Text(_("理由说明"), long=True, least=10, most=2000, example=_("暑期求助增多，个案咨询由320小时增至370小时"))
    content = fields.Text(_("变更内容"), long=True, most=3000, example=_("个案心理咨询增加50小时，单价不变"))
    change = fields.Choice(_("合同价"), (rules.MORE, rules.LESS, rules.SAME))
    amount = fields.Money(_("变动金额"), zero=True)
    ends_on = fields.Date(_("变更后的结束日期"), required=False, load_default=None, help=_("期限不变的留空。"))
    same_subject = fields.YesNo(_("与原合同标的相同"))
    others_unchanged = fields.YesNo(_("其他条款不变"))
    instalments = fields.Rows(
        _("未到期各期的新安排"), NewLine, required=False, load_default=list, help=_("合同价变动的必填；已到期、在办、已付的各期不变。")
    )
    draft = fields.Attachment(_("变更协议文本"))

    def timely(self, act: Act) -> bool:
        """While the contract is performed."""
        return under_contract(act, ("signed",))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """More or less has an amount, and new payments; a payment by date has one."""
        yield from rules.amount_says_the_change(data["change"], data["amount"])
        if data["amount"] and not data["instalments"]:
            yield Reason(_("合同价变动的，请重新安排未到期各期付款。"), "instalments", level="invalid")
        for place, line in enumerate(data["instalments"]):
            if line["trigger"] == payment.DATE and line["on"] is None:
                yield Reason(_("按日期付款的，请填写日期。"), f"instalments.{place}.on", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The payments not yet due as they stand."""
        waiting = _waiting(act, contract_of(act.session, project_of(act).id))
        lines = [{"kind": one.kind, "trigger": one.trigger, "on": _shown(one.on_date), "amount": figures(one.amount)} for one in waiting]
        return {"change": rules.SAME, "amount": "0.00", "instalments": lines}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How much all supplements may still add, and what the new payments come to."""
        contract = contract_of(act.session, project_of(act).id)
        most = payment.FEN * int(contract.price * figure(act.session, "G49", act.today) / payment.FEN)
        waiting = sum((one.amount for one in _waiting(act, contract)), Decimal("0.00"))
        left = _("补充合同合计不超过原合同价10%（{most}元），已用{used}元")
        longest = last_day_of_term(contract.begins_on, figure(act.session, "R22", act.today))
        return {
            "amount": left.format(most=figures(most), used=figures(models.added(act.session, contract.project_id))),
            "instalments": _("未到期各期现为{sum}元，变更后须等于此数加减变动金额").format(sum=figures(waiting)),
            "ends_on": _("合同期限最长三年，最迟{day}").format(day=longest.isoformat()),
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the proposal. Raises Refused (LAW-GPL-49, LAW-GPL-50, ART-22.1, ART-23.3)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        again = change_of(act, Amendment) if act.case.subject_kind == "amendment" else None
        signed = data["amount"] if data["change"] == rules.MORE else -data["amount"]
        self._check(act, contract, data, signed, again)
        own = {"project_id": project.id, "case_id": act.case.id, "authority_id": project.authority_id}
        written = again or Amendment(**own, number=_next(act, project.id))
        for name in ("kind", "reason_kind", "reason", "content", "ends_on", "same_subject", "others_unchanged"):
            setattr(written, name, data[name])
        written.amount, written.state = signed, models.PROPOSED
        written.instalments = [{**line, "on": _shown(line["on"]), "amount": str(line["amount"])} for line in data["instalments"]]
        written.proposed_by, written.proposed_on = act.who, act.today
        act.session.add(written)
        attach(act, "draft", data["draft"], project.id)
        act.session.flush()
        act.case.subject_kind, act.case.subject_id = "amendment", written.id
        return {}

    @staticmethod
    def _check(act: Act, contract: Contract, data: dict[str, Any], signed: Decimal, again: Amendment | None) -> None:
        act.check(rules.contract_binds, contract.state, ("signed",))
        if again is None:
            act.check(rules.one_change_at_a_time, models.running(act.session, contract.project_id))
        act.check(rules.nothing_else_changes, data["same_subject"], data["others_unchanged"])
        total = models.added(act.session, contract.project_id) + max(signed, Decimal(0))
        act.check(payment.supplements_within_a_tenth, total, contract.price, figure(act.session, "G49", act.today))
        if data["ends_on"] is not None:
            longest = last_day_of_term(contract.begins_on, figure(act.session, "R22", act.today))
            act.check(term.three_years_at_most, data["ends_on"], longest)
            months = figure(act.session, "TD01", act.today)
            four = {name: getattr(contract, name) for name in term.FACTS}
            act.check(term.ordinary_term_without_four_facts, data["ends_on"], last_day_of_term(contract.begins_on, months), four, months)
            act.check(rules.ends_after_it_begins, data["ends_on"], max(contract.begins_on, act.today))
        lines = sum((line["amount"] for line in data["instalments"]), Decimal("0.00"))
        waiting = sum((one.amount for one in _waiting(act, contract)), Decimal("0.00"))
        act.check(rules.new_payments_make_up_the_rest, lines, waiting, signed, bool(data["instalments"]))
        act.settle()


def check_registered(act: Act, contract: Contract) -> None:
    """The contractor's registration is in force on the day on which a change is signed (ART-3.3)."""
    act.check(registration_in_force, registration(act.session, contract.party_b), act.today, _("签订变更协议"), "")


def _waiting(act: Act, contract: Contract) -> list[Any]:
    return [one for one in instalments_of(act.session, contract.project_id) if one.state == "planned"]


def _shown(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _next(act: Act, project_id: int) -> int:
    return (act.session.scalar(select(func.max(Amendment.number)).where(Amendment.project_id == project_id)) or 0) + 1


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

        Raises Refused (LAW-GPL-49, LAW-GPL-50, ART-3.3, ART-13.3, ART-23.1).
        """
        project, amendment = project_of(act), change_of(act, Amendment)
        if data["outcome"] == NOT_SIGNED:
            amendment.state = models.REFUSED
            give_opinion(act, project.id, NOT_SIGNED, data["remark"], amendment=amendment.number)
            return {"outcome": NOT_SIGNED}
        contract = contract_of(act.session, project.id)
        act.check(rules.contract_binds, contract.state, ("signed",))
        act.check(rules.signed_between, data["signed_on"], amendment.agreed_on or act.today, act.today)
        check_registered(act, contract)
        act.settle()
        if amendment.amount > 0:
            spending.commit_more(act, project.id, amendment.amount)
        elif amendment.amount < 0:
            spending.commit_less(act, project.id, -amendment.amount)
        if amendment.ends_on is not None:
            contract.ends_on = amendment.ends_on
        if amendment.instalments:
            instalments.replan(act, project.id, [_line(one) for one in amendment.instalments], "")
        amendment.state, amendment.signed_on = models.IN_FORCE, data["signed_on"]
        attach(act, "signed_copy", data["signed_copy"], project.id)
        return {"outcome": SIGNED}


def _line(said: Mapping[str, str]) -> instalments.NewLine:
    on = dt.date.fromisoformat(said["on"]) if said["on"] else None
    return instalments.NewLine(said["kind"], said["trigger"], Decimal(said["amount"]), on)
