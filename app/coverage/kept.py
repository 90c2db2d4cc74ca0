"""What code, drawings and tests say, read once and kept in `var/coverage` under their digest: no page waits until all is read anew."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.coverage.carriers import Carrier, asked, hands_drawn, rules
from app.coverage.pages import pages, shown
from app.coverage.proofs import claims_by_clause
from app.coverage.records import dated, periods, rows, timers
from app.rule_places import procedures
from app.rule_proofs import HOME

FOLDER = Path("var/coverage")
READ = ("app", "forms", "workflows", "bpmn_diagrams", "tests")
KINDS_OF_FILES = frozenset({".py", ".bpmn", ".dmn", ".toml"})


@dataclass(frozen=True, slots=True)
class Readings:
    """All that wears a clause; clause → claims about it; element of a drawing (`review/project_review#finance`) → its name."""

    carriers: tuple[Carrier, ...]
    claims: Mapping[str, frozenset[str]]
    names: Mapping[str, str]


@cache
def readings() -> Readings:
    """Taken from the folder where the same files were read before, else read now and kept there; once a process."""
    kept = FOLDER / f"{digest()}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _thawed(json.loads(kept.read_text(encoding="utf-8")))
    read = read_all()
    with suppress(OSError):
        _keep(kept, read)
    return read


def read_all() -> Readings:
    """Everything read anew."""
    seen = shown()
    every = (*rules(), *hands_drawn(), *asked(), *timers(), *periods(), *rows(seen), *dated(seen), *pages())
    return Readings(tuple(one for one in every if one.tags), claims_by_clause(), dict(_names()))


def digest() -> str:
    """SHA-256 (hex) of every file that is read, by path."""
    found = hashlib.sha256()
    for path in sorted(path for room in READ for path in (HOME / room).rglob("*") if path.suffix in KINDS_OF_FILES):
        found.update(f"{path.relative_to(HOME).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _names() -> Iterator[tuple[str, str]]:
    for process, definition in procedures().items():
        for element in definition.elements[definition.name].values():
            yield f"{process}#{element.id}", f"{definition.title} · {element.name}"


def _keep(kept: Path, read: Readings) -> None:
    """Write it whole or not at all; what older files said is of no use any more."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    older = [path for path in kept.parent.iterdir() if path != kept]
    written = kept.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps(asdict(read), default=sorted, ensure_ascii=False), encoding="utf-8")
    written.replace(kept)
    for path in older:
        path.unlink(missing_ok=True)


def _thawed(said: Mapping[str, Any]) -> Readings:
    carriers = tuple(
        Carrier(one["kind"], one["key"], one["label"], frozenset(one["tags"]), tuple(one["tests"]), tuple(one["screens"]))
        for one in said["carriers"]
    )
    return Readings(carriers, {clause: frozenset(named) for clause, named in said["claims"].items()}, dict(said["names"]))
