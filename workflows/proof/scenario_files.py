"""Scenario files: whole cases that an official can read. Reads TOML, follows `extends` and `goes_on`, says what is wrong in a sentence."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from workflows.proof.going_on import Table, going_on

__all__ = ["Scenario", "Table", "Unplayable", "Upload", "found", "read", "uploads"]
DOES = frozenset({"start", "complete", "claim", "send", "wait", "check"})
EXPECTS = frozenset({"done", "invalid", "refused", "not_yours", "stale", "missing"})


class Unplayable(ValueError):
    """A scenario file that cannot be played; the message says why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person would hand it in."""

    name: str
    content: bytes | None
    size: int = 0


@dataclass(slots=True)
class Scenario:
    """One playable story. `base`: the steps that come before its own."""

    id: str
    title: str
    path: Path
    begins: dt.datetime
    given: Table
    base: list[Table]
    steps: list[Table]
    refusals: list[Table]
    then: Table
    world: Table = field(default_factory=dict)


def found(paths: list[Path]) -> Iterator[Path]:
    """Scenario files under the given paths: `world.toml` and files beginning with `_` are none. Raises Unplayable where there is none."""
    for path in paths:
        if not path.exists():
            raise Unplayable(f"{path} does not exist")
        inside = _inside(path) if path.is_dir() else [path]
        if not inside:
            raise Unplayable(f"{path} holds no scenario")
        yield from inside


def _inside(folder: Path) -> list[Path]:
    return [one for one in sorted(folder.rglob("*.toml")) if one.name != "world.toml" and not one.name.startswith("_")]


def read(path: Path) -> Scenario:
    """One file with everything that it extends. Raises Unplayable."""
    return _read(path.resolve(), ())


def _read(path: Path, above: tuple[Path, ...]) -> Scenario:
    if path in above:
        raise Unplayable(f"{path.name} extends itself")
    try:
        table = _parsed(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unplayable(f"{path.name}: {error}") from error
    head = table.get("scenario")
    if not isinstance(head, dict) or "id" not in head:
        raise Unplayable(f"{path.name} has no [scenario] with an id")
    parent = _read((path.parent / head["extends"]).resolve(), (*above, path)) if "extends" in head else None
    base = _until(parent.base + parent.steps, head.get("until")) if parent else []
    begins = head.get("begins") or (parent.begins if parent else None)
    if not isinstance(begins, dt.datetime) or begins.tzinfo is None:
        raise Unplayable(f"{path.name} does not say when it begins, with an offset")
    steps = _checked(path, table.get("step", [])) + _going_on(path, parent, table.get("goes_on"))
    steps += _checked(path, table.get("afterwards", []))
    world = table.get("world", {}) or (parent.world if parent else {})
    given = {**(parent.given if parent else {}), **table.get("given", {})}
    refusals = _variants(path, _placed(path, table.get("refusal", []), base + steps), base + steps)
    return Scenario(head["id"], head.get("title", ""), path, begins, given, base, steps, refusals, table.get("then", {}), world)


@lru_cache(maxsize=512)
def _parsed(text: str) -> Table:
    """Many stories go on from the same beginnings: each text is parsed once. Whoever reads a table changes nothing in it."""
    return tomllib.loads(text)


def _going_on(path: Path, parent: Scenario | None, said: Table | None) -> list[Table]:
    if said is None or parent is None:
        return []
    try:
        return going_on(parent.base + parent.steps, said)
    except StopIteration as error:
        raise Unplayable(f"{path.name} goes on with a step that {parent.path.name} has not") from error


def _until(steps: list[Table], until: Table | None) -> list[Table]:
    """The steps before the first that completes the named task."""
    if not until:
        return list(steps)
    for place, step in enumerate(steps):
        if step.get("task") == until.get("task") and until.get("of", step.get("of")) == step.get("of"):
            return steps[:place]
    raise Unplayable(f"no step opens {until.get('task')}")


def _checked(path: Path, steps: list[Table]) -> list[Table]:
    for number, step in enumerate(steps, 1):
        if step.get("do", "complete") not in DOES or step.get("expect", "done") not in EXPECTS:
            raise Unplayable(f"{path.name}: step {number} does or expects something unknown")
        if step.get("do", "complete") in {"start", "complete", "claim"} and "who" not in step:
            raise Unplayable(f"{path.name}: step {number} does not say who")
    return steps


def _placed(path: Path, refusals: list[Table], steps: list[Table]) -> list[Table]:
    """Variants that name their step by its task (and `of`; and `who`, where several do it) get its number; so do their `instead`."""
    placed = []
    for one in refusals:
        given = dict(one.get("given", {}))
        if "instead" in given:
            given["instead"] = [_numbered(path, each, steps) for each in given["instead"]]
        placed.append(_numbered(path, {**one, "given": given} if given else one, steps))
    return placed


def _numbered(path: Path, said: Table, steps: list[Table]) -> Table:
    if "step" in said or "task" not in said:
        return said
    asked = {name: said[name] for name in ("task", "of") if name in said}
    done = [(step.get("n", place), step) for place, step in enumerate(steps, 1) if "expect" not in step]
    fitting = [(number, step) for number, step in done if asked.items() <= step.items()]
    if not fitting:
        raise Unplayable(f"{path.name}: no step of the story does {said['task']}")
    own = [number for number, step in fitting if step.get("who") == said.get("who")]
    return {**said, "step": own[0] if own else fitting[0][0]}


def _variants(path: Path, refusals: list[Table], steps: list[Table]) -> list[Table]:
    """Refused variants, each with a step of the story, an expectation and earlier variants that exist."""
    numbers = {step.get("n", place) for place, step in enumerate(steps, 1)}
    names = {one.get("id") for one in refusals}
    for one in refusals:
        given = one.get("given", {})
        after = given.get("after", [])
        lacking = {one.get("step"), *(each.get("step") for each in given.get("instead", []))} - numbers
        if lacking or one.get("expect") not in EXPECTS:
            raise Unplayable(f"{path.name}: variant {one.get('id')} has a step that the story has not, or expects something unknown")
        if not ({after} if isinstance(after, str) else set(after)) <= names:
            raise Unplayable(f"{path.name}: variant {one.get('id')} comes after one that does not exist")
    return refusals


def uploads(path: Path, step: Table) -> dict[str, list[Upload]]:
    """The step's files: field → what is handed in; an empty table hands in nothing. Raises Unplayable."""
    given = {name: said if isinstance(said, list) else [said] for name, said in step.get("files", {}).items()}
    return {name: [_upload(path, one) for one in said if one] for name, said in given.items()}


def _upload(path: Path, said: Table) -> Upload:
    if "path" in said:
        file = path.parent / said["path"]
        return Upload(said.get("name", file.name), file.read_bytes())
    if "size" in said:
        return Upload(said.get("name", "大文件.pdf"), None, _bytes(said["size"]))
    content = said["bytes"].encode() if "bytes" in said else None
    return Upload(said.get("name", "附件.pdf"), content)


def _bytes(said: str | int) -> int:
    text = str(said).strip().upper()
    unit = next((size for mark, size in (("KB", 1024), ("MB", 1024**2)) if text.endswith(mark)), 1)
    return int(float(text.removesuffix("KB").removesuffix("MB").strip()) * unit)
