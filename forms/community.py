"""A community's own idea (Art. 19, item 2): the party organisation proposes, the committees deliberate, the community votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms.base import Choices, Form
from forms.fields import Choice, Date, Moment, Money, Number, Pick, Text
from forms.minutes import Minutes, community, last_met
from forms.origination_checks import check_category_alone, services
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, voted
from workflows.procurement.models.proposals import APPLICATION, Convocation, Proposal, convoked, proposal_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import democracy as rules
from workflows.procurement.rules import platform
from workflows.procurement.rules.origination import other_is_described
from workflows.text import _

CALL, TAKE_BACK = "召集会议", "撤回提议"
TO_PARTY, TO_VOTE = "提交党员大会", "提交民主表决"
"""Where a proposal goes from the committees: the community's own rule decides."""
WITHDRAWN, ENDED = "withdrawn", "ended"
SERVICE = ("title", "category_class", "sub_item", "category_other_text")
"""What is bought, in the columns that proposal, design and plan have in common."""


class Idea(Form):
    """What is proposed and voted on; the fields stand before those of the minutes."""

    title = Text(_("提议名称"), most=60)
    need = Text(_("社区需求和理由"), most=2000, long=True)
    category_class = Pick(_("服务类别"), "classes")
    sub_item = Pick(_("服务子项"), "sub_items")
    category_other_text = Text(_("其他服务内容"), required=False, load_default="", help=_("子项选“其他”时填写。"))
    amount = Money(_("概算"), help=_("表决后申报金额不得超过概算。"))
    beneficiaries = Number(_("受益人数"), least="1", unit=_("人"))


class Propose(Minutes, Idea):
    """提出购买服务提议."""

    task = "proposal.propose"
    submit = _("提交两委商议")
    step, who = "组织提议", rules.PROPOSERS

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """As all minutes; what no class names is described."""
        yield from super().cross_check(data)
        yield from other_is_described(data["sub_item"], data["category_other_text"])

    def choices(self, act: Act) -> Choices:
        """The classes of Art. 8."""
        return services(act)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the proposal and the minutes of the party organisation (ART-8.1, 19.2). Raises Invalid, Refused."""
        check_category_alone(act, data)
        for field in ("title", "need", "category_other_text"):
            act.check(platform.nobody_will_be_exposed, data[field], field)
        self.check(act, data, None)
        act.settle()
        said = {name: data[name] for name in SERVICE}
        proposal = begin(act, APPLICATION, data["need"], data["amount"], int(data["beneficiaries"]), **said)
        self.keep(act, proposal, data)
        return {}


def begin(act: Act, route: str, need: str, amount: Decimal, beneficiaries: int, entry_id: int | None = None, **service: str) -> Proposal:
    """A proposal of the community whose post the act is done under; the case takes its title. `service`: the columns of SERVICE."""
    proposal = Proposal(
        case_id=act.case.id,
        authority_id=act.case.authority_id,
        community_id=community(act).id,
        route=route,
        entry_id=entry_id,
        need=need,
        amount=amount,
        beneficiaries=beneficiaries,
        **service,
        state="proposed",
        end_reason="",
        proposed_by=act.who,
        proposed_at=act.now,
    )
    act.case.title = proposal.title
    act.session.add(proposal)
    act.session.flush()
    return proposal


class Deliberate(Minutes):
    """两委商议."""

    task = "proposal.deliberate"
    outcomes: ClassVar[frozenset[str]] = frozenset({TO_PARTY, TO_VOTE, rules.LOST})
    submit = _("登记商议结果")
    step, who = "两委商议", rules.COMMITTEES

    result = Choice(_("商议结果"), (rules.PASSED, rules.LOST))

    def _said(self, data: Mapping[str, Any]) -> str:
        return str(data["result"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the minutes; whether the party's members meet next is the community's own rule (ART-19.2). Raises Refused."""
        proposal = proposal_of(act)
        self.check(act, data, last_met(act, proposal))
        act.settle()
        self.keep(act, proposal, data)
        end_if_lost(proposal, data["result"], _("两委商议未通过"))
        if data["result"] == rules.LOST:
            return {"outcome": rules.LOST}
        return {"outcome": TO_PARTY if community(act, proposal).party_assembly else TO_VOTE}


