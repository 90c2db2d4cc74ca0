"""Forms of an extension of the measures (Art. 30): recorded with the document that carries them on, approved by a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms import fields
from forms.approving import Approval
from forms.base import Choices, Form
from forms.packs import draft, under_way
from workflows.act import Act, Facts
from workflows.procurement.lawbook import term_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.law import RulePack, RulePackExtension
from workflows.procurement.models.packs import EXTENSION, IN_FORCE, RuleChange
from workflows.procurement.models.people import Authority
from workflows.procurement.models.registers import subject_at, subject_of
from workflows.procurement.rules import catalogues
from workflows.procurement.rules import packs as rules
from workflows.procurement.rules.wording import day
from workflows.text import _


class RecordExtension(Form):
    """登记延续文件."""

    task = "pack.record_extension"
    submit = _("提交审定")

    subject = fields.Pick(_("延续的办法"), "packs")
    title = fields.Text(_("延续文件名称"), most=200)
    document = fields.Text(_("文号"), most=100, example=_("示府办〔2026〕5号"))
    from_date = fields.Date(_("延续起始日期"))
    to_date = fields.Date(_("延续截止日期"), required=False, load_default=None, help=_("文件没有写明截止日期的，不填。"))
    reason = fields.Text(_("延续的依据和理由"), least=10, most=2000, long=True)
    paper = fields.Attachment(_("延续文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was handed in last; at first from the day after the measures end."""
        own = subject_at(act.session, act.case, RuleChange)
        if own is None:
            pack = act.session.scalars(select(RulePack).order_by(RulePack.id).limit(1)).one()
            ends = term_of(act.session, pack.id)[1]
            return {"subject": pack.id, "from_date": (ends + dt.timedelta(1)).isoformat() if ends else ""}
        until = own.to_date.isoformat() if own.to_date else ""
        told = {"subject": own.subject, "title": own.name, "document": own.document, "reason": own.reason}
        return {**told, "from_date": own.from_date.isoformat(), "to_date": until}

    def choices(self, act: Act) -> Choices:
        """The rule packs."""
        found = act.session.scalars(select(RulePack).order_by(RulePack.id))
        return {"packs": [(one.id, f"{one.title}（{one.document}）") for one in found]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when the measures stand; what was said to the draft before."""
        own = subject_at(act.session, act.case, RuleChange)
        pack = act.session.scalars(select(RulePack).order_by(RulePack.id).limit(1)).one()
        begins, ends = term_of(act.session, pack.id)
        said = {"from_date": _("已登记有效期：{a}至{b}。").format(a=day(begins), b=day(ends) if ends else _("长期"))}
        return said | ({"title": own.opinion} if own and own.opinion else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the draft (ART-30.1). Raises Invalid, Refused."""
        act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
        pack = act.session.get_one(RulePack, data["subject"])
        ends = term_of(act.session, pack.id)[1]
        act.check(rules.extension_reaches_further, data["from_date"], data["to_date"], ends)
        act.check(rules.extension_leaves_no_gap, data["from_date"], ends)
        act.check(rules.one_change_at_a_time, under_way(act, pack.id))
        act.settle()
        told = {"kind": EXTENSION, "subject": pack.id, "name": data["title"], "value": {}, "text": _until(data["to_date"])}
        told |= {"before": _until(ends), "from_date": data["from_date"], "to_date": data["to_date"], "applies_by": ""}
        draft(act, {**told, "document": data["document"], "reason": data["reason"]}, _("《{title}》延续").format(title=pack.title))
        attach(act, "paper", data["paper"])
        return {}


def _until(ends: dt.date | None) -> str:
    return _("有效期至{day}").format(day=day(ends)) if ends else _("长期有效")


class ApproveExtension(Approval):
    """审定延续."""

    task = "pack.approve_extension"
    draft = RuleChange

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Once approved, the document carries the measures on; a project begun before keeps its warning (ART-30.1). Raises Invalid."""
        change, agreed = subject_of(act, RuleChange), data["outcome"] == catalogues.AGREE
        if agreed:
            act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
            ends = term_of(act.session, change.subject)[1]
            act.check(rules.extension_reaches_further, change.from_date, change.to_date, ends)
            act.settle()
            told = {"title": change.name, "document": change.document, "from_date": change.from_date, "to_date": change.to_date}
            act.session.add(RulePackExtension(pack_id=change.subject, registered_on=act.today, **told))
        said = super().apply(act, data)
        change.state = IN_FORCE if agreed else change.state
        return said
