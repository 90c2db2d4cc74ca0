"""What a challenge or complaint does to a purchase: it binds the town, or takes the award back and begins the purchase anew."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement.models.contracts import VOID, Contract
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.remedies import Challenge, Complaint
from workflows.procurement.operations.bid_bonds import open_return
from workflows.procurement.rules import remedies as rules
from workflows.text import _

Binding = Challenge | Complaint
"""What may bind the town."""

PURCHASE_ANEW = "purchase_anew"
MESSAGES = frozenset({PURCHASE_ANEW})
"""What these hands send to the project's case."""
TO_DO, NOTHING_TO_DO = "须执行", "无须执行"
"""What follows from a decision: somebody at the town acts, or nobody has to."""
SIGNED_STATES = ("signed", "suspended", "terminated")


def is_signed(act: Act, project_id: int) -> bool:
    """Whether the contract binds already."""
    contract = act.session.get(Contract, project_id)
    return contract is not None and contract.state in SIGNED_STATES


def to_carry_out(session: Session, project_id: int) -> list[Binding]:
    """Challenges upheld and complaints decided of which the town has not yet done what they demand."""
    challenges = select(Challenge).where(Challenge.consequence.in_(rules.BINDING))
    complaints = select(Complaint).where(Complaint.decision.in_(rules.BINDING))
    found: list[Binding] = []
    for kind, wanted in ((Challenge, challenges), (Complaint, complaints)):
        found += session.scalars(wanted.where(kind.project_id == project_id, kind.carried_out_on.is_(None)).order_by(kind.id))
    return found


def demanded(one: Binding) -> str:
    """What a decision demands."""
    return one.consequence if isinstance(one, Challenge) else one.decision


def named(one: Binding) -> str:
    """A decision as a sentence names it."""
    text = _("质疑处理决定“{what}”") if isinstance(one, Challenge) else _("投诉处理决定“{what}”")
    return text.format(what=demanded(one))


def check_carried_out(act: Act, project_id: int, field: str) -> None:
    """Collect what was decided on a challenge or a complaint and is not done yet (LAW-O94-16)."""
    act.check(rules.decisions_are_carried_out, [named(one) for one in to_carry_out(act.session, project_id)], field)


def take_award_back(act: Act, bought: Procurement) -> None:
    """No award stands, nor the draft of a contract that rested on it; what was quoted stays as it is, of a round that failed."""
    bought.state = "failed"
    bought.awarded = bought.award_price = bought.awarded_on = bought.awarded_by = None
    contract = act.session.get(Contract, bought.project_id)
    if contract is not None:
        contract.state = VOID
        contract.signed_by_contractor = contract.signed_by_contractor_on = None


def begin_anew(act: Act, bought: Procurement) -> None:
    """Take the award back and send the project's case back to its purchasing plan, wherever before the contract it stands."""
    take_award_back(act, bought)
    open_return(act)
    act.send(PURCHASE_ANEW, act.case.root_id)
