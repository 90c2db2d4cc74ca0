"""What leader and meeting say beside their outcome (Art. 20), and what becomes of a correction that does not come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.base import Form, Line
from forms.community import ENDED
from forms.fields import Choice, Date, Pick, Picks, Rows, Text
from forms.origination import DraftPlan
from forms.origination_checks import EXPIRED
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, rulings
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.models.proposals import proposal_at
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import application, review, suspicions
from workflows.procurement.rules import rulings as rules
from workflows.procurement.rules.wording import day
from workflows.procurement.suspecting import suspect
from workflows.text import _


class MarkLine(Line):
    """A field of the plan to be amended."""

    field = Pick(_("栏目"), "plan_fields")
    note = Text(_("修改要求"), most=500)


def conditions() -> Text:
    """What has to be amended before the approval takes effect."""
    return Text(_("修改条件"), most=2000, long=True, required=False, load_default="", needed=_("修改后同意时必填"))


def marks() -> Rows:
    """Beside which fields of the plan the handler finds what is wanted."""
    return Rows(_("需修改的栏目"), MarkLine, required=False, load_default=list, help=_("退回补正或修改后同意时，逐栏写明修改要求。"))


def reject_reasons() -> Picks:
    """Why it is rejected, by code."""
    return Picks(_("否决原因"), choices=rules.CODES, required=False, load_default=list, help=_("否决时选择。"))


def deferred_until() -> Date:
    """Until when it is put off."""
    return Date(_("暂缓至"), required=False, load_default=None, needed=_("暂缓时必填"))


def plan_fields() -> Sequence[tuple[str, str]]:
    """The fields of a plan, as its writer reads them."""
    return [(name, str(field.metadata["label"])) for name, field in DraftPlan().fields.items()]


def written_out(data: Mapping[str, Any]) -> Iterator[Reason]:
    """What an outcome needs beside itself, told from the form alone."""
    outcome = data["outcome"]
    yield from review.opinion_in_words(outcome, data["opinion"])
    yield from rules.conditions_are_written(outcome, data["conditions"])
    yield from rules.rejection_has_its_reason(outcome, data["reject_reasons"])
    yield from rules.deferral_has_its_day(outcome, data["deferred_until"])


def check(act: Act, data: Mapping[str, Any]) -> None:
    """Hold what was said beside the outcome against the plan's fields and the day."""
    known = DraftPlan().fields if data["marks"] else ()
    act.check(rules.deferral_ends_later, data["outcome"], data["deferred_until"], act.today)
    act.check(rules.marks_are_of_the_plan, [one["field"] for one in data["marks"]], known)
    act.check(rules.return_marks_its_fields, data["outcome"], len(data["marks"]))
    if data["outcome"] == review.RETURN:
        most = int(lawbook.figure(act.session, "TD69", occasion(act)))
        act.check(application.review_returns_again, data["outcome"], rulings.returns(act.session, project_of(act)), most)


def flag_approval(act: Act, project: Project) -> None:
    """Flag an approval that is given when the measures have run out and nothing extends them (ART-30.1), or before the file can be read."""
    if lawbook.basis(act.session, act.today) is None:
        act.record.flags.append(EXPIRED)
    assert act.item is not None
    since = act.now - project.submitted_at if project.submitted_at else None
    suspect(act, suspicions.approved_in_haste(act.now - act.item.opened_at, since))


class DecideLapse(Form):
    """处理逾期未补正."""

    task = "review.decide_lapse"
    submit = _("提交处理意见")

    outcome = Choice(_("处理"), (rules.WAIT, rules.LAPSE))
    until = Date(_("补正期限延至"), required=False, load_default=None, needed=_("继续等待时必填"))
    opinion = Text(_("理由"), most=2000, long=True, help=_("至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever goes on waiting or ends the case says why."""
        yield from review.opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """Since when the correction is overdue."""
        ended = rulings.correction_of(act.session, project_of(act).id).ends_at.astimezone(SHANGHAI).date()
        return {"outcome": _("补正期限已于{day}届满；是否终止由您决定，系统不自动终止。").format(day=day(ended - rulings.DAY))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Wait for the correction until a later day, or end the case (TD19). Raises Refused."""
        project = project_of(act)
        awaited = rulings.correction_of(act.session, project.id)
        act.check(rules.waiting_has_its_day, data["outcome"], data["until"], act.today)
        act.settle()
        awaited.decision, awaited.decision_text, awaited.decided_by = data["outcome"], data["opinion"], act.who
        if data["outcome"] == rules.WAIT:
            awaited.extended += 1
            awaited.ends_at = rulings.start_of_day(data["until"] + rulings.DAY)
        else:
            project.state = "lapsed"
            _end_proposal(act, data["opinion"])
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


def _end_proposal(act: Act, why: str) -> None:
    """What a community proposed, or picked, ends with its application."""
    proposal = proposal_at(act.session, act.case.root_id)
    if proposal is not None:
        proposal.state, proposal.end_reason = ENDED, _("逾期未补正，终止办理：{said}").format(said=why)
