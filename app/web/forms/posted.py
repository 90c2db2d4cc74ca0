"""Posted names become the raw values that a form reads: `cost_items.0.item` is a line of a table. Bounded, and never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import Schema

from forms.fields import Picks, Rows
from workflows.errors import Invalid, Reason
from workflows.text import _

Pairs = list[tuple[str, str]]
"""Names and values in the order in which the browser sent them."""

MOST_PAIRS = 4000
LONGEST_NAME = 120
LONGEST_IN_ALL = 512 * 1024
LINE = re.compile(r"(?P<table>\w+)\.(?P<index>\d{1,4})\.(?P<column>\w+)", re.ASCII)
OURS = "_"
"""Names that begin so are the page's own: token, key, revision, buttons."""


def entered(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The person's own values among all that was posted. Raises Invalid where there are too many, or one that no form could read."""
    kept = [(name, value) for name, value in pairs if not name.startswith(OURS)]
    too_long = any(len(name) > LONGEST_NAME for name, _value in kept)
    unreadable = dict.fromkeys(name.replace("\x00", "") for name, value in kept if "\x00" in name or "\x00" in value)
    if unreadable:
        raise Invalid([Reason(_("填写的内容含有无法读取的字符。"), name, level="invalid") for name in unreadable])
    if too_long or len(kept) > MOST_PAIRS or sum(len(name) + len(value) for name, value in kept) > LONGEST_IN_ALL:
        raise Invalid([Reason(_("填写内容过多，无法提交。"), level="invalid")])
    return kept


def raw_values(pairs: Pairs, form: Schema) -> dict[str, Any]:
    """Values as the form reads them. Lines of a table close up where one was taken out, and a line left blank is no line."""
    raw: dict[str, Any] = {}
    lines: dict[str, dict[int, Pairs]] = {name: {} for name, field in form.fields.items() if isinstance(field, Rows)}
    for name, value in pairs:
        found = LINE.fullmatch(name)
        if found and found["table"] in lines:
            lines[found["table"]].setdefault(int(found["index"]), []).append((found["column"], value))
        else:
            _put(raw, name, value, form)
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            raw[name] = [row for _index, given in sorted(lines[name].items()) if not is_blank(row := _line(given, field.row()))]
        elif isinstance(field, Picks):
            raw.setdefault(name, [])
    return raw


def posted_pairs(raw: Mapping[str, Any]) -> Pairs:
    """The reverse: values as a browser would post them."""
    return [pair for name, value in raw.items() for pair in _posted(name, value)]


def is_blank(row: Mapping[str, Any]) -> bool:
    """Nothing was entered in this line."""
    return not any(value.strip() if isinstance(value, str) else value for value in row.values())


def _posted(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for column, inner in value.items():
            yield from _posted(f"{name}.{column}", inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _posted(f"{name}.{index}" if isinstance(inner, Mapping) else name, inner)
    elif value is not None:
        yield name, str(value)


def _line(given: Pairs, schema: Schema) -> dict[str, Any]:
    row: dict[str, Any] = {name: [] for name, field in schema.fields.items() if isinstance(field, Picks)}
    for name, value in given:
        _put(row, name, value, schema)
    return row


def _put(raw: dict[str, Any], name: str, value: str, schema: Schema) -> None:
    """The last value of a name counts, except where several may be chosen."""
    value = value.replace("\r\n", "\n")
    if isinstance(schema.fields.get(name), Picks):
        raw.setdefault(name, []).append(value)
    else:
        raw[name] = value
