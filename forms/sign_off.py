"""What acceptance and evaluation share of Art. 27: the signers' opinion, who may be named, and how dissent is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, func, or_, select

from forms import fields
from forms.base import Form
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import NotYours, Reason
from workflows.procurement.directory import Rolls, tie_to
from workflows.procurement.lawbook import figure
from workflows.procurement.models.documents import attach
from workflows.procurement.models.people import Account, Community, Post
from workflows.procurement.models.performance import COMMITTEE, EVALUATION, RESIDENT, Evaluation, Signer, SignOff, sign_offs
from workflows.procurement.models.projects import Project, ProjectCommunity, parts
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import sign_off as rules
from workflows.text import _

ROLES = {"community.committee_member": COMMITTEE, "community.resident_rep": RESIDENT}
"""The two groups of Art. 27 by the role that a signer holds."""
FIELDS = {COMMITTEE: "committee_signers", RESIDENT: "resident_signers"}


class OpinionForm(Form):
    """The written opinion of one signer; `stage` is acceptance or evaluation."""

    submit: ClassVar[str] = _("签署意见")
    stage: ClassVar[str] = ""

    opinion = fields.Choice(_("意见"), (rules.AGREED, rules.CONDITIONAL, rules.OPPOSED))
    text = fields.Text(_("意见内容"), long=True, most=2000, help=_("有条件同意或不同意的，至少10字，写明条件或理由"))
    signed = fields.YesNo(_("本人签署"), help=_("点击提交是办理记录，不是可靠电子签名；需要可靠签名的，请另附手写签名或经认证的电子签名。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Dissent has its words, and every opinion its signature (ART-27.2)."""
        yield from rules.opinion_in_words(data["opinion"], data["text"])
        yield from rules.signed_by_hand(data["signed"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the opinion: one read, one insert. Raises NotYours for anybody who signs for neither group, or has signed."""
        post = act.item.post if act.item else None
        group = ROLES.get(post.role) if post else None
        project, number, signed = self._round(act, post.place if post else "")
        if post is None or group is None or project is None or number is None:
            raise NotYours([Reason(_("您不是本次会签人。"), rules=("ART-27.2",))])
        if signed == number:
            raise NotYours([Reason(_("您已出具意见，一人一次。"), rules=("ART-27.2",))])
        act.session.add(
            SignOff(
                project_id=project,
                case_id=act.case.id,
                authority_id=act.case.authority_id,
                stage=self.stage,
                round=number,
                group=group,
                account=act.who,
                post=str(post),
                opinion=data["opinion"],
                text=data["text"],
                signed_at=act.now,
            )
        )
        return {}

    def _round(self, act: Act, community: str) -> tuple[int | None, int | None, int | None]:
        """The project if it serves that community, the round under way, and the last one that this person signed; one statement."""
        here = (ProjectCommunity.project_id == Project.id) & (ProjectCommunity.revision == Project.revision)
        served = select(Project.id).join(ProjectCommunity, here & (ProjectCommunity.community_id == community))
        project = served.where(Project.case_id == act.case.root_id).scalar_subquery()
        rounds = Evaluation if self.stage == EVALUATION else Signer
        now = select(func.max(rounds.round)).where(rounds.project_id == project).scalar_subquery()
        mine = SignOff.project_id == project, SignOff.stage == self.stage, SignOff.account == act.who
        row = act.session.execute(select(project, now, select(func.max(SignOff.round)).where(*mine).scalar_subquery())).one()
        return row[0], row[1], row[2]


def groups(act: Act, project: Project) -> dict[str, rules.Group]:
    """The two groups as this project calls them, with how many the town wants of each (TD14)."""
    wanted = figure(act.session, "TD14", occasion(act))
    kinds = set(act.session.scalars(select(Community.kind).where(Community.id.in_(communities(act, project)))))
    words = {"居民委员会": _("居民代表"), "村民委员会": _("村民代表")}
    residents = words.get(kinds.pop(), _("村（居）民代表")) if len(kinds) == 1 else _("村（居）民代表")
    return {
        COMMITTEE: rules.Group(FIELDS[COMMITTEE], _("两委成员"), wanted["committee_members"]),
        RESIDENT: rules.Group(FIELDS[RESIDENT], residents, wanted["resident_reps"]),
    }


def communities(act: Act, project: Project) -> list[str]:
    """The communities that the project serves."""
    return [one.community_id for one in parts(act.session, project, ProjectCommunity)]


def holders(act: Act, project: Project, group: str) -> dict[str, tuple[str, str]]:
    """Who holds a group's post in the project's communities today: account → name, community."""
    role = next(role for role, of in ROLES.items() if of == group)
    found = select(Account.name, Account.display, Post.place).join(Post, Post.account == Account.name)
    found = found.where(Post.role == role, Post.place.in_(communities(act, project)), _today(act), Account.active.is_(True))
    return {name: (display, place) for name, display, place in act.session.execute(found.order_by(Account.name))}


def ties(act: Act, organisation: str, accounts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Which of these people are close to an organisation, by declaration or because they work there: account → name, how (SOD-h)."""
    found = {}
    for account in accounts:
        person = Rolls().actor(act.session, account, act.today)
        how = tie_to(act.session, account, organisation, act.today, person)
        if how:
            found[account] = person.display, how
    return found


def _today(act: Act) -> ColumnElement[bool]:
    return and_(Post.from_date <= act.today, or_(Post.to_date.is_(None), Post.to_date >= act.today))


def check_signers(act: Act, project: Project, contractor: str, named: dict[str, Sequence[str]]) -> dict[str, str]:
    """Apply the rules of naming to account lists by group; the community of each who may sign, by account (ART-27.2, TD14, SOD-h)."""
    own = groups(act, project)
    counted = [(own[group], len(named[group])) for group in (COMMITTEE, RESIDENT)]
    act.check(rules.both_groups, counted)
    act.check(rules.enough_of_each, counted)
    places: dict[str, str] = {}
    for group, accounts in named.items():
        known = holders(act, project, group)
        names = {one.name: one.display for one in act.session.scalars(select(Account).where(Account.name.in_(accounts)))}
        act.check(rules.of_the_project, accounts, set(known), names, own[group])
        act.check(rules.not_close_to_contractor, accounts, ties(act, contractor, names), own[group])
        places |= {account: known[account][1] for account in accounts if account in known}
    return places


def check_opinions(act: Act, project: Project, stage: str, number: int, data: dict[str, Any]) -> Sequence[SignOff]:
    """Apply the rules of concluding: both groups have spoken, dissent is answered and was before the meeting (ART-27.2)."""
    said = sign_offs(act.session, project.id, stage, number)
    # Who signs was settled earlier; here nothing can be chosen, so the reason stands beside no field.
    own = {group: replace(one, field="") for group, one in groups(act, project).items()}
    counted = [(own[group], sum(one.group == group for one in said)) for group in (COMMITTEE, RESIDENT)]
    act.check(rules.both_groups, counted)
    act.check(rules.enough_of_each, counted)
    opinions = {one.opinion for one in said}
    reply, minutes = data["reply_to_conditions"], bool(data["collective_minutes"])
    heard = max((one.signed_at for one in said), default=act.now).astimezone(SHANGHAI).date()
    act.check(rules.dissent_is_answered, opinions, reply)
    act.check(rules.dissent_goes_to_the_meeting, opinions, reply, rules.Hearing(heard, data["collective_on"], minutes), act.today)
    act.record.flags.extend(rules.too_quick([(one.signed_at, one.text) for one in said]))
    attach(act, "collective_minutes", data["collective_minutes"])
    return said
