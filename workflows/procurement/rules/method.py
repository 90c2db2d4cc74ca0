"""Art. 21: the method fits the project. The table decides; a person confirms, or asks for more competition and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

REVIEW, CONFIRM = ("procurement.review_plan",), ("procurement.confirm_method",)
OWN = "自行采购·"
LADDER = (f"{OWN}单家报价", f"{OWN}三家比价", f"{OWN}公开比选")
"""The town's own procedures below the limit, from the least to the most open."""
INQUIRY = "询价"


def method_of_the_law(amount: Decimal, open_tender_from: Decimal | None) -> str:
    """What the Procurement Law wants at or above its limit (yuan): open tender from its own threshold on, else consultation."""
    if open_tender_from is not None and amount >= open_tender_from:
        return "公开招标"
    return "竞争性磋商"


@rule("ART-21.1", also=("LAW-GPL-2",), at=REVIEW)
def limit_is_registered(fiscal: bool, limit: Decimal | None, on: dt.date) -> Reason | None:
    """Without a registered threshold for the day no method can be told."""
    if not fiscal or limit is not None:
        return None
    return Reason(_("无法判定采购方式：没有{day}适用的采购限额标准，请先登记标准。").format(day=day(on)), "outcome")


@rule("ART-21.1", also=("LAW-GPL-26",), regimes=frozenset({PROCUREMENT_LAW}), at=REVIEW)
def law_wants_another_procedure(amount: Decimal, limit: Decimal, open_tender_from: Decimal | None) -> Reason:
    """Where the Procurement Law binds, a town does not buy by comparing quotations of its own choosing."""
    wanted = method_of_the_law(amount, open_tender_from)
    message = _("第二十一条：预算{amount}达到采购限额标准{limit}，依法应采用{wanted}，不能按限额以下的自行采购程序办理。")
    return Reason(message.format(amount=yuan(amount), limit=yuan(limit), wanted=wanted), "outcome")


@rule("LAW-O74-3", at=CONFIRM)
def inquiry_is_for_goods(proposed: str, decided: str) -> Reason | None:
    """Inquiry of prices buys goods; a service is bought otherwise."""
    if proposed.removeprefix(OWN) != INQUIRY:
        return None
    return Reason(_("询价只适用于货物，购买服务请用{wanted}。").format(wanted=decided.removeprefix(OWN)), "proposed_method")


@rule("ART-21.1", at=CONFIRM)
def deviation_is_lawful(proposed: str, decided: str) -> Reason | None:
    """Another method than the decided one is a more open one of the same kind; a procedure of the Procurement Law is not held here."""
    if proposed in {decided, INQUIRY}:
        return None
    if proposed in LADDER and decided in LADDER:
        if LADDER.index(proposed) > LADDER.index(decided):
            return None
        message = _("按金额应采用{decided}，不能改用竞争程度更低的{proposed}。")
    else:
        message = _("本项目应采用{decided}；{proposed}不在本程序之内，须依法另行办理。")
    return Reason(message.format(decided=decided, proposed=proposed), "proposed_method")


@rule("ART-21.1", at=CONFIRM)
def deviation_has_a_reason(proposed: str, decided: str, reason: str) -> Reason | None:
    """Whoever departs from the decided method writes why."""
    if proposed == decided or reason:
        return None
    return Reason(_("拟用方式与判定的{decided}不同，须写明理由。").format(decided=decided), "deviation_reason")


def lawful(decided: str) -> Sequence[str]:
    """The methods that may be confirmed: the decided one and what is more open."""
    return LADDER[LADDER.index(decided) :] if decided in LADDER else (decided,)


@rule("ART-21.1", at=CONFIRM)
def method_was_decided(decided: str | None) -> Iterator[Reason]:
    """There is a decision to confirm."""
    if not decided or decided == "无法判定":
        yield Reason(_("无法判定采购方式，请先补充限额标准。"), "proposed_method")
