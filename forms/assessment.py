"""The panel's work: who is valid, points by each member alone, the report with its ranking, signatures (C214 15-27, O87 46-61)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from forms.comparison import names_of
from forms.documents_issue import current
from forms.responses import ENOUGH, TOO_FEW, count
from workflows.act import Act, Facts
from workflows.errors import NotYours, Reason
from workflows.procurement.models.bid_bonds import bonds_given
from workflows.procurement.models.documents import attach
from workflows.procurement.models.procurements import quotations_of
from workflows.procurement.models.solicitations import (
    PanelScore,
    ScoreFactor,
    Solicitation,
    Standing,
    factors_of,
    seated,
    standings_of,
)
from workflows.procurement.money import figures
from workflows.procurement.rankings import rank
from workflows.procurement.rules import bid_bonds, confirmation, panel, scoring
from workflows.text import _


class CheckLine(Line):
    """A response and whether it passes."""

    organisation = fields.Pick(_("社会组织"), source="responses")
    valid = fields.YesNo(_("资格性、符合性审查通过"))
    why_not = fields.Text(_("不通过的理由"), required=False, load_default="", most=500)


class CheckResponses(Form):
    """资格性、符合性审查."""

    task = "assessment.check"
    outcomes: ClassVar[frozenset[str]] = frozenset({ENOUGH, TOO_FEW})
    submit: ClassVar[str] = _("提交审查结果")

    checked = fields.Rows(_("审查结果"), CheckLine, least=1)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """What does not pass is told why."""
        for place, line in enumerate(data["checked"]):
            yield from confirmation.rejection_is_explained(line["valid"], line["why_not"], place)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each response."""
        _project, bought, _one = current(act)
        rows = quotations_of(act.session, bought)
        return {"checked": [{"organisation": row.organisation, "valid": "", "why_not": ""} for row in rows]}

    def choices(self, act: Act) -> Choices:
        """Who answered, with the price."""
        _project, bought, _one = current(act)
        rows = quotations_of(act.session, bought)
        names = names_of(act, [row.organisation for row in rows])
        return {"responses": [(row.organisation, f"{names[row.organisation]}（{figures(row.price)}元）") for row in rows]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep who is valid; too few end the procedure. Raises Refused (LAW-C214-17)."""
        _project, bought, one = current(act)
        offers = {row.organisation: row for row in quotations_of(act.session, bought)}
        act.check(confirmation.every_response_is_checked, [line["organisation"] for line in data["checked"]], list(offers))
        valid = sum(line["valid"] for line in data["checked"])
        passed = [(place, line["organisation"]) for place, line in enumerate(data["checked"]) if line["valid"]]
        secured = {row.organisation for row in bonds_given(act.session, one)}
        act.check(bid_bonds.without_its_bond_a_response_is_not_valid, passed, set(offers) - secured if one.bid_bond else set())
        count(act, one.method, valid)
        act.settle()
        for line in data["checked"]:
            row = {"solicitation_id": one.id, "authority_id": one.authority_id, "organisation": line["organisation"]}
            offer = offers[line["organisation"]]
            offer.meets_demand = line["valid"]
            act.session.add(Standing(**row, valid=line["valid"], why_not=line["why_not"], price=offer.price))
        return {"outcome": ENOUGH if confirmation.enough(one.method, valid) else TOO_FEW}


class PointsLine(Line):
    """The points of one response for one factor."""

    organisation = fields.Pick(_("社会组织"), source="valid")
    factor = fields.Pick(_("满分和评审因素"), source="factors")
    points = fields.Number(_("得分"), places=2, most="100", unit=_("分"))
    reason = fields.Text(_("理由"), required=False, load_default="", most=300)


class ScoreResponses(Form):
    """独立评分: sealed until every member has handed in."""

    task = "assessment.score"
    submit: ClassVar[str] = _("提交评分")

    points = fields.Rows(_("评分表"), PointsLine, least=1, most=200, personal=True, metadata={"sealed": True})
    alone = fields.YesNo(_("本人独立评审并签名"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Everybody scores alone."""
        if not data["alone"]:
            yield Reason(_("须独立评审并签名。"), "alone", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each response and factor but the price."""
        _project, _bought, one = current(act)
        pairs = wanted(act, one)
        return {"points": [{"organisation": org, "factor": str(factor), "points": "", "reason": ""} for org, factor in pairs]}

    def choices(self, act: Act) -> Choices:
        """The responses, and the factors with their most."""
        _project, _bought, one = current(act)
        names = names_of(act, [row.organisation for row in standings_of(act.session, one, valid=True)])
        sheet = [
            (str(row.position), _("{most}分：{name}").format(name=row.name, most=f"{row.most.normalize():f}")) for row in by_hand(act, one)
        ]
        return {"valid": list(names.items()), "factors": sheet}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How the price is scored."""
        return {"points": _("价格分由系统按“最低价÷报价×价格分”计算，不由评委打分；全部提交前互不可见。")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the member's points. Raises Invalid, Refused (LAW-C214-23), NotYours for who does not sit or has scored."""
        _project, _bought, one = current(act)
        if act.who not in {who.account for who in seated(act.session, one)}:
            raise NotYours([Reason(_("您不是本项目评审小组成员。"))])
        most = {row.position: row.most for row in by_hand(act, one)}
        given = [(line["organisation"], int(line["factor"])) for line in data["points"]]
        act.check(scoring.everything_is_scored_once, given, wanted(act, one))
        act.check(
            scoring.points_stay_within_the_factor, [(line["points"], most.get(int(line["factor"]), Decimal(0))) for line in data["points"]]
        )
        act.settle()
        for line in data["points"]:
            row = {"solicitation_id": one.id, "authority_id": one.authority_id, "account": act.who, "at": act.now}
            said = {"organisation": line["organisation"], "factor": int(line["factor"]), "points": line["points"], "reason": line["reason"]}
            act.session.add(PanelScore(**row, **said))
        return {}


class WriteReport(Form):
    """评审报告: points and places are computed, never typed."""

    task = "assessment.report"
    submit: ClassVar[str] = _("提交评审报告")

    report = fields.Text(_("评审报告"), long=True, least=10, most=4000)
    document = fields.Attachment(_("评审报告文件"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """The ranking as it follows from prices and points."""
        _project, _bought, one = current(act)
        order = rank(act.session, one)
        names = names_of(act, [row.organisation for row in order])
        text = _("第{n}名 {name}：{price}元，价格分{points}，总分{total}")
        told = [
            text.format(n=place, name=names[row.organisation], price=figures(row.price), points=row.price_points, total=row.total)
            for place, row in enumerate(order, 1)
        ]
        return {"report": "\n".join(told)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write points, totals and places, by decimal arithmetic, half up to two places."""
        project, bought, one = current(act)
        rows = {row.organisation: row for row in standings_of(act.session, one)}
        order = rank(act.session, one)
        for place, row in enumerate(order, 1):
            kept = rows[row.organisation]
            kept.price, kept.price_points, kept.total, kept.place = row.price, row.price_points, row.total, place
        one.report, one.reported_on = data["report"], act.today
        bought.recommended, bought.recommendation = (order[0].organisation if order else None), data["report"]
        attach(act, "document", data["document"], project.id)
        return {}


class SignReport(Form):
    """签署评审报告."""

    task = "assessment.sign"
    submit: ClassVar[str] = _("签署")

    agrees = fields.YesNo(_("同意评审结果"))
    dissent = fields.Text(_("异议及理由"), required=False, load_default="", needed=_("不同意时必填"), long=True, most=1000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Dissent has its reasons."""
        yield from panel.dissent_is_written(data["agrees"], data["dissent"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Sign. Raises NotYours for who does not sit, or has signed."""
        _project, _bought, one = current(act)
        mine = next((who for who in seated(act.session, one) if who.account == act.who and who.signed_at is None), None)
        if mine is None:
            raise NotYours([Reason(_("您不是本项目评审小组成员，或者已签署。"))])
        mine.signed_at, mine.dissent = act.now, data["dissent"]
        return {}


def by_hand(act: Act, one: Solicitation) -> list[ScoreFactor]:
    """The factors that members score: all but the price."""
    return [row for row in factors_of(act.session, one) if row.kind != scoring.PRICE]


def wanted(act: Act, one: Solicitation) -> list[tuple[str, int]]:
    """Every valid response with every factor that members score."""
    rows = standings_of(act.session, one, valid=True)
    return [(row.organisation, factor.position) for row in rows for factor in by_hand(act, one)]
