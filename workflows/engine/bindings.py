"""Our task and event specs for SpiffWorkflow: machine steps, decisions, and waits that only the runtime releases.

The library draws a uuid and reads the wall clock for every task, and logs every change of state. Both are replaced here, once:
ids are short strings from a counter of the case, the order of changes is a counter too, so that a case re-executes identically.
It looks for waiting tasks, and for what a join waits for, by walking its tree with an iterator that is bounded in depth; the list of
tasks answers the same at a tenth of the cost.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

import SpiffWorkflow.task as library_task
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import BoundaryEventParser, IntermediateCatchEventParser
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, CallActivity, IntermediateCatchEvent, ParallelGateway
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from workflows.engine.expressions import compile_expression
from workflows.errors import Incident

TIMER, MESSAGE = "timer", "message"


class Hands(Protocol):
    """What a diagram may ask for while it runs."""

    def call(self, function: str, *arguments: Any) -> Any:
        """A function of the expression language: count_of, deadline, instant."""

    def operate(self, name: str) -> Mapping[str, Any]:
        """Do a machine step; its answer becomes routing facts."""

    def decide(self, name: str) -> Mapping[str, Any]:
        """Evaluate a decision table over rows; only its outputs become routing facts."""


class _Counter(threading.local):
    ids = 0
    turns = 0


counter = _Counter()
"""The counters of the case that this thread is running; the store sets and keeps them."""


def _next_id() -> str:
    counter.ids += 1
    return format(counter.ids, "x")


def _set_state(self: Task, value: int) -> None:
    if value != self._state:
        counter.turns += 1
        self.last_state_change = counter.turns
        self._state = value


def _update_waiting(self: Workflow) -> None:
    for task in [one for one in self.tasks.values() if one._state == TaskState.WAITING]:
        if task._state == TaskState.WAITING:
            task.task_spec._update(task)


def _hand_back(self: CallActivity, my_task: Task, called: Any) -> None:
    """The declared outputs; a called process that was terminated has no last step but the end that terminated it."""
    end = called.get_next_task(called.task_tree, skip_subprocesses=True, spec_name="End") or called.last_task
    declared = called.spec.io_specification
    if declared is None or not declared.data_outputs:
        my_task.data = dict(end.data)
        return
    for output in declared.data_outputs:
        if output.bpmn_id not in end.data:
            raise Incident(f"{called.spec.name} ended without {output.bpmn_id}")
        output.set(my_task, output.get(end))


library_task.uuid4 = _next_id
CallActivity.update_data = _hand_back
Task._set_state = _set_state
Workflow.update_waiting_tasks = _update_waiting


class Evaluator(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates nothing but our expression language; the functions are the hands'."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.functions = {name: _Function(hands, name) for name in ("count_of", "deadline", "instant")}

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        """The value of an expression over the task's routing facts. Raises Incident for a number of instances that is none."""
        value = compile_expression(expression).evaluate(task.data, self.functions)
        return _count(value) if expression == getattr(task.task_spec, "cardinality", None) else value


def _count(value: Any) -> int:
    """How many are asked: a computed number is a Decimal, and the library would pass over a task that nobody is asked to do."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value) or value < 1:
        raise Incident(f"a task is done by a number of people, not by {value!r}")
    return int(value)


class _Function:
    __slots__ = ("hands", "name")

    def __init__(self, hands: Hands, name: str) -> None:
        self.hands, self.name = hands, name

    def __call__(self, *arguments: Any) -> Any:
        return self.hands.call(self.name, *arguments)


class _Implemented(TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        named = self.node.get("implementation", "")
        hand = self.bpmn_id if named in ("", "##unspecified", "##WebService") else named
        return self.spec_class(self.spec, self.bpmn_id, hand=hand, **self.bpmn_attributes)


class MachineTask(BpmnSpecMixin):  # type: ignore[misc]
    """A service task: calls the operation it names, directly, so that a refusal arrives as itself."""

    def __init__(self, wf_spec: Any, bpmn_id: str, hand: str = "", **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.hand = hand

    def _run_hook(self, my_task: Task) -> bool:
        my_task.data = {**my_task.data, **my_task.workflow.script_engine.hands.operate(self.hand)}
        return True


class DecisionTask(MachineTask):
    """A business rule task: names the decision; inputs come from rows, only outputs become routing facts."""

    def _run_hook(self, my_task: Task) -> bool:
        my_task.data = {**my_task.data, **my_task.workflow.script_engine.hands.decide(self.hand)}
        return True


class Join(ParallelGateway):  # type: ignore[misc]
    """A parallel gateway that decides as the library's does, but for a call that an error interrupted: that never arrives."""

    def _check_threshold_unstructured(self, my_task: Task) -> bool:
        missing = set(self.inputs)
        mine = {one.id for one in _above(my_task)}
        for task in [one for one in my_task.workflow.tasks.values() if one.task_spec is self]:
            above = _above(task)
            if my_task in above:
                # This is the first round: the task cannot be reached before this join.
                missing.discard(next((one.task_spec for one in above if one.task_spec in missing), None))
            elif task.id not in mine and above[0]._state == TaskState.COMPLETED and not _interrupted(above[0]):
                missing.discard(above[0].task_spec)
        return not missing


