"""Forms of the model projects (Art. 28; handbook P82): opened, recommended by towns, voted on, judged by experts, published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import Act, Facts
from workflows.procurement import lawbook
from workflows.procurement.models import awards as rows
from workflows.procurement.models.awards import AwardCandidate, AwardRound, AwardScore, AwardVote
from workflows.procurement.models.notices import publish
from workflows.procurement.models.performance import Evaluation
from workflows.procurement.models.projects import Project
from workflows.procurement.models.registers import about, subject_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import awards as rules
from workflows.procurement.rules.wording import day
from workflows.text import _

FAILED = "不合格"


class OpenRound(Form):
    """启动评选."""

    task = "award.open"
    undated: ClassVar[bool] = True
    submit = _("启动评选")

    title = fields.Text(_("评选名称"), most=100)
    criteria = fields.Text(_("评选标准"), most=2000, long=True)
    vote_from = fields.Date(_("投票开始"), help=_("此前由镇街推荐。"))
    vote_until = fields.Date(_("投票截止"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """How the two parts weigh, and how long the vote lasts at least."""
        said = "、".join(_("{part}{weight}%").format(part=part, weight=weight) for part, weight in _weights(act).items())
        least = int(lawbook.figure(act.session, "TD79", occasion(act)))
        return {"title": said, "vote_until": _("投票不少于{n}日。").format(n=least)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Open the round with the weights of the day (ART-28.1). Raises Refused where there are none."""
        weights = _weights(act)
        act.check(rules.weights_are_set, weights)
        least = int(lawbook.figure(act.session, "TD79", occasion(act)))
        act.check(rules.time_to_vote, data["vote_from"], data["vote_until"], act.today, least)
        act.settle()
        who = {"case_id": act.case.id, "authority_id": act.case.authority_id, "opened_by": act.who, "opened_at": act.now}
        weighed = {"vote_weight": weights[rules.VOTE], "expert_weight": weights[rules.EXPERTS]}
        about(act, AwardRound(year=act.today.year, **who, **weighed, **data), data["title"], _("评选〔{y}〕").format(y=act.today.year))
        return {}


def _weights(act: Act) -> dict[str, Decimal]:
    """What the town's figure says of each part, in per cent."""
    listed = lawbook.figure(act.session, "TD78", occasion(act))
    return {str(one["part"]): Decimal(str(one["weight"])) for one in listed}


