"""What the lint looks at: one process as drawn, with what stands around it. Reads; judges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from workflows.engine.elements import Element, elements, local, processes, properties, tag
from workflows.proof.soundness.flaws import Flaw

Severity = Literal["error", "warning", "note"]
EXCLUSIVE, INCLUSIVE, PARALLEL, BOUNDARY = "exclusiveGateway", "inclusiveGateway", "parallelGateway", "boundaryEvent"
CHOICES = (EXCLUSIVE, INCLUSIVE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a file: where, which rule says so, why, and what to draw instead. `trace`: the elements that show it."""

    file: str
    element: str
    rule: str
    severity: Severity
    message: str
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Names that diagrams may use, handed in by whoever knows them.

    `forms` of user tasks, `operations` of service tasks, `facts` that decisions read, ids of `deadlines`, `roles` of lanes,
    `functions` of the expression language, lists of `members`, named `instants`, `periods` among
    the deadlines (the others are amounts, numbers, rules), `messages` that somebody sends, `articles` of the regulation,
    `words` that each form and operation can give as outcome;
    what each form must be `apart` from (rule and form), the tables that it `asks`;
    forms that may be `undated`; the `closing` form of a process.
    None: not known here, not checked.
    """

    forms: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset({"count_of", "deadline", "instant"})
    members: frozenset[str] | None = None
    instants: frozenset[str] | None = None
    periods: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    articles: frozenset[str] | None = None
    words: Mapping[str, frozenset[str]] | None = None
    apart: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    asks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    undated: frozenset[str] = frozenset()
    closing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is None where none is drawn."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a process takes and gives when it is called."""

    file: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass
class Diagram:
    """A process: its flow nodes with what they say (`elements`) and as XML (`nodes`), in the order of the file."""

    file: str
    root: etree._Element
    process: etree._Element
    elements: dict[str, Element]
    nodes: dict[str, etree._Element]
    flows: list[Flow]
    out: dict[str, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    into: dict[str, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    guests: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def id(self) -> str:
        """The process's own id."""
        return self.process.get("id", "")

    @property
    def starts(self) -> list[str]:
        """Ids of the start events."""
        return [name for name, one in self.elements.items() if one.kind == "startEvent"]

    @property
    def ends(self) -> list[str]:
        """Ids of the end events."""
        return [name for name, one in self.elements.items() if one.kind == "endEvent"]

    def said(self, name: str) -> str:
        """An element as a sentence names it: its label, else its id."""
        one = self.elements.get(name)
        return f"“{one.name}”" if one else f"“{name}”"

    def of(self, *kinds: str) -> Iterable[Element]:
        """The elements of these kinds."""
        return [one for one in self.elements.values() if one.kind in kinds]

    def next(self, name: str) -> list[str]:
        """Where the way leads after a node; a boundary event counts as one of its host's ways."""
        return [*(flow.target for flow in self.out[name]), *self.guests[name]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the other files of the set offer: processes by id, outputs of decisions by id; `whole`: nothing else exists.

    `words`: with which outcomes each process can end (None: any). `unsound`: what the visit of all its states has shown.
    """

    known: Known
    processes: Mapping[str, Signature]
    decisions: Mapping[str, frozenset[str]]
    whole: bool = True
    words: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    unsound: Mapping[str, tuple[Flaw, ...]] = field(default_factory=dict)


def read(file: str, root: etree._Element) -> list[Diagram]:
    """The processes of a file."""
    return [_diagram(file, root, process) for process in processes(root)]


def _diagram(file: str, root: etree._Element, process: etree._Element) -> Diagram:
    found = elements(process)
    nodes = {node.get("id", ""): node for node in process.iter() if node.get("id") in found}
    flows = [_flow(node) for node in process.iter(tag("sequenceFlow"))]
    diagram = Diagram(file, root, process, found, nodes, flows)
    for flow in flows:
        diagram.out[flow.source].append(flow)
        diagram.into[flow.target].append(flow)
    for name, node in nodes.items():
        if local(node) == BOUNDARY:
            diagram.guests[node.get("attachedToRef", "")].append(name)
    return diagram


def _flow(node: etree._Element) -> Flow:
    condition = node.find(tag("conditionExpression"))
    text = None if condition is None else (condition.text or "").strip()
    return Flow(node.get("id", ""), node.get("sourceRef", ""), node.get("targetRef", ""), (node.get("name") or "").strip(), text)


def signature(diagram: Diagram) -> Signature:
    """What the process declares in its ioSpecification; only what a set names counts."""
    io = diagram.process.find(tag("ioSpecification"))
    if io is None:
        return Signature(diagram.file, (), ())
    inputs = [(ref.text or "").strip() for part in io.findall(tag("inputSet")) for ref in part.findall(tag("dataInputRefs"))]
    outputs = [(ref.text or "").strip() for part in io.findall(tag("outputSet")) for ref in part.findall(tag("dataOutputRefs"))]
    declared = {each.get("id", "") for each in io}
    return Signature(diagram.file, tuple(n for n in inputs if n in declared), tuple(n for n in outputs if n in declared))


def repeated(node: etree._Element) -> bool:
    """Whether a task is done once for each member of a list."""
    return node.find(tag("multiInstanceLoopCharacteristics")) is not None


def designed(one: Element) -> bool:
    """Whether a user task carries its form in itself (`field.*` properties)."""
    return any(name.startswith("field.") for name in one.properties)


def role_of(lane: etree._Element) -> str:
    """The role that a lane stands for, empty if it does not say."""
    return properties(lane).get("role", "").strip()
