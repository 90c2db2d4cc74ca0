"""A case's workflow in memory: begin, step, find what is open, freeze. Knows nothing of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.act import Facts
from workflows.engine import codec
from workflows.engine.bindings import MESSAGE, TIMER, Awaited, Evaluator, Hands, counter
from workflows.engine.definitions import Definition
from workflows.errors import Incident

MOST_STEPS = 10_000
AWAITING = int(TaskState.READY | TaskState.WAITING)


@dataclass(frozen=True, slots=True)
class Open:
    """Something a case waits for: a person (`kind` user), a moment (timer), a message. `row` is 0 until it has a row."""

    kind: str
    node: str
    key: str
    process: str
    element: str
    index: int | None
    row: int
    said: str = ""
    due: dt.datetime | None = None


class Running:
    """One case's workflow during one act."""

    def __init__(self, definition: Definition, workflow: BpmnWorkflow, visits: dict[str, int]) -> None:
        self.definition, self.workflow, self.visits = definition, workflow, visits

    @classmethod
    def begin(cls, definition: Definition, hands: Hands, facts: Facts) -> Running:
        """A new case, stopped before its first step."""
        counter.ids = counter.turns = 0
        workflow = BpmnWorkflow(definition.spec, definition.called, script_engine=Evaluator(hands))
        workflow.task_tree.data.update(facts)
        return cls(definition, workflow, {})

    @classmethod
    def thaw(cls, definition: Definition, frozen: bytes, hands: Hands) -> Running:
        """The case as it was frozen after its latest act."""
        workflow, visits = codec.thaw(frozen, definition.spec, definition.called, hands)
        return cls(definition, workflow, visits)

    def freeze(self) -> bytes:
        """Packed state; the workflow must not be used afterwards."""
        return codec.freeze(self.workflow, self.visits)

    @property
    def completed(self) -> bool:
        """Nothing is left to do."""
        return bool(self.workflow.completed)

    def _segments(self) -> list[Any]:
        live = [segment for segment in self.workflow.subprocesses.values() if not segment.completed]
        return [*sorted(live, key=lambda segment: -segment.depth), self.workflow]

    def task(self, node: str) -> Task:
        """The live task of a work item, timer or subscription. Raises Incident where the state does not know it."""
        for segment in (self.workflow, *self.workflow.subprocesses.values()):
            if node in segment.tasks:
                return segment.tasks[node]
        raise Incident(f"no task {node}")

    def complete(self, node: str, facts: Facts) -> None:
        """A person is done: their outcome becomes routing facts, then the machine goes on."""
        task = self.task(node)
        task.data = {**task.data, **facts}
        _run(task)
        self.advance()

    def release(self, node: str) -> None:
        """A timer is due or a message has come."""
        task = self.task(node)
        task.task_spec.event_definition.catch(task)
        task.task_spec._update(task)
        self.advance()

    def advance(self) -> None:
        """Run machine steps until only people, moments and messages are awaited.

        Walks the task dictionary itself: the library's iterator is bounded in depth and stalls without a word.
        """
        steps, progressed = 0, True
        while progressed:
            progressed = False
            for segment in self._segments():
                while ready := [t for t in segment.tasks.values() if t._state == TaskState.READY and not t.task_spec.manual]:
                    for task in ready:
                        if task._state == TaskState.READY:
                            _run(task)
                            steps, progressed = steps + 1, True
                    if steps > MOST_STEPS:
                        raise Incident("the machine steps do not come to an end")
                if segment is not self.workflow:
                    caller = self.task(segment.parent_task_id)
                    caller.task_spec._update(caller)

    def open(self) -> Iterator[Open]:
        """Everything awaited now, in the order of the diagram's walk; keys are given on first sight."""
        for segment in reversed(self._segments()):
            for task in segment.tasks.values():
                kind = self._kind(task) if task._state & AWAITING else ""
                if kind:
                    yield self._described(kind, task)

    @staticmethod
    def _kind(task: Task) -> str:
        if task._state == TaskState.READY and task.task_spec.manual:
            return "user"
        waiting = task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent)
        event = task.task_spec.event_definition if waiting else None
        return event.kind if isinstance(event, Awaited) else ""

    def _described(self, kind: str, task: Task) -> Open:
        internal = task.internal_data
        element = task.task_spec.bpmn_id
        index = internal.get("key_or_index")
        if "key" not in internal:
            path = f"{self.path(task)}{'' if index is None else f'[{index}]'}"
            self.visits[path] = self.visits.get(path, 0) + 1
            internal["key"] = f"{path}#{self.visits[path]}"
        event = task.task_spec.event_definition if kind in (TIMER, MESSAGE) else None
        due = dt.datetime.fromisoformat(internal["due"]) if kind == TIMER else None
        said = event.said if event else ""
        return Open(kind, task.id, internal["key"], task.workflow.spec.name, element, index, internal.get("row", 0), said, due)

    def path(self, task: Task) -> str:
        """The way from the root's calls to this element: `lifecycle/review/finance_opinion`."""
        here = str(task.task_spec.bpmn_id)
        caller = task.workflow.parent_task_id
        return here if caller is None else f"{self.path(self.task(caller))}/{here}"

    def remember(self, node: str, row: int) -> None:
        """The row that stands for this task from now on."""
        self.task(node).internal_data["row"] = row

    def facts(self, awaited: Iterable[Open]) -> dict[str, Any]:
        """Routing facts of each awaited thing, by key: what the digest covers."""
        return {one.key: dict(self.task(one.node).data) for one in awaited}


def _run(task: Task) -> None:
    """Run a task; what the library has against it is an Incident, what our hands raise stays as it is."""
    try:
        task.run()
    except SpiffWorkflowException as error:
        raise Incident(str(error)) from error
