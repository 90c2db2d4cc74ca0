"""Forms of the district's guide to buying services (ART-6.1, Art. 10; handbook P02): drafted, approved, published, received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import fields
from forms.base import Form
from workflows.act import Act, Facts
from workflows.procurement.models import catalogues as rows
from workflows.procurement.models.catalogues import GuideReceipt, GuideVersion, guides
from workflows.procurement.models.documents import attach
from workflows.procurement.models.notices import publish
from workflows.procurement.models.people import Authority
from workflows.procurement.models.registers import about, subject_at, subject_of
from workflows.procurement.rules import catalogues as rules
from workflows.text import _

TEXTS = ("title", "content", "standards", "flow", "changes")


class DraftGuide(Form):
    """编制指引."""

    task = "guide.draft"
    submit = _("提交审定")

    title = fields.Text(_("名称"), most=100)
    content = fields.Text(_("购买内容"), most=4000, long=True)
    standards = fields.Text(_("服务标准"), most=4000, long=True)
    flow = fields.Text(_("办理流程"), most=4000, long=True)
    changes = fields.Text(_("修改内容"), most=2000, long=True, required=False, load_default="", help=_("随变更通知发给各镇街。"))
    draft = fields.Attachment(_("指引文稿"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was handed in last; at first the version in force."""
        known = subject_at(act.session, act.case, GuideVersion) or next(iter(guides(act.session, act.case.authority_id)), None)
        return {name: getattr(known, name) for name in TEXTS[:4]} if known else {}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was said to the draft before."""
        own = subject_at(act.session, act.case, GuideVersion)
        return {"content": own.opinion} if own and own.opinion else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the draft (ART-10.1). Raises Invalid."""
        own = subject_at(act.session, act.case, GuideVersion)
        act.check(rules.change_is_told, len(guides(act.session, act.case.authority_id)) + 1, data["changes"])
        act.settle()
        row = own or GuideVersion(case_id=act.case.id, authority_id=act.case.authority_id)
        for name in TEXTS:
            setattr(row, name, data[name])
        row.state, row.drafted_by = rows.DRAFTED, act.who
        about(act, row, data["title"], _("指引〔{year}〕").format(year=act.today.year))
        attach(act, "draft", data["draft"])
        return {}


class PublishGuide(Form):
    """发布指引."""

    task = "guide.publish"
    submit = _("发布并通知镇街")

    document = fields.Text(_("文号"), most=200, example=_("示民〔2026〕12号"))
    channel = fields.Text(_("公布渠道"), most=60)
    paper = fields.Attachment(_("指引文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Where the district publishes."""
        return {"channel": _("区政府门户网站")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The next version is in force from now on; each town is told (ART-10.1)."""
        own = subject_of(act, GuideVersion)
        act.session.get_one(Authority, own.authority_id, with_for_update=True)
        own.version = len(guides(act.session, own.authority_id)) + 1
        own.document, own.state, own.published_at, own.published_on = data["document"], rows.PUBLISHED, act.now, act.today
        text = _("{title}第{n}版（{document}）。修改内容：{changes}")
        said = text.format(title=own.title, n=own.version, document=own.document, changes=own.changes or _("首次发布"))
        publish(act, None, "guide", said, data["channel"], None)
        attach(act, "paper", data["paper"])
        return {}


class ReceiveGuide(Form):
    """签收变更通知."""

    task = "guide.receive"
    submit = _("签收")

    arranged = fields.Text(_("学习和执行安排"), least=4, most=1000, long=True)

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is new."""
        own = subject_of(act, GuideVersion)
        return {"arranged": own.changes or _("首次发布，请组织学习。")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The town has read it (ART-10.1)."""
        own, town = subject_of(act, GuideVersion), act.item.post.place if act.item and act.item.post else ""
        said = {"guide_id": own.id, "town_id": town, "arranged": data["arranged"], "received_by": act.who, "received_at": act.now}
        act.session.add(GuideReceipt(case_id=act.case.id, authority_id=act.case.authority_id, **said))
        return {}
