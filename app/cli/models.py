"""Finds the DMN models that a model imports: below its own folder, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from workflows.engine.dmn.model import Load, namespace_of

MODELS = 200
"""Files that are looked into."""


def beside(model: Path) -> Load:
    """The file at the place that an import names, else the one whose namespace it names."""
    folder = model.resolve().parent

    def load(namespace: str, location: str) -> bytes | None:
        for path in _candidates(folder, location):
            body = path.read_bytes()
            if namespace_of(body) == namespace:
                return body
        return None

    return load


def _candidates(folder: Path, location: str) -> Iterator[Path]:
    named = (folder / location).resolve()
    if location and named.is_relative_to(folder) and named.is_file():
        yield named
    yield from islice(sorted(folder.rglob("*.dmn")), MODELS)
