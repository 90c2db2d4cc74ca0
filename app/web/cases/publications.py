"""What was made public of a project: kind, text, where, from when to when."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.views.bits import Fact
from app.web.views.case import Section
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.projects import Project
from workflows.text import _

KINDS = {
    "project": _("立项公示"),
    "intention": _("采购意向"),
    "call": _("采购公告"),
    "change": _("更正公告"),
    "failure": _("终止（废标）公告"),
    "single_source": _("单一来源公示"),
    "result": _("结果公告"),
    "contract": _("合同公开"),
    "acceptance": _("验收结果公开"),
    "evaluation": _("评价结果公布"),
    "challenge": _("质疑答复公布"),
    "service_list": _("年度清单公布"),
    "guide": _("购买指引发布"),
    "award": _("示范项目公布"),
    "space": _("公共空间服务协议公开"),
}
STANDING = {"service_list": "/catalogues", "guide": "/catalogues", "award": "/awards", "space": "/spaces"}
"""Kinds that belong to no project, and the register where everybody reads them, though not the case in which they arose."""


def published(session: Session, project: Project, kinds: Collection[str]) -> Iterator[Section]:
    """A section for each publication of these kinds, the first one first. Public, so for everybody who sees the case."""
    mine = select(Notice).where(Notice.project_id == project.id, Notice.kind.in_(kinds)).order_by(Notice.id)
    for one in session.scalars(mine):
        yield Section(KINDS.get(one.kind, one.kind), [Fact(_("公开渠道"), one.channel), Fact(_("公示期"), shown_for(one))], text=one.text)


def shown_for(notice: Notice) -> str:
    """From when to when it is shown."""
    last = notice.to_date.isoformat() if notice.to_date else _("长期公开")
    return _("{first} 至 {last}").format(first=notice.from_date.isoformat(), last=last)
