"""What a scenario changes of the standard world: `[given]` laid over it. Its shape stands in law/world.schema.json."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from workflows.errors import Invalid, Reason
from workflows.text import _

Entry = dict[str, Any]
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "authorities": ("authority", ("id",)),
    "communities": ("community", ("id",)),
    "organisations": ("organisation", ("id",)),
    "accounts": ("account", ("name",)),
    "relations": ("relation", ("id",)),
    "funds": ("fund", ("code",)),
    "thresholds": ("threshold", ("id", "from")),
    "bands": ("band", ("id",)),
    "figures": ("figure", ("id", "from")),
    "categories": ("category", ("class",)),
    "rule_packs": ("rule_pack", ("id",)),
    "rule_pack_extensions": ("rule_pack_extension", ("pack", "from")),
}
"""Name in `[given]` → table of the world and the fields by which an entry is the same."""


@cache
def schema() -> Mapping[str, Any]:
    """The shape of `[given]` as JSON schema."""
    document: Mapping[str, Any] = json.loads(files("workflows.procurement.law").joinpath("world.schema.json").read_text(encoding="utf-8"))
    return document


def merge(world: Mapping[str, Any], given: Mapping[str, Any]) -> Entry:
    """A new world: entries with a known key change what they name, new ones are added, `absent = true` takes one away.

    Short forms: `fund` with `amount` (the line holds only this), `donor_purpose` (by fund), `relation` (one, with `declared_at`),
    `without_relation` (its id). Dates are dates; see `world.dated`.
    Raises Invalid naming what it does not know.
    """
    unknown = [Reason(_("标准世界中没有“{name}”。").format(name=path), f"given.{path}", level="invalid") for path in _unknown(given)]
    if unknown:
        raise Invalid(unknown)
    changed: Entry = copy.deepcopy(dict(world))
    for name, (table, keys) in TABLES.items():
        _lay(changed[table], given.get(name, ()), keys)
    changed["calendar"].update(given.get("calendar", {}))
    changed["service_list"].update(given.get("service_list", {}))
    _lay(changed["service_list"]["item"], given.get("list_items", ()), ("code",))
    _lay(changed["fund"], _short_funds(given), ("code",))
    _lay(changed["relation"], _short_relations(given), ("id",))
    return changed


def _unknown(given: Mapping[str, Any]) -> Iterator[str]:
    """Paths of names that the schema does not have, and of entries without their key."""
    known = schema()["properties"]
    for name, value in given.items():
        if name not in known:
            yield name
        elif known[name].get("type") == "array" and "items" in known[name]:
            for index, entry in enumerate(value):
                yield from (f"{name}.{index}.{path}" for path in _strange(known[name]["items"], entry))
        elif known[name].get("type") == "object":
            yield from (f"{name}.{path}" for path in _strange(known[name], value))


def _strange(shape: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    named = set(entry) if "properties" in shape and shape.get("additionalProperties") is False else set()
    return sorted(named - set(shape.get("properties", ())) | set(shape.get("required", ())) - set(entry))


def _lay(entries: list[Entry], given: Any, keys: tuple[str, ...]) -> None:
    for new in given:
        alike = [entry for entry in entries if _same(entry, new, keys)]
        kin = [entry for entry in entries if entry.get(keys[0]) == new.get(keys[0])]
        if new.get("absent"):
            entries[:] = [entry for entry in entries if entry not in alike]
        elif alike:
            alike[-1].update(new)
        else:
            entries.append({**(kin[-1] if kin else {}), **new})


def _same(entry: Entry, new: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    """The first key always counts, a second only where the new entry names it."""
    return entry.get(keys[0]) == new.get(keys[0]) and all(entry.get(key) == new[key] for key in keys[1:] if key in new)


def _short_funds(given: Mapping[str, Any]) -> list[Entry]:
    funds: list[Entry] = [{"code": code, "donor_purpose": purpose} for code, purpose in given.get("donor_purpose", {}).items()]
    if "fund" in given:
        funds.append({"code": given["fund"], "amount": given["amount"]})
    return funds


def _short_relations(given: Mapping[str, Any]) -> list[Entry]:
    found: list[Entry] = [{"id": given["without_relation"], "absent": True}] if "without_relation" in given else []
    if "relation" in given:
        fields = dict(given["relation"])
        moment = fields.pop("declared_at", None)
        found.append({**fields, "declared_on": _day(moment)} if moment else fields)
    return found


def _day(moment: dt.datetime | str) -> dt.date:
    """The local date of a moment, as TOML or as plain text has it."""
    return (dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment).date()
