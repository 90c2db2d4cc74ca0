"""Fills an empty database with the demo towns, so that they live at 2026-06-15 with work on every desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, make_url, select, update

from app.clock import Clock, make_movable
from app.composition import shipped, workbench
from app.config import Config
from app.db import Databases
from app.demo.deeds import deeds
from app.demo.playing import StoryClock, Town
from app.demo.stories import stories
from app.migrate import upgrade
from app.web.auth.passwords import hashed
from workflows.act import SHANGHAI
from workflows.ledger.tables import ledger_entry
from workflows.procurement import world as worlds
from workflows.procurement.models.people import Account

KIND = "demo"
PASSWORD = "goufu-2026"  # noqa: S105  everybody's, in a town that nobody lives in
ADDRESS = "http://127.0.0.1:8000"
FOUNDED = dt.datetime(2026, 1, 4, 9, tzinfo=SHANGHAI)
YEAR = dt.date(2026, 1, 1)
SECOND_TOWN = (
    ("section_head_b", "乙镇社区办负责人", "town.section_head"),
    ("supervisor_b", "乙镇纪检监察人员", "town.compliance"),
    ("remedies_b", "乙镇质疑答复人员", "town.remedies"),
)
"""Whom the standard world does not have and the second town needs for its reviews and challenges."""

LARGE = {
    "code": "F5",
    "town": "town_a",
    "kind": "财政资金",
    "pooled": False,
    "earmarked": "居家养老",
    "purpose": "居家养老整镇服务",
    "document": "示财社〔2026〕25号",
    "year": 2026,
    "amount": "1500000.00",
}
"""The fund of the one purchase that reaches the limit of the Procurement Law."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who can sign in. `posts`: what the desk is called and where it stands, in the words of the office."""

    name: str
    display: str
    posts: tuple[str, ...]
    password: str = PASSWORD


def world() -> dict[str, Any]:
    """The standard world, with those who complete the second town's office."""
    added = [
        {"name": name, "display": display, "posts": [{"role": role, "at": "town_b", "from": YEAR}]} for name, display, role in SECOND_TOWN
    ]
    return worlds.merge(worlds.standard(), {"accounts": added, "funds": [LARGE]})


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Everybody who can sign in to a demo database, in the order of the world; posts of the day on which it begins."""
    settled = world()
    named = {
        place["id"]: place.get("short") or place["name"] for kind in ("authority", "community", "organisation") for place in settled[kind]
    }
    today = settled["world"]["demo_begins"].date()
    held = {one["name"]: [post for post in one["posts"] if post["from"] <= today <= post.get("to", today)] for one in settled["account"]}
    return tuple(
        DemoAccount(one["name"], one["display"], tuple(_post(post, named) for post in held[one["name"]])) for one in settled["account"]
    )


def _post(post: Mapping[str, Any], named: Mapping[str, str]) -> str:
    return f"{worlds.role_label(post['role'])}（{named[post['at']]}）"


def is_empty(config: Config) -> bool:
    """Whether nothing was ever entered in a database that is up to date."""
    databases = Databases(config.database)
    with databases.read() as session:
        entries = session.scalar(select(func.count()).select_from(ledger_entry))
    databases.dispose()
    return not entries


def told(config: Config) -> dict[str, Any] | None:
    """Who can sign in to a demo database that stands already, None where it is none."""
    bench = workbench(config)
    clock, kind = bench.clock.now(), bench.clock.movable() if isinstance(bench.clock, Clock) else None
    bench.databases.dispose()
    return _answer(clock) if kind == KIND else None


def _answer(now: dt.datetime) -> dict[str, Any]:
    accounts = [asdict(one) for one in demo_accounts()]
    return {"address": ADDRESS, "now": now.astimezone(SHANGHAI).isoformat(timespec="seconds"), "password": PASSWORD, "accounts": accounts}


def said(answer: Mapping[str, Any]) -> str:
    """The same for people: an account a line."""
    lines = [f"{one['name']:<20}{one['display']}：{'、'.join(one['posts'])}" for one in answer["accounts"]]
    head = f"示范镇（演示时间 {answer['now'][:16].replace('T', ' ')}）  {answer['address']}  所有账户的口令：{answer['password']}"
    return "\n".join([head, *lines])


def settle_demo(config: Config) -> dict[str, Any]:
    """Build the towns in an empty database and let their clock stand at 2026-06-15 09:00. Returns who can sign in, where, when.

    A SQLite file is built beside its place and moved there when it is whole: nobody ever finds half a town.
    """
    url = make_url(config.database)
    if url.get_backend_name() != "sqlite":
        return _settle(config)
    place = Path(str(url.database))
    building = place.with_name(f"{place.name}.building")
    for left in building.parent.glob(f"{building.name}*"):
        left.unlink()
    answer = _settle(replace(config, database=url.set(database=str(building)).render_as_string(hide_password=False)))
    building.replace(place)
    building.with_name(f"{building.name}.gate").unlink(missing_ok=True)
    return answer


def _settle(config: Config) -> dict[str, Any]:
    upgrade(config.database)
    begins = worlds.standard()["world"]["demo_begins"]
    clock = StoryClock(FOUNDED.astimezone(dt.UTC))
    bench = workbench(config, clock)
    bench.runtime.publish(shipped())
    bench.runtime.register("world.settle", worlds.plain(world()), None)
    Town(bench, clock, stories(), deeds()).live(begins)
    with bench.databases.write() as session:
        # One hash for all: a slow one is slow on purpose, and nobody here has a secret.
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))
        make_movable(session, KIND, begins)
    bench.databases.dispose()
    return _answer(begins)
