"""Small processes in a few words: ``start:s user:a xor:x end:e`` and ``s>a a>x x>e x>a``; every answer of a gateway can be given."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from workflows.proof.lint_model import Diagram, read

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:g="urn:test" id="d" targetNamespace="urn:test">'
    '{before}<bpmn:process id="{id}" name="{id}" isExecutable="true"><bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="经办">'
    '<bpmn:extensionElements><g:properties><g:property name="role" value="town.clerk"/></g:properties></bpmn:extensionElements>{refs}'
    "</bpmn:lane></bpmn:laneSet>{body}</bpmn:process></bpmn:definitions>"
)
WHEN = '<bpmn:timerEventDefinition><bpmn:timeDate>instant("{id}")</bpmn:timeDate></bpmn:timerEventDefinition>'
GUEST = '<bpmn:boundaryEvent id="{id}" attachedToRef="{said}" cancelActivity="%s">%s</bpmn:boundaryEvent>'
ERROR = '<bpmn:errorEventDefinition errorRef="error_{code}"/>'
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="escalation_{code}"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="message"/>'
MANY = '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>count_of("members")</bpmn:loopCardinality>'
SHAPES = {
    "start": '<bpmn:startEvent id="{id}"/>',
    "end": '<bpmn:endEvent id="{id}"/>',
    "stop": '<bpmn:endEvent id="{id}"><bpmn:terminateEventDefinition/></bpmn:endEvent>',
    "fail": f'<bpmn:endEvent id="{{id}}">{ERROR}</bpmn:endEvent>',
    "tell": f'<bpmn:endEvent id="{{id}}">{ESCALATION}</bpmn:endEvent>',
    "user": '<bpmn:userTask id="{id}" name="{id}" implementation="{id}"/>',
    "service": '<bpmn:serviceTask id="{id}" name="{id}" implementation="{id}"/>',
    "many": f'<bpmn:userTask id="{{id}}" name="{{id}}">{MANY}</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>',
    "call": '<bpmn:callActivity id="{id}" calledElement="{said}"/>',
    "calls": f'<bpmn:callActivity id="{{id}}" calledElement="{{said}}">{MANY}</bpmn:multiInstanceLoopCharacteristics></bpmn:callActivity>',
    "xor": '<bpmn:exclusiveGateway id="{id}"{default}/>',
    "or": '<bpmn:inclusiveGateway id="{id}"{default}/>',
    "and": '<bpmn:parallelGateway id="{id}"/>',
    "wait": f'<bpmn:intermediateCatchEvent id="{{id}}">{WHEN}</bpmn:intermediateCatchEvent>',
    "hear": f'<bpmn:intermediateCatchEvent id="{{id}}">{MESSAGE}</bpmn:intermediateCatchEvent>',
    "cut": GUEST % ("true", WHEN),
    "beside": GUEST % ("false", WHEN),
    "broken": GUEST % ("true", MESSAGE),
    "failed": GUEST % ("true", ERROR),
    "raised": GUEST % ("true", ESCALATION),
    "told": GUEST % ("false", ESCALATION),
}
"""``cut``, ``beside``: timers at a task; ``failed``, ``raised``, ``told``: catch at a call what a ``fail`` or ``tell`` inside throws."""
CODES = ("A", "B", "")
THROWING = ("fail", "tell")


def xml(identity: str, nodes: str, flows: str) -> bytes:
    """The file. A flow is named after its ends: ``a_b``, a second one between the same ``a_b_2``; the last way out is the default."""
    parts = [[*word.split(":"), "", ""][:4] for word in nodes.split()]
    names, ends = flow_names(flows), [tuple(flow.split(">")) for flow in flows.split()]
    last = {source: name for name, (source, _target) in zip(names, ends, strict=True)}
    choices = {name for kind, name, *_rest in parts if kind in ("xor", "or")}
    ways = Counter(source for source, _target in ends)
    shapes = [
        SHAPES[kind].format(id=name, said=said, code=said if kind in THROWING else code, default=f' default="{last.get(name, "")}"')
        for kind, name, said, code in parts
    ]
    lines = [
        _flow(name, *pair, asks=pair[0] in choices and last[pair[0]] != name and ways[pair[0]] > 1)
        for name, pair in zip(names, ends, strict=True)
    ]
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for _kind, name, *_rest in parts)
    return HEAD.format(before=_declared(), id=identity, refs=refs, body="".join(shapes + lines)).encode()


def flow_names(flows: str) -> list[str]:
    """The ids of the flows, in their order."""
    seen: Counter[str] = Counter()
    names = []
    for flow in flows.split():
        name = flow.replace(">", "_")
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _declared() -> str:
    kinds = (("error", "errorCode"), ("escalation", "escalationCode"))
    codes = [
        f'<bpmn:{kind} id="{kind}_{code}" name="{code}"' + (f' {key}="{code}"/>' if code else "/>") for kind, key in kinds for code in CODES
    ]
    return '<bpmn:message id="message" name="message"/>' + "".join(codes)


def _flow(name: str, source: str, target: str, *, asks: bool) -> str:
    inner = f'<bpmn:conditionExpression>count_of("{name}") = 1</bpmn:conditionExpression>' if asks else ""
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def small(nodes: str, flows: str, identity: str = "small") -> Diagram:
    """The process as the lint reads it."""
    (found,) = read(f"{identity}.bpmn", etree.fromstring(xml(identity, nodes, flows)))
    return found
