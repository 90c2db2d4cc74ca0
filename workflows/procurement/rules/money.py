"""Rules about how money is written and multiplied, wherever a form asks for it twice."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

FEN = Decimal("0.01")
EXACT = Context(prec=100)
"""Places enough for the product of any two figures that forms take, and for sums of them."""


def times(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity × price to its last place, however long the figures are, without idle zeros behind the fen."""
    product = EXACT.multiply(quantity, price)
    return fen if (fen := to_the_fen(product)) == product else EXACT.normalize(product)


def to_the_fen(amount: Decimal) -> Decimal:
    """The amount rounded half up to the fen."""
    return amount.quantize(FEN, ROUND_HALF_UP, EXACT)


@rule(
    "LAW-O87-59",
    at=("project.draft_plan", "comparison.submit_quotation", "contract.draft", "payment.request"),
    level="invalid",
)
def words_say_the_figures(agree: bool, right: str, field: str) -> Reason | None:
    """The words say what the figures say; `right`: the amount in words, as it should read."""
    return None if agree else Reason(_("大写与小写金额不一致，应为“{words}”。").format(words=right), field)
