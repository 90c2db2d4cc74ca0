"""Art. 18: services in public spaces cost nothing or little; the community consents, the town looks, everybody can read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import percent, yuan
from workflows.text import _

FREE, LOW = "无偿", "低偿"
KINDS = (FREE, LOW)
AGREE, RETURN, REFUSE = "同意", "退回修改", "不同意"
CONSENTING, CHECKING = (AGREE, REFUSE), (AGREE, RETURN, REFUSE)
LEAST_WORDS = 10


@rule("ART-18.1", at=("space.propose",), level="invalid")
def fee_has_its_list(kind: str, lines: int) -> Reason | None:
    """A free service has no prices, a low-fee service shows each of them."""
    if kind == FREE and lines:
        return Reason(_("无偿服务不填价目。"), "prices")
    return Reason(_("低偿服务须逐项填写价目。"), "prices") if kind == LOW and not lines else None


@rule("ART-18.1", also=("TD93",), at=("space.propose",))
def fees_are_low(lines: Sequence[tuple[Decimal, Decimal]], most: Decimal) -> Iterator[Reason]:
    """No fee is above the town's share of what the service costs elsewhere. `lines`: (market price, fee) in yuan."""
    for place, (market, fee) in enumerate(lines):
        if fee > market * most:
            message = _("低偿收费不超过市场价格的{share}，本项最高{most}。")
            yield Reason(message.format(share=percent(most), most=yuan(market * most)), f"prices.{place}.fee")


@rule("ART-18.1", at=("space.propose",))
def time_of_use(begins: dt.date, ends: dt.date, on: dt.date) -> Reason | None:
    """An agreement is for a time to come, and has an end."""
    if ends <= begins:
        return Reason(_("结束日期须晚于开始日期。"), "ends_on", level="invalid")
    return Reason(_("开始日期不得早于今天。"), "begins_on") if begins < on else None


@rule("ART-18.1", at=("space.consent",))
def community_has_met(met_on: dt.date, on: dt.date) -> Reason | None:
    """The community discussed it before it consents."""
    return Reason(_("议事日期不得晚于今天。"), "met_on") if met_on > on else None


@rule("ART-18.1", at=("space.consent", "space.check"), level="invalid")
def refusal_says_why(outcome: str, opinion: str) -> Reason | None:
    """Whoever does not agree says why."""
    if outcome == AGREE or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("结论为“{outcome}”的，请说明理由，至少{least}字。").format(outcome=outcome, least=LEAST_WORDS), "opinion")
