"""The machine steps of a procedure of the Procurement Law: was a closing moved, who is missing on a panel, who made a last offer."""

from __future__ import annotations

from workflows.act import Act, Facts, Operation
from workflows.procurement import panels
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import (
    DRAWN,
    EXPERT,
    RECUSED,
    SEATED,
    Solicitation,
    final_offers_of,
    panel_of,
    seated,
    solicitation_of,
)
from workflows.procurement.panel_days import last_day_to_sign
from workflows.procurement.rules.confirmation import enough
from workflows.procurement.rules.wording import day
from workflows.text import _

MOVED, CLOSED = "已顺延", "已截止"
COMPLETE, MISSING = "齐备", "补抽"
ENOUGH, TOO_FEW = "有效", "不足"
AGREED, DISPUTED = "无异议", "有异议"


def closing(act: Act) -> Facts:
    """Whether responses are closed, or the closing was moved back meanwhile."""
    bought = procurement_of(act.session, project_of(act).id)
    return {"outcome": MOVED if bought.closes_at is not None and act.now < bought.closes_at else CLOSED}


def seats(act: Act) -> Facts:
    """Whether everybody who is wanted sits on the panel, or somebody stays out and another is to be drawn."""
    one = _running(act)
    sitting = [who.kind for who in panel_of(act.session, one) if who.state == SEATED]
    size, experts = one.panel_size or 0, one.panel_experts or 0
    full = len(sitting) >= size and sitting.count(EXPERT) >= experts
    return {"outcome": COMPLETE if full else MISSING}


def absent(act: Act) -> Facts:
    """Who was drawn and did not come on the day of the review stays out; another is drawn (EXP 17, O87 49)."""
    one = _running(act)
    for who in panel_of(act.session, one):
        if who.state == DRAWN:
            who.state, who.reason = RECUSED, _("评审日未到场声明，视为缺席")
    return {}


def begin_scoring(act: Act) -> Facts:
    """The points are given from today on, whatever day was named at the drawing: their period runs from here (TD55)."""
    one = _running(act)
    one.review_on = max(one.review_on or act.today, act.today)
    return {}


def left(act: Act) -> Facts:
    """Who did not hand in points in time has left the panel; what the others handed in stays valid and sealed (EXP 17, O87 49)."""
    for who in panels.unscored(act.session, _running(act)):
        who.state, who.reason = RECUSED, _("期满未提交评分，视为中途退出")
    return {}


def offers(act: Act) -> Facts:
    """Whether enough of them made a last offer."""
    one = _running(act)
    return {"outcome": ENOUGH if enough(one.method, len(final_offers_of(act.session, one))) else TOO_FEW}


def signed(act: Act) -> Facts:
    """Whether the report stands undisputed; dissent goes to the buyer with it, silence counts as agreement (C214 27, O87 61)."""
    one = _running(act)
    members = seated(act.session, one)
    for who in members:
        if who.signed_at is None and one.reported_on is not None:
            last = day(last_day_to_sign(one.reported_on, act.session))
            who.reason = _("至{day}未签署，也未书面说明理由，视为同意评审报告").format(day=last)
    disputed = any(who.dissent for who in members)
    return {"outcome": DISPUTED if disputed else AGREED}


def open_record(act: Act) -> None:
    """A case in which it is recorded how the experts did their duty (EXP 21); none where no expert sat."""
    project, one = project_of(act), _running(act)
    if any(who.kind == EXPERT for who in seated(act.session, one)):
        title = _("{title}评审专家履职记录").format(title=project.title)
        act.open_side_case("procurement/expert_record", ("solicitation", one.id), title)


def _running(act: Act) -> Solicitation:
    return solicitation_of(act.session, procurement_of(act.session, project_of(act).id))


OPERATIONS: dict[str, Operation] = {
    "response.closing": closing,
    "panel.absent": absent,
    "panel.left": left,
    "panel.seats": seats,
    "offers.count": offers,
    "report.signed": signed,
    "scoring.begin": begin_scoring,
    "experts.open_record": open_record,
}
OUTCOMES = {
    "response.closing": frozenset({MOVED, CLOSED}),
    "panel.seats": frozenset({COMPLETE, MISSING}),
    "offers.count": frozenset({ENOUGH, TOO_FEW}),
    "report.signed": frozenset({AGREED, DISPUTED}),
}
