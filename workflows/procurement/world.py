"""The standard world: the places, people and dated law in which the demo, the scenarios and the tests live. Settles it, changes it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from workflows.errors import Invalid, Reason
from workflows.procurement.given import TABLES
from workflows.procurement.given import merge as merge  # noqa: PLC0414  whoever settles a world merges into it
from workflows.procurement.holidays import import_calendar
from workflows.procurement.models.platform import note_given_up, note_received
from workflows.procurement.once import once
from workflows.procurement.settlement import MAKERS, Entry, entries
from workflows.side_case import SideCase
from workflows.text import _

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIXED = frozenset({"account", "rule_pack_extension"})
"""Tables whose rows have no key of their own: they can be given at the start of a story, not changed in its middle."""
KEYS = {table: keys[0] for table, keys in TABLES.values()} | {"service_list": "id"}
"""Table of the world → the field that names an entry."""


@cache
def standard() -> Entry:
    """The standard world as written in world.toml; shared, so never changed in place: `merge` makes a new one."""
    return tomllib.loads(files("workflows.procurement.law").joinpath("world.toml").read_text(encoding="utf-8"))


def role_label(role: str) -> str:
    """What officials call a role of the lanes; the key itself for one that is not known."""
    return str(standard()["roles"].get(role, {}).get("label", role))


def plain(world: Any) -> Any:
    """A world, or a part of one, as plain JSON: dates and moments as text."""
    if isinstance(world, dt.date):
        return world.isoformat()
    if isinstance(world, Mapping):
        return {key: plain(value) for key, value in world.items()}
    return [plain(value) for value in world] if isinstance(world, list) else world


def dated(world: Any) -> Any:
    """A world whose dates are dates again, from plain JSON or from TOML."""
    if isinstance(world, str) and DATE.fullmatch(world):
        return dt.date.fromisoformat(world)
    if isinstance(world, Mapping):
        return {key: dated(value) for key, value in world.items()}
    return [dated(value) for value in world] if isinstance(world, list) else world


def settle(session: Session, world: Entry, at: dt.datetime | None = None) -> None:
    """Write a whole world (TOML or plain) into an empty database, accounts without passwords. The caller commits."""
    whole = dated(world)
    for table, make in MAKERS.items():
        for entry in entries(whole, table):
            for row in make(entry):
                session.add(row)
                if table in ("authority", "account"):
                    session.flush()
        session.flush()
    _calendars(session, whole["calendar"], at)


def change(session: Session, given: Entry, at: dt.datetime | None = None) -> frozenset[int]:
    """Change the rows of a settled standard world to what is given; what is not named stays. The caller commits.

    Answers the years whose working days changed. Raises Invalid for what can only be given at the start.
    """
    new = dated(given)
    whole = merge(standard(), new)
    for table, keys in _touched(new):
        if table in FIXED:
            raise Invalid([Reason(_("“{name}”只能在开始时设定。").format(name=table), f"given.{table}", level="invalid")])
        for entry in entries(whole, table):
            if entry.get(KEYS[table]) in keys:
                for row in MAKERS[table](entry):
                    session.merge(row)
    session.flush()
    once(session).clear()
    return _calendars(session, whole["calendar"], at) if "calendar" in new else frozenset()


def _touched(given: Entry) -> list[tuple[str, set[Any]]]:
    """(table, keys of its entries) that `given` speaks of, short forms included."""
    named = [(TABLES[name][0], {entry[TABLES[name][1][0]] for entry in listed}) for name, listed in given.items() if name in TABLES]
    funds = set(given.get("donor_purpose", ())) | ({given["fund"]} if "fund" in given else set())
    relation = {given["relation"]["id"]} if "relation" in given else set()
    lists = {standard()["service_list"]["id"]} if {"service_list", "list_items"} & set(given) else set()
    return [*named, *((table, keys) for table, keys in (("fund", funds), ("relation", relation), ("service_list", lists)) if keys)]


def _calendars(session: Session, calendar: Entry, at: dt.datetime | None) -> frozenset[int]:
    changed: frozenset[int] = frozenset()
    for year in calendar["imported_years"]:
        days = {name: [day for day in calendar[name] if day.year == year] for name in ("days_off", "make_up_days")}
        changed |= _import(session, at, {"year": year, "source": calendar["source"], "version": calendar["version"], **days})
    return changed


def _import(session: Session, at: dt.datetime | None, document: Any) -> frozenset[int]:
    """The year, if its working days are others than before."""
    imported = import_calendar(session, document, at)
    return frozenset({imported.year}) if imported.changed else frozenset()


SYSTEM: dict[str, Callable[[Session, dt.datetime, Any], Collection[int] | SideCase | None]] = {
    "world.settle": lambda session, now, data: settle(session, data, now),
    "world.change": lambda session, now, data: change(session, data, now),
    "calendar.import": _import,
    "platform.receive": note_received,
    "platform.give_up": note_given_up,
}
"""Acts outside any case, sealed in the system's own stream: name → what it does with plain data."""
