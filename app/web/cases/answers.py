"""What was answered in a form, with its labels: a line a field, a table for a table. Withheld values are said to be so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow.fields import Field

from app.i18n.formats import moment
from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from forms.base import Form
from forms.fields import Attachment, Moment, Money, Pick, Picks, Rows
from workflows.ledger.commitments import MARK
from workflows.text import _

WITHHELD = _("已加密留存")
MOST_SHOWN = 4000


def facts(form: Form | None, raw: Mapping[str, Any], names: Names) -> Iterator[Fact]:
    """A line for each field that is neither a table nor a file, in the order of the form; blank answers are left out.

    Values of a form that is no longer known stand under their bare names.
    """
    known = dict(form.fields) if form else {}
    for name in [*(one for one in known if one in raw), *(one for one in raw if one not in known)]:
        field, value = known.get(name), raw[name]
        if isinstance(field, Attachment) or (isinstance(field, Rows) and not withheld(value)) or value in ("", None, []):
            continue
        yield _fact(label(name, field), field, value, names)


def tables(form: Form | None, raw: Mapping[str, Any], names: Names) -> Iterator[TableView]:
    """Each table of the form that has lines."""
    for name, field in (dict(form.fields) if form else {}).items():
        lines = raw.get(name)
        if isinstance(field, Rows) and isinstance(lines, list) and lines:
            columns = field.row().fields
            money = [place for place, column in enumerate(columns.values()) if isinstance(column, Money)]
            cells = [[_cell(column, line.get(key), names) for key, column in columns.items()] for line in lines]
            yield TableView(label(name, field), [label(key, column) for key, column in columns.items()], cells, money=money)


def withheld(value: Any) -> bool:
    """Whether the entry only commits to this value."""
    return isinstance(value, Mapping) and set(value) == {MARK}


def label(name: str, field: Field[Any] | None) -> str:
    """What stands above a field."""
    about = field.metadata if field is not None else {}
    return str(about.get("label") or name)


def _fact(title: str, field: Field[Any] | None, value: Any, names: Names) -> Fact:
    amount = _amount(value) if isinstance(field, Money) else None
    if amount is not None:
        return Fact(title, amount=amount)
    unit = str(field.metadata.get("unit") or "") if field is not None else ""
    return Fact(title, f"{_text(field, value, names)}{unit}"[:MOST_SHOWN])


def _cell(field: Field[Any], value: Any, names: Names) -> str | Decimal | None:
    if isinstance(field, Money):
        return _amount(value)
    return _text(field, value, names) if value not in (None, "") else ""


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, str | int) else None
    except InvalidOperation:
        return None


def _text(field: Field[Any] | None, value: Any, names: Names) -> str:
    if withheld(value):
        return WITHHELD
    if isinstance(value, list):
        return "、".join(_text(field, one, names) for one in value)
    if isinstance(field, Pick | Picks) and isinstance(value, str):
        return names.picked(value, field.source)
    if isinstance(field, Moment):
        return _moment(str(value))
    return str(value)


def _moment(text: str) -> str:
    try:
        said = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(said) if said.tzinfo else text.replace("T", " ")
