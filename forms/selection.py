"""A community takes up a design of the library (Art. 19, item 3): picks it, talks or votes about it, applies with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from forms.application import ApplyForProject
from forms.base import Choices, Form
from forms.community import SERVICE, Body, begin, end_if_lost
from forms.fields import Choice, Money, Pick, Text
from forms.minutes import Minutes, community
from workflows.act import Act, Facts
from workflows.procurement import lawbook, money
from workflows.procurement.models.library import LibraryEntry, decided_last, prices_of, standing
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.projects import Project
from workflows.procurement.models.proposals import SELECTION, proposal_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import democracy, platform
from workflows.procurement.rules import library as rules
from workflows.text import _


class ChooseDesign(Form):
    """选用入库项目."""

    task = "library.choose"
    submit = _("提交居民议事")

    entry = Pick(_("入库项目"), "entries", help=_("只列出镇街已同意、在有效期内、未撤回的项目；内容见“项目库”。"))
    need = Text(_("社区需求和选用理由"), most=2000, long=True)

    def choices(self, act: Act) -> Choices:
        """What the community may pick today."""
        here = community(act)
        found = [one for one in standing(act.session, here.town_id, act.today) if one.community_id in (None, here.id)]
        text = _("{title}（{organisation}，{amount}元，有效至{until}）")
        return {
            "entries": [
                (
                    one.number,
                    text.format(title=one.title, organisation=_name(act, one), amount=money.figures(one.amount), until=one.valid_until),
                )
                for one in found
            ]
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Only what may be picked is picked (ART-19.3). Raises Refused."""
        here = community(act)
        entry = decided_last(act.session, data["entry"])
        act.check(rules.entry_may_be_picked, told(entry), here.town_id, here.id, act.today, "entry")
        act.check(platform.nobody_will_be_exposed, data["need"], "need")
        act.settle()
        if entry is not None:
            said = {name: getattr(entry, name) for name in SERVICE}
            begin(act, SELECTION, data["need"], entry.amount, entry.beneficiaries, entry.id, **said)
        return {}


def told(entry: LibraryEntry | None) -> rules.Entry | None:
    """An entry as the rules read it."""
    if entry is None:
        return None
    number = _("{number}第{version}版").format(number=entry.number, version=entry.version)
    return rules.Entry(number, entry.state, entry.valid_until, entry.authority_id, entry.community_id or "")


def chosen(act: Act) -> LibraryEntry:
    """The entry that the act's case has picked."""
    return act.session.get_one(LibraryEntry, proposal_of(act).entry_id)


def check_again(act: Act, field: str) -> None:
    """What was picked may still be picked (ART-19.3); the reason waits for `settle`."""
    proposal = proposal_of(act)
    act.check(rules.entry_may_be_picked, told(chosen(act)), proposal.authority_id, proposal.community_id, act.today, field)


def _name(act: Act, entry: LibraryEntry) -> str:
    return act.session.get_one(Organisation, entry.organisation_id).name


class Estimate(Body):
    """What it may cost; the field stands before those of the minutes."""

    amount = Money(_("概算"), help=_("议事通过后，申报金额不得超过概算。"))


class RecordDiscussion(Minutes, Estimate):
    """登记居民议事."""

    task = "library.record_discussion"
    submit = _("登记议事结果")
    step = "居民议事"

    outcome = Choice(_("议事结果"), democracy.RESULTS)

    def prefill(self, act: Act) -> dict[str, Any]:
        """The estimate of the design."""
        return {"amount": money.figures(chosen(act).amount)}

    def choices(self, act: Act) -> Choices:
        """A talk of residents, or one of the community's bodies."""
        own = democracy.bodies(community(act, proposal_of(act)).kind)
        return {"bodies": [(one, one) for one in (democracy.TALK, *own)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """From which amount on a vote is needed."""
        most = lawbook.figure(act.session, "TD67", occasion(act))
        return {
            "body": _("概算超过{most}元的须会议表决。").format(most=most),
            "amount": _("策划书概算{amount}元").format(amount=money.figures(chosen(act).amount)),
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the minutes; above the town's figure with a quorum (ART-19.3, TD67). Raises Refused."""
        proposal, most = proposal_of(act), lawbook.figure(act.session, "TD67", occasion(act))
        check_again(act, "body")
        act.check(democracy.body_of_this_community, data["body"], community(act, proposal).kind, (democracy.TALK,))
        act.settle()
        act.check(democracy.large_design_is_voted_on, data["body"], data["amount"], most)
        act.check(democracy.estimate_above_the_design, data["amount"], chosen(act).amount)
        self.check(act, data, proposal.proposed_at)
        act.settle()
        self.keep(act, proposal, data)
        proposal.amount = data["amount"]
        if data["outcome"] == democracy.PASSED:
            proposal.state = "voted"
        end_if_lost(proposal, data["outcome"], _("居民议事未通过"))
        return {"outcome": data["outcome"]}


class ApplyWithDesign(ApplyForProject):
    """按策划书填报申报表."""

    task = "project.apply_design"
    origin: ClassVar[str] = SELECTION

    def prefill(self, act: Act) -> dict[str, Any]:
        """As submitted before, or the design with its prices."""
        if act.case.subject_id is not None:
            return super().prefill(act)
        entry = chosen(act)
        lines = [
            {"item": one.item, "unit": one.unit, "quantity": money.plain(one.quantity)}
            | {name: money.figures(getattr(one, name)) for name in ("price", "amount")}
            for one in prices_of(act.session, entry)
        ]
        return {**super().prefill(act), "cost_items": lines}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """As any application; what was picked is still to be had when it is first applied for (ART-19.3). Raises Refused."""
        if act.case.subject_id is None:
            check_again(act, "title")
        return super().apply(act, data)

    def named(self, act: Act, project: Project) -> None:
        """Whose design it is (ART-19.4)."""
        project.planner = chosen(act).organisation_id
