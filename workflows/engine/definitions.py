"""Versions of diagrams by closure hash: a process, what it calls and the tables they use. Parsed once, shared, pinned by cases."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflows.engine.bindings import DiagramParser
from workflows.engine.decisions import Decision, read_decisions
from workflows.engine.elements import (
    CALL,
    DECISION,
    USER,
    Element,
    Unreadable,
    canonical,
    elements,
    exception_task,
    overdue_task,
    parse,
    processes,
    properties,
    unmanned_task,
)
from workflows.engine.tables import definition_file, definition_version
from workflows.errors import Missing, Reason
from workflows.text import _

TOLD = ("hash", "process", "number", "title", "state", "origin", "effective_from")
"""Columns of a version of which an entry speaks; the hash covers its files."""
MOST_KEPT = 512
"""Files and closures that stay parsed: a release holds a hundred of each, and the same ones come again with every database."""


@dataclass(frozen=True)
class Definition:
    """One version, ready to run. `process` is the key that cases name (`purchase/lifecycle`), `name` the id inside the file."""

    hash: str
    process: str
    name: str
    title: str
    files: dict[str, str]
    spec: Any = field(repr=False)
    called: dict[str, Any] = field(repr=False)
    elements: dict[str, dict[str, Element]] = field(repr=False)
    keys: dict[str, str] = field(repr=False)
    titles: dict[str, str] = field(repr=False)
    decisions: dict[str, Decision] = field(repr=False)
    within: bool = False
    """People start it inside a project (process property `within`), as a side case of its own."""

    def element(self, process: str, identity: str) -> Element:
        """A flow node by the id of its process and its own."""
        return self.elements[process][identity]

    @property
    def start_form(self) -> Element | None:
        """The first user task, where it stands directly behind the start event and nobody else calls or begins the process."""
        taken = self.spec.io_specification
        if taken is not None and taken.data_inputs:
            return None
        outputs = self.spec.task_specs["Start"].outputs
        behind = [inner for event in outputs for inner in event.outputs]
        names = [spec.bpmn_id for spec in behind if getattr(spec, "manual", False)]
        first = self.elements[self.name].get(names[0]) if names else None
        return None if first is None or first.assignee else first


@dataclass(frozen=True, slots=True)
class _File:
    key: str
    sha256: str
    xml: bytes
    processes: tuple[str, ...]
    decisions: tuple[str, ...]
    uses: frozenset[str]


def closures(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """For each process key (path without suffix) the files of its closure: path → SHA-256 of the canonical XML. Raises Unreadable."""
    read = {name: _read(name, xml) for name, xml in files.items()}
    home = {unit: one for one in read.values() for unit in (*one.processes, *one.decisions)}
    found = {}
    for one in read.values():
        if one.processes:
            reached, waiting = {one.key: one}, [one]
            while waiting:
                for unit in waiting.pop().uses:
                    if unit in home and home[unit].key not in reached:
                        reached[home[unit].key] = home[unit]
                        waiting.append(home[unit])
            found[one.key.rsplit(".", 1)[0]] = {each.key: each.sha256 for each in sorted(reached.values(), key=lambda f: f.key)}
    return found


@lru_cache(MOST_KEPT)
def _read(name: str, xml: bytes) -> _File:
    body = canonical(xml)
    sha256 = hashlib.sha256(body).hexdigest()
    if name.endswith(".dmn"):
        return _File(name, sha256, body, (), tuple(read_decisions(body)), frozenset())
    root = parse(body)
    inside = {process.get("id", ""): elements(process) for process in processes(root)}
    everything = [element for found in inside.values() for element in found.values()]
    uses = {e.calls for e in everything if e.kind == CALL} | {e.implementation for e in everything if e.kind == DECISION}
    uses |= {name for e in everything for name in e.asks}
    return _File(name, sha256, body, tuple(inside), (), frozenset(uses))


def closure_hash(process: str, files: Mapping[str, str]) -> str:
    """SHA-256 over the process key and the sorted (path, SHA-256) pairs, a line each."""
    lines = [process, *(f"{name} {sha256}" for name, sha256 in sorted(files.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def build(process: str, files: Mapping[str, bytes]) -> Definition:
    """Parse a closure, each once per process of ours. Raises Unreadable with a sentence where the library or we cannot."""
    return _built(process, tuple(sorted(files.items())))


@lru_cache(MOST_KEPT)
def _built(process: str, parts: tuple[tuple[str, bytes], ...]) -> Definition:
    files = dict(parts)
    hashes = {name: hashlib.sha256(canonical(xml)).hexdigest() for name, xml in files.items()}
    found, keys, titles, decisions, roots, inside = {}, {}, {}, {}, {}, set()
    for name, xml in parts:
        if name.endswith(".dmn"):
            decisions.update(read_decisions(xml))
            continue
        roots[name] = parse(xml)
        for one in processes(roots[name]):
            identity = one.get("id", "")
            beside = exception_task(one), overdue_task(one), unmanned_task(one)
            found[identity] = {**elements(one), **{own.id: own for own in beside}}
            keys[identity], titles[identity] = name.rsplit(".", 1)[0], one.get("name", identity)
            inside |= {identity} if properties(one).get("within") else set()
    own = next((identity for identity, key in keys.items() if key == process), "")
    parser = DiagramParser()
    try:
        for name, root in roots.items():
            parser.add_bpmn_xml(root, filename=name)
        spec, called = parser.get_spec(own), parser.get_subprocess_specs(own)
    except (ValidationException, KeyError, AttributeError, ValueError) as error:
        raise Unreadable(f"{process}：流程图无法执行：{error}") from error
    for each in (spec, *called.values()):
        _connect_instances(each)
    shared = (spec, called, found, keys, titles, decisions)
    return Definition(closure_hash(process, hashes), process, own, titles[own], hashes, *shared, within=own in inside)


def _connect_instances(spec: Any) -> None:
    """The library connects a multi-instance child to its parent when it creates one; a thawed case needs it at once."""
    for task in list(spec.task_specs.values()):
        if isinstance(task, MultiInstanceTask):
            child = spec.task_specs[task.task_spec]
            if not child.completed_event.is_connected(task.merge_child):
                child.completed_event.connect(task.merge_child)


class Library:
    """Definitions by hash, parsed once per process and shared between threads."""

    def __init__(self) -> None:
        self._parsed: dict[str, Definition] = {}
        self._lock = threading.Lock()

    def get(self, session: Session, version: str) -> Definition:
        """A version by its closure hash. Raises Missing."""
        known = self._parsed.get(version)
        if known is None:
            with self._lock:
                known = self._parsed.get(version) or self._load(session, version)
                self._parsed[version] = known
        return known

    @staticmethod
    def _load(session: Session, version: str) -> Definition:
        row = session.execute(select(definition_version).where(definition_version.c.hash == version)).one_or_none()
        if row is None:
            raise Missing([Reason(_("没有这个版本的流程。"))])
        wanted = select(definition_file.c.sha256, definition_file.c.xml).where(definition_file.c.sha256.in_(row.files.values()))
        xml = {sha256: text.encode() for sha256, text in session.execute(wanted)}
        return build(row.process, {name: xml[sha256] for name, sha256 in row.files.items()})

    def current(self, session: Session, process: str, now: dt.datetime) -> Definition:
        """The version in force for a case that starts now. Raises Missing."""
        table = definition_version.c
        wanted = select(table.hash).where(table.process == process, table.state == "published", table.effective_from <= now)
        version = session.execute(wanted.order_by(table.effective_from.desc(), table.number.desc()).limit(1)).scalar_one_or_none()
        if version is None:
            raise Missing([Reason(_("没有名为{name}的流程。").format(name=process))])
        return self.get(session, version)

    def in_force(self, session: Session, now: dt.datetime) -> list[Definition]:
        """Every process that a case may start now, in its version in force."""
        return [self.get(session, version) for _process, version in sorted(standing(session, now).items())]


def seed(session: Session, files: Mapping[str, bytes], now: dt.datetime) -> list[str]:
    """Enter shipped files: the first version of a process is in force, a later one is a draft. Returns the new version hashes."""
    known = set(session.execute(select(definition_version.c.hash)).scalars())
    kept = set(session.execute(select(definition_file.c.sha256)).scalars())
    body = {name: canonical(xml) for name, xml in files.items()}
    added = []
    for process, parts in sorted(closures(body).items()):
        version = closure_hash(process, parts)
        if version in known:
            continue
        keep(session, parts, body, kept)
        number = next_number(session, process)
        state = "draft" if number > 1 else "published"
        enter(session, build(process, {name: body[name] for name in parts}), number, state, "shipped", now)
        added.append(version)
    return added


def standing(session: Session, at: dt.datetime) -> dict[str, str]:
    """Process → the version in force at a moment."""
    table = definition_version.c
    wanted = select(table.process, table.hash).where(table.state == "published", table.effective_from <= at)
    rows = session.execute(wanted.order_by(table.effective_from, table.number))
    return {process: version for process, version in rows}  # noqa: C416  a Result looks like a mapping to dict()


def keep(session: Session, parts: Mapping[str, str], body: Mapping[str, bytes], kept: set[str]) -> None:
    """Files that are not kept yet."""
    for name, sha256 in parts.items():
        if sha256 not in kept:
            session.execute(insert(definition_file), {"sha256": sha256, "name": name, "xml": body[name].decode()})
            kept.add(sha256)


def next_number(session: Session, process: str) -> int:
    """What the next version of a process is counted as."""
    numbers = session.execute(select(definition_version.c.number).where(definition_version.c.process == process)).scalars().all()
    return max(numbers, default=0) + 1


def enter(session: Session, built: Definition, number: int, state: str, origin: str, start: dt.datetime) -> None:
    """A version as a row."""
    values = {"hash": built.hash, "process": built.process, "number": number, "title": built.title, "files": built.files}
    session.execute(insert(definition_version), {**values, "state": state, "origin": origin, "effective_from": start})


def entered(session: Session, versions: Sequence[str]) -> list[dict[str, Any]]:
    """What an entry says of versions: all that decides which of them binds a case, and from when."""
    wanted = select(*(definition_version.c[name] for name in TOLD)).where(definition_version.c.hash.in_(versions))
    rows = session.execute(wanted.order_by(definition_version.c.process, definition_version.c.number)).mappings()
    return [{**row, "effective_from": row["effective_from"].isoformat()} for row in rows]


def user_tasks(definition: Definition) -> list[Element]:
    """Every user task of the closure."""
    return [element for inside in definition.elements.values() for element in inside.values() if element.kind == USER]
