"""What a community applies for (Art. 19, items 2 and 3): the town's own form with the same rules, received by a clerk of the town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms.base import Choices, Form
from forms.community import ENDED, SERVICE
from forms.fields import Choice, Text, YesNo
from forms.minutes import community
from forms.origination import ROUTES, DraftPlan
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, money, rulings, voted
from workflows.procurement.models.documents import Document
from workflows.procurement.models.opinions import Opinion, give_opinion
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.models.proposals import APPLICATION, proposal_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import application as rules
from workflows.text import _


class ApplyForProject(DraftPlan):
    """填报项目申报表."""

    task = "project.apply"
    submit = _("报镇街")
    origin: ClassVar[str] = APPLICATION

    route = Choice(_("产生方式"), tuple(ROUTES), says=ROUTES, help=_("由流程决定：社区提议的为B，选用策划书的为C（第十九条）。"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """As submitted before, or what was voted on."""
        if act.case.subject_id is not None:
            return super().prefill(act)
        proposal = proposal_of(act)
        own = {"communities": [proposal.community_id], "route": self.origin, "place": community(act, proposal).name}
        said = {name: getattr(proposal, name) for name in (*SERVICE, "need")}
        figures = {"amount": money.figures(proposal.amount), "amount_words": money.words(proposal.amount)}
        return {**own, **said, **figures, "beneficiaries": str(proposal.beneficiaries), "need_source": "居民"}

    def choices(self, act: Act) -> Choices:
        """A community applies for itself."""
        own = community(act, proposal_of(act))
        return {**super().choices(act), "communities": [(own.id, own.name)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """As of any plan; what was decided stands beside service and amount."""
        shown = dict(super().limits(act))
        decided = _("议事表决：{decided}，不得超出。").format(decided=voted.told(proposal_of(act)))
        return shown | {"sub_item": f"{decided} {shown.get('sub_item', '')}".strip(), "amount": f"{decided} {shown['amount']}"}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check and write the plan as the town's own would be (ART-19.2); the project is the community's until received. Raises Refused."""
        proposal = proposal_of(act)
        act.check(rules.applies_for_itself, data["communities"], proposal.community_id, community(act, proposal).name)
        voted.look(act, data)
        facts = super().apply(act, data)
        project = project_of(act)
        proposal.state = "applied"
        for paper in act.session.scalars(select(Document).where(Document.case_id == act.case.id, Document.project_id.is_(None))):
            paper.project_id = project.id
        self.named(act, project)
        return facts

    def named(self, act: Act, project: Project) -> None:
        """What else the project owes to how it began."""


class Receive(Form):
    """受理申报."""

    task = "project.receive"
    outcomes: ClassVar[frozenset[str]] = frozenset({*rules.RECEIVING, rules.ESCALATED})
    submit = _("提交")

    complete = YesNo(_("申报材料齐全"), help=_("会议纪要、签到表、决议公开情况、申报表。"))
    lawful = YesNo(_("议事程序符合规定"))
    outcome = Choice(_("受理结论"), rules.RECEIVING)
    opinion = Text(_("意见"), most=2000, long=True, required=False, load_default="", needed=_("退回补正时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Only what is complete is received; a return says what is missing."""
        yield from rules.return_is_explained(data["outcome"], data["opinion"])
        yield from rules.only_complete_files_are_received(data["outcome"], data["complete"], data["lawful"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What receiving means, and how often it went back."""
        told, before = _("受理后您是本项目经办人，送三方出具意见。"), rulings.returns(act.session, project_of(act))
        return {"outcome": told + (_("此前已退回补正{n}次。").format(n=before) if before else "")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Whoever receives it handles the project from now on; one return too many is for the section head (Art. 19, TD69)."""
        project = project_of(act)
        most, before = int(lawbook.figure(act.session, "TD69", occasion(act))), rulings.returns(act.session, project)
        too_often = act.check(rules.returned_too_often, data["outcome"], before, most)
        act.settle()
        outcome = rules.ESCALATED if too_often else data["outcome"]
        project.handler = act.who
        project.state = "returned" if outcome == rules.RETURNED else "review"
        if outcome == rules.RETURNED:
            rulings.await_correction(act, project)
        give_opinion(act, project.id, outcome, data["opinion"])
        return {"outcome": outcome}


class SettleReturn(Form):
    """处理多次退回的申报."""

    task = "project.settle_return"
    submit = _("提交决定")

    outcome = Choice(_("决定"), rules.SETTLING)
    opinion = Text(_("理由和要求"), least=rules.LEAST_WORDS, most=2000, long=True, help=_("再次退回的，一次写明全部要求。"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """How often it went back, and what the clerk still finds missing."""
        project = project_of(act)
        mine = select(Opinion.text).where(Opinion.project_id == project.id, Opinion.outcome == rules.ESCALATED)
        said = act.session.scalars(mine.order_by(Opinion.id.desc()).limit(1)).one_or_none() or ""
        text = _("已退回补正{n}次。经办人意见：{said}")
        return {"outcome": text.format(n=rulings.returns(act.session, project), said=said)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Take it in for the clerk, send it back once more, or end it (Art. 19, TD69)."""
        project, proposal = project_of(act), proposal_of(act)
        project.state = STATES[data["outcome"]]
        if data["outcome"] == rules.RETURNED:
            rulings.await_correction(act, project)
        if data["outcome"] == rules.REFUSED:
            proposal.state, proposal.end_reason = ENDED, _("镇街不予受理：{said}").format(said=data["opinion"])
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


STATES = {rules.RECEIVED: "review", rules.RETURNED: "returned", rules.REFUSED: "rejected"}
"""What becomes of a project that was sent back too often."""
