"""Forms of the district's yearly list of services (ART-6.1, Art. 7; handbook P01): begun, drafted, approved, published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook
from workflows.procurement.models import catalogues as rows
from workflows.procurement.models.catalogues import ListDraft, ListDraftItem, drafted
from workflows.procurement.models.documents import attach
from workflows.procurement.models.law import ServiceList, ServiceListItem
from workflows.procurement.models.notices import publish
from workflows.procurement.models.people import Authority
from workflows.procurement.models.registers import about, subject_of
from workflows.procurement.rules import catalogues as rules
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.standing import last_day_of_the_list, lists_of
from workflows.text import _

ITEM = ("code", "sub_item", "name", "standard", "price_guide", "funding")
CHANNEL = _("区政府门户网站")


class BeginList(Form):
    """开始编制."""

    task = "list.begin"
    undated: ClassVar[bool] = True
    submit = _("开始编制")

    year = fields.Number(_("年度"), least="2021", most="2100")
    plan = fields.Text(_("编制安排"), most=2000, long=True, help=_("征求镇街意见的方式和时间、分工。"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """This year."""
        return {"year": str(act.today.year)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """When it has to be out."""
        return {"year": _("应于{day}前公布。").format(day=last_day_of_the_list(act.session, act.today.year))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Begin the year's list, if there is none (ART-7.3). Raises Refused."""
        year = int(data["year"])
        act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
        act.check(rules.one_list_a_year, year, act.today, bool(lists_of(act.session, act.case.authority_id, year)), _under_way(act, year))
        act.settle()
        _begin(act, year, "", _("{year}年度购买社会组织服务清单").format(year=year))
        return {}


class BeginAmendment(Form):
    """开始调整."""

    task = "list.begin_amendment"
    undated: ClassVar[bool] = True
    submit = _("开始调整")

    reason = fields.Text(_("调整理由"), least=10, most=2000, long=True)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Begin a new version of the year's list, with its reason (ART-7.3). Raises Refused."""
        year = act.today.year
        act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
        act.check(rules.published_list_is_amended, bool(lists_of(act.session, act.case.authority_id, year)), _under_way(act, year))
        act.settle()
        _begin(act, year, data["reason"], _("{year}年度购买社会组织服务清单调整").format(year=year))
        return {}


def _under_way(act: Act, year: int) -> bool:
    mine = select(ListDraft.id).where(ListDraft.authority_id == act.case.authority_id, ListDraft.year == year)
    return act.session.scalars(mine.where(ListDraft.published_at.is_(None)).limit(1)).first() is not None


def _begin(act: Act, year: int, reason: str, title: str) -> None:
    who = {"case_id": act.case.id, "authority_id": act.case.authority_id, "begun_by": act.who, "begun_at": act.now}
    before = act.session.scalar(select(func.count()).where(ListDraft.authority_id == act.case.authority_id, ListDraft.year == year)) or 0
    about(act, ListDraft(year=year, reason=reason, **who), title, _("清单〔{year}〕{n}号").format(year=year, n=before + 1))


class ListLine(Line):
    """An item of the list."""

    code = fields.Reference(_("编号"), most=20)
    sub_item = fields.Pick(_("服务子项"), "sub_items")
    name = fields.Text(_("服务名称"), most=100)
    standard = fields.Text(_("服务标准"), most=500)
    price_guide = fields.Text(_("价格参考"), most=200, required=False, load_default="")
    funding = fields.Text(_("资金渠道"), most=100)


