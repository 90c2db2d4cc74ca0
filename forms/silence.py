"""Forms for a contractor that stays silent: the town notes it, says why it goes on, and until then the contractor may still speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import of_project
from forms.evaluation import evaluated, result_of
from forms.performance import contract_of
from forms.supervision import TO_COMPLETION
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.performance import CompletionReport, EvaluationAnswer
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import acceptance
from workflows.procurement.rules import silence as rules
from workflows.procurement.rules.wording import day
from workflows.text import _


class NoteSilence(Form):
    """The contractor did not answer its scores within the period (TD17)."""

    task = "evaluation.note_silence"
    submit: ClassVar[str] = _("登记期满未答复")
    outcomes: ClassVar[frozenset[str]] = frozenset({rules.NO_ANSWER})

    statement = fields.Text(_("送达和催告情况"), long=True, most=2000, example=_("11月25日平台送达，12月2日电话催告，未答复"))
    evidence = fields.Attachment(_("送达凭证"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """How the result was served (TD17)."""
        yield from rules.served_in_words(data["statement"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was not answered."""
        return {"statement": result_of(act)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write that nothing came. Raises Missing before any scores."""
        project = project_of(act)
        text = _("{word}：{statement}").format(word=rules.NO_ANSWER, statement=data["statement"])
        said = {"objection": False, "statement": text, "silent": True, "answered_by": act.who, "answered_at": act.now}
        act.session.add(EvaluationAnswer(**of_project(act, project), round=evaluated(act, project).round, **said))
        attach(act, "evidence", data["evidence"])
        return {"outcome": rules.NO_ANSWER}


class EndWithoutReport(Form):
    """The supervision ends without a report of the contractor's (TD46)."""

    task = "supervision.end_without_report"
    submit: ClassVar[str] = _("转入完工报告")
    outcomes: ClassVar[frozenset[str]] = frozenset({TO_COMPLETION})

    statement = fields.Text(_("现场核查和催告情况"), long=True, most=2000)
    evidence = fields.Attachment(_("催告凭证"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """What was found on the spot (TD46)."""
        yield from rules.silence_seen_on_the_spot(data["statement"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The contract's last day."""
        return {"statement": _("合同期满日为{day}，至今没有新的进度报告").format(day=day(contract_of(act, project_of(act)).ends_on))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Note why, flag it."""
        give_opinion(act, project_of(act).id, TO_COMPLETION, data["statement"])
        act.record.flags.append(rules.NOT_BEGUN)
        attach(act, "evidence", data["evidence"])
        return {"outcome": TO_COMPLETION}


class BeginWithoutReport(Form):
    """The acceptance begins without the contractor's report (TD45)."""

    task = "acceptance.begin_without_report"
    submit: ClassVar[str] = _("自行启动验收")
    outcomes: ClassVar[frozenset[str]] = frozenset({acceptance.BEGUN})

    because = fields.Text(_("催告情况和理由"), long=True, most=2000)
    evidence = fields.Attachment(_("催告凭证"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Why it begins (TD45)."""
        yield from rules.begun_for_a_reason(data["because"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The contract's last day."""
        return {"because": _("合同期满日为{day}，至今未收到完工报告").format(day=day(contract_of(act, project_of(act)).ends_on))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Open the acceptance in the town's own name, flag the delay (F05)."""
        project = project_of(act)
        said = {"completed_on": contract_of(act, project).ends_on, "done": [], "issues_solved": False, "because": data["because"]}
        act.session.add(CompletionReport(**of_project(act, project), **said, reported_by=act.who, reported_at=act.now))
        act.record.flags.append(rules.NOT_BEGUN)
        attach(act, "evidence", data["evidence"])
        return {"outcome": acceptance.BEGUN}
