"""What the minutes of every meeting of a community say (Art. 19, item 2): who was entitled, who came, how they voted, two papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms.base import Form
from forms.fields import Attachment, Moment, Number, Text
from workflows.act import Act
from workflows.errors import Reason
from workflows.procurement.models.documents import Document, attach
from workflows.procurement.models.people import Community
from workflows.procurement.models.proposals import CommunityMeeting, Proposal, meetings
from workflows.procurement.rules import democracy as rules
from workflows.text import _

COUNTS = ("eligible", "present", "votes_for", "votes_against", "votes_abstain")
PAPERS = ("minutes", "attendance")


class Minutes(Form):
    """The fields that the minutes of all meetings share, and how they are kept.

    `step`: which deliberation; `who`: the body that met, where the form does not ask.
    """

    step: ClassVar[str] = ""
    who: ClassVar[str] = ""

    met_at = Moment(_("会议时间"))
    place = Text(_("会议地点"))
    eligible = Number(_("应到人数"), least="1", unit=_("人"))
    present = Number(_("实到人数"), unit=_("人"))
    votes_for = Number(_("赞成"), unit=_("票"))
    votes_against = Number(_("反对"), unit=_("票"))
    votes_abstain = Number(_("弃权"), unit=_("票"))
    chair = Text(_("主持人"), most=60)
    recorder = Text(_("记录人"), most=60)
    recused = Text(_("回避人员及原因"), most=500, required=False, load_default="", personal=True)
    minutes = Attachment(_("会议纪要"))
    attendance = Attachment(_("签到表（本人签名）"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Entitled ≥ present = votes; two papers."""
        yield from rules.counts_agree(count(data, self._body(data)))
        yield from rules.papers_are_two(*({file.sha256 for file in data[field]} for field in PAPERS))

    def _body(self, data: Mapping[str, Any]) -> str:
        return str(data.get("body", self.who))

    def _said(self, data: Mapping[str, Any]) -> str:
        """The result as entered; who proposes has agreed to."""
        return str(data.get("outcome", rules.PASSED))

    def check(self, act: Act, data: Mapping[str, Any], not_before: dt.datetime | None) -> None:
        """Held at its time, decided as counted, proved by papers of its own; the reasons wait for `settle` (ART-19.2)."""
        act.check(rules.meeting_was_held, data["met_at"], not_before, act.now)
        act.check(rules.result_follows_the_count, count(data, self._body(data)), self._said(data))
        act.check(rules.papers_of_this_meeting, _used_elsewhere(act, data))

    def keep(self, act: Act, proposal: Proposal, data: Mapping[str, Any]) -> CommunityMeeting:
        """Write the meeting with its papers."""
        figures = count(data, self._body(data))
        before = [one for one in meetings(act.session, proposal) if one.step == self.step]
        women = data.get("women")
        row = CommunityMeeting(
            proposal_id=proposal.id,
            case_id=act.case.id,
            authority_id=proposal.authority_id,
            step=self.step,
            round=len(before) + 1,
            body=figures.body,
            **{name: data[name] for name in ("met_at", "place", "chair", "recorder", "recused")},
            **{name: int(data[name]) for name in COUNTS},
            women=None if women is None else int(women),
            needed=figures.needed,
            outcome=self._said(data),
            recorded_by=act.who,
            recorded_at=act.now,
        )
        act.session.add(row)
        for field in PAPERS:
            attach(act, field, data[field])
        return row


def count(data: Mapping[str, Any], body: str) -> rules.Count:
    """The meeting in figures."""
    entitled, present, in_favour, against, abstaining = (int(data[name]) for name in COUNTS)
    return rules.Count(body, entitled, present, in_favour, against, abstaining)


def community(act: Act, proposal: Proposal | None = None) -> Community:
    """The community for which the act is done: the proposal's, or that of the post under which somebody begins."""
    place = proposal.community_id if proposal else act.item.post.place if act.item and act.item.post else ""
    return act.session.get_one(Community, place)


def last_met(act: Act, proposal: Proposal) -> dt.datetime | None:
    """When the latest meeting was held."""
    return max((one.met_at for one in meetings(act.session, proposal)), default=None)


def _used_elsewhere(act: Act, data: Mapping[str, Any]) -> list[str]:
    """The fields whose file already stands in the papers of another meeting, of this community or any other."""
    hashes = {field: {file.sha256 for file in data[field]} for field in PAPERS}
    papers = Document.task.in_(rules.MINUTES), Document.sha256.in_(set().union(*hashes.values()))
    known = set(act.session.scalars(select(Document.sha256).where(*papers)))
    return [field for field in PAPERS if hashes[field] & known]
