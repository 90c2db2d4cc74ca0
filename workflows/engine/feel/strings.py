"""FEEL's functions of strings; a character is a Unicode code point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.patterns import compiled_pattern, parts_between, replaced, searched
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import MAX_STRING, ExpressionError
from workflows.text import _

_BOTH: Final = ("string:string", "match:string")


@built_in("substring", "string:string", "start position:number", "length:number?")
def _substring(_budget: Budget, text: str, start: Any, length: Any = None) -> str | None:
    place = int(start)
    if not place or abs(place) > len(text) or (length is not None and int(length) < 1):
        return None
    first = place - 1 if place > 0 else len(text) + place
    return text[first : None if length is None else first + int(length)]


@built_in("string length", "string:string")
def _string_length(_budget: Budget, text: str) -> int:
    return len(text)


@built_in("upper case", "string:string")
def _upper(_budget: Budget, text: str) -> str:
    return text.upper()


@built_in("lower case", "string:string")
def _lower(_budget: Budget, text: str) -> str:
    return text.lower()


def _relation(name: str, operation: Callable[[str, str], Any]) -> None:
    @built_in(name, *_BOTH)
    def _related(_budget: Budget, text: str, match: str) -> Any:
        return operation(text, match)


_relation("substring before", lambda text, match: text.partition(match)[0] if match and match in text else "")
_relation("substring after", lambda text, match: (text.partition(match)[2] if match else text) if match in text else "")
_relation("contains", lambda text, match: match in text)
_relation("starts with", lambda text, match: text.startswith(match))
_relation("ends with", lambda text, match: text.endswith(match))


@built_in("matches", "input:string", "pattern:string", "flags:string??")
def _matches(_budget: Budget, text: str, pattern: str, flags: str | None = None) -> bool | None:
    known = compiled_pattern(pattern, flags or "")
    return None if known is None else searched(known, text)


@built_in("replace", "input:string", "pattern:string", "replacement:string", "flags:string??")
def _replace(_budget: Budget, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    known = compiled_pattern(pattern, flags or "")
    return None if known is None or searched(known, "") else replaced(known, text, replacement, literal="q" in (flags or ""))


@built_in("split", "string:string", "delimiter:string")
def _split(budget: Budget, text: str, delimiter: str) -> tuple[str, ...] | None:
    known = compiled_pattern(delimiter, "")
    if known is None or searched(known, ""):
        return None
    parts = parts_between(known, text)
    budget.spend(len(parts))
    return parts


@built_in("string join", "list:list", "delimiter:string??")
def _string_join(budget: Budget, items: tuple[Any, ...], delimiter: str | None = None) -> Any:
    texts = [item for item in items if item is not None]
    if any(text.__class__ is not str for text in texts):
        return None
    budget.spend(len(texts))
    if sum(map(len, texts)) + len(delimiter or "") * len(texts) > MAX_STRING:
        raise ExpressionError(_("拼接的文字超过 {limit} 个字符。").format(limit=MAX_STRING))
    return (delimiter or "").join(texts)
