"""What the law asks of the diagrams is proven over every way through them, and refuted with a right way where a hand has broken it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from app.checking import check_paths
from tests.proof.breaking import Break, broken, shipped_files, shipped_names
from tests.proof.shipped import diagram
from tests.proof.small_diagrams import small
from tests.proof.unlawful_diagrams import MUTANTS, Mutant
from workflows.procurement.lawbook import articles
from workflows.proof.lawful.properties import PATTERNS, Law, Property, law
from workflows.proof.lawful.proving import Proofs
from workflows.proof.lint_decisions import outputs_of, read_table
from workflows.proof.lint_model import Diagram, Finding, Known, read

BY_ID = {one.id: one for one in law().properties}


@cache
def decisions() -> dict[str, frozenset[str]]:
    """What each shipped table gives."""
    tables = {name: xml for name, xml in shipped_files().items() if name.endswith(".dmn")}
    return {name: given for file, xml in tables.items() for name, given in outputs_of(read_table(file, xml)[0]).items()}


def judged(file: str, how: Break, asked: Law) -> list[Finding]:
    """The shipped set with one diagram broken."""
    others = [diagram(name) for name in shipped_files() if name.endswith(".bpmn") and name != file]
    return list(Proofs([*others, *read(file, etree.fromstring(broken(file, how)))], asked, shipped_names(), decisions()).findings())


def test_the_shipped_set_is_lawful() -> None:
    shipped = [diagram(name) for name in shipped_files() if name.endswith(".bpmn")]
    assert list(Proofs(shipped, law(), shipped_names(), decisions()).findings()) == []


def test_every_property_has_an_article_of_the_measures_and_a_mutant() -> None:
    assert len(BY_ID) >= 10
    assert set(BY_ID) == {one.property for one in MUTANTS}
    assert {one.pattern for one in BY_ID.values()} == set(PATTERNS)
    assert {one.article for one in BY_ID.values()} <= set(map(str, articles()))


@pytest.mark.parametrize("one", MUTANTS, ids=[f"{n}-{one.property}" for n, one in enumerate(MUTANTS)])
def test_a_mutant_is_refuted_with_a_way_that_breaks_the_law(one: Mutant) -> None:
    meant = BY_ID[one.property]
    found = [f for f in judged(one.file, one.how, replace(law(), properties=(meant,))) if f.element == one.element]
    assert {f.rule for f in found} == {f"law.{one.property}"}
    assert f"第{meant.article}条" in found[0].message
    assert found[0].trace[-1].rpartition("/")[2] == one.element
    assert not one.through or one.through in found[0].trace
    if meant.pattern == "precedes":
        assert not passed(found[0], one) & {name.partition("@")[0] for name in meant.first}


def passed(found: Finding, one: Mutant) -> set[str]:
    """The implementations that stand on the way, but for those of the diagram that was changed."""
    known = {
        (name, element.id): element.implementation
        for name in shipped_files()
        if name.endswith(".bpmn") and name != one.file
        for element in diagram(name).elements.values()
    }
    return {known[place] for step in found.trace for place in known if place[1] == step.rpartition("/")[2] and step.count("/") == 1}


# ---------------------------------------------------------------------------------------------------- small ones
def asks(pattern: str, **rest: tuple[str, ...]) -> Law:
    """A law of one property."""
    return Law((Property("p", pattern, "23", "一项性质", **rest),), {})


def small_findings(asked: Law, *diagrams: Diagram, words: dict[str, frozenset[str]] | None = None) -> list[tuple[str, str]]:
    """Where it is broken in a few small processes."""
    known = Known(words=words or {})
    return [(one.file, one.element) for one in Proofs(diagrams, asked, known, {}).findings()]


FORK = small("start:s and:f user:a user:b and:j user:c end:e", "s>f f>a f>b a>j b>j j>c c>e")
CHOICE = small("start:s user:a xor:x user:b xor:m user:c end:e", "s>a a>x x>b x>m b>m m>c c>e")
CUT = small("start:s user:a cut:g:a user:b end:e end:h", "s>a a>b b>e g>h")
REMINDED = small("start:s user:a beside:g:a user:b end:e user:c end:h", "s>a a>b b>e g>c c>h")
CALLS = small("start:s call:k:inner user:c end:e", "s>k k>c c>e")
INNER = small("start:s user:a xor:x user:b xor:m end:e", "s>a a>x x>b x>m b>m m>e", "inner")


@pytest.mark.parametrize(
    ("first", "then", "d", "holds"),
    [
        ("a", "c", FORK, True),
        ("b", "c", FORK, True),
        ("a", "b", FORK, False),
        ("b", "c", CHOICE, False),
        ("a", "c", CHOICE, True),
        ("a", "b", CUT, True),
        ("a", "c", REMINDED, False),
        ("a", "b", REMINDED, True),
    ],
)
def test_what_comes_before_what(first: str, then: str, d: Diagram, holds: bool) -> None:
    assert small_findings(asks("precedes", first=(first,), then=(then,)), d) == ([] if holds else [("small.bpmn", then)])


def test_what_comes_before_is_seen_through_calls() -> None:
    assert small_findings(asks("precedes", first=("a",), then=("c",)), CALLS, INNER) == []
    assert small_findings(asks("precedes", first=("b",), then=("c",)), CALLS, INNER) == [("small.bpmn", "c")]
    ((finding),) = Proofs([CALLS, INNER], asks("precedes", first=("b",), then=("c",)), Known(words={}), {}).findings()
    assert [step for step in finding.trace if "_" not in step] == ["s", "k", "k/s", "k/a", "k/x", "k/m", "k/e", "c"]


def test_what_follows_what() -> None:
    assert small_findings(asks("responds", first=("a",), then=("c",)), FORK) == []
    assert small_findings(asks("responds", first=("a",), then=("b",)), FORK) == [("small.bpmn", "e")]
    assert small_findings(asks("responds", first=("a",), then=("b",)), CHOICE) == [("small.bpmn", "e")]
    assert small_findings(asks("responds", first=("a",), then=("c",)), CALLS, INNER) == []


def test_a_gateway_is_answered_by_the_outcome_of_the_way() -> None:
    file = small("start:s user:a xor:x user:b end:e end:h", "s>a a>x x>b x>h b>e")
    condition = next(node for node in file.process.iter() if node.text == 'count_of("x_b") = 1')
    condition.text = 'outcome = "yes"'
    (d,) = read("small.bpmn", file.root)
    ends = asks("every_end_after", first=("b",), outcomes=("yes",))
    assert small_findings(ends, d, words={"a": frozenset({"yes", "no"}), "b": frozenset()}) == []
    assert small_findings(ends, d, words={"a": frozenset({"no", "yes"}), "b": frozenset({"no"})}) == [("", "p")]


def test_a_property_of_what_is_not_drawn_is_vacuous_and_told() -> None:
    assert small_findings(asks("precedes", first=("a",), then=("nothing",)), FORK) == [("", "p")]
    assert small_findings(asks("responds", first=("nothing",), then=("a",)), FORK) == [("", "p")]
    assert small_findings(asks("responds", first=("a=never",), then=("b",)), FORK, words={"a": frozenset({"yes"})}) == [("", "p")]
    assert small_findings(asks("precedes", first=("nothing",), then=("a",)), FORK) == [("small.bpmn", "a")]


def test_a_property_is_read_with_its_article_or_not_at_all(tmp_path: Path) -> None:
    for text in ('id = "a"\npattern = "precedes"', 'id = "a"\npattern = "before"\narticle = "1"\ntitle = "t"'):
        folder = tmp_path / str(len(text))
        folder.mkdir()
        (folder / "p.toml").write_text(f"[[property]]\n{text}\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"p\.toml"):
            law(folder)


def test_the_check_of_a_folder_tells_what_is_against_the_law(tmp_path: Path) -> None:
    one = next(mutant for mutant in MUTANTS if mutant.property == "leader_releases")
    (tmp_path / "payment_steps.bpmn").write_bytes(broken(one.file, one.how))
    told = check_paths([tmp_path])
    assert not told["ok"]
    assert [f["rule"] for f in told["findings"] if f["severity"] == "error"] == ["law.leader_releases"]
