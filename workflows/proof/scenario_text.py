"""A scenario as the text of its file: what `scenario_files.read` reads, written so that an official can read it too."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from workflows.proof.scenario_files import Table

BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
WIDTH = 120


def written(story: Table) -> str:
    """TOML with the head, what is given, the steps each with its form, and what holds in the end. What is None is left out."""
    lines = ["[scenario]", *_pairs(story["scenario"])]
    if story.get("given"):
        lines += ["", "[given]", *_pairs(story["given"])]
    for step in story["step"]:
        lines += ["", "[[step]]", *_pairs({name: value for name, value in step.items() if name != "form"})]
        if step.get("form"):
            lines += ["[step.form]", *_pairs(step["form"])]
    if story.get("then"):
        lines += ["", "[then]", *_pairs(story["then"])]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in table.items() if value is not None]


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_pairs(value))} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return _list([_value(one) for one in value if one is not None])
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(f"a scenario has no {type(value).__name__}")


def _list(parts: list[str]) -> str:
    line = f"[{', '.join(parts)}]"
    return line if len(line) <= WIDTH else "\n".join(["[", *(f"  {part}," for part in parts), "]"])


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
