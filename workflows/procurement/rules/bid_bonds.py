"""Bid bonds (GPLR 33, C214 12, O74 20, O87 38): how large, in what form, what follows without one, and until when it goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day, percent, yuan
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
LATE = "F26"
"""Flag of a bond that went back after its time."""
LOSERS, WINNER, FAILED = "T18a", "T18b", "TD49"
"""Which clock runs: from the letter of award, from the signature, from the notice that the procedure failed."""
RETURNS = ("bonds.return_to_losers", "bonds.return_to_winner", "bonds.return_all")
GROUNDS = (
    _("响应截止后撤回响应文件"),
    _("提供虚假材料"),
    _("除不可抗力外不与采购人签订合同"),
    _("与采购人、其他供应商恶意串通"),
    _("采购文件规定的其他情形"),
)
"""When a bond does not go back (O74 20)."""


@rule("T18", also=("LAW-GPLR-33", "LAW-C214-12"), at=("documents.draft",), regimes=BY_LAW)
def bid_bond_within_cap(bond: Decimal, budget: Decimal, ratio: Decimal) -> Reason | None:
    """A bid bond (yuan) is at most two per cent of the budget."""
    cap = (budget * ratio).quantize(Decimal("0.01"), ROUND_DOWN)
    if bond <= cap:
        return None
    sentence = _("实施条例第三十三条：投标（响应）保证金{bond}超过采购预算的{ratio}，最多{cap}。")
    return Reason(sentence.format(bond=yuan(bond), ratio=percent(ratio), cap=yuan(cap)), "bid_bond")


@rule("T18", also=("LAW-GPLR-33",), at=("documents.draft",), regimes=BY_LAW)
def bid_bond_is_not_cash(bond: Decimal, form: str) -> Reason | None:
    """A bid bond is given by transfer, cheque or guarantee, never in cash: the documents name the form."""
    if not bond or form:
        return None
    return Reason(_("收取投标（响应）保证金的，请选择非现金形式。"), "bid_bond_form", level="invalid")


@rule("LAW-C214-12", also=("LAW-O74-20",), at=("opening.open",), regimes=BY_LAW)
def bonds_are_noted_as_they_came(
    noted: Sequence[tuple[str, Decimal, dt.date]], came: Collection[str], demanded: Decimal, closed_on: dt.date
) -> Iterator[Reason]:
    """A bond is noted once for who responded, over the amount that was demanded (yuan), received by the closing.

    `noted`: organisation, amount, day of receipt.
    """
    if noted and not demanded:
        yield Reason(_("采购文件没有要求保证金，不得收取。"), "bonds")
        return
    if len({who for who, _amount, _on in noted}) != len(noted) or any(who not in came for who, _amount, _on in noted):
        yield Reason(_("保证金按提交响应文件的供应商登记，每家一行。"), "bonds")
    for place, (_who, amount, on) in enumerate(noted):
        if amount != demanded:
            yield Reason(_("采购文件要求的保证金为{demanded}。").format(demanded=yuan(demanded)), f"bonds.{place}.amount")
        if on > closed_on:
            text = _("保证金应当在响应截止（{closed}）前交纳，逾期的不予登记。")
            yield Reason(text.format(closed=day(closed_on)), f"bonds.{place}.received_on")


@rule("LAW-O87-63", also=("LAW-C214-12",), at=("assessment.check",), regimes=BY_LAW)
def without_its_bond_a_response_is_not_valid(valid: Sequence[tuple[int, str]], without: Collection[str]) -> Iterator[Reason]:
    """A response whose bond did not come as the documents demand is not valid. `valid`: the line and the organisation found valid."""
    for place, who in valid:
        if who in without:
            yield Reason(_("该单位没有按采购文件交纳保证金，响应无效。"), f"checked.{place}.valid")


@rule("LAW-GPLR-33", at=RETURNS, regimes=BY_LAW)
def every_bond_is_settled_once(settled: Sequence[str], owed: Sequence[str]) -> Reason | None:
    """Each bond that is owed is given back or withheld, once."""
    if sorted(settled) == sorted(owed):
        return None
    return Reason(_("应退的保证金须逐家登记，每家一行。"), "bonds")


@rule("LAW-O74-20", at=RETURNS, level="invalid")
def bond_goes_back_or_is_withheld(returned_on: dt.date | None, reference: str, withheld: str, place: int) -> Iterator[Reason]:
    """A bond goes back on a day with a reference, or is withheld on a ground of the law; one of the two."""
    if (returned_on is None) == (not withheld):
        yield Reason(_("填写退还日期，或者选择不予退还的情形，二者择一。"), f"bonds.{place}.returned_on")
    elif returned_on and not reference:
        yield Reason(_("请填写退还凭证号。"), f"bonds.{place}.reference")


@rule("LAW-GPLR-33", at=RETURNS, regimes=BY_LAW)
def bond_went_back_between(returned_on: dt.date, owed_from: dt.date, today: dt.date, place: int) -> Reason | None:
    """What went back did so after it was owed; nothing goes back in the future."""
    if owed_from <= returned_on <= today:
        return None
    return Reason(_("退还日期应在{first}至今天之间。").format(first=day(owed_from)), f"bonds.{place}.returned_on")


@rule("T18", also=("LAW-GPLR-33",), at=RETURNS, regimes=BY_LAW, level="warn")
def bond_goes_back_in_time(returned_on: dt.date, last: dt.date | None, place: int) -> Reason | None:
    """A bond goes back within five working days; later it is shown (F26)."""
    if last is None or returned_on <= last:
        return None
    text = _("实施条例第三十三条：保证金应在五个工作日内退还，期限为{last}，已逾期。")
    return Reason(text.format(last=day(last)), f"bonds.{place}.returned_on")
