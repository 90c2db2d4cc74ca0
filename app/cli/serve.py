"""Verbs of an installation: worker, upgrade, demo, clock, calendar."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import signal
import threading
from pathlib import Path
from typing import Any

from app import jobs, timing
from app.cli.opening import opened
from app.cli.output import Usage, verb
from app.clock import Clock
from app.composition import Workbench
from app.config import Config
from app.migrate import upgrade
from app.starting import prepared
from workflows.act import SHANGHAI


def add(verbs: Any) -> None:
    """Declare the verbs."""
    verb(verbs, "worker", _worker, "只运行时钟和外发，不开网页", "goufu worker")
    verb(verbs, "upgrade", _upgrade, "升级数据库", "goufu upgrade")
    demo = verb(verbs, "demo", _demo, "在空数据库中建立示范镇", "goufu demo", _said_demo)
    demo.add_argument("--if-empty", action="store_true", help="数据库不空时不再建立，只列出示范账户")
    clock = verb(verbs, "clock", _clock, "查看或拨快示范、场景数据库的时钟", "goufu clock advance --next-due", _said_clock)
    clock.add_argument("do", nargs="?", choices=("show", "advance"), default="show")
    clock.add_argument("--to", help="时刻，如 2026-07-01T09:00:00+08:00")
    clock.add_argument("--next-due", action="store_true", help="拨到下一个到期时刻")
    calendar = verb(verbs, "calendar", _calendar, "导入一年的放假安排，重算待定的期限", "goufu calendar import 2027.json", _said_calendar)
    calendar.add_argument("do", choices=("import",))
    calendar.add_argument("file", type=Path)


def _worker(said: argparse.Namespace, config: Config) -> None:
    bench = prepared(config)
    scheduler = jobs.begin(bench)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    scheduler.shutdown()


def _upgrade(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    prepared(config).databases.dispose()
    return {"database": config.database, "state": "up to date"}


def _demo(said: argparse.Namespace, config: Config) -> dict[str, Any] | None:
    from app.demo import is_empty, settle_demo, told

    upgrade(config.database)
    if not is_empty(config):
        if said.if_empty:
            return told(config)
        raise Usage("the database is not empty; the demo town needs a new one")
    return settle_demo(config)


def _said_demo(answer: dict[str, Any]) -> str:
    from app.demo import said

    return said(answer)


def _clock(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    with opened(config) as bench:
        clock = bench.clock
        assert isinstance(clock, Clock)
        if said.do == "advance":
            if clock.movable() is None:
                raise Usage("only the clock of a demo or scenario database can be moved")
            timing.advance(bench, _target(bench, said))
        return {"now": clock.now().astimezone(SHANGHAI).isoformat(timespec="seconds"), "kind": clock.movable()}


def _target(bench: Workbench, said: argparse.Namespace) -> dt.datetime:
    if said.next_due:
        due = bench.runtime.next_due()
        if due is None:
            raise Usage("nothing falls due")
        return due
    if not said.to:
        raise Usage("say --to TIME or --next-due")
    try:
        moment = dt.datetime.fromisoformat(said.to)
    except ValueError as error:
        raise Usage(f"no moment: {said.to} (2026-07-01T09:00:00+08:00)") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _said_clock(answer: dict[str, Any]) -> str:
    return f"{answer['now']}  {answer['kind'] or '真实时间'}"


def _calendar(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.calendars import import_year

    document = _document(said.file)
    with opened(config) as bench:
        return import_year(bench, document)


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Usage(f"{path}: {error}") from error
    if not isinstance(document, dict):
        raise Usage(f"{path}: no notice of holidays")
    return document


def _said_calendar(answer: dict[str, Any]) -> str:
    head = f"{answer['year']}年放假安排已导入（系统记录{answer['entry']}），重算期限{len(answer['moved'])}项"
    shown = "{case}  {what}  {id}  {before} → {after}"
    named = ({**one, **{name: one[name] or "待定" for name in ("before", "after")}} for one in answer["moved"])
    return "\n".join([head, *(shown.format(**one) for one in named)])
