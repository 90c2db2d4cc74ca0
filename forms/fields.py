"""The fields of which forms are made: marshmallow fields with a Chinese label, help, unit and sentences of our own."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, missing, validate
from marshmallow import fields as base

from workflows.act import SHANGHAI, FileRef
from workflows.procurement.money import FEN, LIMIT
from workflows.text import _

NUMBER = re.compile(r"-?\d{1,40}(\.\d+)?", re.ASCII)
REQUIRED = _("请填写此项。")
WRONG = _("此项填写有误。")
UNREADABLE: dict[str, Any] = {"null": WRONG, "invalid": WRONG}
"""What marshmallow would say in English of a value inside a list."""
MOST_COUNTED, MOST_MEASURED = str(2**31 - 1), "999999999.99"
"""What a column of counts holds; and more hours, visits or kilometres than any town buys."""
EARLIEST, LATEST = 1990, 2100
"""Years of a date in a form: before there was no purchase, and beyond no law or calendar reaches."""
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that are drawn as nothing."""
YEARS = _("请核对日期：年份应在{first}年至{last}年之间。").format(first=EARLIEST, last=LATEST)


class _Shown(base.Field[Any]):
    """What a page needs to know of a field; kept in marshmallow's metadata. A blank answer to an optional question is none.

    `needed`: in a few words, when a rule asks for a field that the form itself does not require.
    """

    control = "text"

    def __init__(
        self,
        label: str,
        *,
        help: str = "",  # noqa: A002  the word designers and officials use
        unit: str = "",
        needed: str = "",
        example: Any = None,
        personal: bool = False,
        required: bool = True,
        **more: Any,
    ) -> None:
        metadata = {"label": label, "help": help, "unit": unit, "needed": needed, "example": example, "personal": personal}
        metadata.update(more.pop("metadata", {}))
        sentences = {"required": REQUIRED, "null": REQUIRED, "invalid": WRONG, **more.pop("error_messages", {})}
        super().__init__(required=required, metadata=metadata, error_messages=sentences, **more)

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """The value; blank is missing where required, else `load_default` (an optional text stays blank). Raises ValidationError."""
        if isinstance(value, str) and not value.strip() and not (isinstance(self, Text) and self.load_default is missing):
            value = missing
        return super().deserialize(value, attr, data, **kwargs)


