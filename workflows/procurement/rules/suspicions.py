"""What an auditor would look at, as facts with a figure each; the table `risk` says which are flagged (handbook 6.2, D12)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

Told = Iterator[tuple[str, Decimal]]
"""Facts of an act, by the table's name for them."""
LEAST = 3
"""How many prices make a step."""


def near_a_line(amount: Decimal, lines: Iterable[Decimal]) -> Told:
    """F02: how close an amount comes from below to the next of the lines from which more is demanded."""
    above = [line for line in lines if line > amount]
    if above:
        yield "金额与上一档标准之比", amount / min(above)


def of_offers(prices: Sequence[Decimal], wanted: int, ceiling: Decimal) -> Told:
    """F07: how many fewer than were wanted it goes on with; F13: equal prices, equal steps, how far the lowest lies below the ceiling."""
    if not prices:
        return
    ranked = sorted(prices)
    steps = {later - earlier for earlier, later in itertools.pairwise(ranked)}
    yield "还差的报价家数", Decimal(wanted - len(prices))
    yield "相同的报价", Decimal(Decimal(0) in steps)
    yield "等差的报价", Decimal(len(ranked) >= LEAST and len(steps) == 1)
    yield "最低报价与最高限价之比", ranked[0] / ceiling


def cut_advances(paid: Sequence[Decimal], cap: Decimal) -> Told:
    """F03: how close what is paid before verified progress (yuan, by instalment) comes to the cap, where it is cut in pieces."""
    if len(paid) > 1 and cap:
        yield "分次预付与上限之比", sum(paid, Decimal()) / cap


def moved_ahead(before: Sequence[Decimal], after: Sequence[Decimal]) -> Told:
    """F03: how much more a change of the contract pays before verified progress than the plan did (yuan, by instalment)."""
    yield "变更后增加的预付", sum(after, Decimal()) - sum(before, Decimal())


def of_supplements(added: Decimal, price: Decimal, number: int, days: int | None) -> Told:
    """F15: supplements together as a share of the price, the how many-eth it is, `days` since the award where they are known."""
    yield "补充金额与合同价之比", added / price
    yield "第几次补充", Decimal(number)
    if days is not None:
        yield "成交后的天数", Decimal(days)


def signed_in_doubt(unsettled: bool, late: bool) -> Told:
    """F08: signed while somebody still challenges or complains, though that does not stop it, or after the period for signing."""
    yield "未了结的争议", Decimal(unsettled)
    yield "逾期签约", Decimal(late)


def approved_in_haste(waited: dt.timedelta, since_submitted: dt.timedelta | None) -> Told:
    """F20: how long the approver had the task, and how long the whole review took."""
    yield "审批用时（秒）", Decimal(str(waited.total_seconds()))
    if since_submitted is not None:
        yield "送审至批准的时间（秒）", Decimal(str(since_submitted.total_seconds()))


def off_the_list(list_item: str, listed: int) -> Told:
    """F23: how many items the list has, for a service that is on none of them."""
    if not list_item:
        yield "未列入的清单事项", Decimal(listed)


def bond_kept(bond: Decimal, returned_on: dt.date | None) -> Told:
    """F26: what of the bond (yuan) was not given back when the case is closed."""
    if returned_on is None:
        yield "未退还的保证金（元）", bond
