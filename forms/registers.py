"""Forms of the register of organisations (Art. 24; handbook P81): handed in, checked, and what the registration authority changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import calendar, lawbook
from workflows.procurement.contractors import organisation
from workflows.procurement.identifiers import SOCIAL, uscc_fault
from workflows.procurement.models import registers as rows
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.documents import attach
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.registers import OrganisationProfile, OrganisationStatus, about, subject_at, subject_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import comparison, platform
from workflows.procurement.rules import registers as rules
from workflows.text import _

KINDS = (*SOCIAL.values(), "社区社会组织")
TEXTS = (
    "registration_kind",
    "kind",
    "uscc",
    "filing_no",
    "responsible",
    "contact",
    "phone",
    "address",
    "information",
    "capacity",
    "incubation",
)
TAKEN_OVER = ("registration_kind", "kind", "scope", "certificate_until", "responsible", "contact", "phone", "address")
"""What the register takes over from a verified profile."""
RUNNING = ("signed", "suspended")


class SubmitProfile(Form):
    """提交登记信息."""

    task = "organisation.submit_profile"
    submit = _("提交核验")

    registration_kind = fields.Choice(_("登记种类"), (*comparison.REGISTERED, comparison.FILED))
    kind = fields.Choice(_("组织类型"), KINDS)
    uscc = fields.Reference(_("统一社会信用代码"), most=18, required=False, load_default="", needed=_("民政登记的必填"))
    filing_no = fields.Reference(_("镇街备案号"), most=60, required=False, load_default="", needed=_("镇街备案的必填"))
    certificate_until = fields.Date(_("登记证书有效期至"), required=False, load_default=None, help=_("镇街备案的可不填。"))
    responsible = fields.Text(_("负责人"), most=60, personal=True)
    contact = fields.Text(_("联系人"), most=60, personal=True)
    phone = fields.Text(_("联系电话"), most=40, personal=True)
    address = fields.Text(_("住所"), most=200)
    information = fields.Text(_("组织信息"), most=2000, long=True, help=_("成立情况、宗旨和业务范围。"))
    capacity = fields.Text(_("承接能力"), most=2000, long=True, help=_("写明人数、专业、证书和已承接的服务，不写姓名。"))
    incubation = fields.Text(
        _("孵化培育情况"),
        most=2000,
        long=True,
        required=False,
        load_default="",
        help=_("写明孵化平台、辅导单位和参加的培训，不作为购买依据。"),
    )
    scope = fields.Picks(_("承接范围"), "sub_items", least=1)
    certificate = fields.Attachment(_("登记（备案）证书"))
    evidence = fields.Attachment(_("资质和能力证明"), required=False, load_default=list)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The number that belongs to the kind of registration, and that it is a number."""
        yield from rules.number_of_its_kind(data["registration_kind"], data["uscc"], data["filing_no"])
        fault = uscc_fault(data["uscc"]) if data["uscc"] else None
        if fault and fault.level == "invalid":
            yield fault

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was handed in last; at first what the register knows."""
        last = subject_at(act.session, act.case, OrganisationProfile)
        known = last or act.session.get(Organisation, _author(act, last))
        if known is None:
            return {}
        plain = {name: getattr(known, name, None) or "" for name in TEXTS}
        until = known.certificate_until
        return {**plain, "scope": list(known.scope), "certificate_until": until.isoformat() if until else ""}

    def choices(self, act: Act) -> Choices:
        """The named services of Art. 8."""
        classes = lawbook.categories(act.session, act.today)
        return {"sub_items": [(item, f"{one.number} {item}") for one in classes for item in one.items]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check kind, code and certificate (ART-3.1 to 3.3); write what was handed in (ART-17.1). Raises Invalid, Refused."""
        last = subject_at(act.session, act.case, OrganisationProfile)
        own = organisation(act.session, _author(act, last))
        fault = uscc_fault(data["uscc"]) if data["registration_kind"] != comparison.FILED else None
        numbers = data["certificate_until"], data["filing_no"], "", fault.message if fault else ""
        told = comparison.Registration(own.name, data["kind"], data["registration_kind"], own.status, own.status_from, *numbers)
        act.check(comparison.is_a_social_organisation, told, "uscc")
        act.check(comparison.registration_in_force, told, act.today, _("核验"), "registration_kind")
        others = act.session.scalars(select(Organisation.uscc).where(Organisation.id != own.id, Organisation.uscc == data["uscc"]))
        act.check(rules.code_is_its_own, data["uscc"], own.uscc or "", [one for one in others if one])
        act.check(rules.certificate_is_valid, data["certificate_until"], act.today, "certificate_until")
        for field in ("information", "capacity", "incubation"):
            act.check(platform.nobody_will_be_exposed, data[field], field)
        act.settle()
        self._write(act, last, own, data)
        return {}

    @staticmethod
    def _write(act: Act, last: OrganisationProfile | None, own: Organisation, data: dict[str, Any]) -> None:
        row = last or OrganisationProfile(case_id=act.case.id, authority_id=act.case.authority_id, organisation_id=own.id, revision=0)
        for name in (*TEXTS, "scope", "certificate_until"):
            setattr(row, name, data[name])
        row.revision, row.state, row.submitted_by, row.submitted_at = row.revision + 1, rows.SUBMITTED, act.who, act.now
        about(act, row, _("{name}信息登记").format(name=own.name), data["uscc"] or data["filing_no"])
        for field in ("certificate", "evidence"):
            attach(act, field, data[field])


