"""Forms that end an acceptance: the chair's conclusion, the rectification or its absence, the publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form
from forms.beside import of_project
from forms.performance import publish_result
from forms.publicity import ASKED, by_hand_moment, by_hand_number
from forms.rectification import NoteUnrectified, RectificationForm
from forms.sign_off import check_opinions
from workflows.act import Act, Facts
from workflows.errors import Missing, Reason
from workflows.procurement.deadlines import due_of
from workflows.procurement.lawbook import figure
from workflows.procurement.models import performance as models
from workflows.procurement.models.performance import ACCEPTANCE, acceptance_round, latest, sign_offs
from workflows.procurement.models.projects import project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import acceptance as rules
from workflows.procurement.rules.supervision import plain
from workflows.procurement.rules.wording import day
from workflows.text import _


class ConcludeAcceptance(Form):
    """The chair's conclusion from survey, items and opinions."""

    task = "acceptance.conclude"
    submit: ClassVar[str] = _("作出验收结论")

    outcome = fields.Choice(_("结论"), (rules.PASSED, rules.RECTIFY, rules.FAILED))
    summary = fields.Text(_("结论说明"), long=True, most=2000)
    reply_to_conditions = fields.Text(
        _("对有条件同意、不同意意见的答复"), required=False, load_default="", needed=_("有此类意见时必填"), long=True, most=2000
    )
    collective_on = fields.Date(_("集体研究日期"), required=False, load_default=None, needed=_("有不同意意见时必填"))
    collective_minutes = fields.Attachment(_("集体研究会议纪要"), required=False, load_default=list, needed=_("有不同意意见时必填"))
    evaluated_by = fields.Choice(
        _("绩效评价由谁进行"),
        rules.EVALUATORS,
        required=False,
        load_default=rules.THIRD_PARTY,
        help=_("镇街评价，或者委托第三方（第二十七条）"),
    )
    rectify_by = fields.Date(_("整改期限"), required=False, load_default=None, needed=_("整改时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """整改 has its day (TD18)."""
        yield from rules.rectification_has_a_day(data["outcome"], data["rectify_by"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The satisfaction reached and the one wanted (TD12); that something is put right once, and until when (TD18)."""
        survey = latest(act.session, models.Survey, project_of(act).id)
        least = plain(figure(act.session, "TD12", occasion(act)))
        told = {"outcome": _("满意度{now}%，合格须达到{least}%").format(now=survey.satisfaction, least=least)} if survey else {}
        if acceptance_round(act.session, project_of(act).id) > 1:
            return told | {"rectify_by": _("整改只给一次，本次为整改后再次验收，结论为合格或不合格")}
        last = due_of(act, "TD18", act.today).due
        return told | ({"rectify_by": _("整改期限最迟为{latest}").format(latest=day(last))} if last else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the conclusion. Raises Refused: a group silent, dissent unanswered (ART-27.2), 合格 that cannot be (ART-26.1), TD18."""
        project = project_of(act)
        number = acceptance_round(act.session, project.id)
        survey = latest(act.session, models.Survey, project.id)
        current = survey if survey and survey.round == number else None
        act.check(rules.surveyed, current is not None)
        check_opinions(act, project, ACCEPTANCE, number, data)
        if current:
            act.check(rules.satisfied_enough, data["outcome"], current.satisfaction, figure(act.session, "TD12", occasion(act)))
        mine = models.AcceptanceItem.project_id == project.id, models.AcceptanceItem.round == number
        items = act.session.scalars(select(models.AcceptanceItem).where(*mine).order_by(models.AcceptanceItem.code)).all()
        act.check(rules.shortfall_is_shown, data["outcome"], [(one.code, one.passed) for one in items])
        act.check(rules.rectified_once, data["outcome"], number > 1, rules.RECTIFY)
        rectify = data["outcome"] == rules.RECTIFY and number == 1
        if rectify:
            act.check(rules.rectified_soon, data["rectify_by"], act.today, due_of(act, "TD18", act.today).due)
        act.settle()
        if rectify:
            act.period("TD50", data["rectify_by"])
        act.session.add(
            models.Acceptance(
                **of_project(act, project),
                round=number,
                outcome=data["outcome"],
                summary=data["summary"],
                reply=data["reply_to_conditions"],
                evaluated_by=data["evaluated_by"],
                collective_on=data["collective_on"],
                rectify_by=data["rectify_by"] if rectify else None,
                satisfaction=current.satisfaction if current else None,
                concluded_by=act.who,
                concluded_at=act.now,
            )
        )
        return {"outcome": data["outcome"]}


class ReportAcceptanceRectification(RectificationForm):
    """What the contractor put right before it is accepted again."""

    task = "acceptance.report_rectification"
    stage: ClassVar[str] = ACCEPTANCE


class NoteAcceptanceUnrectified(NoteUnrectified):
    """Nothing was reported before it is accepted again."""

    task = "acceptance.note_unrectified"
    stage: ClassVar[str] = ACCEPTANCE


class PublishAcceptance(Form):
    """The result of the acceptance for the public; those served are told too (GPLR 45)."""

    task = "acceptance.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公开验收结果")

    masked = fields.YesNo(_("个人信息是否已脱敏"))
    channel = fields.Text(_("公开渠道"), most=100, example=_("市级平台、社区公开栏"))
    receipt_number = by_hand_number("SP-2026-1202-01")
    receipt_at = by_hand_moment("2026-12-02T16:20")

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the conclusion for the town's period (TD23). Raises Refused (ART-8.2, ART-24.1), Missing before a conclusion."""
        project = project_of(act)
        concluded = latest(act.session, models.Acceptance, project.id)
        if concluded is None:
            raise Missing([Reason(_("尚无验收结论。"))])
        signed = len(sign_offs(act.session, project.id, ACCEPTANCE, concluded.round))
        text = _("{title}：验收结论为{outcome}，服务对象满意度{satisfaction}%，社区会签{signed}人。").format(
            title=project.title, outcome=concluded.outcome, satisfaction=concluded.satisfaction, signed=signed
        )
        publish_result(act, project, "acceptance", text, data)
        return {}
