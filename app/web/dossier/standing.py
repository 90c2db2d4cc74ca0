"""What stands beside the forms of standing duties, and on their cases: the register's, the list's, the need's own content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.packs.changes import change_section
from app.web.registers.awards import award
from app.web.registers.spaces import agreement
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.awards import AwardRound
from workflows.procurement.models.catalogues import GuideVersion, ListDraft, drafted
from workflows.procurement.models.needs import ADOPTED, COLLECTED, DECLINED, MERGED, Need, short
from workflows.procurement.models.packs import RuleChange
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.registers import OrganisationProfile, OrganisationStatus
from workflows.procurement.models.spaces import SpaceAgreement
from workflows.schema import Row
from workflows.text import _

NEEDS = {COLLECTED: _("待研判"), ADOPTED: _("已采纳"), MERGED: _("已合并"), DECLINED: _("未采纳")}
"""How a need stands, in words."""


def sections(session: Session, case: Any) -> Sequence[Section]:
    """What a standing case is about; nothing for any other."""
    kind = KINDS.get(case.subject_kind or "")
    row = session.get(kind, case.subject_id) if kind else None
    return [] if row is None else [_filled(one) for one in _SHOWN[type(row)](session, row)]


def facts(session: Session, case: Any) -> Sequence[Fact]:
    """The same in lines, tables included."""
    return [fact for one in sections(session, case) for fact in (*one.facts, *map(in_line, one.tables))]


def _filled(one: Section) -> Section:
    return Section(one.title, [fact for fact in one.facts if fact.text or fact.amount is not None], one.tables, text=one.text)


def in_line(table: TableView) -> Fact:
    """A table in lines: a row each, its cells told apart."""
    return Fact(table.caption or _("明细"), "\n".join(" · ".join(str(cell) for cell in row if cell) for row in table.rows))


def _profile(session: Session, one: OrganisationProfile) -> Iterator[Section]:
    own = session.get_one(Organisation, one.organisation_id)
    yield Section(
        _("登记信息"),
        [
            Fact(_("社会组织"), own.name),
            Fact(_("登记种类"), one.registration_kind),
            Fact(_("组织类型"), one.kind),
            Fact(_("统一社会信用代码"), one.uscc),
            Fact(_("镇街备案号"), one.filing_no),
            Fact(_("登记证书有效期至"), str(one.certificate_until or "")),
            Fact(_("负责人"), one.responsible),
            Fact(_("联系人"), f"{one.contact} {one.phone}"),
            Fact(_("住所"), one.address),
            Fact(_("组织信息"), one.information),
            Fact(_("承接能力"), one.capacity),
            Fact(_("承接范围"), "、".join(one.scope)),
            Fact(_("核验意见"), one.opinion),
            Fact(_("核验有效期至"), str(one.valid_until or "")),
        ],
    )


def _status(session: Session, one: OrganisationStatus) -> Iterator[Section]:
    told = [Fact(_("社会组织"), session.get_one(Organisation, one.organisation_id).name), Fact(_("登记状态"), one.status)]
    told += [Fact(_("变化日期"), str(one.from_date)), Fact(_("依据文件"), one.document), Fact(_("情况说明"), one.reason)]
    yield Section(_("登记状态变化"), told)


def _draft(session: Session, one: ListDraft) -> Iterator[Section]:
    told = [Fact(_("年度"), str(one.year)), Fact(_("调整理由"), one.reason), Fact(_("审定意见"), one.opinion)]
    told += [Fact(_("编制进度"), one.reminded), Fact(_("督办措施"), one.urged)]
    told += [Fact(_("逾期"), one.late_reason or _("第一季度未公布")) if one.late else Fact("")]
    heads = (_("编号"), _("服务子项"), _("服务名称"), _("服务标准"), _("价格参考"), _("资金渠道"))
    rows = [(line.code, line.sub_item, line.name, line.standard, line.price_guide, line.funding) for line in drafted(session, one)]
    yield Section(_("清单"), told, [TableView(_("条目"), heads, rows)] if rows else [])


def _guide(session: Session, one: GuideVersion) -> Iterator[Section]:
    told = [Fact(_("版本"), str(one.version or "")), Fact(_("文号"), one.document), Fact(_("修改内容"), one.changes)]
    told += [Fact(_("购买内容"), one.content), Fact(_("服务标准"), one.standards), Fact(_("办理流程"), one.flow)]
    yield Section(one.title, [*told, Fact(_("审定意见"), one.opinion)])


def _need(session: Session, one: Need) -> Iterator[Section]:
    names = Names(session)
    merged = session.get(Need, one.merged_into) if one.merged_into else None
    told = [Fact(_("社区"), names.place(one.community_id)), Fact(_("来源"), one.source), Fact(_("人群"), one.people)]
    told += [
        Fact(_("需求描述"), one.description),
        Fact(_("支持人数"), _("{n}人").format(n=one.supporters)),
        Fact(_("紧急程度"), one.urgency),
    ]
    told += [Fact(_("发现日期"), str(one.found_on)), Fact(_("提出人"), " ".join(filter(None, (one.proposer, one.contact))))]
    told += [Fact(_("研判结论"), NEEDS[one.state]), Fact(_("理由"), one.reason)]
    told += [Fact(_("并入"), f"{merged.number} {short(merged)}" if merged else ""), Fact(_("答复"), one.answer)]
    yield Section(_("需求"), told)


_SHOWN: Mapping[type[Row], Callable[[Session, Any], Iterator[Section]]] = {
    OrganisationProfile: _profile,
    OrganisationStatus: _status,
    ListDraft: _draft,
    GuideVersion: _guide,
    Need: _need,
    AwardRound: award,
    SpaceAgreement: agreement,
    RuleChange: change_section,
}
KINDS = {kind.__tablename__: kind for kind in _SHOWN}
"""`subject_kind` of a standing case → what it is about."""
