"""Writes revision 0001 anew from the models: `python -m app.migrations.compose && ruff format app/migrations/first`.

Only until the first release is out: from then on 0001 stands, and a change of the models is a revision of its own.
Alembic compares an empty database with the one MetaData; a table becomes a function, the tables of a room a file of `first`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp, ModifyTableOps
from sqlalchemy import MetaData, Table, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.elements import False_, True_

from app import tables
from workflows.schema import Id, Row, metadata

FIRST = Path(__file__).with_name("first")
WIDEST = 140
MOST_COLUMNS, MOST_LINES, MOST_IN_A_FILE = 33, 37, 250
OWN, OWN_TYPES = "workflows.schema", ("Hundredths", "Id", "Instant", "Json", "Money")
WHERE = re.compile(r"sqlite_where=(sa\.text\((?:'[^']*'|\"[^\"]*\")\))")
PREFIXES = {"sqlalchemy_module_prefix": "sa.", "alembic_module_prefix": "op.", "user_module_prefix": ""}
PAGES = ("app.clock", *(f"app.web.{room}.tables" for room in ("audit", "auth", "forms", "studio")))
ROOMS = dict.fromkeys(PAGES, "pages")
"""Where a module's tables stand; any other room is called after its module."""


def named(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Our own types and the truth values by name, as both databases understand them; anything else as Alembic writes it."""
    if kind == "type" and item is Id:
        return "Id"
    if kind == "type" and type(item).__module__ == OWN:
        return f"{type(item).__name__}()"
    if kind == "server_default" and isinstance(item, DefaultClause) and isinstance(item.arg, False_ | True_):
        return "sa.false()" if isinstance(item.arg, False_) else "sa.true()"
    return False


def room_of() -> dict[str, str]:
    """Table → the room that declares it."""
    rooms = {}
    for name in tables.MODULES:
        for one in vars(import_module(name)).values():
            if isinstance(one, Table):
                rooms[one.name] = ROOMS.get(name, name.split(".")[1])
    for mapper in Row.registry.mappers:
        rooms[str(mapper.local_table)] = mapper.class_.__module__.rsplit(".", 1)[1]
    return rooms


class Pen:
    """Writes operations as Python; partial indices in the words of each database."""

    def __init__(self, target: MetaData) -> None:
        options = {"target_metadata": target, "render_item": named, **PREFIXES}
        self._sqlite = MigrationContext.configure(create_engine("sqlite://").connect(), opts=options)
        self._postgresql = MigrationContext.configure(dialect=postgresql.dialect(), opts=options)  # type: ignore[no-untyped-call]
        self._target = target

    def operations(self) -> Iterator[tuple[str, list[str]]]:
        """Table → the statements that make it, the tables in the order in which they need each other."""
        script = produce_migrations(self._sqlite, self._target)
        made: dict[str, list[str]] = {}
        for one in script.upgrade_ops_list[0].ops:
            if isinstance(one, CreateTableOp | ModifyTableOps):
                made.setdefault(one.table_name, []).extend(self._statements(one))
        yield from made.items()

    def _statements(self, operation: Any) -> list[str]:
        contexts = (AutogenContext(one, self._target, opts=one.opts) for one in (self._postgresql, self._sqlite))
        written, other = (render_op(context, operation) for context in contexts)
        return [_with_where(text, twin) for text, twin in zip(written, other, strict=True)]


def _with_where(text: str, twin: str) -> str:
    found = WHERE.search(twin)
    return WHERE.sub(lambda _old: found[0], text) if found else text


def functions(table: str, statements: list[str]) -> str:
    """Functions that make one table; where it is long, its columns and its indices have functions of their own."""
    opening, *words, closing = statements[0].split("\n")
    name, before, indices = table.strip("_"), "", statements[1:]
    if len(words) > MOST_COLUMNS:
        words = [one.rstrip(",") for one in words]
        half = (len(words) + 1) // 2
        before = _listed(f"{name}_1", words[:half]) + _listed(f"{name}_2", words[half:])
        words = [f"*_{name}_1(),", f"*_{name}_2(),"]
    body = [opening, *words, closing]
    if len(body) + sum(_lines(one) for one in indices) > MOST_LINES:
        before += _defined(f"_{name}_indices", f"Create the indices of {table}.", indices)
        indices = [f"_{name}_indices()"]
    return before + _defined(table, f"Create {table}.", [*body, *indices])


def _lines(index: str) -> int:
    """How many lines the formatter will make of it."""
    return 1 if len(index) < WIDEST - 4 else 2 + index.count(", unique") + index.count("_where") + 3


def _defined(name: str, says: str, body: Iterable[str]) -> str:
    return f'def {name}() -> None:\n    """{says}"""\n    ' + "\n    ".join(body) + "\n\n\n"


def _listed(name: str, words: Iterable[str]) -> str:
    inside = ",\n        ".join(words)
    return f"def _{name}() -> list[sa.schema.SchemaItem]:\n    return [\n        {inside},\n    ]\n\n\n"


def file(room: str, made: dict[str, str]) -> str:
    """The module of one room."""
    body = "".join(made.values())
    types = sorted(name for name in OWN_TYPES if re.search(rf"\b{name}\b", body))
    own = f"from {OWN} import {', '.join(types)}\n" if types else ""
    head = f'"""Tables of {room} as the first release made them."""\n\nfrom __future__ import annotations\n\n'
    imports = f"import sqlalchemy as sa\nfrom alembic import op\n\n{own}\n\n"
    return head + imports + body + _defined("create", "Create them all.", [f"{table}()" for table in made])


def package(rooms: Iterable[str]) -> str:
    """What calls the rooms, each after those that it refers to."""
    names = list(rooms)
    head = '"""The schema of the first release, a module a room. Written by compose."""\n\nfrom __future__ import annotations\n\n'
    imports = f"from app.migrations.first import {', '.join(sorted(names))}\n\n\n"
    return head + imports + _defined("create", "Create every table and index.", [f"{one}.create()" for one in names])


def parts(target: MetaData) -> dict[str, dict[str, str]]:
    """Room → table → its functions. The rooms, large ones halved, stand in the order in which they need each other."""
    home, found = room_of(), dict[str, dict[str, str]]()
    for table, statements in Pen(target).operations():
        found.setdefault(home[table], {})[table] = functions(table, statements)
    needs = {
        room: {home[key.column.table.name] for table in made for key in target.tables[table].foreign_keys} - {room}
        for room, made in found.items()
    }
    ordered = TopologicalSorter(needs).static_order()
    return {name: half for room in ordered for name, half in _halved(room, found[room])}


def _halved(room: str, made: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    if "".join(made.values()).count("\n") < MOST_IN_A_FILE:
        yield room, made
        return
    names = list(made)
    half = len(names) // 2
    for n, inside in enumerate((names[:half], names[half:]), 1):
        yield f"{room}_{n}", {name: made[name] for name in inside}


def compose() -> list[Path]:
    """Write the files of `first`. Returns them."""
    tables.load()
    for old in FIRST.glob("*.py"):
        old.unlink()
    FIRST.mkdir(exist_ok=True)
    rooms = parts(metadata)
    texts = {"__init__": package(rooms)} | {room: file(room, made) for room, made in rooms.items()}
    for name, text in texts.items():
        FIRST.joinpath(f"{name}.py").write_text(text.rstrip() + "\n", encoding="utf-8")
    return [FIRST / f"{name}.py" for name in texts]


if __name__ == "__main__":
    compose()
