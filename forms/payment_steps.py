"""What every step of a payment looks at on its own day (Art. 3, 23): the contract, the ground, the sums, the account, the organisation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from forms.payment_plan import base_of
from workflows.act import Act
from workflows.procurement import spending
from workflows.procurement.contractors import registration
from workflows.procurement.instalments import alone, payable, progress_verified
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract, Instalment, contract_of, instalment_of, instalments_of
from workflows.procurement.models.payments import PaymentRequest
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.occasions import occasion
from workflows.procurement.paying import december_window, ground_of
from workflows.procurement.remedies import check_carried_out
from workflows.procurement.rules import comparison, disbursement
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.contract import Payee
from workflows.text import _

AGREED, BACK, HOLD = "同意", "退回", "暂缓"
SECOND_LOOK = "送二次复核"
ON_THE_DAY = frozenset({"payment_ground", "payment_goes_on"})
"""Tables that every step of a payment asks."""
UNDER_WAY = ("requested", "reviewed", "approved", "paid")


def subject(act: Act) -> tuple[Contract, Instalment]:
    """The contract and the instalment of a payment's case; the project's regime becomes the act's. Raises Missing."""
    project_of(act)
    instalment = instalment_of(act)
    return contract_of(act.session, instalment.project_id), instalment


def already(act: Act, instalment: Instalment) -> list[Decimal]:
    """What the other instalments were paid, or are on the way to be paid, in yuan."""
    others = [one for one in instalments_of(act.session, instalment.project_id) if one.id != instalment.id and one.state in UNDER_WAY]
    return [one.paid if one.paid is not None else payable(act.session, one) for one in others]


def check_sums(act: Act, contract: Contract, instalment: Instalment, amount: Decimal, field: str) -> None:
    """With this amount the advance stays within its cap, the whole within the price and its supplements."""
    before = already(act, instalment)
    if not progress_verified(act.session, contract.project_id):
        act.check(rules.advance_within_cap, [*before, amount], base_of(act, contract), field)
    act.check(rules.within_the_price, sum(before, amount), contract.in_force, field)


def check_ground(act: Act, contract: Contract, instalment: Instalment, field: str) -> None:
    """The contract goes on and the condition of the plan is met today (ART-23.3, ART-23.5); nobody else moves its money meanwhile."""
    alone(act, contract.project_id)
    act.session.refresh(contract)
    going = act.decide("payment_goes_on", contract=contract.state, instalment=instalment.state, trigger=instalment.trigger)
    if not act.check(disbursement.contract_goes_on, going["going"], field):
        ground = ground_of(act.session, contract, instalment)
        answer = act.decide("payment_ground", **ground.asked(act.today))
        act.check(disbursement.payment_has_its_ground, ground, answer["missing"], field)
    if instalment.trigger != rules.SETTLEMENT:
        check_carried_out(act, contract.project_id, field)


def check_standing(act: Act, contract: Contract, instalment: Instalment, field: str) -> None:
    """The organisation is registered on the day of this step (ART-3.3); a settlement is owed to whoever winds it up, too."""
    payee = registration(act.session, contract.party_b)
    if instalment.trigger == rules.SETTLEMENT:
        act.check(disbursement.settled_with_whoever_winds_up, payee.name, payee.is_off(act.today), field)
    else:
        act.check(comparison.registration_in_force, payee, act.today, _("付款"), field)


def check_step(act: Act, contract: Contract, instalment: Instalment, request: PaymentRequest, field: str) -> None:
    """Everything that must be true on the day on which a request goes a step further."""
    check_ground(act, contract, instalment, field)
    check_sums(act, contract, instalment, request.amount, field)
    asked = Payee(request.payee_name, request.payee_account)
    act.check(rules.payee_as_contracted, asked, Payee(contract.payee_name, contract.payee_account), field)
    check_standing(act, contract, instalment, field)


def ground_said(act: Act, contract: Contract, instalment: Instalment) -> str:
    """What the condition of the plan still lacks today, as a sentence beside the field; empty when it is met."""
    ground = ground_of(act.session, contract, instalment)
    missing = ground.lacks(act.decide("payment_ground", **ground.asked(act.today))["missing"])
    return _("付款条件“{trigger}”：{missing}").format(trigger=instalment.trigger, missing=missing) if missing else ""


def second_look(act: Act, contract: Contract, request: PaymentRequest) -> bool:
    """Whether a payment that is reviewed today takes a second look (TD25); a large one of these days is pointed out and flagged."""
    december, answer = _december(act, contract, request)
    if act.check(disbursement.december_takes_a_second_look, answer, december):
        act.record.flags.append("F04")
    return answer == disbursement.LOOK


def check_second_look(act: Act, contract: Contract, request: PaymentRequest, paid_on: dt.date | None = None) -> None:
    """A large payment is released or paid at the end of the year only after the second look (TD25). `paid_on`: the bank's day."""
    december, answer = _december(act, contract, request, paid_on)
    act.check(disbursement.december_was_looked_at_twice, answer, december)


def _december(act: Act, contract: Contract, request: PaymentRequest, on: dt.date | None = None) -> tuple[disbursement.December, str]:
    """The town's figure, and what the table says of this payment on a day; today if none is named."""
    on = on or act.today
    december = disbursement.December.parse(figure(act.session, "TD25", occasion(act)))
    in_window = on.month == 12 and on >= december_window(act.session, on, december)
    said = {"amount": request.amount, "price": contract.price, "percent": december.percent, "checked": request.checked_on is not None}
    return december, act.decide("second_look", in_window=in_window, **said)["look"]


def sums_said(act: Act, contract: Contract, instalment: Instalment, request: PaymentRequest) -> str:
    """What is asked, the sum with it and the price, as a sentence beside the decision."""
    text = _("申请{amount}元，连同此前累计{total}元，合同价{price}元")
    total = figures(sum(already(act, instalment), request.amount))
    return text.format(amount=figures(request.amount), total=total, price=figures(contract.in_force))


def accounts_said(contract: Contract, request: PaymentRequest) -> str:
    """Both accounts to compare."""
    return _("申请：{payee} {account}\n合同：{contracted} {by_contract}").format(
        payee=request.payee_name, account=request.payee_account, contracted=contract.payee_name, by_contract=contract.payee_account
    )


def hold_said(act: Act) -> dict[str, str]:
    """How long a payment may be held, and a dispute last."""
    held, disputed = figure(act.session, "TD40", occasion(act)), figure(act.session, "TD41", occasion(act))
    return {"until": _("暂缓最长{held}日，争议处理最长{disputed}日").format(held=held, disputed=disputed)}


def committed_covers(act: Act, instalment: Instalment, amount: Decimal) -> None:
    """What is paid was committed (ART-13.3)."""
    act.check(rules.committed_covers, amount, spending.committed(act.session, instalment.project_id))
