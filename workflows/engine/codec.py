"""Freeze and thaw: the open segments of a case as one small packed value, independent of the library's own serializer.

A segment is the task tree of one (sub)process. Finished segments are dropped when a case is frozen (the ledger has what happened in
them), repeated rounds are cut (see `compact`), so that the value stays flat however long a case lives.
"""

from __future__ import annotations

import threading
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.bindings import Evaluator, Hands, counter
from workflows.errors import Incident

CODEC = 1
DEEPEST = 900
# Plain numbers: the library's flags are looked up and compared several times for every task of a case.
WAITING, COMPLETED = int(TaskState.WAITING), int(TaskState.COMPLETED)
PREDICTED, FINISHED = int(TaskState.PREDICTED_MASK), int(TaskState.FINISHED_MASK)
Workflow = Any
"""A workflow or subworkflow of the library (untyped)."""


class _Packer(threading.local):
    """Each thread its own: these release the interpreter while they work and are not to be used by two at once."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(level=3, write_checksum=False).compress
        self.unpack = zstandard.ZstdDecompressor().decompress


_packer = _Packer()


def freeze(workflow: BpmnWorkflow, visits: dict[str, int]) -> bytes:
    """The open segments, the counters and how often each element was reached."""
    for identity in [key for key, segment in workflow.subprocesses.items() if segment.completed]:
        del workflow.subprocesses[identity]
    for segment in (workflow, *workflow.subprocesses.values()):
        compact(segment)
    live = {identity: _encode(segment) for identity, segment in workflow.subprocesses.items()}
    whole = {"v": visits, "i": counter.ids, "t": counter.turns, "top": _encode(workflow), "sub": live}
    return _packer.pack(orjson.dumps(whole))


def thaw(frozen: bytes, spec: Any, called: dict[str, Any], hands: Hands) -> tuple[BpmnWorkflow, dict[str, int]]:
    """The workflow as it was frozen, with this act's hands. Sets this thread's counters. Raises Incident for what is no frozen state."""
    try:
        whole = orjson.loads(_packer.unpack(frozen))
    except (zstandard.ZstdError, ValueError) as error:
        raise Incident("the frozen state cannot be read") from error
    counter.ids, counter.turns = whole["i"], whole["t"]
    workflow = BpmnWorkflow(spec, called, deserializing=True, script_engine=Evaluator(hands))
    _decode(workflow, whole["top"], workflow)
    waiting = [workflow]
    while waiting:
        segment = waiting.pop()
        for task in list(segment.tasks.values()):
            stored = whole["sub"].get(task.id) if isinstance(task.task_spec, SubWorkflowTask) else None
            if stored is not None:
                inner = BpmnSubWorkflow(called[stored["n"]], task.id, workflow, deserializing=True)
                workflow.subprocesses[task.id] = inner
                _decode(inner, stored, workflow)
                inner.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
                waiting.append(inner)
    return workflow, whole["v"]


def _encode(segment: Workflow) -> dict[str, Any]:
    rows: list[Any] = []
    places: dict[str, int] = {}
    tasks, stack = segment.tasks, [segment.task_tree]
    while stack:
        task = stack.pop()
        places[task.id] = len(rows)
        parent, above = (tasks[task._parent], places[task._parent]) if task._parent else (None, -1)
        changed, gone = (None, None) if task._state & PREDICTED else _difference(task.data, parent)
        turn = task.last_state_change if type(task.last_state_change) is int else 0
        internal = task.internal_data or None
        rows.append([task.id, above, task.task_spec.name, task._state, int(task.triggered), turn, internal, changed, gone])
        if task._children:
            stack.extend([tasks[child] for child in reversed(task._children)])
    last = segment.last_task.id if segment.last_task is not None else ""
    return {"n": segment.spec.name, "r": rows, "d": segment.data or None, "l": places.get(last, -1), "k": segment.completed}


def _difference(data: dict[str, Any], parent: Task | None) -> tuple[dict[str, Any] | None, list[str] | None]:
    if parent is None:
        return data or None, None
    above = parent.data
    if data == above:
        return None, None
    changed = {key: value for key, value in data.items() if key not in above or above[key] != value}
    return changed or None, [key for key in above if key not in data] or None


def _decode(segment: Workflow, stored: dict[str, Any], top: BpmnWorkflow) -> None:
    specs: Any = segment.spec.task_specs
    tasks, placed = segment.tasks, list[Task]()
    for identity, above, name, state, triggered, turn, internal, changed, gone in stored["r"]:
        task = Task.__new__(Task)
        task.id, task.workflow, task.task_spec, task._state = identity, segment, specs[name], state
        task._children, task.triggered, task.thread_id = [], bool(triggered), 0
        task.last_state_change, task.internal_data = turn, internal or {}
        if above < 0:
            task._parent, task.data = None, changed or {}
        else:
            parent = placed[above]
            task._parent = parent.id
            parent._children.append(identity)
            task.data = {} if state & PREDICTED else _inherited(parent.data, changed, gone)
        tasks[identity] = task
        placed.append(task)
        if state == WAITING and isinstance(task.task_spec, CatchingEvent):
            top.event_manager.add_task(task)
    segment.task_tree, segment.completed, segment.data = placed[0], stored["k"], stored["d"] or {}
    segment.last_task = placed[stored["l"]] if stored["l"] >= 0 else None


def _inherited(above: dict[str, Any], changed: dict[str, Any] | None, gone: list[str] | None) -> dict[str, Any]:
    """Routing facts are flat and thin: a shallow copy keeps one task's writes from another's."""
    data = above.copy()
    if gone:
        for key in gone:
            data.pop(key, None)
    if changed:
        data.update(changed)
    return data


def compact(segment: Workflow) -> int:
    """Cut what lies between the first and the latest visit of an element on the segment's only live thread. Returns tasks cut.

    Without it a loop makes every later act slower and stalls after some 330 rounds. Raises Incident past a depth that the library
    cannot walk.
    """
    path = _live_thread(segment)
    first: dict[str, int] = {}
    cut: tuple[int, int] | None = None
    for place, task in enumerate(path):
        if not task._state & COMPLETED:
            break
        seen = first.setdefault(task.task_spec.name, place)
        if seen != place and (cut is None or seen <= cut[0]):
            cut = (seen, place)
    if cut is None or cut[0] == 0:
        if len(path) > DEEPEST:
            raise Incident("the task tree is too deep")
        return 0
    return _cut(segment, path[cut[0] - 1], path[cut[0]], path[cut[1]])


def _live_thread(segment: Workflow) -> list[Task]:
    task, tasks, path = segment.task_tree, segment.tasks, list[Task]()
    while True:
        path.append(task)
        below = task._children
        if len(below) != 1:
            live = [child for child in below if tasks[child]._children or not tasks[child]._state & FINISHED]
            if len(live) != 1:
                return path
            below = live
        elif not tasks[below[0]]._children and tasks[below[0]]._state & FINISHED:
            return path
        task = tasks[below[0]]


def _cut(segment: Workflow, above: Task, old: Task, latest: Task) -> int:
    doomed, stack = [], [old]
    while stack:
        task = stack.pop()
        if task is not latest:
            doomed.append(task)
            stack.extend(segment.tasks[child] for child in task._children)
    above._children[above._children.index(old.id)] = latest.id
    latest._parent = above.id
    for task in doomed:
        del segment.tasks[task.id]
    if segment.last_task is not None and segment.last_task.id not in segment.tasks:
        segment.last_task = latest
    return len(doomed)
