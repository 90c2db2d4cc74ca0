"""Money of a project on its funds: reserved by the approval, committed by the contract, paid, freed where nothing is owed (Art. 13).

A supplement commits more (`commit_more`), what is not owed any more is freed (`release`), the price that is in force stays in the contract.

Each change is one relative, conditional update of the fund's sums and one movement; neither can go below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import CursorResult, func, literal, select, update
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.errors import Reason, Refused
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contract_changes import added
from workflows.procurement.models.contracts import Contract, contract_of
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.procurement.occasions import occasion
from workflows.procurement.rules.payment import split, supplements_within_a_tenth
from workflows.schema import Money, one_at_a_time
from workflows.text import _

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a project holds on one fund, in yuan: reserved and not yet contracted, committed and not yet paid."""

    fund: str
    reserved: Decimal
    committed: Decimal


def standings(session: Session, project_id: int) -> list[Standing]:
    """What the project holds on each of its funds, from the movements, in order of code."""
    sums = select(FundMovement.fund, FundMovement.kind, func.sum(FundMovement.amount)).where(FundMovement.project_id == project_id)
    found: dict[str, dict[str, Decimal]] = {}
    for fund, kind, amount in session.execute(sums.group_by(FundMovement.fund, FundMovement.kind).order_by(FundMovement.fund)):
        found.setdefault(fund, {})[kind] = amount
    return [_standing(fund, of) for fund, of in found.items()]


def _standing(fund: str, of: dict[str, Decimal]) -> Standing:
    committed = of.get("commit", NOTHING)
    return Standing(fund, of.get("reserve", NOTHING) - of.get("free", NOTHING) - committed, committed - of.get("pay", NOTHING))


def alone(session: Session, project_id: int) -> None:
    """Wait for others who move this project's money in this moment: its payments run side by side, shares are told from what it holds."""
    one_at_a_time(session, f"money of project {project_id}")


def contract_alone(act: Act, project_id: int) -> Contract:
    """The contract as it stands now that nobody else moves its money or ends it, until the act is over. Raises Missing."""
    alone(act.session, project_id)
    contract = contract_of(act.session, project_id)
    act.session.refresh(contract)
    return contract


def reserved(session: Session, project_id: int) -> Decimal:
    """What is reserved for the project and not yet contracted."""
    return sum((one.reserved for one in standings(session, project_id)), NOTHING)


def committed(session: Session, project_id: int) -> Decimal:
    """What the contract committed and nobody has been paid yet."""
    return sum((one.committed for one in standings(session, project_id)), NOTHING)


def reserve(act: Act, project_id: int, shares: Sequence[tuple[str, Decimal]]) -> None:
    """Set aside each fund's share for the project; two projects at once cannot both have the last yuan. Raises Refused (ART-13.3)."""
    for fund, share in shares:
        _move(act, fund, reserved=share)
        _note(act, project_id, fund, "reserve", share)


def unreserve(act: Act, project_id: int) -> None:
    """Free all that is reserved for a project whose approval does not stand. Raises Refused (ART-13.3)."""
    alone(act.session, project_id)
    for one in standings(act.session, project_id):
        _move(act, one.fund, reserved=-one.reserved)
        _note(act, project_id, one.fund, "free", one.reserved)


def commit(act: Act, project_id: int, price: Decimal) -> None:
    """Turn the reservation into a commitment of the price and free the rest. Raises Refused (ART-13.3)."""
    alone(act.session, project_id)
    held = standings(act.session, project_id)
    shares = split(price, [one.reserved for one in held])
    if sum(shares, NOTHING) != price or any(share > one.reserved for share, one in zip(shares, held, strict=True)):
        raise _short()
    for one, share in zip(held, shares, strict=True):
        _move(act, one.fund, reserved=-one.reserved, committed=share)
        _note(act, project_id, one.fund, "commit", share)
        _note(act, project_id, one.fund, "free", one.reserved - share)


