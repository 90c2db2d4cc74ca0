"""公共空间: what organisations offer in public spaces for nothing or little, where, until when, at what price (Art. 18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.spaces import PUBLISHED, SpaceAgreement, space_prices
from workflows.text import _


def space_sections(session: Session, today: dt.date) -> Sequence[Section]:
    """What is published, the latest first."""
    mine = select(SpaceAgreement).where(SpaceAgreement.state == PUBLISHED).order_by(SpaceAgreement.id.desc())
    found = [section for one in session.scalars(mine) for section in agreement(session, one, today)]
    return found or [Section(_("公共空间服务"), text=_("尚无公开的协议。"))]


def agreement(session: Session, one: SpaceAgreement, today: dt.date | None = None) -> Iterator[Section]:
    """One agreement with its price list."""
    names = Names(session)
    over = _("（已到期）") if today and one.ends_on < today else ""
    facts = [
        Fact(_("社会组织"), names.place(one.organisation_id)),
        Fact(_("社区"), names.place(one.community_id)),
        Fact(_("地址"), one.place),
        Fact(_("服务内容"), one.services),
        Fact(_("收费方式"), one.kind),
        Fact(_("期限"), _("{a} 至 {b}{over}").format(a=one.begins_on, b=one.ends_on, over=over)),
        Fact(_("社区意见"), _("{consent}（{day}议事）").format(consent=one.consent, day=one.met_on) if one.met_on else ""),
        Fact(_("镇街意见"), one.opinion),
    ]
    rows = [(line.item, line.unit, line.market, line.fee) for line in space_prices(session, one)]
    table = TableView(_("价目"), (_("服务项目"), _("单位"), _("市场价格"), _("收费")), rows, money=(2, 3))
    yield Section(one.space, [fact for fact in facts if fact.text], [table] if rows else [])