class DraftList(Form):
    """编制清单."""

    task = "list.draft"
    submit = _("提交审定")

    items = fields.Rows(_("清单条目"), ListLine, least=1)
    consultation = fields.Attachment(_("镇街意见汇总"), required=False, load_default=list)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Codes are told apart."""
        yield from rules.items_are_told_apart([one["code"] for one in data["items"]])

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was handed in last; at first the list in force."""
        draft = subject_of(act, ListDraft)
        known: Any = drafted(act.session, draft) or lawbook.list_items(act.session, draft.authority_id, act.today)
        return {"items": [{name: getattr(one, name) for name in ITEM} for one in known]}

    def choices(self, act: Act) -> Choices:
        """The services of Art. 8."""
        classes = lawbook.categories(act.session, act.today)
        return {"sub_items": [*((item, f"{one.number} {item}") for one in classes for item in one.items), (OTHER, OTHER)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was said to the draft before; why it is amended."""
        draft = subject_of(act, ListDraft)
        return {"items": draft.opinion or draft.reason}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the items as the next revision of the draft (ART-7.1). Raises Refused."""
        draft = subject_of(act, ListDraft)
        known = {item for one in lawbook.categories(act.session, act.today) for item in one.items}
        act.check(rules.items_are_services, [one["sub_item"] for one in data["items"]], known)
        act.settle()
        draft.revision, draft.state, draft.drafted_by = draft.revision + 1, rows.DRAFTED, act.who
        for place, line in enumerate(data["items"]):
            act.session.add(ListDraftItem(draft_id=draft.id, revision=draft.revision, position=place, **line))
        attach(act, "consultation", data["consultation"])
        return {}


class PublishList(Form):
    """公布清单."""

    task = "list.publish"
    submit = _("公布")

    document = fields.Text(_("文号"), most=200, example=_("示民〔2026〕9号"))
    channel = fields.Text(_("公布渠道"), most=60)
    text = fields.Text(_("公布内容"), most=4000, long=True)
    late_reason = fields.Text(_("逾期原因"), most=1000, long=True, required=False, load_default="", needed=_("逾期公布的必填"))
    paper = fields.Attachment(_("清单文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What becomes public."""
        draft = subject_of(act, ListDraft)
        items = "；".join(f"{one.code} {one.name}" for one in drafted(act.session, draft))
        return {"channel": CHANNEL, "text": _("{title}：{items}。").format(title=act.case.title, items=items)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """By when it should be out."""
        draft = subject_of(act, ListDraft)
        last = last_day_of_the_list(act.session, draft.year)
        return {} if draft.reason else {"late_reason": _("应于{day}前公布，逾期的作标记。").format(day=last)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the next version; a late one says why and is flagged (ART-7.2). Raises Refused."""
        draft = subject_of(act, ListDraft)
        last, amendment = last_day_of_the_list(act.session, draft.year), bool(draft.reason)
        act.check(rules.late_list_says_why, last, act.today, data["late_reason"], amendment)
        act.settle()
        if not amendment and act.today > last:
            draft.late, draft.late_reason = True, data["late_reason"]
            act.record.flags.append(rules.LATE_LIST)
        version = len(lists_of(act.session, draft.authority_id, draft.year)) + 1
        key = f"SL-{draft.authority_id}-{draft.year}-{version}"
        said = {"published_on": act.today, "document": data["document"], "channel": data["channel"], "reason": draft.reason}
        act.session.add(ServiceList(id=key, authority_id=draft.authority_id, year=draft.year, version=version, **said))
        act.session.flush()
        for one in drafted(act.session, draft):
            act.session.add(ServiceListItem(list_id=key, **{name: getattr(one, name) for name in ITEM}))
        draft.state, draft.published_at, draft.list_id = rows.PUBLISHED, act.now, key
        publish(act, None, "service_list", data["text"], data["channel"], None)
        attach(act, "paper", data["paper"])
        return {}


class AnswerReminder(Form):
    """办理编制提醒."""

    task = "list.answer_reminder"
    submit = _("提交进度")

    progress = fields.Text(_("编制进度和完成时间"), least=5, most=1000, long=True)

    def limits(self, act: Act) -> Mapping[str, str]:
        """By when the list should be out."""
        return {"progress": _("应于{day}前公布。").format(day=last_day_of_the_list(act.session, subject_of(act, ListDraft).year))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep what the drafter says."""
        subject_of(act, ListDraft).reminded = data["progress"]
        return {}


class UrgeList(Form):
    """督办清单编制."""

    task = "list.urge"
    submit = _("提交督办意见")

    measures = fields.Text(_("督办措施"), least=5, most=1000, long=True)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep what was ordered."""
        subject_of(act, ListDraft).urged = data["measures"]
        return {}
