"""Rules on lanes: every node stands in exactly one, and every lane says which role does its work."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.engine.elements import tag
from workflows.proof.lint_model import Diagram, Surroundings, role_of
from workflows.proof.lint_rules import Found, rule
from workflows.text import _


def leaves(d: Diagram) -> list[etree._Element]:
    """Lanes that are not divided further."""
    return [lane for lane in d.process.iter(tag("lane")) if lane.find(tag("childLaneSet")) is None]


def members(d: Diagram) -> dict[str, list[str]]:
    """Flow node → the lanes that hold it."""
    found: dict[str, list[str]] = {}
    for lane in leaves(d):
        for ref in lane.findall(tag("flowNodeRef")):
            found.setdefault((ref.text or "").strip(), []).append(lane.get("id", ""))
    return found


@rule("lane.none", _("每个节点都在一个泳道里。"))
def inside_a_lane(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Outside, nobody is responsible: the task would be found on no desk."""
    home = members(d)
    for name in d.elements:
        if name not in home:
            yield Found(name, _("{node}不在任何泳道里，没有负责的岗位。请把它移进负责岗位的泳道。").format(node=d.said(name)))


@rule("lane.two", _("一个节点只在一个泳道里。"))
def inside_one_lane(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Left over when a node was moved by hand in the file."""
    for name, lanes in members(d).items():
        if len(lanes) > 1:
            text = _("{node}同时登记在{number}个泳道里，负责的岗位不明。请重新把它拖进一个泳道。")
            yield Found(name, text.format(node=d.said(name), number=len(lanes)), tuple(lanes))


@rule("lane.stale", _("泳道不登记已删除的节点。"))
def no_stale_members(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A deleted node still named by its lane."""
    for name, lanes in members(d).items():
        if name not in d.elements:
            yield Found(lanes[0], _("泳道里登记的节点“{node}”已不存在。请重新保存泳道。").format(node=name), (name,))


@rule("lane.role", _("每个泳道写明岗位，岗位须是登记过的。"))
def known_role(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """The label is free; the role decides who finds the task."""
    for lane in leaves(d):
        role, name = role_of(lane), lane.get("name") or lane.get("id", "")
        if not role:
            yield Found(lane.get("id", d.id), _("泳道“{lane}”没有写明岗位（属性 role）。请选择岗位，例如 town.clerk。").format(lane=name))
        elif role not in s.known.roles:
            text = _("泳道“{lane}”的岗位“{role}”没有登记。请从岗位表里选择。")
            yield Found(lane.get("id", d.id), text.format(lane=name, role=role))
