"""What an act wrote: every row that an ORM session inserts or updates, as the sealed entry will say it.

A row is `[table, key, "insert" | "update", {column: value}, {column: id}]`:
- `key` lists the natural parts of the primary key; values are JSON (money "180000.00", moments and dates as text);
- an update names only what changed; an insert names every column, so that later columns are told apart from empty ones;
- the last part holds the surrogate keys (columns of type `workflows.schema.Id`): they are kept, and no digest sees them;
- a sixth part `{column: {"commitment": …}}` stands only where the row has personal columns (`info={"personal": True}`).
Columns with `info={"derived": True}` are left out: they are sums of other rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Insert, Table, event, insert, inspect
from sqlalchemy.orm import InstanceState, Mapper, Session, UOWTransaction

from workflows.ledger.columns import Recorded, is_recorded, recorded_columns
from workflows.ledger.commitments import CAPTURED, Personal, withhold
from workflows.schema import Id

Row = list[Any]
Named = tuple[str, Recorded]
"""An attribute of the class, and its column."""
ROWS = "ledger.rows"


def watch(session: Session, rows: list[Row]) -> None:
    """From now on append to `rows` what the session inserts and updates; deleting an object raises RuntimeError: rows are never deleted."""
    session.info[ROWS] = rows
    session.info[CAPTURED] = []


def enter(session: Session, kind: type[Any], values: Mapping[str, Any]) -> None:
    """Insert one row of a class without an object of it, by attribute name: recorded like any other, at a quarter of the cost.

    Every column is given but a surrogate key that the database draws. Raises TypeError where one is missing.
    """
    entering = _entering(inspect(kind))
    if entering.given != values.keys():
        raise TypeError(f"{kind.__name__} needs {', '.join(sorted(entering.given ^ values.keys()))}")
    result = session.connection().execute(entering.statement, {entering.columns[name]: value for name, value in values.items()})
    if ROWS in session.info and entering.plan:
        drawn = dict(zip(entering.drawn, result.inserted_primary_key or (), strict=False))
        session.info[ROWS].append(entering.plan.row("insert", {**values, **drawn}, entering.plan.columns, session.info[CAPTURED]))


def rows_digest(rows: Iterable[Row]) -> str:
    """SHA-256 (hexadecimal) over rows without their surrogate keys and commitments, whatever the order in which they were written."""
    texts = sorted(orjson.dumps(row[:4], option=orjson.OPT_SORT_KEYS) for row in rows)
    return hashlib.sha256(b"\n".join(texts)).hexdigest()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a class is recorded, worked out once."""

    table: str
    natural_key: tuple[Named, ...]
    surrogate_key: tuple[Named, ...]
    columns: tuple[Named, ...]

    def row(self, action: str, state: dict[str, Any], columns: Sequence[Named], personal: list[Personal]) -> Row:
        """One record of an object whose attributes are in `state`."""
        values: dict[str, Any] = {}
        surrogates = {column.name: state[name] for name, column in self.surrogate_key}
        sealed: dict[str, Any] = {}
        for name, column in columns:
            value = state.get(name)
            if column.kind == "surrogate":
                surrogates[column.name] = value
            elif column.kind == "personal":
                kept = withhold(f"{self.table}.{column.name}", None if value is None else column.text(value))
                personal.append(kept)
                sealed[column.name] = kept.sealed
            else:
                values[column.name] = None if value is None else column.text(value)
        key = [column.text(state[name]) for name, column in self.natural_key]
        record: Row = [self.table, key, action, values, surrogates]
        return [*record, sealed] if sealed else record


@cache
def _plan(mapper: Mapper[Any]) -> _Plan | None:
    table = mapper.local_table
    if not isinstance(table, Table) or mapper.tables != [table]:
        raise TypeError(f"{mapper.class_.__name__} is not one class on one table")
    if not is_recorded(table):
        return None
    named = [(mapper.get_property_by_column(table.c[column.name]).key, column) for column in recorded_columns(table)]
    keys = [one for one in named if one[1].primary]
    return _Plan(
        table.name,
        tuple(one for one in keys if one[1].kind != "surrogate"),
        tuple(one for one in keys if one[1].kind == "surrogate"),
        tuple(one for one in named if not one[1].primary),
    )


@dataclass(frozen=True, slots=True)
class _Entering:
    """How a row of a class is inserted, worked out once. `columns`: attribute → column; `drawn`: the key that the database draws."""

    statement: Insert
    columns: dict[str, str]
    given: frozenset[str]
    drawn: tuple[str, ...]
    plan: _Plan | None


@cache
def _entering(mapper: Mapper[Any]) -> _Entering:
    plan, table = _plan(mapper), mapper.local_table
    assert isinstance(table, Table)
    columns = {mapper.get_property_by_column(column).key: column.name for column in table.columns}
    drawn = tuple(name for name, column in columns.items() if table.c[column].primary_key and table.c[column].type is Id)
    drawn = drawn if len(table.primary_key.columns) == 1 else ()
    return _Entering(insert(table), columns, frozenset(columns.keys() - set(drawn)), drawn, plan)


@event.listens_for(Session, "before_flush")
def _refuse_deletion(session: Session, _context: UOWTransaction, _objects: Any) -> None:
    if ROWS in session.info and session.deleted:
        names = sorted(type(one).__name__ for one in session.deleted if _plan(inspect(one).mapper))
        if names:
            raise RuntimeError(f"rows are never deleted: {', '.join(names)}")


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: UOWTransaction) -> None:
    # Here new objects have their keys already, and what changed in the old ones is not forgotten yet.
    if ROWS not in session.info:
        return
    rows: list[Row] = session.info[ROWS]
    personal: list[Personal] = session.info[CAPTURED]
    for one in session.new:
        state: InstanceState[Any] = inspect(one)
        plan = _plan(state.mapper)
        if plan:
            rows.append(plan.row("insert", state.dict, plan.columns, personal))
    rows.extend(sorted(_updated(session, personal), key=_order))


def _updated(session: Session, personal: list[Personal]) -> Iterator[Row]:
    for one in session.dirty:
        state: InstanceState[Any] = inspect(one)
        plan = _plan(state.mapper)
        changed = _changed(state, plan) if plan else []
        if plan and changed:
            yield plan.row("update", state.dict, changed, personal)


def _changed(state: InstanceState[Any], plan: _Plan) -> list[Named]:
    now, before = state.dict, state.committed_state
    return [one for one in plan.columns if one[0] in before and one[0] in now and before[one[0]] != now[one[0]]]


def _order(row: Row) -> str:
    # The session keeps changed objects in a set: without an order two runs of one act would write two texts.
    return f"{row[0]} {row[1]} {row[4]}"
