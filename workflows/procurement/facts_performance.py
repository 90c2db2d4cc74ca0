"""The final payment (handbook D9): what the table reads of a round of evaluation, and what its answer makes of the money."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workflows.act import Act, Facts, FactsOf
from workflows.errors import Missing, Reason
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.performance import Acceptance, Evaluation, Survey, latest
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.models.solicitations import running
from workflows.procurement.rules.acceptance import CHECKED_BY_TOWN, FAILED, THIRD_PARTY
from workflows.procurement.rules.evaluation import AGREED
from workflows.procurement.rules.payment import EVALUATED, tail
from workflows.text import _

WHOLE, NOTHING = Decimal("1.00"), Decimal("0.00")
REFUSED = _("不得连续购买")
RENEWAL = {
    "优秀": _("可优先连续购买"),
    "良好": _("可以连续购买"),
    "中等": _("提出改进计划后可以连续购买"),
    "合格": _("观察一年"),
    "不合格": REFUSED,
}
"""What a grade means for buying the same service again (ART-27.5)."""


def final_payment_facts(act: Act) -> Facts:
    """The score of the latest round (0 where the acceptance failed: nothing is paid for what was not accepted) and the latest satisfaction.

    They decide what of the last payment is paid (ART-27.4). Raises Missing before scores or a survey.
    """
    project = project_of(act)
    scored, survey = latest(act.session, Evaluation, project.id), latest(act.session, Survey, project.id)
    if scored is None or survey is None:
        raise Missing([Reason(_("尚无评价得分或满意度调查，不能确定等级。"))])
    return {"score": NOTHING if _failed(act, project) else scored.total, "satisfaction": survey.satisfaction}


def final_payment_decided(act: Act, outputs: Mapping[str, Any]) -> None:
    """Write grade, ratio and renewal into the round, and what of the last instalment may be paid; only once the result stands.

    The share is the one that the signed contract names for the grade; one that names none is paid in full (ART-27.4).
    """
    project = project_of(act)
    scored = latest(act.session, Evaluation, project.id)
    if scored is None or scored.outcome != AGREED:
        return
    contract = act.session.get(Contract, project.id)
    grade = str(outputs["grade"])
    scored.grade = grade
    agreed = {row["grade"]: Decimal(row["ratio"]) for row in contract.final_payment} if contract else {}
    scored.ratio = agreed.get(grade, Decimal(str(outputs["ratio"]))).quantize(WHOLE) if agreed else WHOLE
    scored.renewal = RENEWAL[grade]
    for instalment in _tails(act, project):
        instalment.payable = tail(instalment.amount, scored.ratio)


def evaluator_facts(act: Act) -> Facts:
    """Whom the chair of the acceptance wants to evaluate, and the contract's price (yuan), for a town may want strangers for the large."""
    project = project_of(act)
    concluded, contract = latest(act.session, Acceptance, project.id), act.session.get(Contract, project.id)
    wanted = concluded.evaluated_by if concluded and concluded.evaluated_by else THIRD_PARTY
    return {"wanted": wanted, "price": contract.price if contract else NOTHING}


def acceptor_facts(act: Act) -> Facts:
    """Whom the contract wants to check the service, and whether the documents of a regulated purchase call it complex (GPL 41)."""
    project = project_of(act)
    contract = act.session.get(Contract, project.id)
    asked = running(act.session, procurement_of(act.session, project.id))
    wanted = contract.checked_by if contract and contract.checked_by else CHECKED_BY_TOWN
    return {"wanted": wanted, "complex": asked is not None and asked.complex}


def _failed(act: Act, project: Project) -> bool:
    concluded = latest(act.session, Acceptance, project.id)
    return concluded is not None and concluded.outcome == FAILED


def _tails(act: Act, project: Project) -> Sequence[Instalment]:
    waiting = select(Instalment).where(Instalment.project_id == project.id, Instalment.trigger == EVALUATED, Instalment.state == "planned")
    return act.session.scalars(waiting.order_by(Instalment.number)).all()


FACTS: dict[str, FactsOf] = {"final_payment": final_payment_facts, "evaluator": evaluator_facts, "acceptor": acceptor_facts}
DECIDED: dict[str, Callable[[Act, Mapping[str, Any]], None]] = {"final_payment": final_payment_decided}
