"""Puts the page of a case together: the head, the tabs that concern the reader, the content of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.web.cases import beginnings, buying, contract, files, flow, money, overview, performance
from app.web.cases.entries import project_page
from app.web.cases.names import Names
from app.web.cases.reader import Opened
from app.web.cases.record import lines
from app.web.context import bench
from app.web.desk.startable import startable
from app.web.dossier import standing
from app.web.dossier.due import due_chip
from app.web.packs.changes import pending
from app.web.packs.versions import changed_since
from app.web.views.bits import Chip, Fact
from app.web.views.case import CasePage, Section, Tab
from workflows.engine.transactions import law_date
from workflows.procurement import calendar
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.people import Community
from workflows.procurement.models.projects import ProjectCommunity, parts
from workflows.procurement.money import words
from workflows.text import _

TABS = {
    "overview": _("概览"),
    "flow": _("流程图"),
    "money": _("资金与支付"),
    "buying": _("采购"),
    "contract": _("合同"),
    "performance": _("履约与验收"),
    "files": _("文件"),
    "record": _("全过程记录"),
}
ROWS = {"money": money.sections, "buying": buying.sections, "contract": contract.sections, "performance": performance.sections}


def case_page(session: Session, opened: Opened, tab: str, picture: str | None = None, after: int = 0) -> CasePage:
    """One tab of the case. `picture`: the process to show first; `after`: where a page of the record begins."""
    definition = bench().library.get(session, opened.root.definition)
    names = Names(session)
    content: dict[str, Any] = {}
    if tab == "overview":
        content["plan"] = overview.plan(session, definition, opened)
        content["begins"] = startable(bench(), session, opened.reader.actor, opened.root)
        content["open_tasks"] = overview.open_tasks(session, definition, opened, names)
        before = [*beginnings.sections(session, opened, names), *standing.sections(session, opened.root)]
        before += pending(session, opened.reader.actor, opened.root) if opened.reader.whole else []
        content["sections"] = [*before, *overview.sections(session, opened, names)]
        content["sections"] += changed_since(session, opened, law_date(bench().clock.now())) if opened.reader.whole else []
    elif tab == "flow":
        told = flow.history(session, opened.case, opened.reader)
        content["diagram"] = flow.view(session, opened, told, picture)
    elif tab == "record":
        shown, following = project_page(session, opened.root.id, opened.reader, after)
        content["entries"] = lines(session, opened.reader, shown)
        content["next_url"] = f"?after={following}" if following else None
    else:
        content["sections"] = _sections(session, opened, tab, names)
    return CasePage(
        title=opened.root.title,
        number=opened.root.number,
        head=list(_head(session, opened, names)),
        tabs=_tabs(opened, tab),
        due=_due(session, opened),
        closed=opened.root.state == "closed",
        tab=tab,
        replay_case=opened.case.id if opened.reader.whole and tab == "record" else 0,
        **content,
    )


def _sections(session: Session, opened: Opened, tab: str, names: Names) -> Sequence[Section]:
    if tab == "files":
        return files.sections(session, opened, names)
    if opened.project is None:
        return [Section(TABS[tab], text=_("本案尚无项目。"))]
    return list(ROWS[tab](session, opened, opened.project, names))


def _tabs(opened: Opened, here: str) -> list[Tab]:
    base = f"/cases/{opened.case.id}"
    return [
        Tab(key, label, base if key == "overview" else f"{base}/{key}", key == here) for key, label in TABS.items() if concerns(opened, key)
    ]


def concerns(opened: Opened, tab: str) -> bool:
    """Whether this tab has anything for the reader: outside the offices only what is theirs."""
    reader = opened.reader
    if tab in ("overview", "flow", "files", "record"):
        return True
    if opened.project is None:
        return False
    if reader.whole:
        return True
    if tab == "money":
        return reader.contractor
    if tab == "buying":
        return bool(reader.organisations)
    outside = reader.contractor or reader.community or any(post.role.startswith(performance.ASSESSORS) for post in reader.actor.posts)
    return tab in ("contract", "performance") and outside


def _head(session: Session, opened: Opened, names: Names) -> Iterator[Fact]:
    root, project = opened.root, opened.project
    yield Fact(_("单位"), names.place(root.authority_id))
    if project is not None:
        yield Fact(_("服务社区"), "、".join(_communities(session, project)))
    yield Fact(_("阶段"), root.stage or _("已结案"))
    if project is not None and (opened.reader.whole or opened.reader.community):
        amount = project.approved_amount or project.amount
        yield Fact(_("立项金额") if project.approved_amount else _("预算金额"), words(amount), amount)
    price = session.get(Contract, project.id) if project is not None and (opened.reader.whole or opened.reader.contractor) else None
    if price is not None:
        yield Fact(_("合同价"), words(price.price), price.price)
    if opened.reader.whole:
        yield Fact(_("经办人"), names.account(project.handler if project and project.handler else root.started_by))
    soonest = overview.next_deadline(session, opened) if root.state == "open" else None
    if soonest:
        row, pending = soonest
        yield Fact(
            _("下一期限"), f"{row.title}：{pending or row.due_on or due_chip(calendar.load(session), bench().clock.now(), row).detail}"
        )


def _communities(session: Session, project: Any) -> Iterator[str]:
    for one in parts(session, project, ProjectCommunity):
        found = session.get(Community, one.community_id)
        yield found.name if found else one.community_id


def _due(session: Session, opened: Opened) -> Chip | None:
    soonest = overview.next_deadline(session, opened) if opened.root.state == "open" else None
    return due_chip(calendar.load(session), bench().clock.now(), soonest[0]) if soonest else None
