"""What was asked, challenged, complained and said of a project: each to those whom it concerns, the published answer to all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import day
from app.web.cases.names import Names
from app.web.cases.publications import published
from app.web.cases.reader import Opened
from app.web.views.bits import Fact
from app.web.views.case import Section
from workflows.procurement.models.projects import Project
from workflows.procurement.models.remedies import OPEN, Challenge, Complaint, Feedback, Inquiry, challenges_of
from workflows.procurement.remedies import Binding, demanded
from workflows.procurement.rules.remedies import BINDING
from workflows.text import _

STATES = {"filed": _("待审查"), "accepted": _("已受理，待答复"), "dismissed": _("不予受理"), "answered": _("已答复")}
COMPLAINT_STATES = {"notified": _("待镇街说明"), "explained": _("镇街已说明，待处理决定"), "decided": _("已作处理决定")}


def of_purchase(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """Inquiries, challenges and complaints: the office's readers see all, an organisation its own."""
    for challenge in challenges_of(session, project.id):
        if _concerns(opened, challenge.organisation):
            yield Section(_("质疑"), [one for one in _challenge(challenge, names) if one.text])
    mine = select(Complaint).where(Complaint.project_id == project.id).order_by(Complaint.id)
    for complaint in session.scalars(mine):
        if _concerns(opened, complaint.organisation):
            yield Section(_("投诉"), [one for one in _complaint(complaint, names) if one.text])
    for inquiry in session.scalars(select(Inquiry).where(Inquiry.project_id == project.id).order_by(Inquiry.id)):
        if _concerns(opened, inquiry.organisation):
            yield Section(_("询问"), [one for one in _inquiry(inquiry, names) if one.text])
    yield from published(session, project, ("challenge",))


def of_service(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """Feedback on the service; a name only for the office. The contractor reads what it is to put right in the problem log."""
    places = {post.place for post in opened.reader.actor.posts}
    for one in session.scalars(select(Feedback).where(Feedback.project_id == project.id).order_by(Feedback.id)):
        if opened.reader.whole or one.community in places:
            yield Section(_("反馈"), [fact for fact in _feedback(one, names) if fact.text])


def _concerns(opened: Opened, organisation: str) -> bool:
    return opened.reader.whole or organisation in opened.reader.organisations


def _challenge(one: Challenge, names: Names) -> Iterator[Fact]:
    yield Fact(_("质疑人"), names.place(one.organisation))
    yield Fact(_("状态"), STATES.get(one.state, one.state))
    if one.state in OPEN and one.may_affect:
        yield Fact(_("对签约的影响"), _("答复之前不得签订合同（实施条例第五十四条）"))
    yield Fact(_("质疑对象"), one.object)
    yield Fact(_("收到日期"), _("{received}（质疑期至{last}）").format(received=day(one.received_on), last=_day(one.last_day)))
    yield Fact(_("事实和依据"), one.facts)
    yield Fact(_("请求"), one.request)
    if one.examined_on:
        yield Fact(_("审查"), _said(one.examination, names.account(one.examined_by), one.examined_on))
    if one.state in OPEN:
        yield Fact(_("答复期限"), _day(one.answer_due))
    if one.answered_on:
        yield Fact(_("结论"), "，".join(part for part in (one.outcome, one.consequence) if part))
        yield Fact(_("答复"), _said(one.answer, names.account(one.answered_by), one.answered_on))
    yield from _carried_out(one, names)
    if one.complaint_until:
        yield Fact(_("投诉期限"), _("对答复不服的，可以在{last}前向区财政部门投诉").format(last=_day(one.complaint_until)))


def _complaint(one: Complaint, names: Names) -> Iterator[Fact]:
    yield Fact(_("投诉人"), names.place(one.organisation))
    yield Fact(_("状态"), COMPLAINT_STATES.get(one.state, one.state))
    yield Fact(_("通知书"), _("{number}（{received}）").format(number=one.notice_no, received=day(one.received_on)))
    yield Fact(_("投诉事项"), one.matters)
    if one.suspended_from and one.suspended_until:
        yield Fact(_("暂停采购"), _("{first} 至 {last}").format(first=day(one.suspended_from), last=day(one.suspended_until)))
    if one.explained_on:
        yield Fact(_("镇街说明"), _said(one.explanation, names.account(one.explained_by), one.explained_on))
    if one.decided_on:
        yield Fact(_("处理决定"), f"{one.decision}（{one.decision_no}，{day(one.decided_on)}）：{one.decision_text}")
    yield from _carried_out(one, names)


def _carried_out(one: Binding, names: Names) -> Iterator[Fact]:
    if one.carried_out_on:
        yield Fact(_("执行情况"), _said(one.carried_out, names.account(one.carried_out_by), one.carried_out_on))
    elif demanded(one) in BINDING:
        yield Fact(_("执行情况"), _("待执行，登记之前不得签约、付款"))


def _inquiry(one: Inquiry, names: Names) -> Iterator[Fact]:
    yield Fact(_("询问人"), names.place(one.organisation))
    yield Fact(_("询问"), _("{subject}：{question}").format(subject=one.subject, question=one.question))
    yield Fact(_("收到日期"), day(one.received_on))
    if one.answered_on:
        yield Fact(_("答复"), _said(one.answer, names.account(one.answered_by), one.answered_on))
    else:
        yield Fact(_("状态"), _("待答复"))


def _feedback(one: Feedback, names: Names) -> Iterator[Fact]:
    yield Fact(_("来源"), "，".join(part for part in (one.source, names.place(one.community) if one.community else "") if part))
    yield Fact(_("反馈人"), " ".join(part for part in (one.name, one.contact) if part) or _("匿名"))
    yield Fact(_("收到日期"), day(one.received_on))
    yield Fact(_("内容"), one.content)
    if one.answered_on:
        yield Fact(_("核实结果"), one.finding)
        yield Fact(_("答复"), _said(one.answer, names.account(one.answered_by), one.answered_on))
    else:
        yield Fact(_("状态"), _("待答复"))


def _said(text: str, who: str, on: dt.date) -> str:
    signed = f"{who}，{day(on)}"
    return f"{text}（{signed}）" if text else signed


def _day(date: dt.date | None) -> str:
    return day(date) if date else _("待定")
