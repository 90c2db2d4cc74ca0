"""Small diagrams for the engine's tests, written in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.engine.definitions import Definition, build

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:g="urn:test" id="d" targetNamespace="urn:test">'
    "{before}"
    '<bpmn:process id="{id}" name="{id}" isExecutable="true">{io}<bpmn:laneSet id="ls_{id}"><bpmn:lane id="l_{id}" name="经办">'
    '<bpmn:extensionElements><g:properties><g:property name="role" value="town.clerk"/></g:properties></bpmn:extensionElements>{refs}'
    "</bpmn:lane></bpmn:laneSet>{body}</bpmn:process></bpmn:definitions>"
)
IO = (
    '<bpmn:ioSpecification><bpmn:dataInput id="project" name="project"/><bpmn:dataOutput id="outcome" name="outcome"/>'
    "<bpmn:inputSet><bpmn:dataInputRefs>project</bpmn:dataInputRefs></bpmn:inputSet>"
    "<bpmn:outputSet><bpmn:dataOutputRefs>outcome</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>"
)
SHAPES = {
    "start": '<bpmn:startEvent id="{id}"/>',
    "end": '<bpmn:endEvent id="{id}"/>',
    "user": '<bpmn:userTask id="{id}" name="{id}" implementation="{id}"/>',
    "service": '<bpmn:serviceTask id="{id}" name="{id}" implementation="{said}"/>',
    "xor": '<bpmn:exclusiveGateway id="{id}" default="{said}"/>',
    "and": '<bpmn:parallelGateway id="{id}"/>',
    "call": '<bpmn:callActivity id="{id}" calledElement="{said}"/>',
    "many": '<bpmn:userTask id="{id}" name="{id}"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>count_of("{said}")'
    "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
    "timer": '<bpmn:intermediateCatchEvent id="{id}"><bpmn:timerEventDefinition><bpmn:timeDate>instant("{said}")</bpmn:timeDate>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
    "message": '<bpmn:intermediateCatchEvent id="{id}"><bpmn:messageEventDefinition messageRef="m_{said}"/></bpmn:intermediateCatchEvent>',
    "cut": '<bpmn:boundaryEvent id="{id}" attachedToRef="{said}" cancelActivity="true"><bpmn:timerEventDefinition>'
    '<bpmn:timeDate>instant("{id}")</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
}


def diagram(identity: str, nodes: str, flows: str, *, called: bool = False, messages: str = "") -> bytes:
    """A process from words: nodes ``start:s user:a xor:x:f3 …``, flows ``s>a a>x x>a[outcome = "again"] …`` (named f1, f2, …)."""
    parts = [word.split(":") for word in nodes.split()]
    shapes = [SHAPES[kind].format(id=name, said=rest[0] if rest else "") for kind, name, *rest in parts]
    lines = [_flow(number, text) for number, text in enumerate(flows.split(" ; "), 1)]
    before = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages.split())
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for _kind, name, *_rest in parts)
    return HEAD.format(before=before, id=identity, io=IO if called else "", refs=refs, body="".join(shapes + lines)).encode()


def _flow(number: int, text: str) -> str:
    ends, _, condition = text.partition("[")
    source, target = ends.strip().split(">")
    inner = f"<bpmn:conditionExpression>{condition.rstrip(']')}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def definition(main: str, files: Mapping[str, bytes]) -> Definition:
    """The closure of one process among files named by process."""
    return build(main, {f"{name}.bpmn": xml for name, xml in files.items()})


class FixedHands:
    """Answers from a table, and says what was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers, self.asked = answers, list[str]()

    def call(self, function: str, *arguments: Any) -> Any:
        """The answer of that name."""
        self.asked.append(f"{function} {arguments[0]}")
        return self.answers[str(arguments[0])]

    def operate(self, name: str) -> Mapping[str, Any]:
        """The answer of that name."""
        self.asked.append(name)
        return dict(self.answers.get(name, {}))

    def decide(self, name: str) -> Mapping[str, Any]:
        """The answer of that name."""
        return dict(self.answers.get(name, {}))