class Text(_Shown, base.String):
    """A line of text (`long` for several). Blank counts as missing where required."""

    def __init__(self, label: str, *, most: int = 200, least: int = 0, long: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.most, self.least, self.control = most, least, "textarea" if long else "text"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if "\x00" in text:
            raise self.make_error("invalid")
        text = text if _visible(text) else ""
        if not text and self.required:
            raise self.make_error("required")
        if len(text) > self.most:
            raise ValidationError(_("最多{most}字，现有{have}字。").format(most=self.most, have=len(text)))
        if text and len(text) < self.least:
            raise ValidationError(_("至少{least}字，现有{have}字。").format(least=self.least, have=len(text)))
        return text


def _visible(text: str) -> bool:
    """Whether anything of it can be seen: no blanks, no signs that only format, no letters drawn as nothing."""
    return any(not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf") and sign not in BLANK_LETTERS for sign in text)


class Reference(Text):
    """The number of a paper or an account, kept as a machine would print it: capitals, half-width, no spaces.

    Two spellings of one number are one number, so that no invoice, receipt or notice counts twice (Art. 23, 24).
    """

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if isinstance(value, str):
            printed = unicodedata.normalize("NFKC", value).upper()
            kept = "".join(sign for sign in printed if not sign.isspace() and unicodedata.category(sign) != "Cf")
            # Once more: what stood apart may now stand together (an accent after the space that was taken out).
            value = unicodedata.normalize("NFKC", kept)
        return super()._deserialize(value, attr, data, **kwargs)


class Money(_Shown, base.Field[Decimal]):
    """Yuan, at most sixteen digits and two decimals, ASCII; above zero unless `zero`."""

    control = "money"

    def __init__(self, label: str, *, zero: bool = False, **more: Any) -> None:
        super().__init__(label, unit=_("元"), **more)
        self.zero = zero

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        number = _number(value, self.required)
        if number < 0 or (number == 0 and not self.zero):
            raise ValidationError(_("金额须大于零。"))
        if number >= LIMIT:
            raise ValidationError(_("请用半角数字填写，整数部分最多16位。"))
        if number != number.quantize(FEN):
            raise ValidationError(_("金额最多两位小数。"))
        return number.quantize(FEN)


class Number(_Shown, base.Field[Decimal]):
    """A number from `least` to `most` with at most `places` decimals; 0 places for a count. `most`: or what a column holds."""

    control = "number"

    def __init__(self, label: str, *, least: str = "0", most: str = "", places: int = 0, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most, self.places = least, most or (MOST_MEASURED if places else MOST_COUNTED), places

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        number = _number(value, self.required)
        if -int(number.as_tuple().exponent) > self.places:
            raise ValidationError(_("请填写整数。") if not self.places else _("最多{n}位小数。").format(n=self.places))
        if number < Decimal(self.least):
            raise ValidationError(_("不得小于{n}。").format(n=self.least))
        if number > Decimal(self.most):
            raise ValidationError(_("不得大于{n}。").format(n=self.most))
        return number


def _number(value: Any, required: bool) -> Decimal:
    text = str(value).strip() if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if not text and required:
        raise ValidationError(REQUIRED)
    if not NUMBER.fullmatch(text):
        raise ValidationError(_("请用半角数字填写，不加千分位。"))
    number = Decimal(text)
    # Nothing owed is nothing: a zero has no sign.
    return number or abs(number)


class Date(_Shown, base.Date):
    """A date of the law, Asia/Shanghai: 2026-05-07. From EARLIEST to LATEST."""

    control = "date"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, error_messages={"invalid": _("请填写日期，如2026-05-07。")}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> dt.date:
        day: dt.date = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError(YEARS)
        return day


class Moment(_Shown, base.AwareDateTime):
    """A date and time; without an offset it is Asia/Shanghai. From EARLIEST to LATEST on the clock of Asia/Shanghai."""

    control = "datetime-local"

    def __init__(self, label: str, **more: Any) -> None:
        sentences = {"invalid": _("请填写日期和时间。"), "invalid_awareness": _("请填写日期和时间。")}
        super().__init__(label, format="iso", default_timezone=SHANGHAI, error_messages=sentences, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> dt.datetime:
        moment: dt.datetime = super()._deserialize(value, attr, data, **kwargs)
        try:
            year = moment.astimezone(SHANGHAI).year
        except OverflowError as error:
            raise ValidationError(YEARS) from error
        if not EARLIEST <= year <= LATEST:
            raise ValidationError(YEARS)
        return moment


class Choice(_Shown, base.String):
    """One of a few words; the value is the word that the official reads, unless `says` has plainer ones for it."""

    control = "choice"

    def __init__(self, label: str, choices: Sequence[str], *, says: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(label, validate=validate.OneOf(choices, error=_("请从列出的选项中选择。")), **more)
        self.choices, self.says = tuple(choices), says or {}


class YesNo(_Shown, base.Field[bool]):
    """是 or 否."""

    control = "yesno"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value not in ("是", "否"):
            raise ValidationError(REQUIRED if value == "" else _("请选择是或否。"))
        return bool(value == "是")


class Pick(_Shown, base.String):
    """The id of a row (a fund, an organisation, an account) from the list `source` of the form's choices."""

    control = "pick"

    def __init__(self, label: str, source: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.source = source

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not text and self.required:
            raise self.make_error("required")
        return text


class Picks(_Shown, base.List[str]):
    """Several ids from the list `source` (or several of the fixed `choices`), none twice."""

    control = "picks"

    def __init__(self, label: str, source: str = "", choices: Sequence[str] = (), least: int = 0, **more: Any) -> None:
        super().__init__(label, cls_or_instance=base.String(error_messages=UNREADABLE), **more)
        self.source, self.choices, self.least = source, tuple(choices), least

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        given = [one for one in super()._deserialize([value] if isinstance(value, str) else value, attr, data, **kwargs) if one]
        if len(set(given)) != len(given):
            raise ValidationError(_("不得重复选择。"))
        if len(given) < self.least:
            raise ValidationError(REQUIRED)
        if self.choices and not set(given) <= set(self.choices):
            raise ValidationError(_("请从列出的选项中选择。"))
        return given


class Rows(_Shown, base.List[dict[str, Any]]):
    """A table the person fills, one `row` schema a line. `nothing`: what is said where there is no line and none is to be added."""

    control = "rows"

    def __init__(self, label: str, row: type[Schema], *, least: int = 0, most: int = 50, nothing: str = "", **more: Any) -> None:
        super().__init__(label, cls_or_instance=base.Nested(row, error_messages=UNREADABLE), **more)
        self.row, self.least, self.most, self.nothing = row, least, most, nothing

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > self.most:
            raise self.make_error("invalid")
        given = super()._deserialize(value, attr, data, **kwargs)
        if len(given) < self.least:
            raise ValidationError(_("至少填写{n}行。").format(n=self.least))
        return given


class Attachment(_Shown, base.Field[list[FileRef]]):
    """One or more files, already durable in the store."""

    control = "file"

    def __init__(self, label: str, *, most: int = 10, **more: Any) -> None:
        super().__init__(label, **more)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[FileRef]:
        if not isinstance(value, list) or not all(isinstance(one, FileRef) for one in value):
            raise self.make_error("invalid")
        if self.required and not value:
            raise ValidationError(_("请上传附件。"))
        if len(value) > self.most:
            raise ValidationError(_("最多{n}个附件。").format(n=self.most))
        return value
