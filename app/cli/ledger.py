"""Verbs of the sealed history: ledger verify."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.opening import opened
from app.cli.output import Finding, verb
from app.config import Config


def add(verbs: Any) -> None:
    """Declare the verb."""
    ledger = verb(verbs, "ledger", _verify, "重新计算全部记录，指出第一处不符", "goufu ledger verify", _said)
    ledger.add_argument("do", choices=("verify",))


def _verify(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.verifying import verify_all

    with opened(config) as bench:
        answer = verify_all(bench).as_json()
    if not answer["ok"]:
        raise Finding(answer)
    return answer


def _said(answer: dict[str, Any]) -> str:
    lines = [f"{one['stream'] or '-'} {one['number']} {one['what']} {one['subject']}: {one['sentence']}" for one in answer["findings"]]
    files = f"{answer['files']} of {answer['files_named']} files"
    looked_at = f"{answer['entries']} entries in {answer['streams']} streams, {answer['rows']} rows, {files}"
    return "\n".join([*lines, f"{'ok' if answer['ok'] else 'NOT OK'}: {looked_at}"])
