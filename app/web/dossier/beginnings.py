"""What stands beside a form before there is a project: the community's proposal with its votes, or a design with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.dossier import standing
from app.web.views.bits import Fact
from workflows.procurement.models.library import LibraryEntry, entry_at
from workflows.procurement.models.people import Community, Organisation
from workflows.procurement.models.proposals import Proposal, convoked, meetings, proposal_at
from workflows.procurement.voted import told
from workflows.text import _


def before_the_project(session: Session, case: Any) -> Sequence[Fact]:
    """The facts of a case that is about no project yet; none for any other."""
    proposal = proposal_at(session, case.root_id)
    if proposal is not None:
        return [*_proposal(session, proposal), *votes(session, case)]
    entry = entry_at(session, case.root_id)
    return list(_design(session, entry)) if entry is not None else standing.facts(session, case)


def votes(session: Session, case: Any) -> Iterator[Fact]:
    """How the community decided, meeting by meeting."""
    proposal = proposal_at(session, case.root_id)
    for one in meetings(session, proposal) if proposal else ():
        said = _("{body}，{at}：应到{eligible}人，实到{present}人，赞成{votes}票，{outcome}")
        figures = {"eligible": one.eligible, "present": one.present, "votes": one.votes_for, "outcome": one.outcome}
        yield Fact(one.step, said.format(body=one.body, at=moment(one.met_at), **figures))


def _proposal(session: Session, proposal: Proposal) -> Iterator[Fact]:
    community = session.get(Community, proposal.community_id)
    yield Fact(_("社区"), community.name if community else proposal.community_id)
    yield Fact(_("需求和理由"), proposal.need)
    yield Fact(_("议定事项"), told(proposal))
    entry = session.get(LibraryEntry, proposal.entry_id) if proposal.entry_id else None
    if entry is not None:
        yield from _design(session, entry)
    called = convoked(session, proposal)
    if called is not None:
        yield Fact(_("会议通知"), _("{body}，{at}，{place}").format(body=called.body, at=moment(called.meets_at), place=called.place))


def _design(session: Session, entry: LibraryEntry) -> Iterator[Fact]:
    organisation = session.get(Organisation, entry.organisation_id)
    yield Fact(_("社会组织"), organisation.name if organisation else entry.organisation_id)
    yield Fact(_("入库编号"), _("{number}第{version}版").format(number=entry.number, version=entry.version))
    yield Fact(_("服务对象"), _("{group}，约{n}人").format(group=entry.target_group, n=entry.beneficiaries))
    yield Fact(_("服务内容"), entry.content)
    yield Fact(_("人员与资质"), entry.capacity)
    yield Fact(_("利益关系声明"), entry.disclosure)
    yield Fact(_("概算"), amount=entry.amount)
    if entry.valid_until:
        yield Fact(_("有效至"), str(entry.valid_until))
