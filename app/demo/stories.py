"""The cases of the demo towns, read from stories.toml: who began what and when, how it went, and before which task it stands."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from app.demo.services import SERVICES, Cost, Service

BOTH = ("community_sf", "community_hm")
BAND = Decimal("30000.00")


@dataclass(frozen=True)
class Story:
    """One case. `begins`, `ends`: first and last day of the service; `pace`: how many rounds of the day a task lies on a desk.

    `until`: tasks (or task@account, task@instalment) that nobody does any more; `twists`: what did not go straight.
    """

    title: str
    service: Service
    starts: dt.date
    quantities: tuple[int, ...]
    fund: str
    begins: dt.date
    ends: dt.date
    need: str
    until: frozenset[str] = frozenset()
    twists: frozenset[str] = frozenset()
    communities: tuple[str, ...] = BOTH
    contractor: str = "org_yg"
    beneficiaries: int = 180
    town: str = "town_a"
    clerk: str = "clerk"
    pace: int = 2

    @cached_property
    def lines(self) -> list[tuple[Cost, int]]:
        """The costs with their quantities."""
        return list(zip(self.service.costs, self.quantities, strict=True))

    @cached_property
    def amount(self) -> Decimal:
        """The budget in yuan."""
        return sum((cost.price * quantity for cost, quantity in self.lines), Decimal("0.00"))

    @property
    def is_small(self) -> bool:
        """Of the lowest band: one quotation, two instalments."""
        return self.amount < BAND


def _story(entry: Mapping[str, Any]) -> Story:
    lists = {name: frozenset(entry.get(name, ())) for name in ("until", "twists")}
    places = {name: tuple(entry[name]) for name in ("quantities", "communities") if name in entry}
    return Story(**{**entry, **lists, **places, "service": SERVICES[entry["service"]]})


@cache
def stories() -> tuple[Story, ...]:
    """All of them, in the order of the file."""
    document = tomllib.loads(files("app.demo").joinpath("stories.toml").read_text(encoding="utf-8"))
    return tuple(_story(entry) for entry in document["story"])
