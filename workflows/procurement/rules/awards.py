"""Art. 28: model projects are recommended by towns, voted on by residents, judged by experts; the town's figures weigh the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day
from workflows.text import _

VOTE, EXPERTS = "群众投票", "专家评审"
HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@rule("ART-28.1", also=("TD78",), at=("award.open",))
def weights_are_set(weights: Mapping[str, Decimal]) -> Reason | None:
    """Without registered weights of vote and experts that make a hundred no round is opened."""
    if set(weights) == {VOTE, EXPERTS} and sum(weights.values()) == HUNDRED and min(weights.values()) > 0:
        return None
    return Reason(_("没有登记群众投票和专家评审的权重（合计100），不能开展评选，请先登记。"), "title")


@rule("ART-28.1", also=("TD79",), at=("award.open",))
def time_to_vote(first: dt.date, last: dt.date, on: dt.date, least: int) -> Reason | None:
    """The vote begins after today, so that towns can recommend, and lasts at least the town's figure."""
    if first <= on:
        return Reason(_("投票开始日期须晚于今天，以便镇街先行推荐。"), "vote_from")
    earliest = first + dt.timedelta(least - 1)
    return Reason(_("投票不少于{n}日，最早至{day}。").format(n=least, day=day(earliest)), "vote_until") if last < earliest else None


@rule("ART-28.1", at=("award.recommend",))
def good_projects_are_recommended(chosen: str, own: Collection[str], reason: str) -> Iterator[Reason]:
    """A town recommends a project of its own whose published evaluation was passed, and says why."""
    if chosen and chosen not in own:
        yield Reason(_("只能推荐本镇评价结果已公布且合格的项目。"), "project")
    if chosen and len(reason) < 10:
        yield Reason(_("请写明推荐理由，至少10字。"), "reason", level="invalid")


@rule("ART-28.1", at=("award.vote",))
def window_is_open(first: dt.date, last: dt.date, on: dt.date) -> Reason | None:
    """Votes count inside the window only."""
    return None if first <= on <= last else Reason(_("投票时间为{first}至{last}。").format(first=day(first), last=day(last)))


@rule("ART-28.1", at=("award.vote",))
def one_vote_each(voted: bool) -> Reason | None:
    """One person, one vote."""
    return Reason(_("您已经投过票，每人一票。")) if voted else None


@rule("ART-28.1", at=("award.vote",), level="invalid")
def vote_for_a_candidate(chosen: str, candidates: Collection[str]) -> Reason | None:
    """A vote names a recommended project."""
    return None if chosen in candidates else Reason(_("请从推荐的项目中选择。"), "candidate")


@rule("ART-28.1", at=("award.review",), level="invalid")
def every_candidate_has_points(scored: Sequence[str], candidates: Sequence[str]) -> Reason | None:
    """An expert judges every recommended project, each once."""
    if sorted(scored) == sorted(candidates):
        return None
    return Reason(_("请对每个推荐项目评分，各评一次。"), "scores")


@rule("ART-28.1", at=("award.publish",))
def line_parts_no_equals(totals: Sequence[Decimal], places: int) -> Reason | None:
    """Whoever is named stands above whoever is not: equals are named together or not at all. `totals` fall."""
    if not 1 <= places <= len(totals):
        return Reason(_("名额须在1至{n}之间。").format(n=len(totals)), "places", level="invalid")
    if places < len(totals) and totals[places - 1] == totals[places]:
        return Reason(_("第{n}名与下一名同分，请增加或者减少名额。").format(n=places), "places")
    return None


def total(votes: int, cast: int, points: Sequence[Decimal], weights: Mapping[str, Decimal]) -> Decimal:
    """Of a hundred: the share of the votes cast and the mean of the experts' points, each by its weight, rounded half up to the cent."""
    share = HUNDRED * votes / cast if cast else Decimal(0)
    mean = sum(points, Decimal(0)) / len(points) if points else Decimal(0)
    return ((share * weights[VOTE] + mean * weights[EXPERTS]) / HUNDRED).quantize(CENT, ROUND_HALF_UP)
