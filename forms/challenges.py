"""Forms of a challenge (GPL 52-55; handbook P70): filed by an organisation, examined and answered by outsiders, made public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import fields
from forms.base import Form
from forms.beside import begin_about, of_project
from forms.timing import somebody_was_asked
from workflows.act import Act, Facts
from workflows.procurement.contractors import organisation
from workflows.procurement.models.documents import attach
from workflows.procurement.models.notices import Notice, publish
from workflows.procurement.models.procurements import Procurement, procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import ACCEPTED, ANSWERED, DISMISSED, Challenge, remedy_of
from workflows.procurement.remedies import NOTHING_TO_DO, TO_DO, begin_anew, is_signed
from workflows.procurement.rules import platform
from workflows.procurement.rules import remedies as rules
from workflows.procurement.rules.wording import day
from workflows.text import _

CHANNEL = _("市级平台")


class FileChallenge(Form):
    """What the organisation objects to, and what it asks for."""

    task = "challenge.file"
    submit: ClassVar[str] = _("提出质疑")

    object = fields.Choice(_("质疑对象"), rules.OBJECTS)
    known_on = fields.Date(_("知道或者应当知道权益受损之日"), help=_("对成交结果质疑的，自结果公示期满之日起算。"), example="2026-07-15")
    facts = fields.Text(_("事实和依据"), long=True, least=10, most=5000, example=_("成交单位的报价缺少分项，与采购文件要求不符"))
    request = fields.Text(_("请求"), long=True, most=2000, example=_("请求重新评审"))
    evidence = fields.Attachment(_("质疑函（已签章）和证明材料"))

    def timely(self, act: Act) -> bool:
        """Once somebody was asked to quote."""
        return somebody_was_asked(act)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A result that is public is what is mostly challenged; the window runs from the end of its notice."""
        ended = _result_shown_until(act)
        return {"object": rules.RESULT, "known_on": min(ended, act.today).isoformat()} if ended else {"object": rules.DOCUMENTS}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The window."""
        return {"known_on": _("自该日起七个工作日内提出（政府采购法第五十二条）")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the challenge; until it is answered nothing is signed.

        Raises Refused for a day that cannot be (T21) and a second one on the same stage (LAW-O94-10).
        """
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        mine = act.item.post.place if act.item and act.item.post else ""
        act.check(rules.known_before_it_is_filed, data["known_on"], act.today, bought.began_on)
        act.check(rules.challenged_once, data["object"], _earlier(act, bought, mine, data["object"]))
        act.settle()
        challenge = Challenge(
            **of_project(act, project),
            received_on=act.today,
            organisation=mine,
            filed_by=act.who,
            object=data["object"],
            round=bought.round,
            known_on=data["known_on"],
            last_day=act.period("T21", data["known_on"]).due,
            facts=data["facts"],
            request=data["request"],
        )
        begin_about(act, challenge, evidence=data["evidence"])
        challenge.answer_due = act.period("T22").due
        return {}


def _earlier(act: Act, bought: Procurement, who: str, about: str) -> dt.date | None:
    """When the same organisation challenged the same stage of this round before, and was not turned away."""
    same = Challenge.project_id == bought.project_id, Challenge.round == bought.round, Challenge.object == about
    mine = select(Challenge.received_on).where(*same, Challenge.organisation == who, Challenge.state != DISMISSED)
    return act.session.scalars(mine.order_by(Challenge.id).limit(1)).one_or_none()


def _result_shown_until(act: Act) -> dt.date | None:
    shown = select(func.max(Notice.to_date)).where(Notice.project_id == project_of(act).id, Notice.kind == "result")
    return act.session.scalar(shown)


