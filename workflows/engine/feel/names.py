"""Names with spaces and signs: which ones a text may use at a place, and how far the one that stands there reaches.

FEEL's names are words and the signs . / - ' + * ; only who knows the names in scope can tell `net - tax` the name from the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:[\w\u00b7\u0300-\u036f\u203f-\u2040]|[\U00010000-\U000EFFFF])*")
_TOKEN: Final = re.compile(r"(?:[\w\u00b7\u0300-\u036f\u203f-\u2040]|[\U00010000-\U000EFFFF])+|[./\-'+*]|\S")
_SPACE: Final = re.compile(r"\s*")


def normal(name: str) -> str:
    """A name with single spaces: as it is declared, so it is looked up."""
    return " ".join(name.split())


def pieces(name: str) -> tuple[str, ...]:
    """The words and signs of a name."""
    return tuple(_TOKEN.findall(name))


class Vocabulary:
    """Names by their first word, longest first; a smaller scope sees the larger one around it."""

    __slots__ = ("_around", "_by_first")

    def __init__(self, names: Iterable[str] = (), around: Vocabulary | None = None) -> None:
        self._around = around
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Declare a name from here on."""
        parts = pieces(name)
        if parts:
            known = self._by_first.setdefault(parts[0], [])
            known.append((parts, normal(name)))
            known.sort(key=lambda pair: -len(pair[0]))

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """The longest name that stands there, and where it ends."""
        around = self._around.match(text, at) if self._around is not None else None
        return max((name for name in (self._own(text, at), around) if name is not None), key=lambda name: name[1], default=None)

    def _own(self, text: str, at: int) -> tuple[str, int] | None:
        first = _TOKEN.match(text, at)
        for parts, name in self._by_first.get(first[0], ()) if first else ():
            end = _reach(text, at, parts)
            if end is not None:
                return name, end
        return None


def _reach(text: str, at: int, parts: tuple[str, ...]) -> int | None:
    """Where the parts end if they stand there one after another."""
    for place, part in enumerate(parts):
        if place:
            space = _SPACE.match(text, at)
            at = space.end() if space else at
        token = _TOKEN.match(text, at)
        if token is None or token[0] != part:
            return None
        at = token.end()
    return at


def word(text: str, at: int) -> re.Match[str] | None:
    """The single word that stands there, as a name without spaces."""
    return _WORD.match(text, at)


PROPERTIES: Final = ("time offset", "start included", "end included")
"""Properties of values whose names have a space."""
