"""What a reader must never meet in a laid-out drawing, on random procedures with lanes, loops, branches and boundary events."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from lxml import etree

from tests.proof.breaking import broken, delete, flow, put, shipped_files
from tests.proof.procedures import Procedure
from workflows.engine.elements import BPMN, Unreadable, tag
from workflows.proof.layout import layout
from workflows.proof.layout_labels import text_size
from workflows.proof.layout_model import BPMNDI
from workflows.proof.lint_drawing import drawn, faults

PLAN, COMPARISON, REVIEW = "procurement/plan.bpmn", "procurement/comparison.bpmn", "review/project_review.bpmn"


def counted(xml: bytes) -> Counter[str]:
    """Faults of a drawing by kind."""
    return Counter(fault for fault, _elements in faults(etree.fromstring(xml)))


def said(xml: bytes) -> bytes:
    """What a diagram says beside its drawing."""
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(old)
    return etree.tostring(root, method="c14n")


@pytest.mark.parametrize("seed", range(40))
def test_nothing_lies_on_anything(seed: int) -> None:
    xml = Procedure(seed, blocks=3 + seed % 6, lanes=1 + seed % 5).xml()
    found = counted(layout(xml))
    assert set(found) <= {"crossing"}
    assert found["crossing"] <= xml.count(b"<bpmn:sequenceFlow") // 4  # lanes are drawn by lot here: real procedures have none


@pytest.mark.parametrize("name", sorted(name for name in shipped_files() if name.endswith(".bpmn")))
def test_a_layout_changes_nothing_that_is_said(name: str) -> None:
    bare = said(shipped_files()[name])
    assert said(layout(bare)) == bare


def test_the_same_drawing_twice() -> None:
    xml = Procedure(7, blocks=6, lanes=4).xml()
    once = layout(xml)
    assert once == layout(xml)
    assert once == layout(once)


def test_the_main_line_is_straight_and_loops_go_round_it() -> None:
    d = drawn(etree.fromstring(layout(shipped_files()["purchase/lifecycle.bpmn"])))
    main = [
        "plan_call",
        "method_call",
        "buying_call",
        "signing_call",
        "signed",
        "supervision_call",
        "acceptance_call",
        "evaluation_call",
    ]
    middles = {d.nodes[name][1] + d.nodes[name][3] / 2 for name in main}
    assert len(middles) == 1
    (middle,) = middles
    assert any(y != middle for line in d.lines["awarded_to_to_plan"] for y in (line[1], line[3]))


def test_lanes_fill_the_pool_from_top_to_bottom() -> None:
    d = drawn(etree.fromstring(shipped_files()[REVIEW]))
    pool, *lanes = (d.bands[name] for name, kind in d.kind.items() if kind in ("participant", "lane"))
    assert lanes[0][1] == pool[1]
    assert sum(lane[3] for lane in lanes) == pool[3]
    assert all(above[1] + above[3] == below[1] for above, below in pairwise(lanes))


def test_a_boundary_event_sits_on_its_hosts_lower_edge_and_leaves_downwards() -> None:
    d = drawn(etree.fromstring(shipped_files()[COMPARISON]))
    x, y, width, height = d.nodes["submit_quotation"]
    gx, gy, gw, gh = d.nodes["quotation_closed"]
    assert gy + gh / 2 == y + height
    assert x < gx + gw / 2 < x + width
    first = d.lines["quotation_closed_to_to_open"][0]
    assert first[0] == first[2]
    assert first[3] > first[1]


def test_a_node_outside_every_lane_joins_its_neighbour() -> None:
    root = etree.fromstring(shipped_files()[PLAN])
    for ref in [ref for ref in root.iter(tag("flowNodeRef")) if ref.text == "plan_approved"]:
        lane = ref.getparent()
        assert lane is not None
        lane.remove(ref)
    d = drawn(etree.fromstring(layout(etree.tostring(root))))
    top, height = d.bands["section_lane"][1], d.bands["section_lane"][3]
    assert top < d.nodes["plan_approved"][1] < top + height


def test_a_process_without_pool_and_lanes_is_drawn_too() -> None:
    steps = '<d:startEvent id="s"/><d:userTask id="t"/><d:endEvent id="e"/>'
    flows = '<d:sequenceFlow id="f" sourceRef="s" targetRef="t"/><d:sequenceFlow id="g" sourceRef="t" targetRef="e"/>'
    xml = f'<d:definitions xmlns:d="{BPMN}"><d:process id="p">{steps}{flows}</d:process></d:definitions>'
    d = drawn(etree.fromstring(layout(xml.encode())))
    assert d.nodes["s"][0] < d.nodes["t"][0] < d.nodes["e"][0]
    assert {y + h / 2 for _x, y, _w, h in d.nodes.values()} == {d.nodes["s"][1] + 18}


@pytest.mark.parametrize(
    "xml",
    [
        b"<html/>",
        broken(PLAN, put("plan_reviewed_to_to_draft", targetRef="gone")),
        broken(COMPARISON, put("quotation_closed", attachedToRef="gone")),
        Procedure(1, blocks=120, lanes=3).xml(),
        shipped_files()[PLAN].replace(b"</bpmn:process>", b'</bpmn:process><bpmn:process id="second"/>'),
    ],
    ids=["no diagram", "loose flow", "loose event", "too large", "two processes"],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(xml: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        layout(xml)
    assert len(str(refused.value)) > 10


def test_odd_but_readable_drawings_are_laid_out() -> None:
    for how in (delete("start"), delete("plan_reviewed"), flow("self", "draft_plan", "draft_plan"), flow("back", "plan_approved", "start")):
        assert counted(layout(broken(PLAN, how)))["not_drawn"] == 0


def test_a_long_name_is_broken_at_eight_characters() -> None:
    assert text_size("是否准予立项？？")[1] == 14
    assert text_size("是否准予立项？？？")[1] == 28
