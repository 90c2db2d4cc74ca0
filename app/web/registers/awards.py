"""示范项目: each round with what was recommended, the votes and the points once it is published (Art. 28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.awards import AwardCandidate, AwardRound, candidates_of
from workflows.text import _

NAMED = _("示范项目")


def award_sections(session: Session) -> Sequence[Section]:
    """Every round, the latest first."""
    rounds = session.scalars(select(AwardRound).order_by(AwardRound.id.desc())).all()
    return [section for one in rounds for section in award(session, one)] or [Section(NAMED, text=_("尚未开展评选。"))]


def award(session: Session, one: AwardRound) -> Iterator[Section]:
    """A round: until the result is out nobody reads a figure of it."""
    names, found = Names(session), candidates_of(session, one)
    weights = _("群众投票{v}%，专家评审{e}%").format(v=_plain(one.vote_weight), e=_plain(one.expert_weight))
    facts = [
        Fact(_("评选标准"), one.criteria),
        Fact(_("权重"), weights),
        Fact(_("投票时间"), _("{a} 至 {b}，每人一票").format(a=one.vote_from, b=one.vote_until)),
    ]
    if one.published_at is None:
        heads: tuple[str, ...] = (_("项目"), _("单位"), _("推荐理由"))
        rows = [(each.title, names.place(each.town_id), each.reason) for each in found]
        yield Section(one.title, facts, [TableView(_("推荐项目"), heads, rows, empty=_("尚无推荐。"))])
        return
    heads = (_("名次"), _("项目"), _("单位"), _("票数"), _("专家平均分"), _("总分"), _("结果"))
    ranked = sorted(found, key=lambda each: each.rank or 0)
    yield Section(one.title, facts, [TableView("", heads, [_row(names, one, each) for each in ranked])])


def _row(names: Names, one: AwardRound, each: AwardCandidate) -> tuple[str, ...]:
    named = NAMED if each.rank and one.places and each.rank <= one.places else ""
    points = f"{each.points:.2f}" if each.points is not None else ""
    total = f"{each.total:.2f}" if each.total is not None else ""
    return str(each.rank), each.title, names.place(each.town_id), str(each.votes), points, total, named


def _plain(figure: Decimal) -> str:
    return f"{figure.normalize():f}"
