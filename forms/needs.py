"""Forms of collecting needs (Art. 9; handbook P03): entered, decided on, answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import fields
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models import needs as rows
from workflows.procurement.models.documents import attach
from workflows.procurement.models.needs import Need, short
from workflows.procurement.models.people import Authority, Community
from workflows.procurement.models.registers import about, subject_of
from workflows.procurement.rules import needs as rules
from workflows.procurement.rules import platform
from workflows.text import _

SOURCES = ("居民", "网格", "党群服务中心", "社会组织", "12345", "走访")
PEOPLE = ("老年人", "儿童青少年", "妇女", "残疾人", "困难群众", "退役军人", "社区居民", "其他")
URGENCY = ("一般", "较急", "紧急")


class EnterNeed(Form):
    """登记需求."""

    task = "need.enter"
    undated: ClassVar[bool] = True
    submit = _("提交需求")

    source = fields.Choice(_("来源"), SOURCES)
    community = fields.Pick(_("社区"), "communities")
    people = fields.Choice(_("人群"), PEOPLE)
    description = fields.Text(_("需求描述"), least=10, most=2000, long=True, help=_("将公开，请勿写姓名、电话和病情。"))
    supporters = fields.Number(_("支持人数"), least="1", unit=_("人"))
    urgency = fields.Choice(_("紧急程度"), URGENCY)
    found_on = fields.Date(_("发现日期"))
    proposer = fields.Text(_("提出人"), most=60, required=False, load_default="", personal=True, help=_("仅办理人员可见。"))
    contact = fields.Text(_("联系方式"), most=60, required=False, load_default="", personal=True)
    attachment = fields.Attachment(_("附件"), required=False, load_default=list)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A community enters its own."""
        place = act.item.post.place if act.item and act.item.post else ""
        return {"found_on": act.today.isoformat()} | ({"community": place} if place in _communities(act) else {})

    def choices(self, act: Act) -> Choices:
        """Communities of the town that is asked."""
        return {"communities": list(_communities(act).items())}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the need under the town's next number of the year (ART-9.1). Raises Refused."""
        act.check(rules.found_by_today, data["found_on"], act.today)
        act.check(rules.need_of_this_town, data["community"], _communities(act))
        act.check(platform.nobody_will_be_exposed, data["description"], "description")
        act.settle()
        town = act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
        year = f"{town.short}需求〔{act.today.year}〕"
        taken = act.session.scalar(select(func.count()).select_from(Need).where(Need.number.startswith(year))) or 0
        said = {name: data[name] for name in ("source", "people", "description", "urgency", "found_on", "proposer", "contact")}
        said |= {"community_id": data["community"], "supporters": int(data["supporters"]), "number": f"{year}{taken + 1}号"}
        row = Need(case_id=act.case.id, authority_id=town.id, entered_by=act.who, entered_at=act.now, **said)
        about(act, row, short(row), row.number)
        attach(act, "attachment", data["attachment"])
        return {}


def _communities(act: Act) -> dict[str, str]:
    here = select(Community).where(Community.town_id == act.case.authority_id).order_by(Community.id)
    return {one.id: one.name for one in act.session.scalars(here)}


class DecideNeed(Form):
    """研判需求."""

    task = "need.decide"
    submit = _("提交研判结论")

    outcome = fields.Choice(_("结论"), rules.DECIDING)
    merged_into = fields.Pick(_("并入的需求"), "standing", required=False, load_default="", needed=_("合并的必填"))
    reason = fields.Text(_("理由"), most=2000, long=True, required=False, load_default="", needed=_("不采纳的必填，至少10字"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A declined need has its reason."""
        yield from rules.decline_has_its_reason(data["outcome"], data["reason"])

    def choices(self, act: Act) -> Choices:
        """Other needs of the town that stand, those of the same community first."""
        own = subject_of(act, Need)
        found = sorted(_standing(act, own), key=lambda one: (one.community_id != own.community_id, one.id))
        return {"standing": [(one.number, f"{one.number} {short(one)}") for one in found]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Adopt it, merge it into another one, or decline it with a reason (ART-9.1, 9.2). Raises Refused."""
        need = subject_of(act, Need)
        standing = {one.number: one for one in _standing(act, need)}
        act.check(rules.merged_into_another, data["outcome"], data["merged_into"], standing)
        act.settle()
        need.state = {rules.ADOPT: rows.ADOPTED, rules.MERGE: rows.MERGED, rules.DECLINE: rows.DECLINED}[data["outcome"]]
        need.merged_into = standing[data["merged_into"]].id if data["outcome"] == rules.MERGE else None
        need.reason, need.decided_by, need.decided_at = data["reason"], act.who, act.now
        return {"outcome": data["outcome"]}


def _standing(act: Act, own: Need) -> Sequence[Need]:
    mine = select(Need).where(Need.authority_id == own.authority_id, Need.id != own.id, Need.state.in_((rows.COLLECTED, rows.ADOPTED)))
    return act.session.scalars(mine.order_by(Need.id)).all()


class AnswerNeed(Form):
    """答复提出人."""

    task = "need.answer"
    submit = _("答复")

    answer = fields.Text(_("答复内容"), least=5, most=2000, long=True, help=_("提出人和社区可以看到。"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was decided."""
        need = subject_of(act, Need)
        into = act.session.get(Need, need.merged_into) if need.merged_into else None
        said = {
            rows.ADOPTED: _("您反映的需求已采纳，将在安排项目时统筹考虑。"),
            rows.MERGED: _("您反映的需求与{number}相同，已合并办理。").format(number=into.number if into else ""),
            rows.DECLINED: _("您反映的需求暂未采纳：{reason}").format(reason=need.reason),
        }
        return {"answer": said[need.state]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The proposer is answered (ART-9.2)."""
        act.check(platform.nobody_will_be_exposed, data["answer"], "answer")
        act.settle()
        need = subject_of(act, Need)
        need.answer, need.answered_by, need.answered_at = data["answer"], act.who, act.now
        return {}
