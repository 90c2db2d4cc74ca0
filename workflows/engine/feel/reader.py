"""The full language of FEEL (DMN 1.5, chapter 10) as text: reads characters, words, names in scope, literals; nothing of the grammar.

A name may have spaces and signs, so that text can only be cut where it is read, by one who knows which names are in scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from workflows.engine.feel.names import PROPERTIES, Vocabulary, normal, word
from workflows.engine.feel.types import FeelType
from workflows.engine.feel.values import ExpressionError, number
from workflows.text import _

MAX_TEXT: Final = 20_000
MAX_DEPTH: Final = 60
_SPACE: Final = re.compile(r"(?:\s|\ufeff|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?", re.ASCII)
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[ntr\"'\\])")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_SIGNS: Final = re.compile(r"\*\*|<=|>=|!=|\.\.|->|[-+*/<>=()\[\]{},.:?@]")
_KEY: Final = re.compile(r"[^\W\d][^\"{}\[\](),:<>=]*|[\U00010000-\U000EFFFF][^\"{}\[\](),:<>=]*")
KEYWORDS: Final = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function"}
    | {"external", "instance", "and", "or", "between", "true", "false", "null"}
)


def _unescaped(text: str) -> str:
    """Escapes resolved; a pair of surrogates is one character."""

    def resolved(found: re.Match[str]) -> str:
        code = found[1]
        return _ESCAPES[code] if len(code) == 1 else chr(int(code[1:], 16))

    try:
        return _ESCAPE.sub(resolved, text).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise ExpressionError(_("文字里有不成对的代理字符。")) from None
    except ValueError:
        raise ExpressionError(_("文字里有不存在的字符。")) from None


class Scope:
    """What a text may name: variables, members of contexts (after a dot, in a filter), and types."""

    __slots__ = ("members", "types", "variables")

    def __init__(self, variables: Iterable[str], members: Iterable[str], types: Mapping[str, FeelType]) -> None:
        self.variables = Vocabulary(variables)
        self.members = Vocabulary((*members, *PROPERTIES))
        self.types = types


class Reader:
    """Goes through a text once, from left to right; the parser may go back to a place it has been."""

    def __init__(self, text: str, scope: Scope) -> None:
        if len(text) > MAX_TEXT:
            raise ExpressionError(_("表达式过长：最多 {limit} 个字符。").format(limit=MAX_TEXT))
        self.text, self.at, self.depth = text, 0, 0
        self.scope = scope.variables
        self.members = Vocabulary((), scope.members)
        self.types = scope.types

    def skip(self) -> None:
        """Past blanks and comments."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sign(self) -> str:
        """The sign that stands here, empty if none does; it is not passed."""
        self.skip()
        found = _SIGNS.match(self.text, self.at)
        return found[0] if found else ""

    def take(self, *signs: str) -> str:
        """Pass one of the signs if it stands here."""
        sign = self.sign()
        if sign in signs:
            self.at += len(sign)
            return sign
        return ""

    def need(self, sign: str) -> None:
        """Pass the sign. Raises ExpressionError if another thing stands here."""
        if not self.take(sign):
            raise self.unexpected()

    def keyword(self, *words: str) -> bool:
        """Pass these words if they stand here one after another and no longer name does."""
        began = self.at
        for expected in words:
            self.skip()
            found = word(self.text, self.at)
            if found is None or found[0] != expected:
                self.at = began
                return False
            self.at = found.end()
        return True

    def need_keyword(self, expected: str) -> None:
        """Pass the word. Raises ExpressionError if another thing stands here."""
        if not self.keyword(expected):
            raise self.unexpected()

    def unexpected(self) -> ExpressionError:
        """The refusal of what stands here."""
        self.skip()
        if self.at >= len(self.text):
            return ExpressionError(_("表达式不完整：后面还缺内容。"), len(self.text))
        found = word(self.text, self.at)
        shown = found[0][:40] if found else self.text[self.at]
        return ExpressionError(_("“{text}”在这里不合语法。").format(text=shown), self.at)

    def number(self) -> Decimal | None:
        """A number of at most 34 digits, perhaps with an exponent."""
        self.skip()
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return number(found[0])

    def string(self) -> str | None:
        """What stands between double quotes."""
        self.skip()
        found = _STRING.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return _unescaped(found[1])

    def name(self) -> str | None:
        """The longest name in scope, else a single word that is no keyword."""
        self.skip()
        known = self.scope.match(self.text, self.at)
        found = word(self.text, self.at)
        if known is not None and (found is None or known[1] >= found.end()):
            self.at = known[1]
            return known[0]
        if found is None or found[0] in KEYWORDS:
            return None
        self.at = found.end()
        return found[0]

    def member(self) -> str:
        """A name after a dot. Raises ExpressionError if none stands here."""
        self.skip()
        known = self.members.match(self.text, self.at)
        found = word(self.text, self.at)
        if known is not None and (found is None or known[1] >= found.end()):
            self.at = known[1]
            return known[0]
        if found is None:
            raise self.unexpected()
        self.at = found.end()
        return found[0]

    def declared(self, *ends: str) -> str:
        """A name that is declared here, up to one of the signs or words. Raises ExpressionError if none is."""
        self.skip()
        stop = min((place for end in ends if (place := self._place_of(end)) >= 0), default=-1)
        text = self.text[self.at : stop].strip() if stop >= 0 else ""
        if not text or _KEY.fullmatch(text) is None:
            raise self.unexpected()
        self.at = stop
        return normal(text)

    def _place_of(self, end: str) -> int:
        if not end.isalpha():
            return self.text.find(end, self.at)
        found = re.compile(rf"(?<!\w){end}(?!\w)").search(self.text, self.at)
        return found.start() if found else -1

    def deeper(self) -> None:
        """One level of nesting more. Raises ExpressionError beyond the limit."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("表达式嵌套超过 {limit} 层。").format(limit=MAX_DEPTH))

    def inside(self, names: Iterable[str]) -> Vocabulary:
        """Declare names from here on; the scope before, to come back to."""
        before = self.scope
        self.scope = Vocabulary(names, before)
        return before
