"""Forms by which a contract binds and becomes public (Art. 22, 24): both signatures, the publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Reason
from workflows.procurement import spending, unsigned
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.contracts import Contract, contract_of
from workflows.procurement.models.people import Authority
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import open_challenges, suspended_until, unsettled
from workflows.procurement.money import figures
from workflows.procurement.remedies import check_carried_out
from workflows.procurement.rules import PROCUREMENT_LAW, comparison, platform, remedies, suspicions
from workflows.procurement.rules import contract as rules
from workflows.procurement.rules.wording import day
from workflows.procurement.suspecting import suspect
from workflows.procurement.unsigned import leave_unsigned
from workflows.text import _

EVENT = "合同公开"
"""As the table of publications calls it."""
AGREES, SIGNED, DECLINED, NOT_SIGNED = "是", "已签约", "拒签", "不签署"
"""What routes the signing: the contractor's yes, and the ways in which it ends: signed, refused by the contractor, by the town."""


class SigningForm(Form):
    """What both signatures share: nobody signs before the notice has ended, nor for an organisation that is not in force."""

    agree = fields.YesNo(_("是否同意签署"), help=_("点击提交是办理记录，不是可靠电子签名；纸质或可靠电子签名文本请另行留存。"))
    signed_on = fields.Date(_("签署日期"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Today."""
        return {"signed_on": act.today.isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """From when and until when."""
        frees, last = frees_on(act), last_day(act)
        text = _("{frees}起，{last}前")
        return {"signed_on": text.format(frees=day(frees), last=day(last))} if frees and last else {}

    def check_signature(self, act: Act, contract: Contract, signed_on: dt.date) -> None:
        """Collect what stands against a signature of that day (TD08, T14, TD09, LAW-GPLR-54, LAW-GPL-57, ART-3.3)."""
        act.check(rules.signed_after_the_notice, signed_on, act.today, frees_on(act))
        act.check(rules.signed_after_the_notice_of_the_law, signed_on, act.today, frees_on(act))
        late = act.check(rules.signed_in_time, signed_on, last_day(act))
        late += act.check(rules.signed_within_thirty_days, signed_on, last_day(act, "T15"))
        suspect(act, suspicions.signed_in_doubt(unsettled(act.session, contract.project_id), bool(late)))
        challengers = [organisation(act.session, one.organisation).name for one in open_challenges(act.session, contract.project_id)]
        act.check(remedies.no_open_challenge, challengers)
        check_carried_out(act, contract.project_id, "agree")
        act.check(remedies.not_suspended, suspended_until(act.session, contract.project_id, act.today))
        act.check(comparison.registration_in_force, registration(act.session, contract.party_b), act.today, _("签约"), "agree")
        if signed_on > act.today:
            act.found.append(Reason(_("签署日期不得晚于今天（{day}）。").format(day=day(act.today)), "signed_on"))
        elif signed_on < act.today:
            told = _("签署日期早于办理日期，请核实。")
            act.found.append(Reason(told, "signed_on", level="warn"))
            act.record.flags.append("F14")


def frees_on(act: Act) -> dt.date | None:
    """The first day on which a contract may be signed, by the town's own period and the law's; None without a notice of the result."""
    shown = [period.frees_at for period in (act.freed("TD08"), act.freed("T14")) if period and period.frees_at]
    return max(shown).astimezone(SHANGHAI).date() if shown else None


def last_day(act: Act, period: str = "TD09") -> dt.date | None:
    """The last day of the period for signing (TD09, above the limit T15), counted from the notice of the result; None without one."""
    return unsigned.last_day(act.session, act.case.root_id, period)


class SignAsContractor(SigningForm):
    """The contractor signs, or declines."""

    task = "contract.sign_as_contractor"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    outcomes: ClassVar[frozenset[str]] = frozenset({AGREES, DECLINED})
    submit: ClassVar[str] = _("提交签署结果")

    capacity = fields.Choice(_("签署人身份"), (_("法定代表人"), _("授权代理人")))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the signature; declined, the town decides what follows. Raises Refused (TD08, T14, ART-3.3)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        if not data["agree"]:
            leave_unsigned(act, contract, _("拒绝签订合同"))
            return {"outcome": DECLINED}
        self.check_signature(act, contract, data["signed_on"])
        act.settle()
        contract.signed_by_contractor, contract.signed_by_contractor_on = act.who, data["signed_on"]
        contract.contractor_capacity, contract.state = data["capacity"], "half_signed"
        return {"outcome": AGREES}


class SignAsTown(SigningForm):
    """The town signs, and in the same act the money is committed and the first instalment falls due; or it says why it cannot."""

    task = "contract.sign_as_town"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    outcomes: ClassVar[frozenset[str]] = frozenset({SIGNED, NOT_SIGNED})
    submit: ClassVar[str] = _("提交签署结果")

    reason = fields.Text(_("不签署的理由"), required=False, load_default="", needed=_("不签署的必填，至少10字"), long=True, most=1000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not sign says why (GPL 46)."""
        yield from rules.refusal_in_words(data["agree"], data["reason"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the signature, or leave the contract unsigned: the town decides what follows.

        Raises Refused (TD08, T14, ART-3.3, ART-13.3: what was reserved must carry the price).
        """
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        if not data["agree"]:
            act.check(rules.award_binds_the_town, not registration(act.session, contract.party_b).is_off(act.today))
            act.settle()
            leave_unsigned(act, contract, _("甲方不签署：{reason}").format(reason=data["reason"]))
            return {"outcome": NOT_SIGNED}
        self.check_signature(act, contract, data["signed_on"])
        if act.check(rules.signed_before_it_begins, data["signed_on"], contract.begins_on):
            act.record.flags.append("F14")
        act.check(rules.price_within_reservation, contract.price, spending.reserved(act.session, project.id))
        act.settle()
        contract.signed_by_town, contract.signed_by_town_on = act.who, data["signed_on"]
        contract.state = "signed"
        if project.regime == PROCUREMENT_LAW:
            act.period("T16", data["signed_on"])
        return {"outcome": SIGNED}


class PublishContract(Form):
    """The contract for the public, until it ends (TD29)."""

    task = "contract.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公开合同")

    masked_subject = fields.Text(
        _("公开的合同标的"), most=500, required=False, load_default="", help=_("合同标的含有个人信息的，填写脱敏后的表述；不填则公开原文。")
    )
    masked = fields.YesNo(_("个人信息是否已脱敏"))
    channel = fields.Text(_("公开渠道"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish parties, subject, price and term. Raises Refused (ART-24.1, ART-24.3)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        act.check(platform.masking_is_done, data["masked"] or not publication(act, EVENT)["masked"])
        signed_on = contract.signed_by_town_on
        last = due_of(act, "T16", signed_on).due if signed_on else None
        if act.check(rules.published_within_two_days, act.today, last):
            act.record.flags.append("F25")
        text = contract_text(act, contract, data["masked_subject"] or contract.subject)
        act.check(platform.nobody_is_exposed, text, "masked_subject")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        publish_with_receipt(act, project.id, "contract", text, contract.ends_on, data)
        return {}


def contract_text(act: Act, contract: Contract, subject: str) -> str:
    """What of a contract is public: no person, no account; `subject`: as it is shown."""
    town = act.session.get(Authority, contract.party_a)
    text = _("{number}：甲方{town}，乙方{contractor}，标的{subject}，合同价{price}元，期限{begin}至{end}。")
    return text.format(
        number=contract.number,
        town=town.name if town else contract.party_a,
        contractor=organisation(act.session, contract.party_b).name,
        subject=subject,
        price=figures(contract.price),
        begin=day(contract.begins_on),
        end=day(contract.ends_on),
    )
