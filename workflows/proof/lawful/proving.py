"""Proves or refutes each property of the law over a whole set of diagrams; one that nothing can break proves nothing and is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from graphlib import CycleError, TopologicalSorter

from workflows.engine.elements import CALL, DECISION, SERVICE, USER, Element, tag
from workflows.proof.lawful.answers import Answers, Word
from workflows.proof.lawful.properties import Law, Property, law
from workflows.proof.lawful.walking import Mark, State, Walked, Walker
from workflows.proof.lawful.ways import Way, told
from workflows.proof.lint_decisions import outputs_of
from workflows.proof.lint_model import Diagram, Finding, Known
from workflows.proof.lint_opening import opened
from workflows.proof.soundness.events import definition
from workflows.text import _

FIRST, FREED, OWED = 1, 2, 4
"""What has happened: something that must come first; a message that releases from it; something after which another must follow."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A property that does not hold: the place, and a way there from the start of `root`."""

    property: Property
    process: str
    element: str
    root: str
    way: tuple[str, ...]


def lawful(files: Mapping[str, bytes], known: Known) -> list[Finding]:
    """What a whole set of files, each faultless in itself, does against the law."""
    diagrams: list[Diagram] = []
    decisions: dict[str, frozenset[str]] = {}
    for name, xml in sorted(files.items()):
        one = opened(name, xml)
        decisions |= outputs_of(one.decisions)
        diagrams += one.diagrams
    return list(Proofs(diagrams, law(), known, decisions).findings())


class Proofs:
    """One set of diagrams, held against the law."""

    def __init__(self, diagrams: Iterable[Diagram], law: Law, known: Known, decisions: Mapping[str, frozenset[str]]) -> None:
        self.home = {d.id: d for d in diagrams}
        self.law, self.undated = law, known.undated
        self.answers = Answers(known.words or {}, decisions)
        called = {one.calls for d in self.home.values() for one in d.of(CALL)}
        self.roots = [name for name in self.home if name not in called.union(*law.opens.values())]
        self.walkers: dict[tuple[str, bool], Walker] = {}

    def findings(self) -> Iterator[Finding]:
        """Everything that the law asks and the diagrams do not give. Nothing where processes call each other in a circle."""
        try:
            TopologicalSorter({d.id: {one.calls for one in d.of(CALL)} for d in self.home.values()}).prepare()
        except CycleError:
            return
        for one in self.law.properties:
            if self.vacuous(one):
                text = _("性质“{title}”（第{article}条）没有可以检验的步骤：{names}。请改正性质，或补画步骤。")
                names = "、".join(self.missing(one)) or _("没有一条路走到")
                yield Finding("", one.id, f"law.{one.id}", "error", text.format(title=one.title, article=one.article, names=names))
                continue
            for broken in self.broken(one):
                yield self._finding(broken)

    def _finding(self, one: Broken) -> Finding:
        d = self.home[one.process]
        text = _("{title}（第{article}条）：{sentence}{mend}")
        sentence, mend = self._said(one, d)
        said = text.format(title=one.property.title, article=one.property.article, sentence=sentence, mend=mend)
        return Finding(d.file, one.element, f"law.{one.property.id}", "error", said, one.way)

    def _said(self, one: Broken, d: Diagram) -> tuple[str, str]:
        first, then = "、".join(one.property.first), "、".join(one.property.then)
        root, node = self.home[one.root].process.get("name", one.root), d.said(one.element)
        match one.property.pattern:
            case "precedes":
                return _("从“{root}”走到{node}，可以不经过{first}。").format(root=root, node=node, first=first), _(
                    "请在每条路上先画这项任务。"
                )
            case "responds":
                return _("“{root}”走到{node}就结束了，{first}之后没有{then}。").format(root=root, node=node, first=first, then=then), _(
                    "请在结束之前画这项任务。"
                )
            case "every_end_after":
                return _("“{root}”走到{node}结束，可以没有办过{first}。").format(root=root, node=node, first=first), _(
                    "请在结束之前画这项任务。"
                )
            case "only_by_role":
                roles = "、".join(one.property.roles)
                return _("{node}画在别的岗位名下，只能由{roles}办理。").format(node=node, roles=roles), _("请把它移到该岗位的泳道。")
            case "other_person":
                return _("{node}没有写明与{first}由不同的人办理。").format(node=node, first=first), _("请填写属性 apart_from。")
        return _("{node}没有写明期限。").format(node=node), _("请填写属性 due 或 due_at。")

    # ------------------------------------------------------------------------------------------------ which
    def broken(self, one: Property) -> Iterator[Broken]:
        """Where a property does not hold, once for each place."""
        match one.pattern:
            case "precedes" | "responds" | "every_end_after":
                yield from self._walked(one)
            case _:
                for d, element in self._elements(one.then or ("*",)):
                    if not _kept(one, element, self.undated, _begins(d)):
                        yield Broken(one, d.id, element.id, d.id, (element.id,))

    def vacuous(self, one: Property) -> bool:
        """Whether the diagrams have nothing that could break it."""
        if self.missing(one):
            return True
        if one.pattern in ("precedes", "responds", "every_end_after"):
            return not any(self._reached(one, root) for root in self._roots(one))
        return not self._elements(one.then or ("*",))

    def missing(self, one: Property) -> list[str]:
        """Names without which a property speaks of nothing, and which no diagram has."""
        needed = one.first if one.pattern == "responds" else one.then
        return [name for name in (*needed, *one.begins) if name != "*" and not self._elements((name,))]

    def _elements(self, names: tuple[str, ...]) -> list[tuple[Diagram, Element]]:
        return [(d, one) for d in self.home.values() for one in d.of(USER, SERVICE, DECISION) if _is(one, names)]

    def _roots(self, one: Property) -> list[str]:
        """The procedures that are meant."""
        if not one.begins:
            return self.roots
        meant = {d.id for d, _element in self._elements(one.begins)}
        return [name for name in self.roots if name in meant]

    # ------------------------------------------------------------------------------------------------ over all ways
    def _walked(self, one: Property) -> Iterator[Broken]:
        seen: set[tuple[str, str]] = set()
        for root in self._roots(one):
            for process, element, way in self._wrong(one, root, self._walk(one, root)):
                if (process, element) not in seen:
                    seen.add((process, element))
                    yield Broken(one, process, element, root, told(way))

    def _walk(self, one: Property, root: str, *, reach: bool = False) -> Walked:
        if (one.id, reach) not in self.walkers:
            wrong = partial(_reached_at, one) if reach else partial(_too_early, one)
            self.walkers[one.id, reach] = Walker(self.home, self.answers, self.law.opens, partial(_marks, one), wrong)
        return self.walkers[one.id, reach].walk(root, State("", 0))

    def _wrong(self, one: Property, root: str, walked: Walked) -> Iterator[tuple[str, str, Way]]:
        if one.pattern == "precedes":
            yield from ((*place, way) for place, way in walked.wrong.items())
            return
        for state, way in walked.ends.items():
            owed = state.done & OWED if one.pattern == "responds" else not state.done & FIRST and _meant(one, state)
            if owed and not state.done & FREED:
                yield root, way.element, way

    def _reached(self, one: Property, root: str) -> bool:
        """Whether a way of this procedure comes to what the property speaks of."""
        walked = self._walk(one, root, reach=True)
        if one.pattern == "every_end_after":
            return any(_meant(one, state) for state in walked.ends)
        return bool(walked.wrong) or any(state.done & OWED for state in walked.ends)


