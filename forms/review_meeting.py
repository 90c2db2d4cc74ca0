"""The collective decision on a project (Art. 20), as its minutes say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import or_, select

from forms import review_outcomes as outcomes
from forms.base import Choices, Form
from forms.fields import Attachment, Choice, Moment, Money, Number, Pick, Picks, Reference, Text
from forms.review import STATES, approval_taken
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Reason
from workflows.procurement import money, rulings
from workflows.procurement.charges import capped, charges_of
from workflows.procurement.models.documents import Document, attach
from workflows.procurement.models.people import Account, Post
from workflows.procurement.models.projects import KeywordCandidate, Meeting, Project, parts, project_of
from workflows.procurement.rules import funding, screening
from workflows.procurement.rules import review as rules
from workflows.procurement.rules import rulings as decisions
from workflows.procurement.rules.screening import PROHIBITED
from workflows.text import _

KINDS = ("党政联席会议", "党委会议", "党工委会议")
PAPERS = ("minutes", "attendance")
COUNTS = ("eligible", "present", "votes_for", "votes_against", "votes_abstain")
MEMBER = "town.collective"


class DecideCollectively(Form):
    """登记集体研究决定."""

    task = "review.decide_collectively"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    submit = _("登记决定")

    meeting_kind = Choice(_("会议类型"), KINDS)
    met_at = Moment(_("会议时间"))
    place = Text(_("会议地点"))
    eligible = Number(_("应到人数"), least="1", unit=_("人"))
    present = Number(_("实到人数"), unit=_("人"))
    present_members = Picks(_("出席人员"), "members")
    recused_members = Picks(_("回避人员"), "members", required=False, load_default=list)
    chair = Pick(_("主持人"), "members")
    recorder = Text(_("记录人"), most=60)
    votes_for = Number(_("赞成"), unit=_("票"))
    votes_against = Number(_("反对"), unit=_("票"))
    votes_abstain = Number(_("弃权"), unit=_("票"))
    dissent = Text(_("不同意见"), most=2000, long=True, required=False, load_default="")
    outcome = Choice(_("会议决定"), rules.MEETING)
    approval_no = Reference(_("立项批复文号"), most=80, required=False, load_default="", help=_("同意立项的填写。"))
    approved_amount = Money(_("批准金额"), required=False, load_default=None)
    opinion = Text(_("决定说明"), most=2000, long=True, required=False, load_default="", help=_("退回、否决、暂缓的，写明理由，至少10字。"))
    conditions = outcomes.conditions()
    marks = outcomes.marks()
    reject_reasons = outcomes.reject_reasons()
    deferred_until = outcomes.deferred_until()
    minutes = Attachment(_("会议纪要"))
    attendance = Attachment(_("签到表"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Due ≥ present = names = votes; nobody recused votes; an approval is written out."""
        present = data["present_members"]
        yield from rules.counts_agree(ballot(data), len(present))
        yield from rules.recused_stay_out(present, data["recused_members"])
        yield from rules.chaired_by_one_present(data["chair"], present)
        yield from rules.approval_is_written_out(data["outcome"], data["approval_no"], data["approved_amount"])
        yield from outcomes.written_out(data)

    def prefill(self, act: Act) -> dict[str, Any]:
        """How many are due, and the amount that the plan asks for."""
        return {"eligible": str(len(members(act, act.today))), "approved_amount": money.figures(project_of(act).amount)}

    def choices(self, act: Act) -> Choices:
        """The members of the town's meeting today; the fields of the plan, to be marked."""
        names = {one.name: one.display for one in act.session.scalars(select(Account))}
        return {"members": [(one, names.get(one, one)) for one in members(act, act.today)], "plan_fields": outcomes.plan_fields()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The quorum and the most that can be approved."""
        quorum = rules.Ballot(len(members(act, act.today)), 0, 0, 0, 0).quorum
        most = money.figures(project_of(act).amount)
        return {"present": _("至少{n}人方可作出决定").format(n=quorum), "approved_amount": _("不超过{most}元").format(most=most)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Hold the vote against the quorum (TD03), the plan and the funds (ART-13.3); write the meeting. Raises Refused."""
        project = project_of(act)
        _check_vote(act, project, data)
        outcomes.check(act, data)
        if data["outcome"] in rules.APPROVING:
            _check_approval(act, project, data)
        act.settle()
        act.session.add(_meeting(act, project, data))
        rulings.rule_on(act, project, data)
        for field in PAPERS:
            attach(act, field, data[field])
        if data["outcome"] in rules.APPROVING:
            project.approval_no, project.approved_amount = data["approval_no"], data["approved_amount"]
            project.approved_at, project.state = data["met_at"], "approved"
            outcomes.flag_approval(act, project)
        else:
            project.state = STATES.get(data["outcome"], project.state)
        return {"outcome": data["outcome"]}


def ballot(data: Mapping[str, Any]) -> rules.Ballot:
    """The figures of the meeting."""
    due, present, in_favour, against, abstaining = (int(data[name]) for name in COUNTS)
    return rules.Ballot(due, present, in_favour, against, abstaining, len(data["recused_members"]))


def members(act: Act, on: Any) -> list[str]:
    """Who belongs to the town's meeting on a day, in order of account."""
    holds = Post.from_date <= on, or_(Post.to_date.is_(None), Post.to_date >= on)
    mine = select(Post.account).where(Post.role == MEMBER, Post.place == act.case.authority_id, *holds)
    return list(act.session.scalars(mine.order_by(Post.account).distinct()))


def _check_vote(act: Act, project: Project, data: Mapping[str, Any]) -> None:
    votes, outcome, present = ballot(data), data["outcome"], data["present_members"]
    on = data["met_at"].astimezone(SHANGHAI).date()
    act.check(rules.meeting_was_held, data["met_at"], project.submitted_at, act.now)
    act.check(rules.members_meet, votes.eligible, members(act, on), present, data["recused_members"])
    act.check(rules.clerk_does_not_vote, project.handler or project.started_by, present)
    act.check(rules.quorum_is_there, votes, outcome)
    act.check(rules.outcome_follows_the_votes, votes, outcome)
    act.check(decisions.dissent_is_recorded, votes.votes_against, data["dissent"])
    act.check(rules.minutes_of_this_meeting, _used_elsewhere(act, data))


def _check_approval(act: Act, project: Project, data: Mapping[str, Any]) -> None:
    approved = data["approved_amount"]
    confirmed = any(one.decision == PROHIBITED for one in parts(act.session, project, KeywordCandidate))
    act.check(screening.prohibited_goes_no_further, confirmed, goes_on=True)
    act.check(rules.approved_within_the_plan, approved, project.amount)
    act.check(rules.approval_number_is_new, approval_taken(act, project, data["approval_no"]))
    act.check(funding.funds_suffice, capped(charges_of(act.session, project.id), approved), "approved_amount")


def _used_elsewhere(act: Act, data: Mapping[str, Any]) -> list[str]:
    """The fields whose file already stands in the papers of another meeting; one meeting may decide on several projects."""
    hashes = {field: {file.sha256 for file in data[field]} for field in PAPERS}
    papers = Document.task == DecideCollectively.task, Document.sha256.in_(set().union(*hashes.values()))
    written = (Meeting.case_id == Document.case_id) & (Meeting.recorded_at == Document.at)
    other = or_(Meeting.met_at != data["met_at"], Meeting.authority_id != act.case.authority_id)
    known = set(act.session.scalars(select(Document.sha256).join(Meeting, written).where(*papers, other)))
    return [field for field in PAPERS if hashes[field] & known]


def _meeting(act: Act, project: Project, data: Mapping[str, Any]) -> Meeting:
    said = ("met_at", "place", "present_members", "recused_members", "dissent", "chair", "recorder", "outcome")
    return Meeting(
        project_id=project.id,
        case_id=act.case.id,
        authority_id=project.authority_id,
        revision=project.revision,
        kind=data["meeting_kind"],
        **{name: data[name] for name in said},
        **{name: int(data[name]) for name in COUNTS},
        approval_no=data["approval_no"],
        approved_amount=data["approved_amount"],
        recorded_by=act.who,
        recorded_at=act.now,
    )
