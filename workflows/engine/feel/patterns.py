"""Regular expressions as XPath writes them, brought to the `regex` library, which can be stopped: no pattern holds an evaluation up."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import regex

from workflows.engine.feel.values import MAX_STRING, ExpressionError
from workflows.text import _

MAX_PATTERN: Final = 1_000
SECONDS: Final = 0.5
_FLAGS: Final = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_CLASSES: Final = {
    "w": r"^\p{P}\p{Z}\p{C}",
    "W": r"\p{P}\p{Z}\p{C}",
    "s": r" \t\n\r",
    "S": r"^ \t\n\r",
    "i": r"_:\p{L}\p{Nl}",
    "I": r"^_:\p{L}\p{Nl}",
    "c": r"_:.\-\p{L}\p{Nl}\p{Nd}\p{M}\u00b7",
    "C": r"^_:.\-\p{L}\p{Nl}\p{Nd}\p{M}\u00b7",
    "d": r"\p{Nd}",
    "D": r"^\p{Nd}",
}
_LETTERS: Final = frozenset("nrt\\|.-^?*+{}()[]$")
_BLANKS: Final = regex.compile(r"\[(?:\\.|[^\]])*\]|[ \t\n\r]+")
_PROPERTY: Final = regex.compile(r"\\[pP]\{(Is)?([A-Za-z0-9\-]+)\}")


class _PatternError(ValueError):
    """XPath has no such pattern."""


class _Translator:
    """One pattern on its way from XPath's syntax."""

    def __init__(self, text: str, flags: str) -> None:
        self.text, self.flags, self.at, self.made = text, flags, 0, list[str]()

    def run(self) -> str:
        """The whole pattern. Raises _PatternError for a construct that XPath does not have."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "\\":
                self.made.append(self._escape(inside=False))
            elif sign == "[":
                self.made.append(self._set())
            elif self.text.startswith("(?", self.at) and not self.text.startswith("(?:", self.at):
                raise _PatternError(self.text)
            else:
                self.at += 1
                self.made.append(self._plain(sign))
        return "".join(self.made)

    def _plain(self, sign: str) -> str:
        if sign == "$" and "m" not in self.flags:
            return r"\Z"
        if sign == "." and "s" not in self.flags:
            return r"[^\n\r]"
        if sign == "]" or (sign == "{" and regex.match(r"\{\d+(,\d*)?\}", self.text[self.at - 1 :]) is None):
            raise _PatternError(self.text)
        return "\\#" if sign == "#" else sign

    def _escape(self, *, inside: bool) -> str:
        code = self.text[self.at + 1 : self.at + 2]
        if code in ("p", "P"):
            found = _PROPERTY.match(self.text, self.at)
            if found is None:
                raise _PatternError(self.text)
            self.at = found.end()
            return rf"\{code}{{{'Block=' if found[1] else ''}{found[2]}}}"
        self.at += 2
        if code in _CLASSES and code:
            return f"[{_CLASSES[code]}]"
        if code and (code in _LETTERS or (code.isdigit() and code != "0" and not inside)):
            return rf"\{code}"
        raise _PatternError(self.text)

    def _set(self) -> str:
        """`[…]`, also with a set taken out of it: `[a-z-[aeiou]]`."""
        self.at += 1
        made = ["["]
        if self.text.startswith("^", self.at):
            self.at += 1
            made.append("^")
        began = len(made)
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "]" and len(made) > began:
                self.at += 1
                return "".join((*made, "]"))
            made.append(self._member(sign))
        raise _PatternError(self.text)

    def _member(self, sign: str) -> str:
        if sign == "\\":
            return self._escape(inside=True)
        if self.text.startswith("-[", self.at):
            self.at += 1
            return "--" + self._set()
        if sign in "[]":
            raise _PatternError(self.text)
        self.at += 1
        return rf"\{sign}" if sign in "&|~^" or (sign == "-" and self.text.startswith("-", self.at)) else sign


def _kept(found: Any) -> str:
    """With the flag x blanks mean nothing, but in a set of characters."""
    return str(found[0]) if found[0].startswith("[") else ""


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str, flags: str) -> Any:
    """The pattern, ready to search; None for one that XPath does not have, or unknown flags."""
    if any(flag not in _FLAGS for flag in flags):
        return None
    if len(pattern) > MAX_PATTERN:
        raise ExpressionError(_("正则表达式过长：最多 {limit} 个字符。").format(limit=MAX_PATTERN))
    bits = regex.VERSION1
    for flag in flags:
        bits |= _FLAGS[flag]
    try:
        bare = _BLANKS.sub(_kept, pattern) if "x" in flags else pattern
        return regex.compile(regex.escape(pattern) if "q" in flags else _Translator(bare, flags).run(), bits)
    except (regex.error, _PatternError, RecursionError, OverflowError):
        return None


def _in_time(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except TimeoutError:
        raise ExpressionError(_("正则表达式计算时间过长，已停止。")) from None


def searched(pattern: Any, text: str) -> bool:
    """Whether it matches anywhere. Raises ExpressionError if that takes too long."""
    return bool(_in_time(lambda: pattern.search(text, timeout=SECONDS)))


def parts_between(pattern: Any, text: str) -> tuple[str, ...]:
    """The parts of the text between matches. Raises ExpressionError if that takes too long."""
    parts, at = [], 0
    for found in _in_time(lambda: list(pattern.finditer(text, timeout=SECONDS))):
        parts.append(text[at : found.start()])
        at = found.end()
    return (*parts, text[at:])


def replaced(pattern: Any, text: str, replacement: str, *, literal: bool) -> str | None:
    """The text with every match replaced, `$1` being what the first group matched; None for a replacement that XPath refuses."""
    pieces = [replacement] if literal else _pieces(replacement, pattern.groups)
    if pieces is None:
        return None
    length = 0

    def filled(found: Any) -> str:
        nonlocal length
        made = "".join(piece if isinstance(piece, str) else found[piece] or "" for piece in pieces)
        length += len(made)
        if length > MAX_STRING:
            raise ExpressionError(_("拼接的文字超过 {limit} 个字符。").format(limit=MAX_STRING))
        return made

    made: str = _in_time(lambda: pattern.sub(filled, text, timeout=SECONDS))
    return made


def _pieces(replacement: str, groups: int) -> list[str | int] | None:
    r"""Text and numbers of groups: `$1`, `\$`, `\\`."""
    pieces: list[str | int] = []
    at = 0
    for found in regex.finditer(r"\$(\d+)|\\([\\$])|[$\\]", replacement):
        pieces.append(replacement[at : found.start()])
        at = found.end()
        if found[2]:
            pieces.append(found[2])
        elif found[1]:
            pieces.extend(_group(found[1], groups))
        else:
            return None
    return [*pieces, replacement[at:]]


def _group(digits: str, groups: int) -> list[str | int]:
    """The longest number that is a group, and the digits after it; a single digit beyond all groups is nothing."""
    for end in range(len(digits), 0, -1):
        if int(digits[:end]) <= groups:
            return [int(digits[:end]), digits[end:]]
    return [digits[1:]]
