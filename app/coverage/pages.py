"""The pages as carriers: which addresses there are, what their code wears, which tables they read, which claims open them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import FunctionType
from typing import Any

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from app import web
from app.coverage.carriers import Carrier
from app.coverage.proofs import claims
from app.coverage.records import MODELS, models
from app.coverage.tags import tags
from app.rule_places import reached
from app.web.ids import read_ids

WEB, DEVELOPERS = "app.web", "app.web.dev"
AROUND = {"frame", "clock", "context", "auth", "rules"}
"""Rooms that stand around every page: what they read is shown by none. The pages of this table carry nothing either."""


@cache
def _site() -> Flask:
    """The addresses of the product, without a database behind them."""
    flask = Flask(__name__, static_folder=None)
    read_ids(flask)
    for module in pkgutil.walk_packages(web.__path__, f"{WEB}."):
        if not module.name.startswith(DEVELOPERS):
            rooms = getattr(importlib.import_module(module.name), "rooms", None)
            if isinstance(rooms, Blueprint):
                flask.register_blueprint(rooms)
    return flask


@cache
def addresses() -> Mapping[str, tuple[Rule, Any]]:
    """Address of a page that people read → its rule and its view."""
    site = _site()
    read = [one for one in site.url_map.iter_rules() if "GET" in (one.methods or ()) and "." not in one.rule]
    return {one.rule: (one, site.view_functions[one.endpoint]) for one in read}


def pages() -> Iterator[Carrier]:
    """Every page with what its view wears, and everything in our web rooms that the view comes to."""
    opened = _opened()
    for address, (rule, view) in addresses().items():
        parts = [one for one in _parts(view) if isinstance(one, FunctionType) and one.__module__.startswith(WEB)]
        said = [inspect.getdoc(one) for one in parts] + [inspect.getdoc(inspect.getmodule(one)) for one in parts if one is not view]
        worn = frozenset().union(*(tags(one) for one in said))
        yield Carrier("pages", address, "", worn, tuple(sorted(opened[rule.endpoint])), (address,))


def shown() -> Mapping[str, tuple[str, ...]]:
    """Class of rows → the pages that read it, the one that reads least besides first."""
    known = {id(kind): name for name, kind in models().items()}
    read = {address: {known[id(one)] for one in _parts(view) if id(one) in known} for address, (_rule, view) in addresses().items()}
    found: dict[str, list[str]] = defaultdict(list)
    for address, names in sorted(read.items(), key=lambda item: (len(item[1]), item[0])):
        for name in names:
            found[name].append(address)
    return {name: tuple(where) for name, where in found.items()}


@cache
def _rooms() -> tuple[str, ...]:
    """Where a page's code is followed: ours, and the questions that a table's own module answers."""
    return (*(f"{WEB}.{one.name}" for one in pkgutil.iter_modules(web.__path__) if one.name not in AROUND), MODELS)


@cache
def _parts(view: Any) -> tuple[Any, ...]:
    """Everything that a view comes to in our web rooms, also by a table of functions (the tabs of a case)."""
    seen: dict[int, Any] = {}
    waiting = [view]
    while waiting:
        for one in reached(waiting.pop(), _rooms()):
            if id(one) not in seen:
                seen[id(one)] = one
                waiting += [] if not isinstance(one, FunctionType) else _listed(one)
    return tuple(seen.values())


def _listed(function: FunctionType) -> list[Any]:
    """The functions and classes that stand in the tables which a function names."""
    if not function.__module__.startswith(WEB):
        return []
    tables = [function.__globals__.get(name) for name in function.__code__.co_names]
    flat = [_flat(one) for one in tables if isinstance(one, dict | tuple | list)]
    return [one for every in flat for one in every if isinstance(one, FunctionType)]


def _flat(table: Any) -> list[Any]:
    values = table.values() if isinstance(table, dict) else table
    return [part for one in values for part in (one if isinstance(one, tuple | list) else (one,))]


def _opened() -> Mapping[str, set[str]]:
    """Endpoint → the claims that name an address of it."""
    found: dict[str, set[str]] = defaultdict(set)
    known: Map = _site().url_map
    adapter = known.bind("")
    for word, named in claims().items():
        if word.startswith("/"):
            try:
                endpoint, _values = adapter.match(word.partition("?")[0].partition("#")[0], "GET")
            except (HTTPException, RequestRedirect):
                continue
            found[endpoint] |= named
    return found
