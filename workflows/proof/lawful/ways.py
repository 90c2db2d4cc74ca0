"""How a way came about, kept as links, and told as elements with the calls in which they lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The last element of a way, and how it was reached; `inside`: what happened in the process that it calls; `beside`: other branches."""

    before: Way | None
    element: str
    inside: Way | None = None
    beside: tuple[Way, ...] = ()


def told(way: Way | None) -> tuple[str, ...]:
    """``start``, ``lifecycle_call``, ``lifecycle_call/start``, ``lifecycle_call/review_call``, … from the first to the last."""
    found: list[str] = []
    met: set[tuple[int, str]] = set()
    waiting: list[tuple[Way, str, bool]] = [(way, "", False)] if way else []
    while waiting:
        here, path, follows = waiting.pop()
        if follows:
            found.append(path + here.element)
            if here.inside is not None:
                waiting.append((here.inside, f"{path}{here.element}/", False))
        elif (id(here), path) not in met:
            met.add((id(here), path))
            waiting.append((here, path, True))
            waiting.extend((one, path, False) for one in (*here.beside, here.before) if one is not None)
    return tuple(found)
