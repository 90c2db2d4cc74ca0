"""The rule book as data: every rule with its article, its sentence, where it is applied, and the claim that proves it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from app.composition import hands, shipped
from workflows.engine.definitions import build, closures, user_tasks
from workflows.procurement import rules
from workflows.procurement.lawbook import articles as law_articles

TESTS = Path(__file__).resolve().parent.parent / "tests"
NUMBER = re.compile(r"ART-(\d+)\.")


def rulebook() -> list[dict[str, Any]]:
    """One line per function of the book, in the order of ids."""
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")
    hands()
    proofs = _proofs()
    return [_line(bound, proofs) for _id, bounds in sorted(rules.BOOK.items(), key=lambda item: _order(item[0])) for bound in bounds]


def _line(bound: rules.Bound, proofs: dict[str, list[str]]) -> dict[str, Any]:
    ids = (bound.id, *bound.also)
    found = NUMBER.match(bound.id)
    return {
        "id": bound.id,
        "also": list(bound.also),
        "article": found.group(1) if found else None,
        "text": bound.text,
        "level": bound.level,
        "version": bound.version,
        "regimes": sorted(bound.regimes),
        "enforced_at": list(bound.at),
        "tests": sorted({proof for one in ids for proof in proofs.get(one, [])}),
    }


def _order(rule_id: str) -> tuple[str, list[int]]:
    return rule_id.split("-", maxsplit=1)[0], [int(number) for number in re.findall(r"\d+", rule_id)]


@cache
def _proofs() -> dict[str, list[str]]:
    """Rule id → the scenario variants that are refused (or warned) because of it; empty where the tests are not at hand."""
    found: dict[str, list[str]] = {}
    for path in sorted((TESTS / "scenarios").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, said in enumerate([*table.get("refusal", []), *table.get("step", [])], 1):
            for rule_id in (*said.get("because", []), *said.get("warnings", [])):
                name = said.get("id") or f"step {said.get('n', number)}"
                found.setdefault(rule_id, []).append(f"{path.name}#{name}")
    return found


def articles() -> list[dict[str, Any]]:
    """Each of the thirty articles and what carries it: rules of the book, tasks of the diagrams."""
    book = rulebook()
    files = shipped()
    tasks: dict[str, set[str]] = {}
    for key, parts in closures(files).items():
        for element in user_tasks(build(key, {name: files[name] for name in parts})):
            for article in element.articles:
                tasks.setdefault(article, set()).add(element.implementation)
    return [
        {
            "article": number,
            "text": article.text,
            "rules": [row["id"] for row in book if row["article"] == str(number)],
            "tasks": sorted(tasks.get(str(number), ())),
        }
        for number, article in law_articles().items()
    ]
