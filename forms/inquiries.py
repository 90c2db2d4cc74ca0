"""Forms of an inquiry (GPL 51, GPLR 52; handbook P70): asked by an organisation, answered by the town in three working days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import begin_about, of_project
from forms.timing import somebody_was_asked
from workflows.act import Act, Facts
from workflows.procurement.contractors import organisation
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import ANSWERED, Inquiry, remedy_of
from workflows.procurement.rules import remedies as rules
from workflows.text import _


class Ask(Form):
    """What the organisation wants to know."""

    task = "inquiry.ask"
    submit: ClassVar[str] = _("提出询问")

    subject = fields.Text(_("询问事项"), most=100, example=_("报价是否含税"))
    question = fields.Text(_("内容"), long=True, least=5, most=2000, example=_("最高限价是否含税，发票类型有何要求"))
    attachment = fields.Attachment(_("附件"), required=False, load_default=list)

    def timely(self, act: Act) -> bool:
        """Once somebody was asked to quote."""
        return somebody_was_asked(act)

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who answers until when."""
        return {"question": _("镇街三个工作日内答复；答复不得泄露商业秘密（实施条例第五十二条）")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the inquiry."""
        project = project_of(act)
        written = Inquiry(
            **of_project(act, project),
            received_on=act.today,
            organisation=act.item.post.place if act.item and act.item.post else "",
            asked_by=act.who,
            subject=data["subject"],
            question=data["question"],
        )
        begin_about(act, written, attachment=data["attachment"])
        return {}


class AnswerInquiry(Form):
    """The town's answer."""

    task = "inquiry.answer"
    submit: ClassVar[str] = _("答复询问")

    answer = fields.Text(_("答复"), long=True, least=2, most=3000, example=_("最高限价含税，须开具增值税普通发票"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who asks what."""
        asked = remedy_of(act, Inquiry)
        text = _("{name}询问“{subject}”：{question}")
        return {
            "answer": text.format(name=organisation(act.session, asked.organisation).name, subject=asked.subject, question=asked.question)
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the answer; a late one is noted (T20)."""
        project_of(act)
        asked = remedy_of(act, Inquiry)
        act.check(rules.inquiry_answered_in_time, act.today, act.period("T20", asked.received_on).due)
        act.settle()
        asked.answer, asked.state = data["answer"], ANSWERED
        asked.answered_by, asked.answered_on = act.who, act.today
        return {}
