"""The documents of a procedure: drafted with the scoring sheet, reviewed by somebody else (DEM 29-33, C214 8-9, O87 20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form, Line
from forms.contract import BOND_FORMS
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.lawbook import figure
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.procurements import Procurement, Qualification, procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import ScoreFactor, Solicitation, factors_of, running
from workflows.procurement.money import figures
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import bid_bonds, platform, scoring
from workflows.procurement.rules import method as methods
from workflows.procurement.rules.review import AGREED, RETURN, opinion_in_words
from workflows.procurement.rules.wording import percent
from workflows.text import _


class FactorLine(Line):
    """A factor of the scoring sheet."""

    kind = fields.Choice(_("类别"), scoring.KINDS)
    name = fields.Text(_("评审因素"), most=80)
    most = fields.Number(_("满分"), least="0.01", most="100", places=2, unit=_("分"))
    rule = fields.Text(_("评分标准"), most=500)


class DraftDocuments(Form):
    """编制采购文件."""

    task = "documents.draft"
    submit: ClassVar[str] = _("送审查")

    summary = fields.Text(_("采购文件要点"), long=True, most=4000)
    factors = fields.Rows(_("评分表"), FactorLine, required=False, load_default=list, help=_("谈判、单一来源和框架协议不打分的不填。"))
    weight_approval = fields.Text(
        _("价格分批准文号"), required=False, load_default="", most=100, help=_("价格分超出规定比例、经财政部门批准的填写。")
    )
    complex = fields.YesNo(_("是否技术复杂、社会影响较大"))
    bid_bond = fields.Money(_("投标（响应）保证金"), zero=True, required=False, load_default=Decimal(0))
    bid_bond_form = fields.Choice(
        _("保证金形式"), BOND_FORMS, required=False, load_default="", needed=_("收取保证金时必填"), help=_("不得收取现金。")
    )
    document = fields.Attachment(_("采购文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """The plan's demand; a draft that came back stands as it was."""
        bought = procurement_of(act.session, project_of(act).id)
        before = running(act.session, bought)
        if before is None:
            sheet = [{"kind": scoring.PRICE, "name": _("价格"), "most": "20", "rule": _("最低价÷报价×价格分")}]
            return {
                "summary": bought.demand,
                "factors": sheet if methods.is_scored(bought.method or "") else [],
                "complex": "否",
                "bid_bond": "0.00",
            }
        rows = [
            {"kind": one.kind, "name": one.name, "most": figures(one.most), "rule": one.rule} for one in factors_of(act.session, before)
        ]
        bond = {"bid_bond": figures(before.bid_bond), "bid_bond_form": before.bid_bond_form}
        return {"summary": before.summary, "factors": rows, "complex": "是" if before.complex else "否", **bond}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How much the price may weigh, and how large a bond may be."""
        bought = procurement_of(act.session, project_of(act).id)
        method, ratio = bought.method or "", figure(act.session, "G33", occasion(act))
        told = {methods.CONSULTATION: _("合计100分，价格分10至30分"), methods.TENDER: _("合计100分，价格分不少于10分")}
        bond = _("不收取的填0；不超过预算的{ratio}（{most}元）").format(ratio=percent(ratio), most=figures(bought.budget * ratio))
        return {"factors": told.get(method, _("本方式不打分，按最低报价排序")), "bid_bond": bond}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep documents and scoring sheet; after a round that failed comes the next. Raises Invalid, Refused (LAW-C214-24, O87-55)."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        sheet = [scoring.Factor(one["kind"], one["name"], one["most"], one["rule"]) for one in data["factors"]]
        if methods.is_scored(bought.method or ""):
            act.check(scoring.factors_make_a_hundred, sheet)
            weight = scoring.price_weight(sheet)
            act.check(scoring.price_weighs_ten_to_thirty, bought.method or "", weight, data["weight_approval"])
            act.check(scoring.price_weighs_ten_at_least, bought.method or "", weight)
            act.check(scoring.qualification_is_no_factor, sheet, conditions_of(act, bought))
        act.check(bid_bonds.bid_bond_within_cap, data["bid_bond"], bought.budget, figure(act.session, "G33", occasion(act)))
        act.check(bid_bonds.bid_bond_is_not_cash, data["bid_bond"], data["bid_bond_form"])
        act.check(platform.nobody_will_be_exposed, data["summary"], "summary")
        act.settle()
        written = self._written(act, bought, data)
        if methods.is_scored(bought.method or ""):
            for place, one in enumerate(sheet):
                row = {"kind": one.kind, "name": one.name, "most": one.most, "rule": one.rule}
                kept = {"solicitation_id": written.id, "authority_id": written.authority_id, "draft": written.draft, "position": place}
                act.session.add(ScoreFactor(**kept, **row))
        attach(act, "document", data["document"])
        return {}

    @staticmethod
    def _written(act: Act, bought: Procurement, data: dict[str, Any]) -> Solicitation:
        """The row of this round: written over while nothing was issued, else a round of its own."""
        written = running(act.session, bought)
        if written is not None and written.issued_on is not None:
            bought.round += 1
            written = None
        if written is None:
            keys = {"project_id": bought.project_id, "authority_id": bought.authority_id, "round": bought.round}
            written = Solicitation(**keys, draft=0)
        written.draft, written.method, written.drafted_by = written.draft + 1, bought.method or "", act.who
        written.summary, written.complex = data["summary"], data["complex"]
        written.bid_bond, written.bid_bond_form = data["bid_bond"], data["bid_bond_form"] if data["bid_bond"] else ""
        act.session.add(written)
        act.session.flush()
        return written


class ReviewDocuments(Form):
    """审查采购文件."""

    task = "documents.review"
    submit: ClassVar[str] = _("提交审查结论")

    outcome = fields.Choice(_("结论"), (AGREED, RETURN))
    fair = fields.YesNo(_("公平竞争审查"), help=_("资格条件、评审因素、合同条件没有排除、限制竞争的内容。"))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("退回补正的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A return says why; documents that are not fair are not agreed to."""
        yield from opinion_in_words(data["outcome"], data["opinion"])
        yield from methods.fair_documents_only(data["outcome"] == AGREED, data["fair"])

    def choices(self, act: Act) -> Choices:
        """None."""
        return {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the opinion."""
        give_opinion(act, project_of(act).id, data["outcome"], data["opinion"], fair=data["fair"])
        return {"outcome": data["outcome"]}


def conditions_of(act: Act, bought: Procurement) -> list[str]:
    """The conditions of the plan, as they are written."""
    mine = select(Qualification.text).where(Qualification.project_id == bought.project_id, Qualification.draft == bought.draft)
    return list(act.session.scalars(mine.order_by(Qualification.position)))
