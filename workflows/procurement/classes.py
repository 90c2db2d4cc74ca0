"""The classes of service (Art. 8) as officials write and change them: a line a class, its items, which of them are sensitive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.procurement.models.law import Category
from workflows.text import _

CATEGORIES = "categories"
"""What the classes are called where one speaks of them as of a figure."""
UNIT = "classes"
SENSITIVE = "（敏感）"
LINE = re.compile(r"(?P<number>[1-9]\d?)\s+(?P<name>[^\s：:]{1,40})\s*[：:]\s*(?P<items>\S.*)", re.ASCII)
Class = Mapping[str, Any]


def kept(row: Category) -> dict[str, Any]:
    """A class as a change keeps it."""
    return {"number": row.number, "name": row.name, "items": list(row.items), "sensitive": list(row.sensitive)}


def written(classes: Sequence[Class]) -> str:
    """A line a class: `5 社区营造类：议事协商、社区文化`; what touches sensitive personal data is marked （敏感）."""
    return "\n".join(f"{one['number']} {one['name']}：{items_said(one)}" for one in classes)


def items_said(one: Class) -> str:
    """The items of a class with their marks."""
    return "、".join(f"{item}{SENSITIVE if item in one['sensitive'] else ''}" for item in one["items"])


def read(text: str) -> list[dict[str, Any]]:
    """The classes as written, in order of their numbers. Raises ValueError for a line that is none."""
    return sorted(map(_line, filter(None, map(str.strip, text.splitlines()))), key=lambda one: int(one["number"]))


def said(classes: Sequence[Class]) -> str:
    """How many there are: 5类25项."""
    return _("{n}类{m}项").format(n=len(classes), m=sum(len(one["items"]) for one in classes))


def difference(before: Sequence[Class], after: Sequence[Class]) -> str:
    """What a change adds, retires, moves to another class, marks as sensitive or calls otherwise."""
    return "；".join(_differences(_places(before), _places(after), before, after))


def of_item(classes: Sequence[Class], item: str) -> str:
    """What a version says of one item: its class, and whether it is sensitive; that it is not listed."""
    found = next((one for one in classes if item in one["items"]), None)
    if found is None:
        return _("“{item}”未列入").format(item=item)
    return f"{found['name']}·{item}{SENSITIVE if item in found['sensitive'] else ''}"


def _line(text: str) -> dict[str, Any]:
    found = LINE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    marked = [one.strip() for one in found["items"].split("、")]
    items = [one.removesuffix(SENSITIVE).strip() for one in marked]
    if not all(items):
        raise ValueError(text)
    sensitive = [item for item, mark in zip(items, marked, strict=True) if mark.endswith(SENSITIVE)]
    return {"number": int(found["number"]), "name": found["name"], "items": items, "sensitive": sensitive}


def _places(classes: Sequence[Class]) -> dict[str, tuple[int, str, bool]]:
    return {item: (one["number"], one["name"], item in one["sensitive"]) for one in classes for item in one["items"]}


def _differences(
    old: Mapping[str, tuple[int, str, bool]], new: Mapping[str, tuple[int, str, bool]], before: Sequence[Class], after: Sequence[Class]
) -> Iterator[str]:
    names = {one["number"]: one["name"] for one in before}
    for one in after:
        was = names.get(one["number"], one["name"])
        if was != one["name"]:
            yield _("第{n}类改称{name}").format(n=one["number"], name=one["name"])
    yield from (_("增加“{item}”（{name}）").format(item=item, name=new[item][1]) for item in new if item not in old)
    yield from (_("取消“{item}”（{name}）").format(item=item, name=old[item][1]) for item in old if item not in new)
    for item in (one for one in new if one in old):
        if new[item][0] != old[item][0]:
            yield _("“{item}”改列{name}").format(item=item, name=new[item][1])
        if new[item][2] != old[item][2]:
            yield (_("“{item}”列为敏感") if new[item][2] else _("“{item}”不再列为敏感")).format(item=item)
