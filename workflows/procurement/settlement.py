"""Makes rows of the entries of a world: the names of its tables and fields on one side, those of the models on the other."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from workflows.procurement.models import funds, law, people
from workflows.procurement.occasions import CASE_START, STEP_START
from workflows.schema import Row

Entry = Mapping[str, Any]
Rows = Iterable[Row]
VILLAGE = "村民委员会"
DATED = {"from": "from_date", "to": "to_date"}
INTERNAL = "镇内控规定；手册 2.3"
ARTICLE_8 = "办法第八条"
"""Where the standard world's bands come from."""


@cache
def register() -> Entry:
    """The register of periods as written in deadlines.toml."""
    return tomllib.loads(files("workflows.procurement.law").joinpath("deadlines.toml").read_text(encoding="utf-8"))


def entries(world: Entry, table: str) -> list[Entry]:
    """The entries of a table of the world, parents first."""
    if table == "role":
        return [{"key": key, **role} for key, role in world["roles"].items()]
    if table == "figure":
        return figures(world)
    if table == "service_list":
        return [world["service_list"]]
    if table == "authority":
        return sorted(world["authority"], key=lambda entry: "parent" in entry)
    return list(world[table])


def figures(world: Entry) -> list[Entry]:
    """Every figure: the register's periods and the town's own numbers; where both speak of one, the world goes first."""
    book = register()
    default = book["default"]
    statutory = {"applies_by": default["applies_by"], "regimes": default["regimes"], "from": default["from"]}
    town = {**statutory, "regimes": default["town_regimes"]}
    known = {entry["id"]: {**statutory, "key": entry["id"], **entry} for entry in book["period"]}
    known |= {entry["id"]: {**town, **entry} for entry in book["town"]}
    told = {entry["id"] for entry in world["figure"]}
    silent = [entry for entry in known.values() if entry["id"] not in told and "value" in entry]
    return [*silent, *({**known.get(entry["id"], town), **entry} for entry in world["figure"])]


def _authority(entry: Entry) -> Rows:
    yield people.Authority(**{"short": entry["name"], **_named(entry, parent="parent_id")})


def _community(entry: Entry) -> Rows:
    """Villages hold to 四议两公开 unless the world says otherwise."""
    yield people.Community(**{"party_assembly": entry["kind"] == VILLAGE, **_named(entry, town="town_id")})


def _organisation(entry: Entry) -> Rows:
    yield people.Organisation(**{"scope": [], **entry})


def _role(entry: Entry) -> Rows:
    yield people.Role(**entry)


def _account(entry: Entry) -> Rows:
    yield people.Account(**{key: value for key, value in entry.items() if key != "posts"})
    for post in entry.get("posts", ()):
        yield people.Post(account=entry["name"], **_named(post, at="place", **DATED))


def _relation(entry: Entry) -> Rows:
    yield people.Relation(**_named(entry, organisation="organisation_id"))


FIGURE_FIELDS = frozenset({*(column.key for column in law.Figure.__table__.columns), *DATED})


def _figure(entry: Entry) -> Rows:
    """Its rows, or the counts it groups, are the value of a figure that has no other."""
    fields = {key: value for key, value in entry.items() if key in FIGURE_FIELDS}
    groups = {key: value for key, value in entry.items() if key not in FIGURE_FIELDS and key != "rows"}
    yield law.Figure(**{"effect": "info", "value": entry.get("rows", groups), **_named(fields, **DATED)})


def _threshold(entry: Entry) -> Rows:
    """Chosen by the day on which the procurement was begun, unless the world says otherwise."""
    yield law.Threshold(**{"applies_by": STEP_START, **_named(_money(entry, "amount"), **DATED)})


def _band(entry: Entry) -> Rows:
    """The upper end is an amount or the name of a threshold."""
    named = str(entry["below"]).isalpha()
    end = {"below": None, "below_threshold": entry["below"]} if named else {"below_threshold": None}
    dated = {"from_date": register()["default"]["from"], "source": INTERNAL, "applies_by": STEP_START}
    yield law.Band(**{**dated, **_named(_money(entry, "from_amount", *(() if named else ("below",))), **DATED), **end})


def _category(entry: Entry) -> Rows:
    """Art. 8 itself, unless the world says otherwise; a project keeps the version under which it was submitted."""
    dated = {"from_date": register()["default"]["from"], "source": ARTICLE_8, "applies_by": CASE_START}
    yield law.Category(**{**dated, **_named(entry, **DATED, **{"class": "number"})})


def _rule_pack(entry: Entry) -> Rows:
    yield law.RulePack(**_named(entry, **DATED))


def _extension(entry: Entry) -> Rows:
    yield law.RulePackExtension(**_named(entry, pack="pack_id", **DATED))


def _service_list(entry: Entry) -> Rows:
    yield law.ServiceList(**_named({key: value for key, value in entry.items() if key != "item"}, district="authority_id"))
    for item in entry["item"]:
        yield law.ServiceListItem(list_id=entry["id"], **{"price_guide": "", **item})


def _fund(entry: Entry) -> Rows:
    yield funds.FundLine(**_named(_money(entry, "amount"), town="town_id"))


MAKERS: dict[str, Callable[[Entry], Rows]] = {
    "authority": _authority,
    "community": _community,
    "organisation": _organisation,
    "role": _role,
    "account": _account,
    "relation": _relation,
    "figure": _figure,
    "threshold": _threshold,
    "band": _band,
    "category": _category,
    "rule_pack": _rule_pack,
    "rule_pack_extension": _extension,
    "service_list": _service_list,
    "fund": _fund,
}
"""Table of the world → what makes its rows; in the order in which they can be written."""


def _named(entry: Entry, **names: str) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in entry.items()}


def _money(entry: Entry, *names: str) -> dict[str, Any]:
    return {key: Decimal(value) if key in names else value for key, value in entry.items()}
