"""The yardstick: the rows of the same completions written with SQLAlchemy Core, no engine, no HTTP.

A writing process reads a plan from the first line of its input: `{"source", "target", "part", "of"}`. It takes the rows from `source`,
where the completions were done, says `ready`, waits for a line, writes them into `target`, where they are still to be done, a
transaction a completion, and prints `{"acts", "seconds", "cpu"}`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from app.bench.processes import cpu_seconds
from app.db import Databases
from workflows.engine.tables import case_, work_item
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.opinions import Opinion

_opinion = Opinion.__table__
_CASE_COLUMNS = ("version", "seq", "head", "digest", "frozen")
_ITEM_COLUMNS = ("state", "revision", "closed_at", "closed_by", "closed_post", "answer")
_CLOSE = update(work_item).where(work_item.c.id == bindparam("row")).values({name: bindparam(f"new_{name}") for name in _ITEM_COLUMNS})
_SEAL = update(case_).where(case_.c.id == bindparam("row")).values({name: bindparam(f"new_{name}") for name in _CASE_COLUMNS})
_ENTER, _OPEN, _GIVE = insert(ledger_entry).inline(), insert(work_item), insert(_opinion).inline()  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Rows:
    """What one completion wrote."""

    opinion: dict[str, Any]
    entry: dict[str, Any]
    item: dict[str, Any]
    opened: list[dict[str, Any]]
    case: dict[str, Any]

    def write(self, connection: Connection) -> None:
        """Write it again."""
        connection.execute(_GIVE, self.opinion)
        connection.execute(_ENTER, self.entry)
        connection.execute(_CLOSE, self.item)
        if self.opened:
            connection.execute(_OPEN, self.opened)
        connection.execute(_SEAL, self.case)


@dataclass(frozen=True, slots=True)
class Limit:
    """What writing alone reaches; milliseconds of CPU per act, of the writers and of the database server."""

    per_s: float
    cpu_ms: float
    database_cpu_ms: float


def limit(source: str, target: str, writers: int, database: int | None, turn: tuple[int, int] = (0, 1)) -> Limit:
    """Let so many processes write at once. `database`: the PostgreSQL server's process; `turn`: which of how many shares."""
    share, shares = turn
    parts = range(share * writers, share * writers + writers)
    plans = [{"source": source, "target": target, "part": part, "of": writers * shares} for part in parts]
    processes = [_begun(plan) for plan in plans]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    before = cpu_seconds(database) if database is not None else 0.0
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate()[0]) for process in processes]
    spent = cpu_seconds(database) - before if database is not None else 0.0
    acts = sum(one["acts"] for one in answers)
    seconds, cpu = max(one["seconds"] for one in answers), sum(one["cpu"] for one in answers)
    return Limit(acts / seconds, cpu / acts * 1000, spent / acts * 1000)


def _begun(plan: dict[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"from {__name__} import main; main()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own interpreter
    assert process.stdin is not None
    process.stdin.write(json.dumps(plan) + "\n")
    process.stdin.flush()
    return process


def _written(source: Connection) -> Iterator[Rows]:
    """The completions of opinions, in the order in which they were done."""
    opinions = {row.id: row for row in source.execute(select(_opinion))}
    items: dict[tuple[int, str], Row[Any]] = {(row.case_id, row.key): row for row in source.execute(select(work_item))}
    cases = {row.id: row for row in source.execute(select(case_))}
    done = select(ledger_entry).where(ledger_entry.c.act == "complete").order_by(ledger_entry.c.position)
    for entry in source.execute(done):
        body = json.loads(entry.body)
        case = cases[int(entry.stream.removeprefix("case:"))]
        closed = items[case.id, body["key"]]
        row = next(surrogates for table, _key, _action, _values, surrogates in body["rows"] if table == Opinion.__tablename__)
        sealed = {"version": entry.number + 1, "seq": entry.number, "head": entry.hash, "digest": body["state"], "frozen": case.frozen}
        yield Rows(
            _without(opinions[row["id"]], "id"),
            _without(entry, "position"),
            {"row": closed.id, **{f"new_{name}": getattr(closed, name) for name in _ITEM_COLUMNS}},
            [_without(items[case.id, one["key"]]) for one in body.get("opened", ())],
            {"row": case.id, **{f"new_{name}": value for name, value in sealed.items()}},
        )


def _without(row: Row[Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in names}  # noqa: SLF001  its public name


def _write(databases: Databases, acts: Sequence[Rows]) -> None:
    for act in acts:
        with databases.turn(), databases.writer.begin() as connection:
            act.write(connection)


def main() -> None:
    """Read, wait for the word, write, report."""
    plan = json.loads(sys.stdin.readline())
    source, target = Databases(plan["source"]), Databases(plan["target"])
    with source.reader.connect() as connection:
        mine = [act for act in _written(connection) if act.case["row"] % plan["of"] == plan["part"]]
    source.dispose()
    with target.reader.connect():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    sys.stdin.readline()
    begun, cpu = time.perf_counter(), time.process_time()
    _write(target, mine)
    json.dump({"acts": len(mine), "seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}, sys.stdout)
    target.dispose()