def commit_more(act: Act, project_id: int, amount: Decimal) -> None:
    """Reserve and commit what a supplement adds to the price, over the project's funds in proportion to what each has carried so far.

    `amount`: yuan, above zero (less is owed: `release`). `Contract.supplements` grows by it, `Contract.price` stays as signed; the plan of
    payments is not touched: `instalments.replan` follows. Raises Refused: LAW-GPL-49 where all supplements together exceed a tenth of
    the price (figure G49), ART-13.3 where one of the funds has not enough left; then nothing is changed.
    """
    contract = contract_alone(act, project_id)
    used = max(added(act.session, project_id), contract.in_force - contract.price)
    act.check(supplements_within_a_tenth, used + amount, contract.price, figure(act.session, "G49", occasion(act)))
    act.settle()
    shares = shares_of_more(act.session, project_id, amount)
    if sum((share for _fund, share in shares), NOTHING) != amount:
        raise _short()
    for fund, share in shares:
        _move(act, fund, committed=share)
        _note(act, project_id, fund, "reserve", share)
        _note(act, project_id, fund, "commit", share)
    contract.supplements = contract.in_force - contract.price + amount


def shares_of_more(session: Session, project_id: int, amount: Decimal) -> list[tuple[str, Decimal]]:
    """Fund → what it takes of a supplement's amount (yuan), in proportion to what each has carried so far, in order of code."""
    carried = _carried(session, project_id)
    shares = split(amount, [share for _fund, share in carried])
    return [(fund, share) for (fund, _before), share in zip(carried, shares, strict=True)]


def commit_less(act: Act, project_id: int, amount: Decimal) -> None:
    """Free what an amendment takes off the price: `Contract.supplements` falls by it, `Contract.price` stays as signed; `replan` follows.

    `amount`: yuan, above zero. Raises Refused (ART-13.3) where less than that is still committed.
    """
    contract = contract_alone(act, project_id)
    release(act, project_id, amount)
    contract.supplements = contract.in_force - contract.price - amount


def pay(act: Act, project_id: int, amount: Decimal) -> None:
    """Pay out of what is committed, over the funds in proportion. Raises Refused (ART-13.3)."""
    for fund, share in _from_committed(act, project_id, amount):
        _move(act, fund, committed=-share, paid=share)
        _note(act, project_id, fund, "pay", share)


def release(act: Act, project_id: int, amount: Decimal) -> None:
    """Free what was committed and is not owed any more: the commitment is taken back by a counter-entry, then freed. Raises Refused."""
    for fund, share in _from_committed(act, project_id, amount):
        _move(act, fund, committed=-share)
        _note(act, project_id, fund, "commit", -share)
        _note(act, project_id, fund, "free", share)


def _carried(session: Session, project_id: int) -> list[tuple[str, Decimal]]:
    """Fund → what the contract has ever committed on it, in order of code: what is paid included, what was freed not."""
    mine = select(FundMovement.fund, func.sum(FundMovement.amount)).where(
        FundMovement.project_id == project_id, FundMovement.kind == "commit"
    )
    rows = session.execute(mine.group_by(FundMovement.fund).order_by(FundMovement.fund))
    return [(fund, amount) for fund, amount in rows if amount > NOTHING]


def _from_committed(act: Act, project_id: int, amount: Decimal) -> list[tuple[str, Decimal]]:
    alone(act.session, project_id)
    held = standings(act.session, project_id)
    shares = split(amount, [one.committed for one in held])
    if sum(shares, NOTHING) != amount or any(share > one.committed for share, one in zip(shares, held, strict=True)):
        raise _short()
    return [(one.fund, share) for one, share in zip(held, shares, strict=True) if share]


def _move(act: Act, fund: str, reserved: Decimal = NOTHING, committed: Decimal = NOTHING, paid: Decimal = NOTHING) -> None:
    table = FundLine.__table__.c
    enough = (table.reserved + reserved >= NOTHING, table.committed + committed >= NOTHING, table.paid + paid >= NOTHING)
    # Said to be money: behind a sum of columns a bare number would be taken for its hundredth.
    within = table.reserved + table.committed + table.paid + literal(reserved + committed + paid, Money()) <= table.amount
    values = {"reserved": table.reserved + reserved, "committed": table.committed + committed, "paid": table.paid + paid}
    change = update(FundLine).where(FundLine.code == fund, *enough, within).values(values)
    result = act.session.execute(change, execution_options={"synchronize_session": False})
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise _short()
    line = act.session.get(FundLine, fund)
    if line is not None:
        act.session.expire(line, ["reserved", "committed", "paid"])


def _note(act: Act, project_id: int, fund: str, kind: str, amount: Decimal) -> None:
    if amount:
        act.session.add(FundMovement(fund=fund, project_id=project_id, case_id=act.case.id, kind=kind, amount=amount, at=act.now))


def _short() -> Refused:
    return Refused([Reason(_("资金余额不足，不能办理。"), rules=("ART-13.3",))])
