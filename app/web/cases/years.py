"""履约与验收, of a contract of several years: what each year was worth, and whether the next one is performed (Art. 22, 27)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.i18n.formats import moment, numeral
from app.web.cases.names import Names
from app.web.cases.reader import Reader
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.projects import Project
from workflows.procurement.models.yearly import YearlyReview, reviews
from workflows.text import _


def yearly(session: Session, reader: Reader, project: Project, names: Names) -> Iterator[Section]:
    """A section a year; outside the offices what was published, and to whoever scored it their own scores."""
    for one in reviews(session, project.id):
        if reader.whole or one.published_at or reader.owns(one.scored_by):
            yield Section(_("第{n}年度评价").format(n=numeral(one.year)), list(_facts(one, reader, names)), _scores(one))


def _facts(one: YearlyReview, reader: Reader, names: Names) -> Iterator[Fact]:
    yield Fact(_("年度届满"), str(one.ends_on))
    if one.total is None:
        yield Fact(_("评价"), one.opinion if one.outcome else _("尚未评价，下一年度暂不得支付"))
        return
    yield Fact(_("评价机构"), names.place(one.organisation_id or ""))
    yield Fact(_("总分"), str(one.total))
    yield Fact(_("问题和改进建议"), one.advice)
    if reader.whole and one.budget_confirmed is not None:
        yield Fact(_("下一年度预算"), one.budget_document or _("未落实"))
    if one.outcome and (reader.whole or one.published_at):
        yield Fact(_("年度决定"), f"{one.outcome}。{one.opinion}" if one.opinion and reader.whole else one.outcome)
    if reader.whole and one.decided_at:
        yield Fact(_("决定"), f"{names.account(one.decided_by or '')} · {moment(one.decided_at)}")


def _scores(one: YearlyReview) -> list[TableView]:
    lines = [(line["code"], line["weight"], line["score"]) for line in one.scores]
    return [TableView(_("各项得分"), (_("代码"), _("权重"), _("得分")), lines)] if lines else []
