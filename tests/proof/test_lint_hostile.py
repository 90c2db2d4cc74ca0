"""Hostile and damaged files: one sentence, quickly, nothing resolved, nothing raised."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.proof.breaking import broken, put, say, shipped_files, shipped_names
from workflows.proof.lint import check_file, check_set

PLAN = "procurement/plan.bpmn"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def wrapped(inside: str, before: str = "") -> bytes:
    """A diagram file around some text."""
    return f'<?xml version="1.0"?>{before}<d:definitions xmlns:d="{BPMN}">{inside}</d:definitions>'.encode()


def process(inside: str) -> bytes:
    """A diagram file with one process around some text."""
    return wrapped(f'<d:process id="p" name="流程">{inside}</d:process>')


REFUSED = {
    "nothing": b"",
    "no xml": b"\x00\x01\x02 not a diagram",
    "half a file": b'<?xml version="1.0"?><d:definitions xmlns:d="',
    "a page": b"<html><body>hello</body></html>",
    "laughing entities": wrapped("&a9;", f'<!DOCTYPE d [<!ENTITY a0 "ha">{LAUGHS}]>'),
    "a file from the machine": wrapped("&x;", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "a page from the net": wrapped("", '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">'),
    "an entity in another alphabet": wrapped("&x;", '<!DOCTYPE d [<!ENTITY x "ha">]>').decode().encode("utf-16"),
    "an inclusion": wrapped('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "a style sheet": wrapped("", '<?xml-stylesheet href="http://127.0.0.1:9/s.xsl"?>'),
    "an import": wrapped('<d:import location="http://127.0.0.1:9/other.bpmn" namespace="x" importType="y"/>'),
    "three megabytes": wrapped("<!--" + "x" * 3_000_000 + "-->"),
    "a deep well": wrapped("<d:x>" * 100_000 + "</d:x>" * 100_000),
    "no process": wrapped(""),
    "two processes": wrapped('<d:process id="p"/><d:process id="q"/>'),
    "ten thousand tasks": process("".join(f'<d:userTask id="t{n}"/>' for n in range(10_000))),
    "twenty thousand flows": process("".join(f'<d:sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>' for n in range(20_000))),
}
SLOW = {
    "a long condition": put("draft_plan", default="x" * 1_000_000),
    "a million separations": say("review_plan", "apart_from", "SOD-a x.y," * 100_000),
    "a million articles": say("review_plan", "article", "第一条 " * 200_000),
    "a long name": put("review_plan", implementation="a" * 1_000_000),
    "a long period": say("review_plan", "due", "TD" * 400_000),
    "a long date": say("review_plan", "due_at", "1" * 1_000_000),
    "a long label": put("review_plan", name="额" * 300_000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_one_sentence(name: str) -> None:
    before = time.process_time()
    (found,) = check_file(REFUSED[name], "x.bpmn", shipped_names())
    assert time.process_time() - before < 5
    assert (found.severity, found.rule.partition(".")[0]) == ("error", "file")
    assert "root:" not in found.message
    assert 5 < len(found.message) <= 500


@pytest.mark.parametrize("name", SLOW)
def test_endless_texts_are_judged_quickly(name: str) -> None:
    xml = broken(PLAN, SLOW[name])
    before = time.process_time()
    found = check_file(xml, PLAN, shipped_names())
    assert time.process_time() - before < 5
    assert all(len(one.message) <= 500 for one in found)


@pytest.mark.parametrize("name", ["nothing", "laughing entities", "a file from the machine", "a page", "an entity in another alphabet"])
def test_a_hostile_table_is_refused_in_one_sentence(name: str) -> None:
    (found,) = check_file(REFUSED[name], "x.dmn", shipped_names())
    assert (found.severity, found.rule) == ("error", "decision.unreadable")
    assert "root:" not in found.message


def test_a_set_larger_than_any_is_not_looked_at() -> None:
    (found,) = check_set({f"{n}.bpmn": b"<x/>" for n in range(501)}, shipped_names())
    assert found.rule == "file.size"


def test_coordinates_that_are_no_numbers_do_not_stop_the_check() -> None:
    for value in ("nan", "inf", "-1e999", "", "1,5"):
        root = etree.fromstring(shipped_files()[PLAN])
        for bounds in root.iter("{http://www.omg.org/spec/DD/20100524/DC}Bounds"):
            bounds.set("x", value)
        assert isinstance(check_set({PLAN: etree.tostring(root)}, shipped_names(), beside=shipped_files()), list)


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(shipped_files())))
    xml = bytearray(shipped_files()[name])
    for _cut in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(xml)))
        xml[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    for one in check_file(bytes(xml), name, shipped_names()):
        assert one.message


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_elements_never_raise(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(n for n in shipped_files() if n.endswith(".bpmn"))))
    root = etree.fromstring(shipped_files()[name])
    nodes = [node for node in root.iter() if node.getparent() is not None]
    for _slip in range(data.draw(st.integers(1, 6))):
        node, other = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes))
        parent = node.getparent()
        slip = data.draw(st.sampled_from(["remove", "rename", "empty", "borrow"]))
        if slip == "remove" and parent is not None:
            parent.remove(node)
        elif slip == "rename":
            node.tag = other.tag
        elif slip == "empty":
            node.attrib.clear()
            node.text = None
        else:
            node.attrib.update(other.attrib)
    around = {other: xml for other, xml in shipped_files().items() if other != name}
    assert isinstance(check_set({name: etree.tostring(root)}, shipped_names(), beside=around), list)
