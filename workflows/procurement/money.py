"""Yuan to the fen: in capital words, and how a figure is written. Knows Decimal and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

FEN = Decimal("0.01")
LIMIT = 10**16
"""What can be put into words lies below this, in yuan: sixteen digits, as many as a form takes."""
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")


def words(amount: Decimal) -> str:
    """The amount in capital words, as on a bill: 180000.01 → 壹拾捌万元零壹分. Raises ValueError outside 0 … 10^16 or beyond fen."""
    return _write(amount, zero_in_integer=False, zero_before_jiao=False, whole_after_jiao=False)


def writings(amount: Decimal) -> frozenset[str]:
    """Every writing of the amount that the rules for filling in bills allow (optional 零 and 整), in the form of `normalised`."""
    switches = itertools.product((False, True), repeat=3)
    return frozenset(_write(amount, zero_in_integer=a, zero_before_jiao=b, whole_after_jiao=c) for a, b, c in switches)


def normalised(text: str) -> str:
    """Words without what does not change their meaning: spaces, 人民币 in front, 圆 for 元, 正 for 整."""
    return "".join(text.split()).removeprefix("人民币").replace("圆", "元").replace("正", "整")


def says(text: str, amount: Decimal) -> bool:
    """Whether the words say this amount."""
    return normalised(text) in writings(amount)


def figures(amount: Decimal) -> str:
    """The amount as every sentence and every file writes it: 172800.00."""
    return f"{amount.quantize(FEN):f}"


def plain(number: Decimal) -> str:
    """A weight or a percentage without idle zeros: 95, 33.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write(amount: Decimal, *, zero_in_integer: bool, zero_before_jiao: bool, whole_after_jiao: bool) -> str:
    fen_in_all = amount * 100
    if not 0 <= amount < LIMIT or fen_in_all != fen_in_all.to_integral_value():
        raise ValueError(f"no words for {amount}")
    yuan, rest = divmod(int(fen_in_all), 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_integer(yuan, zero_in_integer)}元" if yuan or not rest else ""
    if not rest:
        return text + "整"
    if jiao:
        # The place of yuan is empty and that of jiao is not: 零 may stand between them.
        between = "零" if text and yuan % 10 == 0 and zero_before_jiao else ""
        text += f"{between}{DIGITS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{DIGITS[fen]}分" if fen else "整" if whole_after_jiao else "")


def _integer(number: int, zero: bool) -> str:
    """A whole number in capital words; `zero`: write the 零 that may be left out after a group ending in an empty place."""
    if number == 0:
        return DIGITS[0]
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, unit)
        if high:
            skipped = 0 < low < unit // 10 or (low > 0 and zero and high % 10 == 0)
            return f"{_integer(high, zero)}{name}{'零' if skipped else ''}{_integer(low, zero) if low else ''}"
    return "".join(_four(number))


def _four(number: int) -> Iterator[str]:
    """The words of 1 … 9999, place by place; empty places between two digits are one 零."""
    started = skipped = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            yield ("零" if started and skipped else "") + DIGITS[digit] + PLACES[place]
            started, skipped = True, False
        else:
            skipped = True
