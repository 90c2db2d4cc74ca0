"""The command line: every verb prints results or JSON, exits 0 fine / 1 a finding / 2 wrong usage, and says errors in one line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

from app.cli.output import Finding, Usage, Written, why
from app.config import Config, from_environment

Verb = Callable[[argparse.Namespace, Config], Any]
VERBS = {
    "run": "run",
    **dict.fromkeys(("worker", "upgrade", "demo", "clock", "calendar"), "serve"),
    **dict.fromkeys(("user", "org"), "accounts"),
    **dict.fromkeys(("form", "definition"), "definitions"),
    **dict.fromkeys(("check", "scenario", "rules", "decide", "replay", "bench"), "proof"),
    **dict.fromkeys(("ledger", "witness"), "ledger"),
    "case": "show",
}
"""Verb → the module that declares it: a verb loads what it needs, and no more."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; how it is right stands in the help."""

    def error(self, message: str) -> NoReturn:
        """Exit 2."""
        self.exit(2, f"{self.prog}: {' '.join(message.split())} ({self.prog} --help)\n")


def parser(wanted: str = "") -> Parser:
    """All verbs, or those that are loaded with the wanted one."""
    top = Parser(prog="goufu", description="镇（街道）购买社会组织服务工作台")
    top.add_argument("--database", help="数据库地址，默认取环境变量 GOUFU_DATABASE，否则为 var/goufu.db")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for room in [VERBS[wanted]] if wanted in VERBS else dict.fromkeys(VERBS.values()):
        import_module(f"app.cli.{room}").add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    wanted = next((word for before, word in pairwise(["", *words]) if word in VERBS and before != "--database"), "")
    said = parser(wanted).parse_args(words)
    config = from_environment()
    database = getattr(said, "database_after", None) or said.database
    if database:
        config = replace(config, database=database)
    try:
        answer = said.run(said, config)
    except Finding as finding:
        _print(finding.answer, said)
        return 1
    except Usage as error:
        print(f"goufu: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        print(f"goufu: {why(error)[:500]}", file=sys.stderr)
        return 2
    _print(answer, said)
    return 0


def _print(answer: Any, said: argparse.Namespace) -> None:
    if answer is None:
        return
    if isinstance(answer, Written):
        text = str(answer)
    elif getattr(said, "json", False):
        text = json.dumps(answer, ensure_ascii=False, indent=1, default=str)
    else:
        text = str(said.text(answer))
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever reads (head, less) has seen enough; what is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
