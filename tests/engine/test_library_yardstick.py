"""Claims: the library's own way of keeping a case, against which the benchmark holds ours, knows everything that we draw with."""

from __future__ import annotations

import json

from app.bench.engine import _begun
from app.bench.walk import PROCESS
from app.composition import shipped
from workflows.engine import naive
from workflows.engine.definitions import build, closures


def test_the_library_writes_and_reads_a_case_of_the_whole_purchase() -> None:
    files = shipped()
    definition = build(PROCESS, {name: files[name] for name in closures(files)[PROCESS]})
    with naive.library_ids():
        running = _begun(definition)
        text = naive.dump(running)
        again = naive.load(definition, text, running.workflow.script_engine.hands)
        assert [one.key for one in again.open()] == [one.key for one in running.open()]
        assert json.loads(naive.dump(again)).keys() == json.loads(text).keys()
