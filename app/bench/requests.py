"""Tasks handed in and pages asked for over real HTTP: keep-alive clients in a process of their own, gauges read before and after."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.plan import OPINIONS
from app.bench.town import Posting, Town
from app.served import Server

CLIENT = Path(__file__).with_name("client.py")
OK, SEE_OTHER = 200, 303
COST = re.compile(r'statements;desc="(\d+)", commits;desc="(\d+)"')
Task = dict[str, Any]
Gauges = Mapping[str, Callable[[], float]]
"""What is read before the first request and after the last: CPU seconds, bytes."""


class Unanswered(Exception):
    """A request was not answered as it should be: the figures would be of something else."""


@dataclass(frozen=True, slots=True)
class Load:
    """What many requests took and cost. `spent`: by gauge, per request."""

    milliseconds: list[float]
    per_s: float
    payload_bytes: float
    statements: list[int]
    commits: list[int]
    spent: dict[str, float]


def opinions(town: Town, postings: Sequence[Posting]) -> list[Task]:
    """The opinions to be posted."""
    return [_task(town, one, list(OPINIONS[one.task][1].items())) for one in postings]


def pages(town: Town, postings: Sequence[Posting]) -> list[Task]:
    """Only the pages of these tasks."""
    return [_task(town, one, None) for one in postings]


def _task(town: Town, posting: Posting, form: list[tuple[str, str]] | None) -> Task:
    return {"path": f"/tasks/{posting.item}", "cookie": town.cookies[posting.account], "form": form}


def ask(server: Server, tasks: Sequence[Task], clients: int, gauges: Gauges) -> Load:
    """Deal the tasks out to so many clients. Raises Unanswered."""
    plan = {"port": server.port, "clients": [tasks[first::clients] for first in range(clients)]}
    process = subprocess.Popen([sys.executable, "-I", str(CLIENT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(plan) + "\n")
    process.stdin.flush()
    process.stdout.readline()
    before = {name: gauge() for name, gauge in gauges.items()}
    said, _none = process.communicate("go\n")
    after = {name: gauge() for name, gauge in gauges.items()}
    if process.returncode:
        raise Unanswered("the clients failed")
    return _load(json.loads(said), {name: (after[name] - before[name]) / len(tasks) for name in gauges})


def _load(answer: dict[str, Any], spent: dict[str, float]) -> Load:
    answers = answer["answers"]
    wrong = [one for one in answers if one["status"] != (SEE_OTHER if one["sent"] else OK)]
    if wrong:
        raise Unanswered(f"{len(wrong)} of {len(answers)} requests were answered {wrong[0]['status']}")
    counted = [found for one in answers if (found := COST.search(one["cost"]))]
    return Load(
        milliseconds=[one["ms"] for one in answers],
        per_s=len(answers) / answer["seconds"],
        payload_bytes=sum(one["sent"] + one["received"] for one in answers) / len(answers),
        statements=[int(found[1]) for found in counted],
        commits=[int(found[2]) for found in counted],
        spent=spent,
    )
