"""Small processes drawn by lot: blocks in blocks, and now and then a hand that slips - a wrong gateway, a flow that leads elsewhere."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

GATEWAYS = ("xor", "and", "or")
GUESTS = ("start", "cut", "beside", "failed", "raised", "told")


@dataclass
class Sketch:
    """Nodes and flows as `small_diagrams` reads them. `slips`: how likely a gateway is of the wrong kind or a flow leads elsewhere."""

    chance: random.Random
    kinds: tuple[str, ...] = ("task", "choice", "loop", "guest")
    slips: float = 0.15
    calls: tuple[str, ...] = ()
    nodes: list[str] = field(default_factory=list)
    flows: list[tuple[str, str]] = field(default_factory=list)
    ends: tuple[str, ...] = ("end", "end", "end", "stop")

    def drawn(self, blocks: int) -> tuple[str, str]:
        """A process of so many blocks."""
        last = self._sequence(self._node("start"), blocks)
        self._link(last, self._node(self.chance.choice(self.ends)))
        while self.chance.random() < self.slips:
            at = self.chance.randrange(len(self.flows))
            others = [name for kind, name, *_host in (node.split(":") for node in self.nodes) if kind not in GUESTS]
            self.flows[at] = (self.flows[at][0], self.chance.choice(others))
        return " ".join(self.nodes), " ".join(f"{source}>{target}" for source, target in self.flows)

    def _node(self, kind: str, said: str = "") -> str:
        name, (plain, _colon, code) = f"n{len(self.nodes)}", kind.partition(":")
        self.nodes.append(":".join([plain, name, *(word for word in (code, said) if word)]))
        return name

    def _link(self, source: str, target: str) -> None:
        self.flows.append((source, target))

    def _then(self, before: str, kind: str, said: str = "") -> str:
        name = self._node(kind, said)
        self._link(before, name)
        return name

    def _sequence(self, before: str, blocks: int) -> str:
        for _block in range(blocks):
            before = getattr(self, f"_{self.chance.choice(self.kinds)}")(before, blocks - 1)
        return before

    def _task(self, before: str, _left: int) -> str:
        return self._then(before, self.chance.choice(("user", "user", "service", "wait", "many")))

    def _choice(self, before: str, left: int) -> str:
        """Ways that part and meet again; one may end by itself."""
        kind = self.chance.choice(GATEWAYS)
        split = self._then(before, kind)
        meets = self.chance.choice(GATEWAYS) if self.chance.random() < self.slips else kind
        join = self._node(meets)
        for way in range(self.chance.choice((2, 2, 3))):
            inner = self._sequence(split, min(left, self.chance.choice((0, 1, 1))))
            ends = way and self.chance.random() < self.slips
            self._link(inner, self._node(self.chance.choice(self.ends)) if ends else join)
        return join

    def _loop(self, before: str, left: int) -> str:
        """A question whose one answer leads back."""
        merge = self._then(before, "xor")
        split = self._then(self._sequence(merge, min(left, 1)), "xor")
        self._link(split, merge)
        return split

    def _guest(self, before: str, left: int) -> str:
        """A task that can be interrupted, or beside which something else begins."""
        host = self._then(before, "user")
        kind = self.chance.choice(("cut", "beside"))
        way = self._sequence(self._node(kind, host), min(left, 1))
        if (kind == "cut") != (self.chance.random() < self.slips):
            join = self._then(host, "xor")
            self._link(way, join)
            return join
        self._link(way, self._node("end"))
        return host

    def _call(self, before: str, _left: int) -> str:
        """Something called; what it throws may be caught."""
        host = self._then(before, "call", self.chance.choice(self.calls))
        if self.chance.random() < 0.7:
            kind, code = self.chance.choice(("failed", "raised", "told")), self.chance.choice(("A", "B", ""))
            guest = self._node(kind, f"{host}:{code}")
            if kind != "told":
                join = self._then(host, "xor")
                self._link(guest, join)
                return join
            self._link(guest, self._node("end"))
        return host