def _is(one: Element, names: tuple[str, ...]) -> bool:
    return any(name == "*" or name.partition("=")[0] in (one.implementation, f"{one.implementation}@{one.role}") for name in names)


def _marks(one: Property, d: Diagram, name: str, word: Word) -> Mark:
    """What an element means for a property."""
    element = d.elements[name]
    if one.unless and _message(d, name) in one.unless:
        return Mark(takes=OWED) if one.pattern == "responds" else Mark(sets=FREED)
    if element.kind not in (USER, SERVICE, DECISION):
        return Mark()
    begun = any(_is(element, (told,)) and told.partition("=")[2] in ("", word or "") for told in one.first)
    if one.pattern == "responds":
        return Mark(sets=OWED if begun else 0, takes=OWED if _is(element, one.then) else 0)
    return Mark(sets=FIRST if begun else 0)


def _message(d: Diagram, name: str) -> str:
    """The message for which an event waits."""
    if definition(d.nodes[name]) != "message":
        return ""
    asked = {child.get("messageRef") for child in d.nodes[name]}
    return next((message.get("name", "") for message in d.root.iter(tag("message")) if message.get("id") in asked), "")


def _too_early(one: Property, d: Diagram, name: str, done: int) -> bool:
    return one.pattern == "precedes" and _is(d.elements[name], one.then) and not done & (FIRST | FREED)


def _reached_at(one: Property, d: Diagram, name: str, done: int) -> bool:
    return _is(d.elements[name], one.then) if one.pattern == "precedes" else bool(done & OWED)


def _meant(one: Property, state: State) -> bool:
    return not one.outcomes or state.word is None or state.word in one.outcomes


def _begins(d: Diagram) -> set[str]:
    """The form on which people start is nobody's duty."""
    called = d.process.find(f".//{tag('dataInput')}") is not None
    return set() if called else {name for start in d.starts for name in d.next(start)}


def _kept(one: Property, element: Element, undated: frozenset[str], begins: set[str]) -> bool:
    if one.pattern == "only_by_role":
        return element.role in one.roles
    if one.pattern == "other_person":
        apart = {task for _sod, task in element.apart_from}
        return "*" in apart or apart.issuperset(one.first)
    free = element.kind != USER or not element.articles or element.id in begins or element.implementation in undated
    return free or bool(element.due or element.due_at)
