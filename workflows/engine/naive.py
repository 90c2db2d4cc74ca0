"""A case kept by the library's own serializer, as its manual says: the yardstick against which the benchmark holds ours.

The whole workflow with every finished step and all diagrams is written as one JSON text and read again for each act. Only the benchmark
calls it; it lives here because the library has one door.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import SpiffWorkflow.task as library_task
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.task_spec import BoundaryEventConverter, BpmnTaskSpecConverter, ParallelGatewayConverter
from SpiffWorkflow.bpmn.serializer.helpers import EventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer

from workflows.act import Facts
from workflows.engine.bindings import Awaited, DecisionTask, Evaluator, Guest, Hands, Join, MachineTask
from workflows.engine.definitions import Definition
from workflows.engine.store import Running


class _HandConverter(BpmnTaskSpecConverter):  # type: ignore[misc]
    """Machine steps and decisions keep the name of their hand."""

    def to_dict(self, spec: Any) -> dict[str, Any]:
        """What makes one."""
        return {**self.get_default_attributes(spec), "hand": spec.hand}


class _AwaitedConverter(EventDefinitionConverter):  # type: ignore[misc]
    """Timers and messages are what they wait for."""

    def to_dict(self, event_definition: Any) -> dict[str, Any]:
        """What makes one."""
        return {"kind": event_definition.kind, "said": event_definition.said}


_OURS = {
    MachineTask: _HandConverter,
    DecisionTask: _HandConverter,
    Awaited: _AwaitedConverter,
    Join: ParallelGatewayConverter,
    Guest: BoundaryEventConverter,
}
_serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, **_OURS}))


@contextmanager
def library_ids() -> Iterator[None]:
    """Let the library draw its own ids, the only ones that its serializer reads."""
    ours, library_task.uuid4 = library_task.uuid4, uuid.uuid4
    try:
        yield
    finally:
        library_task.uuid4 = ours


def dump(running: Running) -> str:
    """The case as the library writes it."""
    return str(_serializer.serialize_json(running.workflow))


def load(definition: Definition, text: str, hands: Hands) -> Running:
    """The case as the library reads it."""
    workflow = _serializer.deserialize_json(text)
    workflow.script_engine = Evaluator(hands)
    return Running(definition, workflow, {})


def round_trip(definition: Definition, text: str, hands: Hands, node: Any, facts: Facts) -> str:
    """Read, complete one task, write: what an act costs without a codec of our own."""
    running = load(definition, text, hands)
    running.complete(node, facts)
    return dump(running)
