"""The contractor's report of what it put right, as an acceptance or an evaluation asked for it; the town's note where none came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.acceptance import SCALE
from forms.base import Form
from forms.beside import of_project
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models.documents import attach
from workflows.procurement.models.performance import EVALUATION, Acceptance, AcceptanceItem, Evaluation, Rectification, latest
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import acceptance as rules
from workflows.procurement.rules import silence
from workflows.procurement.rules.wording import day
from workflows.text import _


class RectificationForm(Form):
    """One report; `stage` is acceptance or evaluation. A late one is taken and shown as late (TD18)."""

    submit: ClassVar[str] = _("提交整改报告")
    outcomes: ClassVar[frozenset[str]] = frozenset({silence.RECTIFIED})
    stage: ClassVar[str] = ""

    done = fields.Text(_("整改情况"), most=5000, long=True, help=_("逐条对应验收或评价指出的问题"))
    report = fields.Attachment(_("整改报告和证明材料"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """By when, and what was found wanting."""
        due_on, wanting = _asked(act, self.stage)[1], _wanting(act, self.stage)
        until = _("整改期限为{day}。\n").format(day=day(due_on)) if due_on else ""
        return {"done": (until + wanting).strip()} if until or wanting else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the report. A late one is taken, with a warning."""
        asked = _asked(act, self.stage)
        act.check(rules.rectified_in_time, act.today, asked[1])
        act.settle()
        _write(act, self.stage, asked, data["done"], silent=False)
        attach(act, "report", data["report"])
        return {"outcome": silence.RECTIFIED}


class NoteUnrectified(Form):
    """No report came within the period; `stage` is acceptance or evaluation. What was found then decides, not the silence (TD18)."""

    submit: ClassVar[str] = _("登记期满未整改")
    outcomes: ClassVar[frozenset[str]] = frozenset({silence.NOT_RECTIFIED})
    stage: ClassVar[str] = ""

    statement = fields.Text(
        _("现场查看和催告情况"), long=True, most=2000, example=_("1月4日现场查看，两场讲座未补办；1月5日书面催告，未答复")
    )
    evidence = fields.Attachment(_("催告凭证"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """What was found (TD18)."""
        yield from silence.unrectified_in_words(data["statement"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """By when it was asked for."""
        due_on = _asked(act, self.stage)[1]
        return {"statement": _("整改期限为{day}，至今未收到整改报告").format(day=day(due_on))} if due_on else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write that nothing came; the next round follows."""
        text = _("{word}：{statement}").format(word=silence.NOT_RECTIFIED, statement=data["statement"])
        _write(act, self.stage, _asked(act, self.stage), text, silent=True)
        attach(act, "evidence", data["evidence"])
        return {"outcome": silence.NOT_RECTIFIED}


def _asked(act: Act, stage: str) -> tuple[int, dt.date | None]:
    """The round that asked for it, and by when: the chair's day, or the town's period."""
    project_id = project_of(act).id
    if stage == EVALUATION:
        round_, period = latest(act.session, Evaluation, project_id), act.freed("TD18")
        return (round_.round if round_ else 1), (period.due if period else None)
    concluded = latest(act.session, Acceptance, project_id)
    return (concluded.round, concluded.rectify_by) if concluded else (1, None)


def _wanting(act: Act, stage: str) -> str:
    """What the round that asked for it found wanting, a line each."""
    project_id = project_of(act).id
    if stage == EVALUATION:
        scored = latest(act.session, Evaluation, project_id)
        text = _("评价得分{total}\n发现的问题：{problems}\n改进建议：{advice}\n审定意见：{opinion}")
        told = {"total": scored.total, "problems": scored.problems, "advice": scored.advice, "opinion": scored.opinion} if scored else {}
        return text.format(**told) if told else ""
    concluded = latest(act.session, Acceptance, project_id)
    if concluded is None:
        return ""
    mine = AcceptanceItem.project_id == project_id, AcceptanceItem.round == concluded.round, AcceptanceItem.passed != SCALE[0]
    items = act.session.scalars(select(AcceptanceItem).where(*mine).order_by(AcceptanceItem.code)).all()
    line = _("{code}标准{standard}，核验{result}（{passed}）")
    found = [line.format(code=one.code, standard=one.standard, result=one.result, passed=one.passed) for one in items]
    least = [_("满意度{now}%").format(now=concluded.satisfaction)] if concluded.satisfaction is not None else []
    return "\n".join([_("验收结论：{summary}").format(summary=concluded.summary), *found, *least])


def _write(act: Act, stage: str, asked: tuple[int, dt.date | None], done: str, *, silent: bool) -> None:
    number, due_on = asked
    said = {"stage": stage, "round": number, "done": done, "silent": silent, "due_on": due_on}
    act.session.add(Rectification(**of_project(act, project_of(act)), **said, reported_by=act.who, reported_at=act.now))