class ReviewByParty(Minutes):
    """党员大会审议."""

    task = "proposal.review_by_party"
    submit = _("登记审议结果")
    step, who = "党员大会审议", rules.PARTY

    outcome = Choice(_("审议结果"), (rules.PASSED, rules.LOST))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the minutes of the assembly of party members (ART-19.2). Raises Refused."""
        proposal = proposal_of(act)
        self.check(act, data, last_met(act, proposal))
        act.settle()
        self.keep(act, proposal, data)
        end_if_lost(proposal, data["outcome"], _("党员大会审议未通过"))
        return {"outcome": data["outcome"]}


def end_if_lost(proposal: Proposal, outcome: str, reason: str) -> None:
    """What was voted down ends here."""
    if outcome == rules.LOST:
        proposal.state, proposal.end_reason = ENDED, reason


class Convene(Form):
    """召集民主表决会议."""

    task = "proposal.convene"
    submit = _("登记会议通知")

    outcome = Choice(_("办理"), (CALL, TAKE_BACK))
    body = Pick(_("会议形式"), "bodies", required=False, load_default="", needed=_("召集会议时必填"))
    notified_on = Date(_("通知日期"), required=False, load_default=None, needed=_("召集会议时必填"))
    meets_at = Moment(_("会议时间"), required=False, load_default=None, needed=_("召集会议时必填"))
    place = Text(_("会议地点"), required=False, load_default="", needed=_("召集会议时必填"))
    agenda = Text(_("议题"), most=1000, long=True, required=False, load_default="", needed=_("召集会议时必填"))
    reason = Text(_("撤回理由"), most=500, long=True, required=False, load_default="", needed=_("撤回时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A call has its day, a withdrawal its reason."""
        wanted = ("body", "notified_on", "meets_at", "place", "agenda") if data["outcome"] == CALL else ("reason",)
        for name in wanted:
            if not data[name]:
                yield Reason(_("请填写此项。"), name, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """Called today, on what was proposed."""
        return {"outcome": CALL, "notified_on": act.today.isoformat(), "agenda": proposal_of(act).title}

    def choices(self, act: Act) -> Choices:
        """The bodies that this community has."""
        return {"bodies": [(one, one) for one in rules.bodies(community(act, proposal_of(act)).kind)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How long before the meeting it is called."""
        village = community(act, proposal_of(act)).kind == rules.VILLAGE
        told = _("提前{n}日通知") if not village else _("村民会议提前{most}日通知，代表会议提前{n}日")
        days = {"n": notice_days(act, rules.DELEGATES), "most": notice_days(act, rules.VILLAGERS)}
        return {"meets_at": told.format(**days)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the call, its notice period kept (LAW-VCL-21, TD60, TD61); or end the proposal. Raises Refused."""
        proposal = proposal_of(act)
        if data["outcome"] == TAKE_BACK:
            proposal.state, proposal.end_reason = WITHDRAWN, data["reason"]
            return {"outcome": data["outcome"]}
        meets_on: dt.date = data["meets_at"].astimezone(SHANGHAI).date()
        act.check(rules.body_of_this_community, data["body"], community(act, proposal).kind)
        discussed = last_met(act, proposal) or proposal.proposed_at
        act.check(rules.called_today_or_before, data["notified_on"], act.today)
        act.check(rules.called_after_it_was_discussed, data["notified_on"], discussed.astimezone(SHANGHAI).date())
        if act.check(rules.called_when_it_is_entered, data["notified_on"], act.today):
            act.record.flags.append("F14")
        act.check(rules.called_in_time, data["notified_on"], meets_on, notice_days(act, data["body"]), data["body"])
        act.check(rules.called_ahead, data["meets_at"], act.now)
        act.settle()
        last = convoked(act.session, proposal)
        of = {"proposal_id": proposal.id, "case_id": act.case.id, "authority_id": proposal.authority_id}
        said = {name: data[name] for name in ("body", "meets_at", "place", "agenda", "notified_on")}
        act.session.add(Convocation(**of, **said, round=last.round + 1 if last else 1, called_by=act.who, called_at=act.now))
        return {"outcome": data["outcome"]}


def notice_days(act: Act, body: str) -> int:
    """How many days before it the meeting of a body is called (TD60, TD61)."""
    return int(lawbook.figure(act.session, "TD60" if body in rules.ASSEMBLIES else "TD61", occasion(act)))


class Body(Form):
    """Which body met; the field stands before those of the minutes."""

    body = Pick(_("会议形式"), "bodies")


class Voters(Body):
    """Which body votes, and how many women are in it."""

    women = Number(_("代表中妇女人数"), required=False, load_default=None, unit=_("人"), help=_("村民代表会议填写。"))


class RecordVote(Minutes, Voters):
    """登记民主表决."""

    task = "proposal.record_vote"
    submit = _("登记表决结果")
    step = "民主表决"

    outcome = Choice(_("表决结果"), rules.RESULTS)

    def prefill(self, act: Act) -> dict[str, Any]:
        """The meeting as it was called."""
        called = convoked(act.session, proposal_of(act))
        if called is None:
            return {}
        return {"body": called.body, "place": called.place, "met_at": f"{called.meets_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"}

    def choices(self, act: Act) -> Choices:
        """The bodies that this community has."""
        return {"bodies": [(one, one) for one in rules.bodies(community(act, proposal_of(act)).kind)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What a valid decision takes."""
        called = convoked(act.session, proposal_of(act))
        share = _("应到过半数") if called and called.body in rules.MAJORITY else _("应到三分之二以上")
        put = _("表决事项：{decided}").format(decided=voted.told(proposal_of(act)))
        return {"present": _("{share}到会方可作出决定").format(share=share), "votes_for": _("须超过实到人数的半数"), "outcome": put}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the vote of the body that was called (ART-19.2, §2.6); the table `quorum` decides on it. Raises Refused."""
        proposal = proposal_of(act)
        called = convoked(act.session, proposal)
        act.check(rules.voted_by_the_body_called, data["body"], called.body if called else "")
        act.check(rules.women_among_the_delegates, data["body"], data["women"], int(data["eligible"]))
        self.check(act, data, called.meets_at if called else None)
        act.settle()
        self.keep(act, proposal, data)
        if data["outcome"] == rules.PASSED:
            proposal.state = "voted"
        end_if_lost(proposal, data["outcome"], _("民主表决未通过"))
        return {"outcome": data["outcome"]}
