"""Random well-formed procedures: blocks one after another, each a step, a choice, a fork, a loop or a step with a deadline."""

from __future__ import annotations

import random
from dataclasses import dataclass

NS = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'


@dataclass(frozen=True)
class Step:
    """A node as drawn by lot."""

    id: str
    kind: str
    lane: int
    name: str
    host: str


class Procedure:
    """Grown from a seed; lanes are drawn by lot, which is harder on a layout than any real procedure."""

    def __init__(self, seed: int, blocks: int, lanes: int) -> None:
        self.chance, self.lanes = random.Random(seed), lanes
        self.steps: list[Step] = []
        self.flows: list[tuple[str, str, str]] = []
        self.lane = 0
        end = self.add("startEvent", "开始")
        for _block in range(blocks):
            end = self.block(end)
        self.link(end, self.add("endEvent", "办结"))

    def add(self, kind: str, name: str, host: str = "") -> str:
        """A new node, sometimes in another lane; a guest stays with its host."""
        if not host and self.chance.random() < 0.4:
            self.lane = self.chance.randrange(self.lanes)
        self.steps.append(Step(f"n{len(self.steps) + 1}", kind, self.lane, name, host))
        return self.steps[-1].id

    def link(self, source: str, target: str, name: str = "") -> None:
        """A new flow."""
        self.flows.append((source, target, name))

    def block(self, before: str) -> str:
        """Any block; returns its last node."""
        shapes = [self.step, self.step, self.choice, self.fork, self.loop, self.deadline]
        return self.chance.choice(shapes)(before)

    def step(self, before: str) -> str:
        """One task."""
        here = self.add("userTask", "填写申报表")
        self.link(before, here)
        return here

    def deadline(self, before: str) -> str:
        """A task with a boundary event that leads elsewhere."""
        here = self.step(before)
        late = self.add("boundaryEvent", "超期", here)
        remind = self.add("serviceTask", "催办")
        self.link(late, remind)
        self.link(remind, self.add("endEvent", "已催办"))
        return here

    def loop(self, before: str) -> str:
        """A question whose one answer leads back."""
        merge, here = self.add("exclusiveGateway", ""), self.add("userTask", "办理")
        split, fix = self.add("exclusiveGateway", "是否通过？"), self.add("callActivity", "退回补正")
        go_on = self.add("userTask", "继续办理")
        for source, target, name in ((before, merge, ""), (merge, here, ""), (here, split, ""), (split, fix, "退回"), (fix, merge, "")):
            self.link(source, target, name)
        self.link(split, go_on, "同意")
        return go_on

    def choice(self, before: str) -> str:
        """Two or three ways that meet again, sometimes one that ends."""
        split, join = self._split(before, "exclusiveGateway", "是否同意？", "情形")
        if self.chance.random() < 0.4:
            self.link(split, self.add("endEvent", "不予受理"), "否决")
        return join

    def fork(self, before: str) -> str:
        """Two or three ways at once."""
        return self._split(before, "parallelGateway", "", "")[1]

    def _split(self, before: str, kind: str, question: str, word: str) -> tuple[str, str]:
        split = self.add(kind, question)
        self.link(before, split)
        ends = [self.add("userTask", f"意见{i}") for i in range(self.chance.choice([2, 2, 3]))]
        join = self.add(kind, "")
        for i, end in enumerate(ends):
            self.link(split, end, word and f"{word}{i}")
            self.link(end, join)
        return split, join

    def xml(self) -> bytes:
        """As a file with a pool and lanes, without a drawing."""
        lanes = "".join(f'<bpmn:lane id="l{i}" name="角色{i}">{self._members(i)}</bpmn:lane>' for i in range(self.lanes))
        nodes = "".join(f'<bpmn:{s.kind} id="{s.id}" name="{s.name}"{self._host(s)}/>' for s in self.steps)
        ends = [f'id="f{i}" sourceRef="{a}" targetRef="{b}" name="{n}"' for i, (a, b, n) in enumerate(self.flows)]
        flows = "".join(f"<bpmn:sequenceFlow {each}/>" for each in ends)
        pool = '<bpmn:collaboration id="c"><bpmn:participant id="pool" name="流程" processRef="p"/></bpmn:collaboration>'
        process = f'<bpmn:process id="p"><bpmn:laneSet id="s">{lanes}</bpmn:laneSet>{nodes}{flows}</bpmn:process>'
        return f'<bpmn:definitions {NS} id="d">{pool}{process}</bpmn:definitions>'.encode()

    def _members(self, lane: int) -> str:
        return "".join(f"<bpmn:flowNodeRef>{s.id}</bpmn:flowNodeRef>" for s in self.steps if s.lane == lane)

    @staticmethod
    def _host(step: Step) -> str:
        return f' attachedToRef="{step.host}"' if step.host else ""
