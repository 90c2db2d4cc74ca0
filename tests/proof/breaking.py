"""Breaks shipped diagrams the way a hand slips in a drawing tool or in the file: delete, move, rename, add."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from lxml import etree

from app.checking import known
from app.composition import shipped
from workflows.engine.elements import local, tag
from workflows.proof.lint import Known

Root = etree._Element
Break = Callable[[Root], None]
GOUFU = "https://goufu.example/schema/bpmn"


@cache
def shipped_files() -> dict[str, bytes]:
    """The diagrams and tables of this release."""
    return shipped()


@cache
def shipped_names() -> Known:
    """The names that the product itself offers."""
    return known()


def broken(file: str, *breaks: Break) -> bytes:
    """A shipped file with something broken."""
    root = etree.fromstring(shipped_files()[file])
    for each in breaks:
        each(root)
    return etree.tostring(root)


def at(root: Root, name: str) -> Root:
    """The element of that id."""
    return next(node for node in root.iter() if node.get("id") == name)


def part(root: Root, name: str, kind: str) -> Root:
    """The first part of that kind inside an element."""
    return next(at(root, name).iter(tag(kind)))


def remove(node: Root) -> None:
    """Take an element out of the file."""
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)


def delete(name: str) -> Break:
    """As the drawing tool does: the node or flow, its shape, its flows, its place in the lane."""

    def erase(root: Root) -> None:
        flows = [f for f in root.iter(tag("sequenceFlow")) if name in (f.get("sourceRef"), f.get("targetRef"))]
        gone = {name, *(flow.get("id") for flow in flows)}
        for node in list(root.iter()):
            refers = local(node) in ("flowNodeRef", "incoming", "outgoing") and node.text in gone
            if refers or node.get("id") in gone or node.get("bpmnElement") in gone:
                remove(node)

    return erase


def put(name: str, /, **values: str | None) -> Break:
    """Change, add or (None) remove attributes."""

    def change(root: Root) -> None:
        node = at(root, name)
        for key, value in values.items():
            if value is None:
                node.attrib.pop(key, None)
            else:
                node.set(key, value)

    return change


def say(name: str, key: str, value: str | None) -> Break:
    """Change, add or (None) remove an extension property."""

    def change(root: Root) -> None:
        owner = next(at(root, name).iter(f"{{{GOUFU}}}properties"))
        for old in [p for p in owner if p.get("name") == key]:
            owner.remove(old)
        if value is not None:
            etree.SubElement(owner, f"{{{GOUFU}}}property", {"name": key, "value": value})

    return change


def write(name: str, kind: str, text: str) -> Break:
    """Write something else into a part: a condition, a timer's date, a lane's member."""

    def change(root: Root) -> None:
        part(root, name, kind).text = text

    return change


def inside(name: str, kind: str, text: str = "", /, **more: str) -> Break:
    """Add a part to an element."""

    def grow(root: Root) -> None:
        new = etree.SubElement(at(root, name), tag(kind), more)
        new.text = text or None

    return grow


def drop(name: str, kind: str) -> Break:
    """Remove a part of an element."""
    return lambda root: remove(part(root, name, kind))


def retag(name: str, kind: str, inner: str = "") -> Break:
    """Turn an element, or a part of it, into another kind."""

    def change(root: Root) -> None:
        node = part(root, name, inner) if inner else at(root, name)
        node.tag = tag(kind)

    return change


def node(kind: str, name: str, lane: str, /, **more: str) -> Break:
    """Add a flow node, without a drawing."""

    def grow(root: Root) -> None:
        etree.SubElement(next(root.iter(tag("process"))), tag(kind), {"id": name, "name": name, **more})
        etree.SubElement(at(root, lane), tag("flowNodeRef")).text = name

    return grow


def flow(name: str, source: str, target: str) -> Break:
    """Add a sequence flow, without a drawing."""

    def grow(root: Root) -> None:
        ends = {"id": name, "sourceRef": source, "targetRef": target}
        etree.SubElement(next(root.iter(tag("process"))), tag("sequenceFlow"), ends)

    return grow


def both(*breaks: Break) -> Break:
    """One after the other."""

    def every(root: Root) -> None:
        for each in breaks:
            each(root)

    return every


def move(name: str, /, **where: str) -> Break:
    """Push a shape elsewhere."""

    def shift(root: Root) -> None:
        bounds = next(p for p in at(root, f"{name}_di") if local(p) == "Bounds")
        for key, value in where.items():
            bounds.set(key, value)

    return shift
