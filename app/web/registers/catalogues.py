"""清单和指引: the district's list in force with every version of it, and the guide: what towns buy by (Art. 7, 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.catalogues import GuideReceipt, GuideVersion, ListDraft, guides
from workflows.procurement.models.law import ServiceList, ServiceListItem
from workflows.procurement.models.people import Authority
from workflows.text import _

DISTRICT = "区"
MOST = 6
"""Versions of the list that are shown with their items."""


def catalogue_sections(session: Session, today: dt.date) -> Sequence[Section]:
    """For each district: its list in force, the versions, its guide."""
    districts = session.scalars(select(Authority).where(Authority.kind == DISTRICT).order_by(Authority.id)).all()
    return [section for one in districts for section in _of(session, one, today)]


def _of(session: Session, district: Authority, today: dt.date) -> Iterator[Section]:
    newest = ServiceList.year.desc(), ServiceList.version.desc()
    lists = session.scalars(select(ServiceList).where(ServiceList.authority_id == district.id).order_by(*newest)).all()
    if lists:
        yield _list(session, district, lists[0])
    yield _versions(session, lists)
    yield from (_list(session, district, one) for one in lists[1:MOST])
    versions = guides(session, district.id)
    if versions:
        yield _guide(session, versions[0])
        heads = (_("版本"), _("发布日期"), _("文号"), _("修改内容"))
        rows = [(str(one.version), str(one.published_on), one.document, one.changes or _("首次发布")) for one in versions]
        yield Section(_("指引的版本"), tables=[TableView("", heads, rows)])
    if not any(one.year == today.year for one in lists):
        yield Section(_("提示"), text=_("{year}年清单尚未公布，沿用上一年清单。").format(year=today.year))


def _list(session: Session, district: Authority, current: ServiceList) -> Section:
    of = select(ServiceListItem).where(ServiceListItem.list_id == current.id).order_by(ServiceListItem.code)
    heads = (_("编号"), _("服务子项"), _("服务名称"), _("服务标准"), _("价格参考"), _("资金渠道"))
    rows = [(one.code, one.sub_item, one.name, one.standard, one.price_guide, one.funding) for one in session.scalars(of)]
    named = {"district": district.name, "year": current.year, "n": current.version}
    facts = [Fact(_("文号"), current.document), Fact(_("公布"), f"{current.published_on} {current.channel}")]
    return Section(_("{district}{year}年清单（第{n}版）").format(**named), facts, [TableView("", heads, rows)])


def _versions(session: Session, lists: Sequence[ServiceList]) -> Section:
    drafts = {one.list_id: one for one in session.scalars(select(ListDraft).where(ListDraft.list_id.is_not(None)))}
    heads = (_("年度"), _("版本"), _("公布日期"), _("文号"), _("调整理由"), _("逾期"))
    rows = []
    for one in lists:
        draft = drafts.get(one.id)
        late = draft.late_reason if draft and draft.late else ""
        rows.append((str(one.year), str(one.version), str(one.published_on), one.document, one.reason, late))
    return Section(_("清单的版本"), tables=[TableView("", heads, rows, empty=_("尚未公布清单。"))])


def _guide(session: Session, current: GuideVersion) -> Section:
    names = Names(session)
    receipts = session.scalars(select(GuideReceipt).where(GuideReceipt.guide_id == current.id).order_by(GuideReceipt.id)).all()
    facts = [
        Fact(_("文号"), current.document),
        Fact(_("发布日期"), str(current.published_on)),
        Fact(_("购买内容"), current.content),
        Fact(_("服务标准"), current.standards),
        Fact(_("办理流程"), current.flow),
        Fact(_("已签收的镇街"), "、".join(names.place(one.town_id) for one in receipts) or _("尚无")),
    ]
    return Section(_("{title}（第{n}版）").format(title=current.title, n=current.version), facts)
