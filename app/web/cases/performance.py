"""履约与验收: targets, progress as reported and as seen, surveys, items, signatures, conclusions, the evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment, numeral
from app.web.cases.names import Names
from app.web.cases.publications import published
from app.web.cases.reader import Opened
from app.web.cases.remedies import of_service
from app.web.cases.years import yearly
from app.web.views.bits import Fact, OpinionLine, TableView
from app.web.views.case import Section
from workflows.procurement.models import performance as models
from workflows.procurement.models.projects import Project, Target, parts
from workflows.procurement.money import plain
from workflows.text import _

ASSESSORS = ("third_party.", "expert")
Of = TypeVar(
    "Of",
    models.ProgressReport,
    models.ProgressCheck,
    models.Issue,
    models.CompletionReport,
    models.Survey,
    models.AcceptanceItem,
    models.IndependentCheck,
    models.SignOff,
    models.Signer,
    models.Acceptance,
    models.Rectification,
    models.Evaluation,
    models.EvaluationAnswer,
)


def sections(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """What was done and how it was judged; signatures in full for those who read the record, others see their own."""
    reader = opened.reader
    assessor = any(post.role.startswith(ASSESSORS) for post in reader.actor.posts)
    if not (reader.whole or reader.contractor or reader.community or assessor):
        return
    yield Section(_("绩效目标"), tables=[_targets(session, project)])
    yield from _progress(session, project, names)
    yield from of_service(session, opened, project, names)
    yield from yearly(session, reader, project, names)
    for number in range(1, max([0, *(one.round for one in rows(session, models.AcceptanceItem, project))]) + 1):
        yield _acceptance(session, opened, project, number, names)
    yield from published(session, project, ("acceptance",))
    for score in rows(session, models.Evaluation, project):
        if reader.whole or reader.contractor or score.published_at or reader.owns(score.scored_by):
            yield _evaluation(session, opened, project, score, names)
    yield from published(session, project, ("evaluation",))


def rows(session: Session, kind: type[Of], project: Project) -> Sequence[Of]:
    """The rows of one kind, the oldest first."""
    return session.scalars(select(kind).where(kind.project_id == project.id).order_by(kind.id)).all()


def _targets(session: Session, project: Project) -> TableView:
    heads = (_("代码"), _("类别"), _("指标"), _("目标值"), _("权重"), _("数据来源"))
    lines = [
        (one.code, one.kind, one.name, f"{plain(one.target)}{one.unit}", plain(one.weight), one.source)
        for one in parts(session, project, Target)
    ]
    return TableView("", heads, lines, empty=_("没有绩效目标。"))


def _progress(session: Session, project: Project, names: Names) -> Iterator[Section]:
    reports, checks = rows(session, models.ProgressReport, project), rows(session, models.ProgressCheck, project)
    heads = (_("次数"), _("报告期"), _("完成情况"), _("问题"), _("现场核验"), _("核验结果"), _("后续"))
    lines = []
    for one in reports:
        check = next((each for each in checks if each.report_id == one.id), None)
        done = "；".join(f"{line['code']} {line['quantity']}" for line in one.done)
        period = _("{first} 至 {last}").format(first=one.period_from, last=one.period_to)
        lines.append((_("第{n}次").format(n=numeral(one.number)), period, done, one.problems, *_checked(check)))
    tables = [TableView(_("进度报告与核验"), heads, lines, empty=_("尚无进度报告。"))]
    issues = rows(session, models.Issue, project)
    if issues:
        cells = [(str(one.found_on), one.issue, names.account(one.owner), str(one.due_on), str(one.solved_on or "")) for one in issues]
        tables.append(TableView(_("问题台账"), (_("发现日期"), _("问题"), _("责任人"), _("解决期限"), _("解决日期")), cells))
    yield Section(_("履约监管"), tables=tables)
    for whole in rows(session, models.CompletionReport, project):
        done = "；".join(f"{line['code']} {line['quantity']}" for line in whole.done)
        yield Section(
            _("完工报告"),
            [
                Fact(_("完工日期"), str(whole.completed_on)),
                Fact(_("完成情况"), done),
                *([Fact(_("镇街自行启动验收"), whole.because)] if whole.because else ()),
                Fact(_("提交"), _who(names, whole.reported_by, whole.reported_at)),
            ],
        )


def _checked(check: models.ProgressCheck | None) -> tuple[str, str, str]:
    if check is None:
        return "", _("待核验"), ""
    seen = _("属实，完成{percent}%").format(percent=plain(check.percent)) if check.verified else _("不属实")
    return str(check.visited_on), seen, check.next


def _acceptance(session: Session, opened: Opened, project: Project, number: int, names: Names) -> Section:
    facts = []
    for survey in rows(session, models.Survey, project):
        if survey.round == number:
            said = _("{rate}%（发放{issued}份，有效{valid}份，满意{satisfied}份；{method}）")
            shown = said.format(
                rate=survey.satisfaction, issued=survey.issued, valid=survey.valid, satisfied=survey.satisfied, method=survey.method
            )
            facts.append(Fact(_("满意度"), shown))
    facts += [_checked_outside(one, names) for one in rows(session, models.IndependentCheck, project) if one.round == number]
    for end in rows(session, models.Acceptance, project):
        if end.round == number:
            facts += list(_concluded(end, names, whole=opened.reader.whole))
    if opened.reader.whole:
        facts += list(_replaced(session, project, number, names))
    for repair in rows(session, models.Rectification, project):
        if (repair.stage, repair.round) == (models.ACCEPTANCE, number):
            facts.append(Fact(_("整改情况"), repair.done))
    lines = [
        (one.code, one.standard, one.result, one.passed, one.reason)
        for one in rows(session, models.AcceptanceItem, project)
        if one.round == number
    ]
    table = TableView(_("逐项核验"), (_("代码"), _("标准"), _("结果"), _("结论"), _("说明")), lines)
    title = _("履约验收") if number == 1 else _("履约验收（第{n}轮）").format(n=numeral(number))
    return Section(title, facts, [table], _signatures(session, opened, project, models.ACCEPTANCE, number, names))


def _checked_outside(one: models.IndependentCheck, names: Names) -> Fact:
    """The third party that checked the service for the town (Art. 27)."""
    said = _("{place}（委托合同{number}；{statement}）")
    shown = said.format(place=names.place(one.organisation_id), number=one.commission_no, statement=one.independence_statement)
    return Fact(_("第三方核验"), shown)


def _replaced(session: Session, project: Project, number: int, names: Names) -> Iterator[Fact]:
    """Who did not sign in the end, and why somebody else does."""
    for one in rows(session, models.Signer, project):
        if one.round == number and one.replaced_at:
            yield Fact(_("更换会签人"), _("{who}不再会签（{why}）").format(who=names.account(one.account), why=one.replaced_because))


def _concluded(end: models.Acceptance, names: Names, *, whole: bool) -> Iterator[Fact]:
    yield Fact(_("验收结论"), end.outcome)
    if whole:
        yield Fact(_("结论说明"), end.summary)
        yield Fact(_("作出结论"), _who(names, end.concluded_by, end.concluded_at))
        if end.reply:
            yield Fact(_("对意见的答复"), end.reply)
    if end.rectify_by:
        yield Fact(_("整改期限"), str(end.rectify_by))


def _signatures(session: Session, opened: Opened, project: Project, stage: str, number: int, names: Names) -> list[OpinionLine]:
    """The opinions of one round; outside the offices everybody sees their own."""
    groups = {models.COMMITTEE: _("两委成员"), models.RESIDENT: _("村（居）民代表")}
    return [
        OpinionLine(
            groups.get(one.group, one.group), one.opinion, names.account(one.account), names.post(one.post), one.signed_at, one.text
        )
        for one in models.sign_offs(session, project.id, stage, number)
        if opened.reader.owns(one.account)
    ]


def _evaluation(session: Session, opened: Opened, project: Project, one: models.Evaluation, names: Names) -> Section:
    facts = [
        Fact(_("评价机构"), names.place(one.organisation_id)),
        Fact(_("总分"), str(one.total)),
        *(Fact(title, text) for title, text in ((_("等级"), one.grade), (_("问题"), one.problems), (_("建议"), one.advice)) if text),
    ]
    if one.ratio is not None:
        facts.append(Fact(_("尾款比例"), f"{plain(one.ratio * 100)}%"))
    facts += [
        Fact(_("承接主体答复"), _answered(each))
        for each in rows(session, models.EvaluationAnswer, project)
        if each.round == one.round and (opened.reader.whole or opened.reader.contractor)
    ]
    if opened.reader.whole and one.outcome:
        facts.append(Fact(_("审定结论"), f"{one.outcome}。{one.opinion or ''}"))
        facts.append(Fact(_("审定"), _who(names, one.concluded_by, one.concluded_at)))
    lines = [(line["code"], line["weight"], line["score"]) for line in one.scores]
    table = TableView(_("各项得分"), (_("代码"), _("权重"), _("得分")), lines)
    title = _("绩效评价") if one.round == 1 else _("绩效评价（第{n}轮）").format(n=numeral(one.round))
    return Section(title, facts, [table], _signatures(session, opened, project, models.EVALUATION, one.round, names))


def _answered(one: models.EvaluationAnswer) -> str:
    """What the contractor said; where it said nothing, the town's note says so itself."""
    return one.statement if one.silent else f"{_('有异议：') if one.objection else _('无异议：')}{one.statement}"


def _who(names: Names, account: str | None, at: object) -> str:
    return f"{names.account(account)} · {moment(at)}" if account else ""  # type: ignore[arg-type]
