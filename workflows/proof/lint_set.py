"""Rules on a whole set of files: names used once, no calls in a circle, nothing left over, everything the engine itself can parse."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from workflows.engine.definitions import build
from workflows.engine.elements import CALL, DECISION, USER
from workflows.proof.lint_model import Diagram, Finding, Known, Severity
from workflows.text import _

REFUSALS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the library raises on files that it did not expect; `Unreadable` is a ValueError."""


def names_once(diagrams: list[Diagram], tables: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Two files that define the same process or decision."""
    home: dict[str, str] = {}
    named = [(d.id, d.file) for d in diagrams] + [(name, file) for file, names in tables.items() for name in names]
    for name, file in named:
        if name in home:
            text = _("“{name}”在{first}里已经有了，不能再用。请改名。")
            yield Finding(file, name, "set.duplicate", "error", text.format(name=name, first=home[name]), (name,))
        home.setdefault(name, file)


def no_circles(diagrams: list[Diagram]) -> Iterator[Finding]:
    """A process that calls itself, directly or through others, never ends."""
    calls = {d.id: [one.calls for one in d.of(CALL)] for d in diagrams}
    for d in diagrams:
        way = _circle(calls, d.id)
        if way:
            text = _("流程“{name}”经过{way}又调用自己，永远办不完。请改用退回的连线。")
            yield Finding(d.file, d.id, "call.circle", "error", text.format(name=d.id, way=" → ".join(way)), tuple(way))


def _circle(calls: Mapping[str, list[str]], start: str) -> list[str]:
    before: dict[str, str] = {}
    waiting = [start]
    for here in waiting:
        for there in calls.get(here, []):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return [*way[::-1], start]
            if there not in before:
                before[there] = here
                waiting.append(there)
    return []


def nothing_left_over(
    diagrams: list[Diagram], tables: Mapping[str, tuple[str, ...]], known: Known, severity: Severity
) -> Iterator[Finding]:
    """Forms and tables that no diagram uses."""
    used = {one.implementation for d in diagrams for one in d.of(USER, DECISION)} | {
        name for d in diagrams for one in d.of(USER) for name in one.asks
    }
    for form in sorted(known.forms - used):
        yield Finding("", form, "set.unused_form", severity, _("没有流程图使用表单“{form}”。").format(form=form))
    for file, names in tables.items():
        for name in names:
            if name not in used:
                yield Finding(file, name, "set.unused_table", "note", _("没有流程图使用决策“{name}”。").format(name=name))


def runs(diagrams: list[Diagram], judged: Container[str], files: Mapping[str, bytes], wrong: set[str]) -> Iterator[Finding]:
    """What the engine's own parser says of every judged process, where all files of its closure are otherwise in order."""
    home = {d.id: d for d in diagrams}
    for d in diagrams:
        closure = [one.file for one in _closure(home, d.id)]
        if d.file not in judged or any(name in wrong for name in closure):
            continue
        try:
            build(d.file.rsplit(".", 1)[0], {name: files[name] for name in closure})
        except REFUSALS as error:
            yield Finding(d.file, d.id, "file.engine", "error", _("引擎无法读取：{error}").format(error=str(error)[:300]))


def _closure(home: Mapping[str, Diagram], start: str) -> list[Diagram]:
    seen, waiting = {start}, [start]
    for here in waiting:
        fresh = [one.calls for one in home[here].of(CALL) if one.calls in home and one.calls not in seen]
        seen.update(fresh)
        waiting.extend(dict.fromkeys(fresh))
    return [home[name] for name in waiting]
