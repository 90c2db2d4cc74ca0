"""Which errors and escalations a process throws and its boundary events catch, by the codes that the file declares."""

from __future__ import annotations

from lxml import etree

from workflows.engine.elements import local, tag
from workflows.proof.lint_model import Diagram

ERROR, ESCALATION = "error", "escalation"
_CODES = {ERROR: "errorCode", ESCALATION: "escalationCode"}
Label = str
"""Kind and code of something thrown, ``error:E1``; without a code a boundary event catches every one of its kind."""


def definition(node: etree._Element) -> str:
    """What an event is about, empty for a plain one: ``timer``, ``message``, ``error``, ``escalation``, ``terminate``."""
    return next((local(child).removesuffix("EventDefinition") for child in node if local(child).endswith("EventDefinition")), "")


def label(d: Diagram, name: str) -> Label:
    """What an end event throws or a boundary event catches; empty where it is no error and no escalation."""
    kind = definition(d.nodes[name])
    if kind not in _CODES:
        return ""
    event = d.nodes[name].find(tag(f"{kind}EventDefinition"))
    reference = event.get(f"{kind}Ref") if event is not None else None
    declared = next((one for one in d.root.iter(tag(kind)) if one.get("id") == reference), None)
    return f"{kind}:{declared.get(_CODES[kind], '') if declared is not None else ''}"


def catches(caught: Label, thrown: Label) -> bool:
    """Whether a boundary event for `caught` answers to `thrown`."""
    return caught == thrown or (caught.endswith(":") and thrown.startswith(caught))
