"""Checks diagrams and tables for the command line: given files among the shipped ones, judged with all names that this release knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from app.composition import DIAGRAMS, hands, shipped
from forms.base import Form
from workflows.engine.elements import BESIDE
from workflows.procurement import remedies
from workflows.procurement.deadlines import UNITS
from workflows.procurement.instalments import MESSAGES
from workflows.procurement.lawbook import articles
from workflows.procurement.operations import OUTCOMES
from workflows.procurement.rosters import MEMBER_LISTS
from workflows.procurement.rules.separation import APART
from workflows.procurement.settlement import figures
from workflows.procurement.world import standard
from workflows.proof.lawful.proving import lawful
from workflows.proof.lint import check_set
from workflows.proof.lint_model import Finding, Known
from workflows.text import _

MOST_BYTES = 4_000_000
CLOSING = {"lifecycle": "purchase.close"}
ASKED = ("outcome", "next")
"""Fields whose answer is the outcome."""
NAMES = re.compile(rb'<(?:\w+:)?(?:process|decision)\b[^>]{0,2000}?\bid="([^"]{1,200})"')


def words() -> dict[str, frozenset[str]]:
    """Every form and operation → the words that it can give as outcome; none: it leaves the outcome as it was."""
    have = hands()
    told = {name: OUTCOMES.get(name, frozenset()) for name in have.operations}
    return told | {name: form.outcomes or frozenset(_offered(form)) for name, form in _forms()}


def _forms() -> list[tuple[str, Form]]:
    return [(name, form) for name, form in hands().forms.items() if isinstance(form, Form)]


def _offered(form: Form) -> Iterator[str]:
    for field in ASKED:
        yield from getattr(form.fields.get(field), "choices", ())


@cache
def known() -> Known:
    """Every name that a diagram may use. They do not change while the product runs."""
    have, world = hands(), standard()
    register = figures(world)
    return Known(
        forms=frozenset(have.forms) - BESIDE,
        operations=frozenset(have.operations),
        facts=frozenset(have.facts),
        deadlines=frozenset(str(row["id"]) for row in register),
        roles=frozenset(world["roles"]),
        members=frozenset(MEMBER_LISTS),
        instants=frozenset(have.instants),
        periods=frozenset(str(row["id"]) for row in register if row.get("unit") in UNITS),
        messages=MESSAGES.union(remedies.MESSAGES, *(form.sends for _name, form in _forms())),
        articles=frozenset(map(str, articles())),
        words=words(),
        apart={task: frozenset(pairs) for task, pairs in APART.items()},
        asks={name: form.asks for name, form in _forms() if form.asks},
        undated=frozenset(name for name, form in _forms() if form.undated),
        closing=CLOSING,
    )


def gate(files: Mapping[str, bytes], name: str) -> list[Finding]:
    """What stands against one drawing among the files in force; of the others only what they offer to it. Notes are left out."""
    others = {other: xml for other, xml in files.items() if other != name}
    return [one for one in check_set({name: files[name]}, known(), beside=others) if one.severity != "note"]


def gate_of_all(files: Mapping[str, bytes]) -> list[Finding]:
    """What stands against a whole set, and where nothing does, against the law."""
    found = [one for one in check_set(files, known()) if one.severity != "note"]
    return found if any(one.severity == "error" for one in found) else found + lawful(files, known())


def check_paths(paths: Sequence[Path]) -> dict[str, Any]:
    """Findings of the given files and folders; what they call may also be a shipped process or table. Raises ValueError for none."""
    given = {name: xml for path in paths for name, xml in _files(path).items()}
    if not given:
        raise ValueError(_("没有找到流程图或决策表文件。"))
    whole = {path.resolve() for path in paths} == {DIAGRAMS.resolve()}
    own = {identity for xml in given.values() for identity in NAMES.findall(xml)}
    around = {} if whole else {name: xml for name, xml in shipped().items() if name not in given and not own & set(NAMES.findall(xml))}
    names = known()
    found = [one for one in check_set(around | given, names, shipped=whole) if one.file in given or not one.file]
    if not any(one.severity == "error" for one in found):
        found += lawful(around | given, names)
    findings = [asdict(one) for one in found if whole or one.severity != "note"]
    return {"ok": not any(one["severity"] == "error" for one in findings), "findings": findings}


def _files(path: Path) -> dict[str, bytes]:
    """Path relative to the folder given (or the file's name) → bytes, cut where they are larger than any diagram may be."""
    if path.is_dir():
        found = sorted([*path.rglob("*.bpmn"), *path.rglob("*.dmn")])
        return {one.relative_to(path).as_posix(): _read(one) for one in found}
    return {path.name: _read(path)}


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)