def _above(task: Task) -> list[Task]:
    """What led to a task, the nearest first."""
    tasks, found = task.workflow.tasks, list[Task]()
    while task._parent is not None:
        task = tasks[task._parent]
        found.append(task)
    return found


def _interrupted(task: Task) -> bool:
    """Whether a call came to its end only because what it threw interrupted it."""
    beside = task.workflow.tasks[task._parent] if task._parent else None
    if beside is None or not isinstance(beside.task_spec, BoundaryEventSplit) or isinstance(task.task_spec, BoundaryEvent):
        return False
    guests = [one for one in beside.children if isinstance(one.task_spec, BoundaryEvent) and one.task_spec.cancel_activity]
    return any(one._state & (TaskState.READY | TaskState.COMPLETED) for one in guests)


class Awaited(EventDefinition):  # type: ignore[misc]
    """A timer or message that only the runtime releases. `said`: the timer's expression or the message's name."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(name=said, description=kind)
        self.kind, self.said = kind, said

    def update_task(self, my_task: Task) -> None:
        """Fix the moment when the wait begins: a later change of the register does not move a running timer by itself."""
        if self.kind == TIMER and "due" not in my_task.internal_data:
            moment = my_task.workflow.script_engine.evaluate(my_task, self.said)
            my_task.internal_data["due"] = moment.isoformat()

    def reset(self, my_task: Task) -> None:
        """Forget the moment too: the next round computes its own."""
        super().reset(my_task)
        my_task.internal_data.pop("due", None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Awaited) and (self.kind, self.said) == (other.kind, other.said)

    __hash__ = None  # type: ignore[assignment]


class _Waits:
    """Reads timers and messages of an event node as our own definition."""

    def parse_timer_event(self, event: Any) -> Awaited:
        text = next((child.text or "" for child in event.iterchildren() if child.tag == full_tag("timeDate")), "")
        return Awaited(TIMER, text.strip())

    def parse_message_event(self, event: Any) -> Awaited:
        names = self.process_parser.parser.messages  # type: ignore[attr-defined]
        return Awaited(MESSAGE, names.get(event.get("messageRef")) or "")


class _CatchParser(_Waits, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class Guest(BoundaryEvent):  # type: ignore[misc]
    """A boundary event after which the way is certain: the library leaves it a guess, and a task for many stands still behind a guess."""

    def _run_hook(self, my_task: Task) -> Any:
        done = super()._run_hook(my_task)
        my_task._sync_children(self.outputs, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return done


class _BoundaryParser(_Waits, BoundaryEventParser):  # type: ignore[misc]
    pass


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """SpiffWorkflow's parser with our hands bound in."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012  the library's own spelling
        full_tag("serviceTask"): (_Implemented, MachineTask),
        full_tag("businessRuleTask"): (_Implemented, DecisionTask),
        full_tag("intermediateCatchEvent"): (_CatchParser, IntermediateCatchEvent),
        full_tag("boundaryEvent"): (_BoundaryParser, Guest),
        full_tag("parallelGateway"): (GatewayParser, Join),
    }
