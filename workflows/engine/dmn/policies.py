"""The hit policies of DMN: which of the matching rules give the answer, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from workflows.engine.feel.values import equal

HitPolicy = Literal["U", "A", "F", "P", "R", "O", "C"]
POLICIES: Final[Mapping[str, HitPolicy]] = {
    "": "U",
    "UNIQUE": "U",
    "ANY": "A",
    "FIRST": "F",
    "PRIORITY": "P",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
"""As the file writes them."""
MANY: Final = frozenset({"R", "O", "C"})
"""The policies that answer with a list."""
Row = Sequence[Any]


class SeveralError(ValueError):
    """More than one rule applies where one may (U), or they do not agree (A); `rules`: their places."""

    def __init__(self, rules: Sequence[int]) -> None:
        self.rules = tuple(rules)
        super().__init__(self.rules)


def chosen(policy: HitPolicy, matched: Sequence[int], rows: Callable[[int], Row], ranks: Sequence[Sequence[Any]]) -> list[int]:
    """The rules that answer, among those that match (places, in the order of the table), in the order of the answer.

    `ranks`: for each output column the values it may have, the most important first; a value that is not among them comes last.
    Raises SeveralError.
    """
    if policy == "U" and len(matched) > 1:
        raise SeveralError(matched)
    if policy == "A" and any(not _same(rows(matched[0]), rows(other)) for other in matched[1:]):
        raise SeveralError(matched)
    if policy in ("P", "O"):
        ordered = sorted(matched, key=lambda place: tuple(map(_rank, rows(place), ranks)))
        return ordered[:1] if policy == "P" else ordered
    return list(matched) if policy in MANY else list(matched[:1])


def _same(one: Row, other: Row) -> bool:
    return all(equal(mine, its) is True for mine, its in zip(one, other, strict=True))


def _rank(value: Any, values: Sequence[Any]) -> int:
    return next((place for place, known in enumerate(values) if equal(value, known) is True), len(values))