class ExamineChallenge(Form):
    """In time, of one cast, and whether it may change the result."""

    task = "challenge.examine"
    submit: ClassVar[str] = _("提交审查结论")

    known_on = fields.Date(_("认定的起算日"), example="2026-07-15")
    outcome = fields.Choice(_("结论"), (rules.ADMIT, rules.DISMISS))
    may_affect = fields.YesNo(_("是否可能影响成交结果"), help=_("可能影响的，答复之前不得签订合同（实施条例第五十四条）。"))
    examination = fields.Text(_("审查说明"), required=False, load_default="", needed=_("不予受理时必填"), long=True, most=2000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Any]:
        """A dismissal says why."""
        yield from rules.dismissal_in_words(data["outcome"], data["examination"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The day as the organisation says it."""
        return {"known_on": remedy_of(act, Challenge).known_on.isoformat(), "may_affect": "是"}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What came when, against what, and until when it could."""
        challenge = remedy_of(act, Challenge)
        text = _("{name}于{received}对{object}提出；按所述起算日，质疑期至{last}")
        told = {"name": organisation(act.session, challenge.organisation).name, "object": challenge.object}
        last = day(challenge.last_day) if challenge.last_day else _("待定")
        shown = text.format(**told, received=day(challenge.received_on), last=last)
        return {
            "known_on": shown,
            "examination": _("事实：{facts}\n请求：{request}").format(facts=challenge.facts, request=challenge.request),
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Take it up or not. Raises Refused for a late one that is taken up (T21)."""
        project, challenge = project_of(act), remedy_of(act, Challenge)
        began_on = procurement_of(act.session, project.id).began_on
        act.check(rules.known_before_it_is_filed, data["known_on"], challenge.received_on, began_on)
        act.settle()
        last = act.period("T21", data["known_on"]).due
        act.check(rules.challenged_in_time, data["outcome"], challenge.received_on, last)
        act.check(rules.signed_contract_is_suspended, data["may_affect"], is_signed(act, project.id))
        act.settle()
        challenge.known_on, challenge.last_day = data["known_on"], last
        challenge.may_affect, challenge.examination = data["may_affect"], data["examination"]
        challenge.examined_by, challenge.examined_on = act.who, act.today
        challenge.state = ACCEPTED if data["outcome"] == rules.ADMIT else DISMISSED
        return {"outcome": data["outcome"]}


def _said(challenge: Challenge) -> str:
    return _("事实：{facts}\n请求：{request}").format(facts=challenge.facts, request=challenge.request)


class AnswerChallenge(Form):
    """Rejected, or upheld with what follows."""

    task = "challenge.answer"
    outcomes: ClassVar[frozenset[str]] = frozenset({TO_DO, NOTHING_TO_DO})
    submit: ClassVar[str] = _("答复质疑")

    outcome = fields.Choice(
        _("结论"), (rules.REJECTED, rules.UPHELD), says={rules.REJECTED: _("质疑不成立，驳回"), rules.UPHELD: _("质疑成立")}
    )
    consequence = fields.Choice(_("处理方式"), rules.CONSEQUENCES, required=False, load_default="", needed=_("质疑成立时必填"))
    answer = fields.Text(_("答复内容"), long=True, least=10, most=5000, example=_("经核查，成交单位报价含全部分项，质疑不成立"))
    letter = fields.Attachment(_("质疑答复函"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Any]:
        """What is upheld has a consequence."""
        yield from rules.consequence_is_named(data["outcome"], data["consequence"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is objected and asked for; until when it is answered."""
        challenge = remedy_of(act, Challenge)
        until = day(challenge.answer_due) if challenge.answer_due else _("待定")
        return {"answer": _said(challenge), "outcome": _("须于{until}前答复").format(until=until)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the answer: signing is free, or somebody has to act first, or the purchase begins anew. Raises Refused (LAW-O94-16)."""
        project, challenge = project_of(act), remedy_of(act, Challenge)
        act.check(rules.answered_in_time, act.today, challenge.answer_due)
        act.check(rules.consequence_fits, data["consequence"], is_signed(act, project.id))
        act.settle()
        challenge.outcome, challenge.consequence, challenge.answer = data["outcome"], data["consequence"], data["answer"]
        challenge.answered_by, challenge.answered_on, challenge.state = act.who, act.today, ANSWERED
        attach(act, "letter", data["letter"], project.id)
        if data["consequence"] == rules.ANEW:
            begin_anew(act, procurement_of(act.session, project.id))
        return {"outcome": TO_DO if data["consequence"] in rules.BINDING else NOTHING_TO_DO}


class PublishAnswer(Form):
    """The answer goes to the organisation and, without secrets, to all who take part; then the time to complain runs."""

    task = "challenge.publish_answer"
    submit: ClassVar[str] = _("公布答复")

    notice_text = fields.Text(_("公布内容"), long=True, most=4000)
    channel = fields.Text(_("公布渠道"), most=100)
    masked = fields.YesNo(_("个人信息和商业秘密是否已隐去"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Outcome and answer, without the name of the organisation."""
        challenge = remedy_of(act, Challenge)
        text = _("关于{title}{object}的质疑：{outcome}。{answer}")
        told = {"title": project_of(act).title, "object": challenge.object, "answer": challenge.answer}
        result = "，".join(part for part in (_("质疑{outcome}").format(outcome=challenge.outcome), challenge.consequence) if part)
        return {"notice_text": text.format(**told, outcome=result), "channel": CHANNEL}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who is told."""
        return {"notice_text": _("质疑人和其他参加单位都能看到；请勿写入其他单位的商业秘密。")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the answer and open the time to complain (T23). Raises Refused (ART-24.3)."""
        project, challenge = project_of(act), remedy_of(act, Challenge)
        act.check(platform.masking_is_done, data["masked"])
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        act.settle()
        publish(act, project.id, "challenge", data["notice_text"], data["channel"], None)
        challenge.complaint_until = act.period("T23", challenge.answer_due or act.today).due
        return {}
