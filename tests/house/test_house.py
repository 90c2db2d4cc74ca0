"""The house rules as claims: sizes, doors, names, words that the project must not know."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
ROOMS = ("app", "forms", "workflows")
MOST_LINES, MOST_FUNCTION = 300, 40
SOURCES = sorted(path for room in ROOMS for path in (HOME / room).rglob("*.py") if "versions" not in path.parts)
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"), ("time", "time_ns")}
BROAD = {"app/cli/__init__.py", "app/jobs/__init__.py", "app/web/problems.py", "workflows/engine/machine.py"}
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|service)(_|$)")


def name(path: Path) -> str:
    """The path as the tour names it."""
    return path.relative_to(HOME).as_posix()


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """(last name of what is called upon, method) of every attribute call."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")), node.func.attr


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 100


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_sizes_and_docstrings(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    module = tree(path)
    assert not text.strip() or ast.get_docstring(module), "a file says what it alone does"
    long = [n.name for n in ast.walk(module) if isinstance(n, ast.FunctionDef) and (n.end_lineno or 0) - n.lineno + 1 > MOST_FUNCTION]
    assert not long
    assert not any(VAGUE.search(part) for part in path.relative_to(HOME).with_suffix("").parts)


@pytest.mark.parametrize("path", sorted((HOME / "tests").rglob("*.py")), ids=name)
def test_a_file_of_claims_is_no_longer_than_any_other(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", [path for path in SOURCES if name(path) != "app/clock.py"], ids=name)
def test_the_wall_clock_has_one_reader(path: Path) -> None:
    assert not CLOCKS & set(calls(path))


@pytest.mark.parametrize("path", [path for path in SOURCES if name(path) != "app/config.py"], ids=name)
def test_the_environment_has_one_reader(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


def test_broad_excepts_stand_at_the_boundaries_only() -> None:
    found = {
        name(path)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    }
    assert found <= BROAD


def test_nothing_else_commits() -> None:
    committing = {name(path) for path in SOURCES if ("session", "commit") in set(calls(path))}
    assert not committing


def tracked() -> list[Path]:
    """Files under version control, lock files aside."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, check=True).stdout.decode()
    return [HOME / one for one in listed.split("\0") if one and not one.endswith(("uv.lock", "package-lock.json"))]


def test_the_project_speaks_of_the_product_alone() -> None:
    foreign = re.compile(rb"(^|[^.\w])/(?:work|farm|tmp/goufu)/|sub" + rb"agent|pypi\.org|registry\.npmjs|deb\.debian", re.MULTILINE)
    assert not [name(path) for path in tracked() if path.is_file() and foreign.search(path.read_bytes())]


def test_no_stubs_and_no_skips() -> None:
    marks = re.compile(r"raise NotImpl" + r"emented|TO" + r"DO|FIX" + r"ME|pragma: no" + r" cover|mark\.sk" + r"ip|mark\.xf" + r"ail")
    assert not [
        name(path) for path in tracked() if path.suffix in {".py", ".js", ".html"} and marks.search(path.read_text(encoding="utf-8"))
    ]


def test_the_licence_and_the_lock_are_there() -> None:
    assert "Apache License" in (HOME / "LICENSE").read_text(encoding="utf-8")
    assert (HOME / "uv.lock").is_file()
    assert (HOME / "package-lock.json").is_file()
