"""The panel: drawn by lot before a witness, declared independent, filled up where somebody stays out (C214 14, EXP 12-16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.award import witnesses
from forms.base import Choices, Form
from forms.comparison import names_of
from forms.documents_issue import current
from workflows.act import Act, Facts
from workflows.errors import NotYours, Reason
from workflows.procurement import calendar, panels
from workflows.procurement.models.procurements import quotations_of
from workflows.procurement.models.solicitations import (
    BUYER,
    DRAWN,
    EXPERT,
    RECUSED,
    SEATED,
    PanelDraw,
    Panelist,
    Solicitation,
    panel_of,
)
from workflows.procurement.rules import panel as rules
from workflows.procurement.rules import tendering
from workflows.text import _

DAYS_BEFORE = 2
"""Working days before the review from which experts may be drawn (EXP 14)."""


class DrawPanel(Form):
    """抽取评审专家."""

    task = "panel.draw"
    submit: ClassVar[str] = _("抽取")

    review_on = fields.Date(_("评审日期"))
    buyers = fields.Picks(_("采购人代表"), source="representatives")
    witness = fields.Pick(_("监督人"), source="witnesses")
    spoken = fields.Number(_("监督人当场报出的数字"), most="999999", help=_("与抽取时间、项目编号一起决定抽取次序，事后可以重算。"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """The day of the review, where it was fixed before."""
        _project, _bought, one = current(act)
        return {"review_on": one.review_on.isoformat()} if one.review_on else {}

    def choices(self, act: Act) -> Choices:
        """Who may sit for the town, who may watch."""
        return {"representatives": panels.representatives(act.session, act.case.authority_id, act.today), "witnesses": witnesses(act)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How many are wanted."""
        _project, _bought, one = current(act)
        experts, buyers = wanted(act, one)
        legal = _("，其中至少1名法律专家") if one.panel_legal else ""
        size = _("小组{size}人；还需抽取评审专家{experts}名{legal}").format(size=one.panel_size, experts=experts, legal=legal)
        return {"buyers": _("还需{n}名").format(n=buyers), "spoken": size}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Draw, leave out who is bound, take the next. Raises Refused (LAW-C214-14, LAW-GPLR-9, T30, LAW-EXP-14)."""
        project, bought, one = current(act)
        bidders = [row.organisation for row in quotations_of(act.session, bought)]
        experts, buyers = wanted(act, one)
        latest = calendar.load(act.session).after(act.today, DAYS_BEFORE)
        act.check(tendering.drawn_shortly_before_the_review, data["review_on"], act.today, latest)
        act.check(rules.somebody_watches_the_lot, act.who, data["witness"])
        self._check_buyers(act, one, data["buyers"], bidders, buyers)
        seed = rules.seed_of(f"{project.number}/{bought.round}", str(data["spoken"]), act.now, one.draws + 1)
        pool = panels.registered(act.session, act.case.authority_id, act.today)
        drawn_before = {who.account for who in panel_of(act.session, one)}
        fields_of = {name: field for name, field in pool.items() if name not in drawn_before}
        order = rules.lot(seed, fields_of)
        bound = {name: rules.recusal(panels.bonds(act.session, name, bidders, act.today), act.today) for name in order}
        sitting = {who.account for who in panel_of(act.session, one) if who.state != RECUSED}
        lawyer = one.panel_legal and not any(panels.LAWYER in pool.get(name, "") for name in sitting)
        chosen = self._chosen(order, fields_of, bound, experts, lawyer=lawyer)
        act.check(rules.enough_experts_are_registered, experts, sum(not bound[name] for name in chosen))
        names = panels.shown(act.session, chosen)
        act.check(rules.bound_experts_stay_out, [(names[name], bound[name]) for name in chosen if bound[name]])
        act.settle()
        self._write(act, one, data, seed, (fields_of, order))
        self._seat(act, one, [*((name, EXPERT, bound[name]) for name in chosen), *((name, BUYER, "") for name in data["buyers"])])
        return {}

    @staticmethod
    def _check_buyers(act: Act, one: Solicitation, named: list[str], bidders: list[str], needed: int) -> None:
        known = dict(panels.representatives(act.session, act.case.authority_id, act.today))
        names = panels.shown(act.session, named)
        act.check(rules.own_staff_is_no_expert, [names.get(name, name) for name in named if name not in known])
        if len(named) != needed:
            size, experts = one.panel_size or 0, one.panel_experts or 0
            given = size - needed + len(named)
            found = act.check(rules.panel_is_odd_and_mostly_experts, given, experts)
            if not found:
                act.found.append(Reason(_("采购人代表须为{n}名。").format(n=needed), "buyers"))
        bound = ((names.get(who, who), rules.recusal(panels.bonds(act.session, who, bidders, act.today), act.today)) for who in named)
        act.check(rules.buyer_on_the_panel_is_independent, [(name, why) for name, why in bound if why])

    @staticmethod
    def _chosen(order: list[str], fields_of: Mapping[str, str], bound: Mapping[str, str], needed: int, *, lawyer: bool) -> list[str]:
        """From the front of the lot until enough are free; with a lawyer among them where one is wanted and none sits."""
        lawyers = [name for name in order if panels.LAWYER in fields_of[name]] if lawyer else []
        first = next((name for name in lawyers if not bound[name]), None)
        line = [*([first] if first else []), *(name for name in order if name != first)]
        chosen: list[str] = []
        for name in line if needed else ():
            chosen.append(name)
            if sum(not bound[one_] for one_ in chosen) == needed:
                break
        return chosen

    @staticmethod
    def _write(act: Act, one: Solicitation, data: dict[str, Any], seed: str, lot: tuple[Mapping[str, str], list[str]]) -> None:
        one.draws, one.review_on = one.draws + 1, data["review_on"]
        act.session.add(
            PanelDraw(
                solicitation_id=one.id,
                authority_id=one.authority_id,
                number=one.draws,
                drawn_at=act.now,
                drawn_by=act.who,
                witness=data["witness"],
                spoken=str(data["spoken"]),
                seed=seed,
                pool=sorted(lot[0]),
                order=lot[1],
            )
        )

    @staticmethod
    def _seat(act: Act, one: Solicitation, people: list[tuple[str, str, str]]) -> None:
        start = len(panel_of(act.session, one))
        for position, (account, kind, why) in enumerate(people, start):
            row = {"solicitation_id": one.id, "authority_id": one.authority_id, "position": position, "draw": one.draws}
            act.session.add(Panelist(**row, account=account, kind=kind, state=RECUSED if why else DRAWN, reason=why))


def wanted(act: Act, one: Solicitation) -> tuple[int, int]:
    """How many experts and how many of the buyer are still to come (D7)."""
    kept = [who.kind for who in panel_of(act.session, one) if who.state != RECUSED]
    size, experts = one.panel_size or 0, one.panel_experts or 0
    return experts - kept.count(EXPERT), size - experts - kept.count(BUYER)


class DeclareIndependence(Form):
    """回避声明."""

    task = "panel.declare"
    submit: ClassVar[str] = _("提交声明")

    answer = fields.Choice(_("声明"), (rules.NO_TIE, rules.TIE))
    reason = fields.Text(_("回避情形"), required=False, load_default="", needed=_("申请回避时必填"), most=500)
    discipline = fields.YesNo(_("遵守评审纪律和保密要求"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who stays out says why; who stays keeps the rules."""
        yield from rules.recusal_is_explained(data["answer"], data["reason"])
        if not data["discipline"]:
            yield Reason(_("须承诺遵守评审纪律。"), "discipline", level="invalid")

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who takes part."""
        _project, bought, _one = current(act)
        names = "、".join(names_of(act, [row.organisation for row in quotations_of(act.session, bought)]).values())
        return {"answer": _("参加单位：{names}").format(names=names)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Sit, or stay out. Raises Refused (LAW-GPLR-9), NotYours for who was not drawn or has declared."""
        _project, bought, one = current(act)
        mine = next((who for who in panel_of(act.session, one) if who.account == act.who and who.state == DRAWN), None)
        if mine is None:
            raise NotYours([Reason(_("您不在本次评审小组名单中，或者已作声明。"))])
        bidders = [row.organisation for row in quotations_of(act.session, bought)]
        why = rules.recusal(panels.bonds(act.session, act.who, bidders, act.today), act.today)
        act.check(rules.declared_as_the_register_knows, data["answer"], why)
        act.settle()
        mine.state, mine.reason = (RECUSED, data["reason"]) if data["answer"] == rules.TIE else (SEATED, "")
        return {}
