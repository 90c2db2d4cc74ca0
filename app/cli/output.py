"""How verbs are declared and how they end."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any


class Usage(Exception):
    """Wrong usage: exit 2 with one line."""


class Finding(Exception):
    """The verb found something: exit 1 with its answer."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def why(error: Exception) -> str:
    """What the database or Python said, in its first line, without the statement."""
    said = getattr(error, "orig", None) or error
    return (str(said).strip().splitlines() or [type(said).__name__])[0]


class Written(str):
    """An answer that is JSON text already, its numbers digit by digit."""

    __slots__ = ()


def verb(
    verbs: Any,
    name: str,
    run: Callable[..., Any],
    says: str,
    example: str,
    text: Callable[[Any], str] = str,
) -> argparse.ArgumentParser:
    """Declare a verb: what it does, an example, how its answer reads without --json."""
    made: argparse.ArgumentParser = verbs.add_parser(name, help=says, description=says, epilog=f"例：{example}")
    made.set_defaults(run=run, text=text)
    made.add_argument("--json", action="store_true", help="以JSON输出")
    made.add_argument("--database", dest="database_after", help=argparse.SUPPRESS)
    return made