class Recommend(Form):
    """推荐项目."""

    task = "award.recommend"
    submit = _("提交推荐")

    project = fields.Pick(_("推荐项目"), "projects", required=False, load_default="", help=_("不推荐的不选。"))
    reason = fields.Text(_("推荐理由"), most=1000, long=True, required=False, load_default="", needed=_("推荐的必填，至少10字"))

    def choices(self, act: Act) -> Choices:
        """The town's own projects whose published evaluation was passed."""
        return {"projects": [(one.number, f"{one.number} {one.title}") for one in _eligible(act)]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the candidate (ART-28.1). Raises Invalid, Refused."""
        own = {one.number: one for one in _eligible(act)}
        act.check(rules.good_projects_are_recommended, data["project"], own, data["reason"])
        act.settle()
        if data["project"]:
            award, project = subject_of(act, AwardRound), own[data["project"]]
            said = {"project_id": project.id, "number": project.number, "title": project.title, "reason": data["reason"]}
            where = {"case_id": act.case.id, "authority_id": act.case.authority_id, "town_id": _place(act)}
            act.session.add(AwardCandidate(round_id=award.id, recommended_by=act.who, **said, **where))
        return {}


def _place(act: Act) -> str:
    return act.item.post.place if act.item and act.item.post else ""


def _eligible(act: Act) -> Sequence[Project]:
    mine = select(Project).join(Evaluation, Evaluation.project_id == Project.id).where(Project.authority_id == _place(act))
    good = mine.where(Evaluation.published_at.is_not(None), Evaluation.grade != FAILED)
    return act.session.scalars(good.order_by(Project.id)).unique().all()


class Vote(Form):
    """投票."""

    task = "award.vote"
    submit = _("投票")

    candidate = fields.Pick(_("您支持的项目"), "candidates")

    def choices(self, act: Act) -> Choices:
        """What was recommended."""
        found = rows.candidates_of(act.session, subject_of(act, AwardRound))
        return {"candidates": [(one.number, f"{one.title}：{one.reason}") for one in found]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when one may vote."""
        award = subject_of(act, AwardRound)
        return {"candidate": _("每人一票，{day}截止，提交后不能更改。").format(day=day(award.vote_until))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """One vote of one person inside the window (ART-28.1). Raises Refused."""
        award = subject_of(act, AwardRound)
        known = {one.number: one.id for one in rows.candidates_of(act.session, award)}
        act.check(rules.window_is_open, award.vote_from, award.vote_until, act.today)
        act.check(rules.one_vote_each, any(one.voter == act.who for one in rows.votes_of(act.session, award)))
        act.check(rules.vote_for_a_candidate, data["candidate"], known)
        act.settle()
        where = {"case_id": act.case.id, "authority_id": act.case.authority_id, "round_id": award.id}
        act.session.add(AwardVote(candidate_id=known[data["candidate"]], voter=act.who, voted_at=act.now, **where))
        return {}


class ScoreLine(Line):
    """An expert's points for one project."""

    candidate = fields.Pick(_("项目"), "candidates")
    points = fields.Number(_("得分"), most="100", places=2)
    comment = fields.Text(_("评语"), most=500)


class Review(Form):
    """专家评审."""

    task = "award.review"
    submit = _("提交评分")

    scores = fields.Rows(_("评分"), ScoreLine, least=1)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each recommended project."""
        found = rows.candidates_of(act.session, subject_of(act, AwardRound))
        return {"scores": [{"candidate": one.number, "points": "", "comment": ""} for one in found]}

    def choices(self, act: Act) -> Choices:
        """What was recommended."""
        found = rows.candidates_of(act.session, subject_of(act, AwardRound))
        return {"candidates": [(one.number, one.title) for one in found]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Points for every candidate (ART-28.1). Raises Invalid."""
        known = {one.number: one.id for one in rows.candidates_of(act.session, subject_of(act, AwardRound))}
        act.check(rules.every_candidate_has_points, [one["candidate"] for one in data["scores"]], list(known))
        act.settle()
        where = {"case_id": act.case.id, "authority_id": act.case.authority_id, "expert": act.who}
        for line in data["scores"]:
            act.session.add(AwardScore(candidate_id=known[line["candidate"]], points=line["points"], comment=line["comment"], **where))
        return {}


class PublishAward(Form):
    """公布结果."""

    task = "award.publish"
    submit = _("公布")

    places = fields.Number(_("示范项目数"), least="1")
    channel = fields.Text(_("公布渠道"), most=60)
    text = fields.Text(_("公布内容"), most=4000, long=True)

    def prefill(self, act: Act) -> dict[str, Any]:
        """The ranking, and the first of it."""
        ranked = _ranked(act)
        said = "；".join(_("{title} {total:.2f}分").format(title=one.title, total=total) for one, total in ranked)
        text = _("{title}结果：{said}。").format(title=subject_of(act, AwardRound).title, said=said)
        return {"places": "1", "channel": _("区政府门户网站"), "text": text}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How each stands."""
        ranked, votes, points = _ranked(act), _votes(act, subject_of(act, AwardRound)), _points(act, subject_of(act, AwardRound))
        text = _("第{n}名：{title}，{votes}票，专家平均{mean}分，总分{total}分")
        told = [{"title": one.title, "votes": votes[one.id], "mean": _mean(points[one.id]), "total": total} for one, total in ranked]
        return {"places": "\n".join(text.format(n=place, **one) for place, one in enumerate(told, 1))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write votes, points, totals and ranks; publish (ART-28.1). Raises Refused where equals would be parted."""
        award, ranked, places = subject_of(act, AwardRound), _ranked(act), int(data["places"])
        act.check(rules.line_parts_no_equals, [total for _one, total in ranked], places)
        act.settle()
        votes, points = _votes(act, award), _points(act, award)
        for place, (one, total) in enumerate(ranked, 1):
            one.votes, one.points, one.total, one.rank = votes[one.id], _mean(points[one.id]), total, place
        award.places, award.published_at = places, act.now
        publish(act, None, "award", data["text"], data["channel"], None)
        return {}


def _votes(act: Act, award: AwardRound) -> Counter[int]:
    return Counter(one.candidate_id for one in rows.votes_of(act.session, award))


def _points(act: Act, award: AwardRound) -> dict[int, list[Decimal]]:
    found: dict[int, list[Decimal]] = {}
    for one in rows.scores_of(act.session, award):
        found.setdefault(one.candidate_id, []).append(one.points)
    return found


def _mean(points: list[Decimal]) -> Decimal:
    return (sum(points, Decimal(0)) / len(points)).quantize(rules.CENT, ROUND_HALF_UP)


def _ranked(act: Act) -> list[tuple[AwardCandidate, Decimal]]:
    """Candidates with their totals, the best first; equals in the order in which they were recommended."""
    award = subject_of(act, AwardRound)
    votes, points = _votes(act, award), _points(act, award)
    weights = {rules.VOTE: award.vote_weight, rules.EXPERTS: award.expert_weight}
    totals = [(one, rules.total(votes[one.id], votes.total(), points[one.id], weights)) for one in rows.candidates_of(act.session, award)]
    return sorted(totals, key=lambda pair: -pair[1])