def _author(act: Act, last: OrganisationProfile | None) -> str:
    """Whose data these are: the profile's, or those of the post under which somebody begins."""
    if last is not None:
        return last.organisation_id
    return act.item.post.place if act.item and act.item.post else ""


class CheckProfile(Form):
    """核验登记信息."""

    task = "organisation.check_profile"
    submit = _("提交核验结论")

    outcome = fields.Choice(_("核验结论"), rules.CHECKING)
    valid_until = fields.Date(_("核验有效期至"), required=False, load_default=None, needed=_("已核验的必填"))
    opinion = fields.Text(
        _("核验意见"), most=2000, long=True, required=False, load_default="", needed=_("退回或者不予核验的必填，至少10字")
    )

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who does not verify says why."""
        yield from rules.finding_is_explained(data["outcome"], data["opinion"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """As long as it may be valid."""
        return {"valid_until": _latest(act, subject_of(act, OrganisationProfile)).isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when it may be valid at the most."""
        last = _latest(act, subject_of(act, OrganisationProfile))
        return {"valid_until": _("最迟至{day}，不超过登记证书有效期。").format(day=last)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the finding; once verified, the register takes over what was handed in (ART-24.2). Raises Invalid, Refused."""
        profile = subject_of(act, OrganisationProfile)
        if data["outcome"] == rules.VERIFY:
            act.check(rules.certificate_is_valid, profile.certificate_until, act.today, "outcome")
        act.check(rules.verified_for_a_time, data["outcome"], data["valid_until"], act.today, _latest(act, profile))
        act.settle()
        profile.opinion, profile.checked_by, profile.checked_at = data["opinion"], act.who, act.now
        profile.state = {rules.VERIFY: rows.VERIFIED, rules.RETURN: rows.RETURNED, rules.DENY: rows.DENIED}[data["outcome"]]
        if data["outcome"] == rules.VERIFY:
            profile.valid_until = data["valid_until"]
            own = organisation(act.session, profile.organisation_id)
            for name in TAKEN_OVER:
                setattr(own, name, getattr(profile, name))
            own.uscc, own.filing_no = profile.uscc or None, profile.filing_no or None
            own.verified_on, own.verified_until = act.today, profile.valid_until
        return {"outcome": data["outcome"]}


def _latest(act: Act, profile: OrganisationProfile) -> Any:
    """The last day until which a finding of today may be valid (TD92, and the certificate)."""
    last = calendar.add_months(act.today, int(lawbook.figure(act.session, "TD92", occasion(act))))
    return min(last, profile.certificate_until) if profile.certificate_until else last


class RecordStatus(Form):
    """登记状态变化."""

    task = "organisation.record_status"
    undated: ClassVar[bool] = True
    submit = _("登记变化")

    organisation = fields.Pick(_("社会组织"), "organisations")
    status = fields.Choice(_("登记状态"), rules.STATUSES, help=_("误登的，另登一条更正，不修改原登记。"))
    from_date = fields.Date(_("变化日期"))
    document = fields.Text(_("依据文件"), most=200, example=_("示民管〔2026〕21号"))
    reason = fields.Text(_("情况说明"), most=1000, long=True)
    paper = fields.Attachment(_("文件"))

    def choices(self, act: Act) -> Choices:
        """Every organisation of the register with how it stands."""
        wanted = select(Organisation).where(Organisation.registration_kind.in_((*comparison.REGISTERED, comparison.FILED)))
        return {"organisations": [(one.id, f"{one.name}（{one.status}）") for one in act.session.scalars(wanted.order_by(Organisation.id))]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the change as a row of its own; the register shows the latest (ART-3.3, 24.2). Raises Refused; warns of contracts."""
        own = organisation(act.session, data["organisation"])
        history = rows.history_of(act.session, own.id)
        act.check(rules.change_has_happened, data["from_date"], act.today)
        act.check(rules.change_changes_something, data["status"], history[-1].status if history else own.status)
        running = select(Contract.number).where(Contract.party_b == own.id, Contract.state.in_(RUNNING)).order_by(Contract.number)
        act.check(rules.contracts_are_concerned, data["status"], [one for one in act.session.scalars(running) if one])
        act.settle()
        said = {name: data[name] for name in ("status", "from_date", "document", "reason")}
        who = {"case_id": act.case.id, "authority_id": act.case.authority_id, "recorded_by": act.who, "recorded_at": act.now}
        about(
            act, OrganisationStatus(organisation_id=own.id, **said, **who), _("{name}登记状态变化").format(name=own.name), data["document"]
        )
        if data["status"] != rules.ABNORMAL:
            own.status, own.status_from = data["status"], data["from_date"] if data["status"] != rules.IN_FORCE else None
        attach(act, "paper", data["paper"])
        return {}
