"""Step 2 of the layout: a column for every node, by longest path, with loops set aside."""

from __future__ import annotations

from collections import defaultdict

from workflows.proof.layout_model import Drawing, Flow

Exits = dict[str, list[Flow]]


def rank(d: Drawing) -> None:
    """Columns by longest path; a flow that returns to a node still on the way is a loop and does not count."""
    out: Exits = defaultdict(list)
    for flow in d.flows:
        out[d.home(flow.source).id].append(flow)
    order = _mark_loops(d, out)
    for name in reversed(order):
        for flow in _ahead(out, name):
            target = d.home(flow.target)
            target.rank = max(target.rank, d.nodes[name].rank + 1)
    _straighten(d, out, order)
    _weigh(d, out, order)
    for link in d.links:
        note, other = sorted((d.nodes[link.source], d.home(link.target)), key=lambda n: not n.note)
        note.rank, note.lane = other.rank, other.lane


def _ahead(out: Exits, name: str) -> list[Flow]:
    return [f for f in out[name] if not f.back]


def _mark_loops(d: Drawing, out: Exits) -> list[str]:
    """Depth first from the starts; the result lists every node after all that follow it."""
    entered = {f.target for f in d.flows}
    order: list[str] = []
    on_the_way: dict[str, bool] = {}
    for node in sorted(d.cells(), key=lambda n: n.id in entered):
        if node.id in on_the_way:
            continue
        on_the_way[node.id] = True
        stack = [(node.id, iter(out[node.id]))]
        while stack:
            name, rest = stack[-1]
            flow = next(rest, None)
            if flow is None:
                on_the_way[name] = False
                order.append(name)
                stack.pop()
            elif flow.target not in on_the_way:
                on_the_way[flow.target] = True
                stack.append((flow.target, iter(out[flow.target])))
            elif on_the_way[flow.target]:
                flow.back = True
    return order


def _straighten(d: Drawing, out: Exits, order: list[str]) -> None:
    """A late start stands beside what it starts; a step that only leads back stands above or below its gateway."""
    into: Exits = defaultdict(list)
    for flow in d.flows:
        into[flow.target].append(flow)
    for name in order:
        node, ahead = d.nodes[name], _ahead(out, name)
        if not into[name] and ahead:
            node.rank = min(d.nodes[f.target].rank for f in ahead) - 1
        before = [d.home(f.source) for f in into[name] if not f.back]
        if out[name] and not ahead and len(before) == 1 and before[0].lane != node.lane:
            node.rank = before[0].rank


def _weigh(d: Drawing, out: Exits, order: list[str]) -> None:
    """Of a node's flows the one with most steps still to come is the main line and should be straight."""
    for name in order:
        node = d.nodes[name]
        node.ahead = max((d.nodes[f.target].ahead + 1 for f in _ahead(out, name)), default=0)
        for flow in _ahead(out, name):
            side = d.nodes[flow.source].host or d.nodes[flow.target].ahead + 1 < node.ahead
            flow.weight = 0.8 if side else 1.4
