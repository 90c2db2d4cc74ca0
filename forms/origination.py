"""The plan with which a town begins a purchase (Art. 19, item 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from forms import origination_checks as checks
from forms.base import Choices, Form, Line
from forms.fields import Attachment, Choice, Date, Money, Number, Pick, Picks, Reference, Rows, Text, YesNo
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import aggregation, drafting, lawbook, money, rulings
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import Project
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import funding, origination, splitting, targets
from workflows.procurement.rules.money import words_say_the_figures
from workflows.procurement.rules.rulings import SUBMITTED
from workflows.procurement.rules.screening import Candidate
from workflows.text import _

SOURCES = ("居民", "网格", "党群服务中心", "社会组织", "12345", "走访")
CONSENT = ("是", "否", "不适用")
SEPARABLE = (funding.SEPARABLE, funding.INSEPARABLE, funding.NOT_MIXED)
CENT = "0.01"


class CostLine(Line):
    """An item of the budget."""

    item = Text(_("费用项目"), most=80)
    unit = Text(_("计量单位"), most=20)
    quantity = Number(_("数量"), places=2, least=CENT)
    price = Money(_("单价"))
    amount = Money(_("金额"))


class FundingShare(Line):
    """What a fund carries."""

    fund = Pick(_("资金"), "funds")
    amount = Money(_("安排金额"))


class TargetLine(Line):
    """A performance target."""

    code = Reference(_("编号"), most=10)
    kind = Choice(_("类型"), targets.KINDS)
    name = Text(_("指标名称"), most=80)
    target = Number(_("目标值"), places=2)
    unit = Text(_("单位"), most=20)
    weight = Number(_("权重"), places=2, least=CENT, most="100")
    source = Text(_("数据来源"), most=80)


def declared(item: str, what: str) -> YesNo:
    """The answer to one of the six prohibitions of Art. 11."""
    return YesNo(_("第十一条第（{item}）项：{what}").format(item=item, what=what), help=_("属于的选“是”。属于禁止事项的不得列入购买。"))


ROUTES = {
    "A": _("A 镇街规划：镇街统筹设定项目"),
    "B": _("B 社区申报：社区议事表决后报镇街审议"),
    "C": _("C 社会组织策划：入项目库，由社区选择"),
}
"""The three origins of Art. 19 in words."""


class DraftPlan(Form):
    """编制购买计划."""

    task = "project.draft_plan"
    undated: ClassVar[bool] = True
    outcomes: ClassVar[frozenset[str]] = frozenset({SUBMITTED})
    submit = _("送审")
    asks: ClassVar[frozenset[str]] = frozenset({"category", "risk", "term"})
    origin: ClassVar[str] = "A"
    """The route of Art. 19 on which this form begins a project."""

    title = Text(_("项目名称"), most=60, help=_("最多60字，同一年度内不得重名。"))
    route = Choice(_("产生方式"), ("A", "B", "C"), says=ROUTES, help=_("此处只办理镇街规划的项目；另两种从各自流程发起（第十九条）。"))
    category_class = Pick(_("服务类别"), "classes")
    sub_item = Pick(_("服务子项"), "sub_items")
    category_other_text = Text(_("其他服务内容"), required=False, load_default="", help=_("子项选“其他”时填写。"))
    list_item = Pick(_("区级清单条目"), "list_items", required=False, load_default="", help=_("使用统筹财政资金的必须选择。"))
    communities = Picks(_("服务社区"), "communities", least=1)
    needs = Picks(_("关联需求"), "needs", required=False, load_default=list, help=_("从已采纳的需求中选择，可不选。"))
    need = Text(_("社区需求"), most=2000, long=True)
    governance_goal = Text(_("治理目标"), most=2000, long=True)
    need_source = Choice(_("需求来源"), SOURCES)
    supporters = Number(_("支持人数"), least="1", unit=_("人"))
    beneficiaries = Number(_("受益人数"), least="1", unit=_("人"))
    guardian_consent = Choice(_("已落实监护人同意"), CONSENT, required=False, load_default="不适用")
    place = Text(_("实施地点"))
    begins_on = Date(_("开始日期"))
    ends_on = Date(_("结束日期"))
    amount = Money(_("预算金额"))
    amount_words = Text(_("预算金额（大写）"), most=60)
    cost_items = Rows(_("费用明细"), CostLine, least=1)
    funding = Rows(_("资金来源"), FundingShare, least=1)
    funds_separable = Choice(_("财政资金与社会资金能否分开核算"), SEPARABLE)
    purpose_reason = Text(
        _("资金用途相符的理由"),
        most=1000,
        long=True,
        required=False,
        load_default="",
        help=_("专款、捐赠用途与服务子项不一致，仅名称或需求提到的，写明为何相符。"),
    )
    resident_decision = Attachment(_("居民会议（村民会议）决定"), required=False, load_default=list)
    public_appeal = YesNo(_("是否公开募捐"))
    appeal_organisation = Pick(_("募捐组织"), "charities", required=False, load_default="")
    appeal_certificate = Text(_("公开募捐资格证书号"), most=80, required=False, load_default="")
    appeal_plan_no = Text(_("募捐方案编号"), most=80, required=False, load_default="")
    targets = Rows(_("绩效指标"), TargetLine, least=1, help=_("权重合计100，须包含服务对象满意度。"))
    art11_1 = declared("一", _("股本投入、现金投资等经营性项目"))
    art11_2 = declared("二", _("偿还城乡社区债务"))
    art11_3 = declared("三", _("市政道路及附属设施的维护维修"))
    art11_4 = declared("四", _("聘用专职消防员、保洁员、治安巡逻员等费用"))
    art11_5 = declared("五", _("文件明确镇街、社区不是责任主体"))
    art11_6 = declared("六", _("不适合购买社会组织服务"))
    art11_note = Text(_("自查说明"), most=2000, long=True, required=False, load_default="")
    basis_reference = Text(_("延续文件文号"), required=False, load_default="", help=_("办法有效期届满后填写。"))
    needs_analysis = Attachment(_("需求分析表"), required=False, load_default=list)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Dates, words, sums, weights: all told from the form alone."""
        if data["ends_on"] <= data["begins_on"]:
            yield Reason(_("结束日期须晚于开始日期。"), "ends_on", level="invalid")
        words, amount = data["amount_words"], data["amount"]
        yield from words_say_the_figures(money.says(words, amount), money.words(amount), "amount_words")
        yield from origination.other_is_described(data["sub_item"], data["category_other_text"])
        costs, lines = data["cost_items"], data["targets"]
        yield from origination.lines_multiply([(one["quantity"], one["price"], one["amount"]) for one in costs])
        yield from origination.costs_make_the_budget([one["amount"] for one in costs], data["amount"])
        yield from funding.funding_adds_up([(one["fund"], one["amount"]) for one in data["funding"]], data["amount"])
        yield from targets.weights_make_a_hundred([one["weight"] for one in lines])
        yield from targets.satisfaction_is_measured([one["kind"] for one in lines])
        yield from targets.targets_are_told_apart([one["code"] for one in lines])

    def prefill(self, act: Act) -> dict[str, Any]:
        """A plan that came back stands as it was submitted."""
        project = _own(act)
        return checks.as_posted(act, project) if project else {"route": "A"}

    def choices(self, act: Act) -> Choices:
        """Communities, funds and list items of this town; the classes of Art. 8."""
        return checks.choices(act)

    def limits(self, act: Act) -> Mapping[str, str]:
        """From which amount the meeting decides; beside each field, what was marked when the plan was sent back."""
        least = lawbook.figure(act.session, "TD02", occasion(act))
        told = {"amount": _("达到{least}元的，须提交集体研究决定。").format(least=money.figures(least))}
        told |= checks.in_force(act)
        project = _own(act)
        marked = rulings.beside_fields(act.session, project) if project else {}
        return told | {name: f"{told[name]} {text}" if name in told else text for name, text in marked.items()}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check the plan against Arts. 2 to 15 and 30, write it on its route (ART-19.1), name the case. Raises Invalid, Refused."""
        project = _own(act)
        found = checks.check(act, project, data, self.origin)
        act.settle()
        project = hand_in(act, project, data, found)
        return {"project": project.number, "outcome": SUBMITTED}


def hand_in(act: Act, project: Project | None, data: Mapping[str, Any], found: Sequence[Candidate]) -> Project:
    """Write a plan that was checked, with its papers; what the year comes to is pointed out (ART-21.2)."""
    written = drafting.write(act, project, {**data, **_counts(data)}, found)
    act.check(splitting.year_will_be_split, aggregation.planned_year(act, written))
    act.settle()
    for field in ("needs_analysis", "resident_decision"):
        attach(act, field, data[field])
    return written


def _own(act: Act) -> Project | None:
    """The project of a case in which the plan was submitted before."""
    return act.session.get(Project, act.case.subject_id) if act.case.subject_id is not None else None


def _counts(data: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(data[name]) for name in ("supporters", "beneficiaries")}
