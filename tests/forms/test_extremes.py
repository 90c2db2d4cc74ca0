"""Claims: no value that fits a field breaks a form; what a column cannot hold, or no calendar reaches, is named at its field."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

import forms
from forms import fields
from forms.base import forms as every_form
from tests.towns import step
from workflows.act import SHANGHAI, FileRef
from workflows.errors import Invalid
from workflows.procurement.money import words
from workflows.procurement.rules.origination import lines_multiply
from workflows.schema import Hundredths
from workflows.schema import Money as Yuan

forms.load()
FORMS = every_form()
YEARS = "请核对日期：年份应在1990年至2100年之间。"
LARGEST, FIRST, LAST = "9999999999999999.99", "0001-01-01", "9999-12-31"
EXTREMES = (
    LARGEST,
    "0.01",
    "9999999999999999",
    "99999999999999999.99",
    "2147483648",
    "9" * 5000,
    "-0",
    "1e999",
    "NaN",
    FIRST,
    "9998-01-01",
    LAST,
    "1899-12-31",
    "２０２６-01-01",  # noqa: RUF001  full-width on purpose
    f"{FIRST}T00:00:00+08:00",
    f"{FIRST}T00:00:00+14:00",
    f"{LAST}T23:59:59-12:00",
    "2026-06-18T16:40+23:59",
    "2026-06-18T16:40+99:99",
    "\u202e",
)
PAPER = FileRef("纪要.pdf", "0" * 64, 10, "application/pdf")
STEPS = 61
WITH_A_FORM = [one for one in map(step, range(1, STEPS + 1)) if one.get("form")]


def said(field: fields._Shown, value: str) -> str:
    """What the field says against a value; empty where it takes it."""
    try:
        field.deserialize(value)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def changed(form: dict[str, Any], value: str) -> Iterator[dict[str, Any]]:
    """The form with one of its answers, a cell of a table among them, replaced; then with all of them."""
    every = copy.deepcopy(form)
    for name, answer in form.items():
        rows = answer if isinstance(answer, list) and answer and isinstance(answer[0], dict) else []
        if isinstance(answer, str):
            yield {**form, name: value}
            every[name] = value
        for column in rows[0] if rows else ():
            yield {**form, name: [{**rows[0], column: value}, *rows[1:]]}
            every[name][0][column] = value
    yield every


@pytest.mark.parametrize("number", range(len(WITH_A_FORM)), ids=lambda number: f"{number}-{WITH_A_FORM[number]['task']}")
def test_no_answer_breaks_a_form(number: int) -> None:
    at = WITH_A_FORM[number]
    form = FORMS[at["task"]]
    files = {name: [PAPER] for name, field in form.fields.items() if isinstance(field, fields.Attachment)}
    form.read(at["form"], files)
    for value in EXTREMES:
        for raw in changed(at["form"], value):
            try:
                form.read(raw, files)
            except Invalid as invalid:
                assert all(one.message and one.level == "invalid" for one in invalid.reasons)


fen = st.integers(min_value=0, max_value=10**18 - 1).map(lambda number: Decimal(number).scaleb(-2))


@given(quantity=fen, price=fen, amount=fen)
def test_any_three_figures_are_multiplied(quantity: Decimal, price: Decimal, amount: Decimal) -> None:
    exact = int(quantity * 100) * int(price * 100)
    right = (exact + 50) // 100
    wrong = list(lines_multiply([(quantity, price, amount)]))
    assert (right == int(amount * 100)) is (not wrong)


def test_the_largest_product_is_written_out_to_its_last_place() -> None:
    (reason,) = lines_multiply([(Decimal(LARGEST), Decimal(LARGEST), Decimal("1.00"))])
    assert reason.message == "数量×单价为99999999999999999800000000000000.0001元，与金额1.00元不符。"


@given(fen.filter(bool))
def test_an_amount_that_a_field_takes_fits_its_column_and_has_words(amount: Decimal) -> None:
    taken = fields.Money("金额").deserialize(f"{amount:f}")
    kept = Yuan().process_bind_param(taken, None)  # type: ignore[arg-type]
    assert kept is not None
    assert kept < 2**63
    assert words(taken)


def test_an_amount_of_seventeen_digits_is_too_large() -> None:
    assert said(fields.Money("金额"), LARGEST) == ""
    for value in ("10000000000000000.00", "9" * 30, f"-{'9' * 30}.99"):
        assert said(fields.Money("金额"), value) in {"请用半角数字填写，整数部分最多16位。", "金额须大于零。"}


def test_counts_fit_their_columns_and_quantities_theirs() -> None:
    count, quantity = fields.Number("人数"), fields.Number("数量", places=2)
    assert said(count, str(2**31 - 1)) == ""
    assert said(count, str(2**31)) == said(count, LARGEST.partition(".")[0]) == "不得大于2147483647。"
    assert said(quantity, "999999999.99") == ""
    assert said(quantity, "1000000000") == "不得大于999999999.99。"
    assert Hundredths().process_bind_param(Decimal("999999999.99"), None) == 99999999999  # type: ignore[arg-type]


@pytest.mark.parametrize("day", [FIRST, "1899-12-31", "1989-12-31", "2101-01-01", "9998-01-01", LAST])
def test_a_year_out_of_reach_is_named(day: str) -> None:
    assert said(fields.Date("日期"), day) == YEARS
    assert said(fields.Moment("时间"), f"{day}T12:00") == YEARS


@pytest.mark.parametrize(
    ("moment", "right"),
    [
        (f"{FIRST}T00:00:00+08:00", False),
        (f"{FIRST}T00:00:00+14:00", False),
        (f"{LAST}T23:59:59-12:00", False),
        ("1989-12-31T16:00:00+00:00", True),
        ("1989-12-31T15:59:59+00:00", False),
        ("2100-12-31T15:59:59+00:00", True),
        ("2100-12-31T16:00:00+00:00", False),
    ],
)
def test_the_year_of_a_moment_is_that_of_the_law_s_clock(moment: str, right: bool) -> None:
    assert said(fields.Moment("时间"), moment) == ("" if right else YEARS)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_days_within_reach_are_taken(day: dt.date) -> None:
    assert fields.Date("日期").deserialize(day.isoformat()) == day
    assert fields.Moment("时间").deserialize(f"{day}T00:00") == dt.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def test_a_zero_has_no_sign() -> None:
    assert [str(fields.Money("金额", zero=True).deserialize("-0")), str(fields.Number("人数").deserialize("-0"))] == ["0.00", "0"]


@pytest.mark.parametrize("second", ["SP-1", "sp-1", " SP - 1", "ＳＰ－１"])  # noqa: RUF001  full-width on purpose
def test_two_receipts_that_differ_only_in_writing_are_one_number_twice(second: str) -> None:
    lines = [{"act": act, "number": number, "received_at": "2026-06-18T16:40"} for act, number in (("审核", "SP-1"), ("审批", second))]
    with pytest.raises(Invalid) as refused:
        FORMS["review.record_receipts"].read({"receipts": lines}, {})
    assert [(one.field, one.message) for one in refused.value.reasons] == [("receipts.1.number", "回执编号SP-1重复。")]


@pytest.mark.parametrize("task", ["review.give_leader_opinion", "review.decide_collectively"])
def test_the_number_of_an_approval_is_one_however_it_is_written(task: str) -> None:
    field = FORMS[task].fields["approval_no"]
    assert field.deserialize("ａ镇 立项〔２０２６〕１号") == "A镇立项〔2026〕1号"  # noqa: RUF001  full-width on purpose
    assert field.deserialize(" ") == field.deserialize("\u200b") == ""


def test_two_targets_that_differ_only_in_writing_have_one_code() -> None:
    plan = step(1)["form"]
    targets = [{**plan["targets"][0], "code": code} for code in ("M1", " ｍ１")] + plan["targets"][2:]  # noqa: RUF001  full-width on purpose
    files = {"needs_analysis": [PAPER]}
    with pytest.raises(Invalid) as refused:
        FORMS["project.draft_plan"].read({**plan, "targets": targets}, files)
    assert ("targets" in refused.value.reasons[-1].field, "M1" in refused.value.reasons[-1].message) == (True, True)


@pytest.mark.parametrize("unreadable", [[None], [1], [[]]], ids=repr)
def test_whatever_a_field_cannot_read_is_said_in_the_language_of_the_page(unreadable: Any) -> None:
    for task, form in FORMS.items():
        for name in form.fields:
            with pytest.raises(Invalid) as refused:
                form.read({name: unreadable, "no such field": ""}, {})
            assert [one for one in refused.value.reasons if one.message.isascii()] == [], (task, name)
