"""What a community decided, shown to everybody there for its time; objections and the second look at them (Art. 19, item 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.base import Form
from forms.community import WITHDRAWN
from forms.fields import Attachment, Choice, Number, Text, YesNo
from forms.minutes import community
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, voted
from workflows.procurement.models.documents import attach
from workflows.procurement.models.proposals import CommunityNotice, convoked, last_notice, meetings, proposal_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import democracy as rules
from workflows.procurement.rules import platform
from workflows.text import _

UPHOLD, VOTE_AGAIN, TAKE_BACK = "维持原决定", "重新表决", "撤回提议"


class PublishDecision(Form):
    """公开表决结果."""

    task = "proposal.publish_decision"
    submit = _("公开决议")

    notice_text = Text(_("公开内容"), most=4000, long=True)
    place = Text(_("公开地点"), help=_("如居（村）务公开栏。"))
    masked = YesNo(_("个人信息已脱敏"))
    photo = Attachment(_("公开栏照片"), required=False, load_default=list)

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was decided, by whom, by how many."""
        proposal = proposal_of(act)
        vote = meetings(act.session, proposal)[-1]
        text = _("{community}{body}表决通过“{title}”（{decided}）：应到{eligible}人，实到{present}人，赞成{votes}票。现予公开。")
        said = {"eligible": vote.eligible, "present": vote.present, "votes": vote.votes_for}
        named = {"community": community(act, proposal).name, "body": vote.body, "title": proposal.title, "decided": voted.told(proposal)}
        return {"notice_text": text.format(**named, **said), "place": _("{name}公开栏").format(name=named["community"])}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How long the notice stands."""
        return {"notice_text": _("公开{n}个工作日，期满后方可申报。").format(n=lawbook.figure(act.session, "TD62", occasion(act)))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the decision for the town's period (TD62). Raises Refused (ART-19.2, ART-24.3, CAL-gap)."""
        proposal = proposal_of(act)
        act.check(rules.names_are_masked, data["masked"])
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        act.settle()
        period, called = act.period("TD62"), convoked(act.session, proposal)
        act.session.add(
            CommunityNotice(
                proposal_id=proposal.id,
                case_id=act.case.id,
                authority_id=proposal.authority_id,
                round=called.round if called else 0,
                text=data["notice_text"],
                place=data["place"],
                from_date=act.today,
                to_date=period.rolled or period.due,
                objections=None,
                objection_note="",
                outcome="",
                published_by=act.who,
                published_at=act.now,
            )
        )
        attach(act, "photo", data["photo"])
        proposal.state = "published"
        return {}


class CloseNotice(Form):
    """登记决议公开结果."""

    task = "proposal.close_publicity"
    submit = _("登记公开结果")

    objections = Number(_("收到异议"), unit=_("件"))
    objection_note = Text(_("异议及处理情况"), most=2000, long=True, required=False, load_default="")
    outcome = Choice(_("结果"), (platform.NO_OBJECTION, platform.UPHELD))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Objections are written down."""
        yield from platform.objections_are_dealt_with(int(data["objections"]), data["objection_note"], data["outcome"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """Mostly nobody objects."""
        return {"objections": "0", "outcome": platform.NO_OBJECTION}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Close the notice after its time (TD62). Raises Refused."""
        notice = last_notice(act.session, proposal_of(act))
        if notice is not None:
            act.check(rules.decision_was_public, notice.to_date, act.today)
            act.settle()
            notice.objections, notice.objection_note = int(data["objections"]), data["objection_note"]
            notice.outcome = data["outcome"]
        return {"outcome": data["outcome"]}


class Reconsider(Form):
    """复议."""

    task = "proposal.reconsider"
    submit = _("登记复议结论")

    outcome = Choice(_("复议结论"), (UPHOLD, VOTE_AGAIN, TAKE_BACK))
    reason = Text(_("复议情况和理由"), most=2000, least=rules.LEAST_WORDS, long=True)
    minutes = Attachment(_("复议纪要"))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The committees look again at what was objected (ART-19.2)."""
        proposal = proposal_of(act)
        notice = last_notice(act.session, proposal)
        if notice is not None:
            notice.objection_note = _("{note}；复议：{reason}").format(note=notice.objection_note, reason=data["reason"])
        attach(act, "minutes", data["minutes"])
        if data["outcome"] == TAKE_BACK:
            proposal.state, proposal.end_reason = WITHDRAWN, data["reason"]
        return {"outcome": data["outcome"]}
