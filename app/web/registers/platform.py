"""市级平台: what the city's platform was told of reviews, approvals and publications, and what still waits (Art. 24)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.act import SHANGHAI
from workflows.procurement.models.platform import BY_HAND, FAILED, OPEN, RECEIVED, WAITING, PlatformEntry
from workflows.procurement.models.projects import Project
from workflows.text import _

STATES = {WAITING: _("待办理"), RECEIVED: _("平台已回执"), BY_HAND: _("人工登记"), FAILED: _("发送失败")}
MOST = 100
SETTLING = {"town.publicity": "standing/platform_entry", "district.civil_affairs": "standing/platform_district"}
Cells = tuple[str | Decimal | None, ...]
_HEADS = (_("事项"), _("发生时间"), _("状态"), _("平台回执"), _("内容校验值"))


def platform_sections(session: Session, offices: Sequence[str] | None, *, interface: bool) -> Iterator[Section]:
    """What waits, the oldest first, then what is done, the latest first. `offices`: whose; None: everybody's."""
    mine = [] if offices is None else [PlatformEntry.authority_id.in_(offices)]
    open_, done = PlatformEntry.state.in_(OPEN), PlatformEntry.state.not_in(OPEN)
    counts = dict[str, int](session.execute(select(PlatformEntry.state, func.count()).where(*mine).group_by(PlatformEntry.state)).all())
    how = _("已接通，自动发送；多次未成的转公示管理员") if interface else _("未接通，由公示管理员在市级平台办理后登记回执")
    yield Section(_("办理情况"), [Fact(_("平台接口"), how), *(Fact(label, str(counts.get(state, 0))) for state, label in STATES.items())])
    yield _section(session, _("待办理"), [*mine, open_], oldest=True)
    yield _section(session, _("已办理"), [*mine, done], oldest=False)


def settles(roles: Collection[str]) -> str:
    """The process by which somebody with these roles enters a receipt; empty for nobody else."""
    return next((process for role, process in SETTLING.items() if role in roles), "")


def told_platform(session: Session, project: Project) -> Iterator[Section]:
    """What the platform was told of one project."""
    mine = select(PlatformEntry).where(PlatformEntry.project_id == project.id).order_by(PlatformEntry.id)
    rows = [_cells(one) for one in session.scalars(mine)]
    if rows:
        yield Section(_("公开与平台"), tables=[TableView("", _HEADS, rows)])


def _section(session: Session, title: str, conditions: Sequence[ColumnElement[bool]], *, oldest: bool) -> Section:
    order = PlatformEntry.id if oldest else PlatformEntry.id.desc()
    rows = [_cells(one) for one in session.scalars(select(PlatformEntry).where(*conditions).order_by(order).limit(MOST))]
    return Section(title, tables=[TableView("", _HEADS, rows)]) if rows else Section(title, text=_("没有。"))


def _cells(one: PlatformEntry) -> Cells:
    why = one.error or one.last_error
    state = _("{state}：{why}").format(state=STATES[one.state], why=why) if why and one.state in OPEN else STATES[one.state]
    taken = f"{one.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if one.received_at else ""
    what = _("{act}：{subject}").format(act=one.act, subject=one.subject[:80])
    receipt = _("{number}（{taken}）").format(number=one.number, taken=taken) if one.number else ""
    return (what, f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", state, receipt, one.hash[:8])
