"""Who takes part: documents obtained, responses under seal until the closing, and their opening before a witness (C214 13, O87 33-41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.award import witnesses
from forms.base import Choices, Form, Line
from forms.comparison import SubmitQuotation, local, names_of, spoken
from forms.contract import BOND_FORMS
from forms.documents_issue import current
from workflows.act import Act, Facts
from workflows.errors import Missing, NotYours, Reason, Refused
from workflows.procurement import ties
from workflows.procurement.contractors import registration
from workflows.procurement.models.bid_bonds import BidBond
from workflows.procurement.models.procurements import Invitation, Procurement, invitations_of, quotations_of
from workflows.procurement.models.projects import Project
from workflows.procurement.models.solicitations import running
from workflows.procurement.rules import bid_bonds, confirmation
from workflows.procurement.rules import comparison as rules
from workflows.procurement.rules import ties as one_hands
from workflows.procurement.rules.method import SINGLE_SOURCE
from workflows.text import _

ENOUGH, TOO_FEW = "有效", "不足"
INVITATION = "invitation"
"""What the case of one response is about: its row in the list of those who obtained the documents."""


class RegisterForDocuments(Form):
    """获取采购文件: any social organisation, for itself."""

    task = "response.register"
    submit: ClassVar[str] = _("登记并获取文件")

    contact = fields.Text(_("联系人"), most=40, personal=True)
    phone = fields.Text(_("联系电话"), most=30, personal=True)
    accepts = fields.YesNo(_("以本单位名义参加并对所提供的信息负责"))

    def timely(self, act: Act) -> bool:
        """While documents are provided."""
        mine = select(Procurement).join(Project, Project.id == Procurement.project_id).where(Project.case_id == act.case.root_id)
        bought = act.session.scalars(mine).one_or_none()
        one = running(act.session, bought) if bought else None
        if one is None or one.provided_until is None or one.closes_at is None or one.is_open or one.method == SINGLE_SOURCE:
            return False
        return act.today <= one.provided_until and act.now < one.closes_at

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """It answers for what it says."""
        if not data["accepts"]:
            yield Reason(_("须以本单位名义参加。"), "accepts", level="invalid")

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the organisation into the list. Raises Refused (T07b, ART-3.2, 3.3, 3.4, LAW-GPLR-18), NotYours who has done so."""
        project, bought, _one = current(act)
        mine = act.item.post.place if act.item and act.item.post else ""
        if not self.timely(act):
            raise Refused([Reason(_("现在不在采购文件的提供期限之内。"), rules=("T07b", "T04"))])
        listed = invitations_of(act.session, bought)
        if mine in {other.organisation for other in listed}:
            raise NotYours([Reason(_("贵单位已获取本项目采购文件。"))])
        said = registration(act.session, mine)
        act.check(rules.is_a_social_organisation, said, "")
        act.check(rules.filed_organisation_has_a_host, said, False, "")
        act.check(rules.registration_in_force, said, act.today, _("参加采购活动"), "")
        act.check(confirmation.planner_takes_no_part, project.planner, mine)
        act.settle()
        row = {"project_id": project.id, "authority_id": project.authority_id, "round": bought.round}
        written = Invitation(**row, position=len(listed), organisation=mine)
        act.session.add(written)
        act.session.flush()
        act.case.subject_kind, act.case.subject_id = INVITATION, written.id
        return {}


class SubmitResponse(SubmitQuotation):
    """提交响应文件: a price under seal, as a quotation."""

    task = "response.submit"
    submit: ClassVar[str] = _("密封提交响应文件")
    late: ClassVar[tuple[str, ...]] = ("LAW-C214-13", "LAW-O87-33")


class BondLine(Line):
    """A bidder's bond, as it came."""

    organisation = fields.Pick(_("供应商"), source="bidders")
    amount = fields.Money(_("金额"))
    form = fields.Choice(_("形式"), BOND_FORMS)
    received_on = fields.Date(_("收到日期"))


class OpenResponses(Form):
    """开启响应文件: nobody before the closing, and never alone."""

    task = "opening.open"
    outcomes: ClassVar[frozenset[str]] = frozenset({ENOUGH, TOO_FEW})
    submit: ClassVar[str] = _("确认开启记录")

    witness = fields.Pick(_("见证人"), source="witnesses")
    sealed_well = fields.YesNo(_("各家密封完好"))
    recording = fields.Text(_("录音录像保存位置"), most=200)
    note = fields.Text(_("情况说明"), required=False, load_default="", long=True, most=1000)
    bonds = fields.Rows(_("收到的保证金"), BondLine, required=False, load_default=list, help=_("没有交纳的不登记，其响应无效。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A broken seal is told."""
        if not data["sealed_well"] and not data["note"]:
            yield Reason(_("密封有问题的，请写明情况。"), "note", level="invalid")

    def choices(self, act: Act) -> Choices:
        """Who may watch; whose bonds came: names only after the closing."""
        _project, bought, one = current(act)
        closed = one.closes_at is not None and act.now >= one.closes_at
        came = [row.organisation for row in quotations_of(act.session, bought)] if closed else []
        return {"witnesses": witnesses(act), "bidders": list(names_of(act, came).items())}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who obtained the documents, and who answered: names only after the closing."""
        _project, bought, one = current(act)
        if one.closes_at is None or act.now < one.closes_at:
            return {}
        came = names_of(act, [row.organisation for row in quotations_of(act.session, bought)])
        told = _("获取文件{n}家，按时提交{m}家\n{names}")
        n = len(invitations_of(act.session, bought))
        return {"sealed_well": told.format(n=n, m=len(came), names="、".join(came.values()) or _("无"))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Unseal what came in time; too few end the procedure. Raises Refused (LAW-O87-39, LAW-GPL-12)."""
        _project, bought, one = current(act)
        if one.closes_at is None:
            raise Missing([Reason(_("采购文件尚未发出。"))])
        if act.now < one.closes_at:
            raise Refused([Reason(_("响应于{at}截止，截止前不得开启。").format(at=spoken(one.closes_at)), rules=("LAW-O87-39",))])
        submitted = quotations_of(act.session, bought)
        ids = [row.organisation for row in submitted]
        act.check(one_hands.kin_do_not_open, ties.of_openers(act, data["witness"], ids))
        act.check(rules.opened_before_a_witness, act.who, data["witness"], data["witness"] in dict(witnesses(act)))
        ties.look(act, ids, "")
        noted = [(line["organisation"], line["amount"], line["received_on"]) for line in data["bonds"]]
        act.check(bid_bonds.bonds_are_noted_as_they_came, noted, ids, one.bid_bond, local(one.closes_at).date())
        count(act, one.method, len(ids))
        act.settle()
        for row in submitted:
            row.sealed = False
        one.opened_at = bought.opened_at = act.now
        one.opened_by, one.witness, one.recording = act.who, data["witness"], data["recording"]
        bought.state, bought.witness = "opened", data["witness"]
        for line in data["bonds"]:
            kept = {"solicitation_id": one.id, "project_id": one.project_id, "authority_id": one.authority_id, "round": one.round}
            act.session.add(BidBond(**kept, noted_by=act.who, **line))
        return {"outcome": ENOUGH if confirmation.enough(one.method, len(ids)) else TOO_FEW}


def count(act: Act, method: str, valid: int) -> None:
    """What the law says to so many valid responses; two that go on are flagged (T34, T35)."""
    if act.check(confirmation.two_may_go_on, method, valid):
        act.record.flags.append(confirmation.TWO_GO_ON)
    act.check(confirmation.talks_end_with_too_few, method, valid)
    act.check(confirmation.tender_fails_below_three, method, valid)
