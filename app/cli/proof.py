"""Verbs that prove: check, scenario, rules, decide, replay, bench."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Finding, Usage, Written, verb
from app.clock import wall
from app.composition import DIAGRAMS
from app.config import Config


def add(verbs: Any) -> None:
    """Declare the verbs."""
    check = verb(verbs, "check", _check, "检查流程图和决策表", "goufu check bpmn_diagrams/review --json", _said_check)
    check.add_argument("paths", nargs="*", type=Path)
    scenario = verb(verbs, "scenario", _scenario, "演练场景文件，每个用新的数据库", "goufu scenario tests/scenarios", _said_scenario)
    scenario.add_argument("paths", nargs="*")
    scenario.add_argument("--case", type=int, help="与 from 合用：把一个项目的记录写成场景文件")
    scenario.add_argument("--postgres", nargs="?", const="", help="在PostgreSQL上演练，可给出地址")
    scenario.add_argument("--http", action="store_true", help="经由真实的HTTP服务演练；另走一路的变体不演练，末尾报数")
    rules = verb(verbs, "rules", _rules, "规则簿", "goufu rules --json", _said_rules)
    rules.add_argument("--articles", action="store_true", help="逐条列出办法条文由什么落实")
    decide = verb(verbs, "decide", _decide, "在项目之外计算一个决策表", "goufu decide m.dmn --input '{\"amount\": 1}' --json")
    decide.add_argument("model", type=Path)
    decide.add_argument("--input", required=True)
    replay = verb(verbs, "replay", _replay, "按记录重新执行并逐条比对", "goufu replay --all", _said_replay)
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", type=int)
    which.add_argument("--all", action="store_true")
    replay.add_argument("--level", type=int, choices=(1, 2), default=2, help="1：只重放流程引擎；2：连同表单和操作一起重做")
    bench = verb(verbs, "bench", _bench, "性能测量，写入bench.json", "goufu bench --json", _said_bench)
    bench.add_argument("--quick", action="store_true", help="只做短测")


def _check(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.checking import check_paths

    missing = [str(path) for path in said.paths if not path.exists()]
    if missing:
        raise Usage(f"{missing[0]} does not exist")
    answer = check_paths(said.paths or [DIAGRAMS])
    if not answer["ok"]:
        raise Finding(answer)
    return answer


def _said_check(answer: dict[str, Any]) -> str:
    lines = [f"{f['file']} {f['element']} [{f['rule']}] {f['severity']}: {f['message']}" for f in answer["findings"]]
    return "\n".join([*lines, "ok" if answer["ok"] else f"{len(lines)} findings"])


def _scenario(said: argparse.Namespace, config: Config) -> Any:
    from app.playing import play_paths
    from app.recording import recorded

    if said.paths == ["from"]:
        if said.case is None:
            raise Usage("say --case ID")
        return recorded(config, said.case)
    paths, postgres = stories_and_server(said.paths, said.postgres)
    if not paths:
        raise Usage("say which scenario files or folders")
    answer = play_paths([Path(path) for path in paths], postgres=postgres, http=said.http)
    if answer["failed"]:
        raise Finding(answer)
    return answer


def stories_and_server(paths: Sequence[str], postgres: str | None) -> tuple[list[str], str | None]:
    """What to play and where: what follows --postgres without being an address is the first of the files."""
    if postgres and "://" not in postgres:
        return [postgres, *paths], ""
    return list(paths), postgres


def _said_scenario(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    lines = [_line_of(one) for one in answer["results"]]
    left = len(answer["not_played"])
    said = [f"{left} variants not played over HTTP: they need copies of the database under a running server; without --http they are"]
    return "\n".join([*lines, *(said if left else []), f"{answer['passed']} passed, {answer['failed']} failed"])


def _line_of(one: dict[str, Any]) -> str:
    return f"ok  {one['id']}" if one["ok"] else f"NO  {one['id']}  step {one['step']}: {one['reason']}"


def _rules(said: argparse.Namespace, config: Config) -> list[dict[str, Any]]:
    from app.coverage.table import as_lines, missing, table
    from app.rulebook import rulebook

    if not said.articles:
        return rulebook()
    parts = table()
    answer = as_lines(parts)
    if missing(parts):
        raise Finding(answer)
    return answer


def _said_rules(answer: list[dict[str, Any]]) -> str:
    if answer and "carriers" in answer[0]:
        states = Counter(row["state"] for row in answer)
        counted = ", ".join(f"{states[state]} {state}" for state in ("carried", "declaratory", "missing"))
        return "\n".join([*(line for row in answer for line in _said_clause(row)), counted])
    return "\n".join(line for row in answer for line in _said_rule(row))


def _said_clause(row: dict[str, Any]) -> list[str]:
    """The clause, then what carries it, what proves it, where it is seen."""
    head = f"{row['id']}  {row['label']}  {row['state']}  {row['duty'] or '；'.join(row['words'])}"
    if row["reason"]:
        return [head, f"    {row['reason']}"]
    lacks = [f"    lacks: {', '.join(row['lacks'])}"] if row["lacks"] else []
    kinds = [f"    {kind} {len(names)}: {'; '.join(names[:3])}" for kind, names in row["carriers"].items() if names]
    seen = [f"    {name} {len(row[name])}: {' '.join(row[name][:3]) or '-'}" for name in ("tests", "screens")]
    return [head, *lacks, *kinds, *seen]


def _said_rule(row: dict[str, Any]) -> list[str]:
    """The rule with its law, then where it is applied and what proves it."""
    head = f"{' '.join([row['id'], *row['also']])}  {row['name']} v{row['version']} [{row['level']}]  {row['text']}"
    where = f"{row['source']}；{' '.join(row['regimes'])}；{' '.join(row['enforced_at']) or '-'}"
    return [head, f"    {where}", f"    {len(row['tests'])}: {' '.join(row['tests'][:3]) or '-'}"]


def _decide(said: argparse.Namespace, config: Config) -> Written:
    from app.cli.models import beside
    from workflows.engine.dmn.answers import as_json, decide_file

    answers = decide_file(said.model.read_bytes(), said.input, beside(said.model), wall())
    for name, reason in answers.refused.items():
        sys.stderr.write(f"goufu: {name}: {' '.join(reason.split())}\n")
    if answers.refused:
        raise Finding(Written(as_json(answers.values)))
    return Written(as_json(answers.values))


def _replay(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.replaying import replay

    with opened(config) as bench:
        answer = replay(bench, None if said.all else said.case, said.level)
    if not answer["identical"]:
        raise Finding(answer)
    return answer


def _said_replay(answer: dict[str, Any]) -> str:
    if answer["identical"]:
        return f"identical ({answer['entries']} entries)"
    if answer["cannot"]:
        return f"cannot re-execute: {answer['cannot']}"
    one = answer["difference"]
    return f"first difference: {one['stream']} {one['number']} {one['path']}: recorded {one['recorded']!r}, executed {one['executed']!r}"


def _bench(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.bench.run import run_bench

    answer = run_bench(quick=said.quick)
    if not answer["ok"]:
        raise Finding(answer)
    return answer


def _said_bench(answer: dict[str, Any]) -> str:
    from app.bench.figures import as_text

    return as_text(answer)
