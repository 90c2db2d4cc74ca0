"""概览 of what came before the project (Art. 19, items 2 and 3): the community's proposal, its meetings and notices; a design."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.cases.names import Names
from app.web.cases.reader import Opened
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models import library
from workflows.procurement.models.library import LibraryEntry, entry_at, prices_of
from workflows.procurement.models.proposals import CommunityMeeting, CommunityNotice, Proposal, meetings, proposal_at
from workflows.procurement.money import words
from workflows.procurement.voted import told
from workflows.text import _

STATES = {
    library.SUBMITTED: _("待审查"),
    library.CONSENTED: _("在库"),
    library.RETURNED: _("退回补正"),
    library.REFUSED: _("不同意入库"),
    library.WITHDRAWN: _("已撤回"),
    library.EXPIRED: _("已到期"),
    library.REPLACED: _("已有新版本"),
}
"""How an entry of the library stands, in words."""


def sections(session: Session, opened: Opened, names: Names) -> Iterator[Section]:
    """For the community itself and the town: what was proposed and decided; for whoever may open it: a design."""
    proposal = proposal_at(session, opened.root.id)
    if proposal is not None and (opened.reader.whole or opened.reader.community):
        yield from _proposal(session, proposal, names)
    entry = entry_at(session, opened.root.id)
    if entry is not None:
        yield from design(session, entry, names)


def _proposal(session: Session, proposal: Proposal, names: Names) -> Iterator[Section]:
    facts = [Fact(_("社区"), names.place(proposal.community_id)), Fact(_("需求和理由"), proposal.need)]
    facts.append(Fact(_("议定事项"), told(proposal)))
    picked = session.get(LibraryEntry, proposal.entry_id) if proposal.entry_id else None
    if picked is not None:
        said = _("{number}第{version}版 {title}（{organisation}，有效至{until}）")
        entry = said.format(
            number=picked.number,
            version=picked.version,
            title=picked.title,
            organisation=names.place(picked.organisation_id),
            until=picked.valid_until,
        )
        facts += [Fact(_("选用的入库项目"), entry), Fact(_("策划单位利益关系声明"), picked.disclosure)]
    if proposal.end_reason:
        facts.append(Fact(_("终止原因"), proposal.end_reason))
    yield Section(_("选用策划书") if picked else _("社区提议"), facts)
    held = meetings(session, proposal)
    if held:
        heads = (_("议事环节"), _("会议形式"), _("时间"), _("应到"), _("实到"), _("赞成"), _("反对"), _("弃权"), _("结果"))
        yield Section(_("议事和表决"), tables=[TableView("", heads, [_meeting(one) for one in held])])
    shown = select(CommunityNotice).where(CommunityNotice.proposal_id == proposal.id).order_by(CommunityNotice.id)
    for notice in session.scalars(shown):
        yield Section(_("决议公开"), list(_notice(notice)))


def _meeting(one: CommunityMeeting) -> list[str]:
    voted = [one.votes_for, one.votes_against, one.votes_abstain]
    present = _("{present}（须{needed}）").format(present=one.present, needed=one.needed)
    return [one.step, one.body, moment(one.met_at), str(one.eligible), present, *map(str, voted), one.outcome]


def _notice(one: CommunityNotice) -> Iterator[Fact]:
    yield Fact(_("公开内容"), one.text)
    yield Fact(_("公开期"), _("{first} 至 {last}，{place}").format(first=one.from_date, last=one.to_date, place=one.place))
    if one.objections is not None:
        yield Fact(_("异议"), _("{n}件，{outcome}").format(n=one.objections, outcome=one.outcome))
    if one.objection_note:
        yield Fact(_("核实和复议"), one.objection_note)


def design(session: Session, entry: LibraryEntry, names: Names) -> Iterator[Section]:
    """A design as it was handed in, and how it stands in the library."""
    facts = [
        Fact(_("社会组织"), names.place(entry.organisation_id)),
        Fact(_("入库编号"), _("{number}第{version}版").format(number=entry.number, version=entry.version)),
        Fact(_("状态"), STATES[entry.state]),
        Fact(_("有效期"), _("{first} 至 {last}").format(first=entry.valid_from, last=entry.valid_until) if entry.valid_until else ""),
        Fact(_("服务类别"), entry.category_other_text or entry.sub_item),
        Fact(_("服务对象"), _("{group}，约{n}人").format(group=entry.target_group, n=entry.beneficiaries)),
        Fact(_("服务内容和方法"), entry.content),
        Fact(_("人员与资质"), entry.capacity),
        Fact(_("利益关系声明"), entry.disclosure),
        Fact(_("意向社区"), names.place(entry.community_id) if entry.community_id else _("不限")),
        Fact(_("概算"), words(entry.amount), entry.amount),
        Fact(_("审查意见"), entry.opinion),
        Fact(_("撤回理由"), entry.withdrawal_reason),
    ]
    yield Section(_("策划书"), [one for one in facts if one.text])
    rows = [(one.item, one.unit, f"{one.quantity.normalize():f}", one.price, one.amount) for one in prices_of(session, entry)]
    heads = (_("项目"), _("单位"), _("数量"), _("单价"), _("金额"))
    yield Section(_("报价明细"), tables=[TableView("", heads, rows, money=(3, 4))])
