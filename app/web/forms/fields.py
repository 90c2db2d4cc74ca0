"""Draws a form's fields: label, help, unit, limit, what was typed, what was wrong with it. Nothing here knows a particular form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field

from app.i18n.formats import rule_name
from app.web.views.bits import FileLine, SummaryLine
from app.web.views.task import FieldError, FieldView
from forms.base import Choices
from forms.fields import Attachment, Choice, Pick, Picks, Rows, Text
from workflows.act import SHANGHAI, FileRef
from workflows.errors import Reason
from workflows.procurement import money
from workflows.text import _

YES_NO = ((_("是"), _("是")), (_("否"), _("否")))
TRIED_MOST = 10**14


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form: raw values, files kept with the draft, reasons of a refusal, lists to choose from, computed limits."""

    raw: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Sequence[FileRef]] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    choices: Choices = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    more: str = ""
    """The table that gets a blank line after what stands in it."""


def field_views(form: Schema, filled: Filled) -> list[FieldView]:
    """Every field of the form in its order; a help that a row of questions shares is said once."""
    views = [_view(name, shown, filled.raw.get(name), filled) for name, shown in form.fields.items()]
    return [
        replace(view, help="") if before and view.help == before.help else view
        for before, view in zip([None, *views[:-1]], views, strict=True)
    ]


def summary(views: Sequence[FieldView], reasons: Sequence[Reason], drawn: Callable[[str], bool] = bool) -> list[SummaryLine]:
    """The reasons in one list, each with the way to its field where it is `drawn`; one at no field of this form is the act's as a whole."""
    known = {view.name: view for view in _every(views)}
    return [_summary_line(reason, known, drawn) for reason in reasons]


def _summary_line(reason: Reason, known: Mapping[str, FieldView], drawn: Callable[[str], bool]) -> SummaryLine:
    path = reason.field
    while path and path not in known:
        path = path.rpartition(".")[0]
    rules = tuple(rule_name(rule) for rule in reason.rules)
    if not path:
        return SummaryLine("", reason.message, rules=rules)
    return SummaryLine(known[path].label, reason.message, known[path].id if drawn(path) else "", rules)


def _every(views: Sequence[FieldView]) -> Iterator[FieldView]:
    for view in views:
        yield view
        for number, row in enumerate(view.rows, 1):
            for cell in row:
                yield replace(cell, label=_("{table}第{n}行 {column}").format(table=view.label, n=number, column=cell.label))


def _view(name: str, shown: Field[Any], value: Any, filled: Filled) -> FieldView:
    about = shown.metadata
    text = _shown_value(shown, value)
    table = _table(name, shown, value, filled)
    cells = {cell.name for row in table.get("rows", ()) for cell in row}
    return FieldView(
        name=name,
        label=str(about.get("label") or name),
        control=_control(shown),
        required=shown.required,
        value=text,
        values=tuple(str(one) for one in value) if isinstance(shown, Picks) and isinstance(value, list) else (),
        choices=_choices(shown, filled.choices),
        help=str(about.get("help") or ""),
        unit=str(about.get("unit") or ""),
        needed=str(about.get("needed") or ""),
        limit=filled.limits.get(name, ""),
        example="" if about.get("example") is None or isinstance(about["example"], list | dict) else str(about["example"]),
        most=shown.most if isinstance(shown, Text | Rows | Attachment) else 0,
        personal=bool(about.get("personal")),
        sealed=bool(about.get("sealed")),
        words=_words(shown, text),
        errors=_errors(name, filled.reasons, cells),
        files=tuple(FileLine(one.name, one.size, sha256=one.sha256) for one in filled.files.get(name, ())),
        **table,
    )


def _control(shown: Field[Any]) -> str:
    control = str(getattr(shown, "control", "text"))
    if isinstance(shown, Choice) and len(shown.choices) > 5:
        return "pick"
    return control


def _shown_value(shown: Field[Any], value: Any) -> str:
    """The value as its control takes it: a moment without its offset, in Asia/Shanghai; what is none of these, as it was typed."""
    if value is None or isinstance(value, list | tuple | Mapping):
        return ""
    text = str(value)
    if _control(shown) != "datetime-local":
        return text
    try:
        moment = dt.datetime.fromisoformat(text)
        local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return text
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _choices(shown: Field[Any], lists: Choices) -> tuple[tuple[str, str], ...]:
    if isinstance(shown, Choice):
        return tuple((word, shown.says.get(word, word)) for word in shown.choices)
    if isinstance(shown, Picks) and shown.choices:
        return tuple((word, word) for word in shown.choices)
    if isinstance(shown, Pick | Picks):
        return tuple(lists.get(shown.source, ()))
    return YES_NO if _control(shown) == "yesno" else ()


def _words(shown: Field[Any], text: str) -> str:
    """A readable amount in capital words; nothing for what is not one."""
    if _control(shown) != "money" or not text:
        return ""
    try:
        amount = Decimal(text)
        return money.words(amount) if 0 <= amount < TRIED_MOST else ""
    except (InvalidOperation, ValueError):
        return ""


def _errors(name: str, reasons: Sequence[Reason], cells: AbstractSet[str]) -> tuple[FieldError, ...]:
    """The reasons at this field, and those deeper inside it that none of its cells shows."""
    inside = f"{name}."
    here = [one for one in reasons if one.field == name or (one.field.startswith(inside) and one.field not in cells)]
    return tuple(FieldError(one.message, tuple(rule_name(rule) for rule in one.rules)) for one in here)


def _table(name: str, shown: Field[Any], value: Any, filled: Filled) -> dict[str, Any]:
    if not isinstance(shown, Rows):
        return {}
    line = shown.row().fields
    given = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    if shown.nothing and not given and filled.more != name:
        return {"nothing": shown.nothing}
    wanted = max(shown.least, 1, len(given) + (filled.more == name))
    lines: list[Mapping[str, Any]] = [*given, *({} for _blank in range(len(given), wanted))]
    bare = Filled(choices=filled.choices)
    return {
        "columns": tuple(_view(f"{name}.__.{column}", cell, None, bare) for column, cell in line.items()),
        "rows": tuple(
            tuple(_view(f"{name}.{index}.{column}", cell, row.get(column), filled) for column, cell in line.items())
            for index, row in enumerate(lines)
        ),
    }
