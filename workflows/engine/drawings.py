"""A process as it is drawn: nodes, flows, what calls what. Enough to follow a case on the picture; nothing here runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.engine.definitions import Definition
from workflows.engine.elements import Element, elements, parse, processes, tag
from workflows.engine.tables import definition_file


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is empty where it has none, `default` marks the way out of a gateway when no condition holds."""

    id: str
    source: str
    target: str
    condition: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process. `hosts`: boundary event → (what it is attached to, whether it interrupts that); `sequential`: one after another."""

    process: str
    file: str
    elements: Mapping[str, Element]
    out: Mapping[str, tuple[Flow, ...]]
    incoming: Mapping[str, int]
    hosts: Mapping[str, tuple[str, bool]]
    sequential: frozenset[str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def starts(self) -> list[str]:
        """Its start events."""
        return [identity for identity, element in self.elements.items() if element.kind == "startEvent"]


_KEPT: dict[str, dict[str, Drawing]] = {}
"""Drawings by the hash of their file: a hash never means anything else."""


def drawings(session: Session, definition: Definition) -> dict[str, Drawing]:
    """Every process of a version by its id, as drawn."""
    missing = {sha256: name for name, sha256 in definition.files.items() if name.endswith(".bpmn") and sha256 not in _KEPT}
    if missing:
        wanted = select(definition_file.c.sha256, definition_file.c.xml).where(definition_file.c.sha256.in_(missing))
        for sha256, xml in session.execute(wanted):
            _KEPT[sha256] = read_drawings(missing[sha256], xml.encode())
    found: dict[str, Drawing] = {}
    for sha256 in definition.files.values():
        found |= _KEPT.get(sha256, {})
    return found


def read_drawings(name: str, xml: bytes) -> dict[str, Drawing]:
    """The processes of one file. Raises Unreadable."""
    return {process.get("id", ""): _drawing(name, process) for process in processes(parse(xml))}


def _drawing(name: str, process: etree._Element) -> Drawing:
    defaults = {node.get("default") for node in process.iter() if node.get("default")}
    flows = [_flow(node, defaults) for node in process.iter(tag("sequenceFlow"))]
    out: dict[str, tuple[Flow, ...]] = {}
    incoming: dict[str, int] = {}
    for flow in flows:
        out[flow.source] = (*out.get(flow.source, ()), flow)
        incoming[flow.target] = incoming.get(flow.target, 0) + 1
    attached = {node.get("id", ""): node for node in process.iter(tag("boundaryEvent"))}
    hosts = {one: (node.get("attachedToRef", ""), node.get("cancelActivity") != "false") for one, node in attached.items()}
    many = process.iter(tag("multiInstanceLoopCharacteristics"))
    inside = [node.getparent() for node in many if node.get("isSequential") == "true"]
    sequential = frozenset(node.get("id", "") for node in inside if node is not None)
    wanted, given = (tuple(one.get("id", "") for one in process.iter(tag(kind))) for kind in ("dataInput", "dataOutput"))
    return Drawing(process.get("id", ""), name, elements(process), out, incoming, hosts, sequential, wanted, given)


def _flow(node: etree._Element, defaults: set[str | None]) -> Flow:
    identity = node.get("id", "")
    condition = (node.findtext(tag("conditionExpression")) or "").strip()
    return Flow(identity, node.get("sourceRef", ""), node.get("targetRef", ""), condition, identity in defaults)
