"""Amounts in capital words and in figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.money import LIMIT, figures, normalised, plain, says, words, writings
from workflows.procurement.rules.money import words_say_the_figures

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
amounts = st.one_of(st.integers(0, 10**7), st.integers(0, LIMIT * 100 - 1)).map(lambda fen: Decimal(fen).scaleb(-2))


def spelled(amount: Decimal) -> str:
    """The same by another road: one walk over the digits from the left, an empty place remembered until a digit follows."""
    yuan, fen = str(int(amount)), str(amount.quantize(Decimal("0.01")))[-2:]
    text, empty = "", False
    for at, digit in enumerate(yuan):
        group, place = divmod(len(yuan) - 1 - at, 4)
        if digit == "0":
            empty = True
        else:
            text += ("零" if empty and text else "") + "零壹贰叁肆伍陆柒捌玖"[int(digit)] + ["", "拾", "佰", "仟"][place]
            empty = False
        if place == 0 and (int(yuan[: at + 1]) % 10**4 or (group == 2 and int(yuan[: at + 1]))):
            text, empty = text + ["", "万", "亿", "万"][group], False
    if fen == "00":
        return f"{text or '零'}元整"
    text += "元" if text else ""
    jiao = "零壹贰叁肆伍陆柒捌玖"[int(fen[0])] + "角" if fen[0] != "0" else "零" if text else ""
    return text + jiao + ("零壹贰叁肆伍陆柒捌玖"[int(fen[1])] + "分" if fen[1] != "0" else "")


@given(amounts)
def test_words_agree_with_an_independent_walk_over_the_digits(amount: Decimal) -> None:
    assert words(amount) == spelled(amount)


@given(amounts)
def test_words_have_one_reading_and_no_idle_zero(amount: Decimal) -> None:
    text = words(amount)
    assert "零零" not in text
    assert not re.search(r".零元", text)
    assert says(text, amount)


@given(amounts, st.integers(1, 10**4))
def test_words_of_one_amount_never_say_another(amount: Decimal, more: int) -> None:
    assert not says(words(amount), amount + Decimal(more).scaleb(-2) if amount < LIMIT - 100 else amount - Decimal(more).scaleb(-2))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10.00", "壹拾元整"),
        ("107000.50", "壹拾万柒仟元伍角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10000000.05", "壹仟万元零伍分"),
        ("1256000.00", "壹佰贰拾伍万陆仟元整"),
        ("100010001.00", "壹亿零壹万零壹元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("1000000000000000.00", "壹仟万亿元整"),
        ("500000000000001.10", "伍佰万亿零壹元壹角"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_words_of_known_amounts(amount: str, text: str) -> None:
    assert words(Decimal(amount)) == text


def golden_pairs() -> Iterator[tuple[str, str]]:
    """Every amount of the golden case that stands beside its words."""
    golden = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    tables: list[dict[str, Any]] = [one.get("form", {}) for one in (*golden["step"], *golden["refusal"])]
    for form in tables:
        yield from ((form[name], form[f"{name}_words"]) for name in ("amount", "price") if f"{name}_words" in form and name in form)


def test_words_of_the_golden_case() -> None:
    pairs = list(golden_pairs())
    assert len(pairs) >= 9
    assert [words(Decimal(amount)) for amount, _text in pairs] == [text for _amount, text in pairs]


@pytest.mark.parametrize(
    "text",
    ["壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分", "人民币壹拾万柒仟元伍角叁分", "壹拾万柒仟圆伍角叁分", " 壹拾万柒仟元 伍角叁分 "],
)
def test_every_writing_that_the_rules_for_bills_allow_is_read(text: str) -> None:
    assert says(text, Decimal("107000.53"))


@pytest.mark.parametrize(
    "text", ["壹拾万柒仟元伍角", "拾万柒仟元伍角叁分", "十万七千元五角三分", "壹拾万柒仟元伍角叁分整", "107000.53", ""]
)
def test_other_writings_are_not(text: str) -> None:
    assert not says(text, Decimal("107000.53"))


def test_whole_amounts_may_end_in_either_word() -> None:
    assert says("壹拾捌万元正", Decimal("180000.00"))
    assert normalised("人民币壹拾捌万圆正") in writings(Decimal("180000.00"))


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "10000000000000000.00"])
def test_what_has_no_words_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no words"):
        words(Decimal(amount))


def test_figures_and_plain_numbers() -> None:
    assert figures(Decimal(172800)) == "172800.00"
    assert [plain(Decimal(text)) for text in ("95.00", "33.50", "100", "0.00")] == ["95", "33.5", "100", "0"]


def test_a_form_says_what_the_words_should_have_been() -> None:
    right = Decimal("180000.01")
    assert words_say_the_figures(says("壹拾捌万元零壹分", right), words(right), "amount_words") == []
    reasons = words_say_the_figures(says("壹拾捌万元整", right), words(right), "amount_words")
    assert [(reason.level, reason.field, reason.rules) for reason in reasons] == [("invalid", "amount_words", ("LAW-O87-59",))]
    assert reasons[0].message == "大写与小写金额不一致，应为“壹拾捌万元零壹分”。"
