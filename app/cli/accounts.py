"""Verbs for accounts and organisations: user, org."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from app.accounts import set_password
from app.cli.opening import opened
from app.cli.output import Usage, verb
from app.config import Config


def add(verbs: Any) -> None:
    """Declare the verbs."""
    user = verb(verbs, "user", _user, "账户与岗位", "goufu user add zhang --display 张三 --role town.clerk --at town_a --from 2026-01-01")
    user.add_argument("do", choices=("add", "disable", "password"))
    user.add_argument("name")
    user.add_argument("--display")
    user.add_argument("--role")
    user.add_argument("--at")
    user.add_argument("--from", dest="begins")
    user.add_argument("--to")
    org = verb(verbs, "org", _org, "登记机构", "goufu org add org_x --name 某某服务中心 --uscc 52440402MJM200001F")
    org.add_argument("do", choices=("add",))
    org.add_argument("id")
    org.add_argument("--name", required=True)
    org.add_argument("--uscc")
    org.add_argument("--place", default="")


def _user(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    with opened(config) as bench:
        if said.do == "disable":
            bench.runtime.register("account.disable", {"name": said.name}, None)
        elif said.do == "password":
            password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            with bench.databases.write() as session:
                set_password(session, said.name, password)
        else:
            bench.runtime.register("account.add", {"name": said.name, "display": said.display}, None)
            if said.role:
                _post(bench, said)
    return {"account": said.name, "done": said.do}


def _post(bench: Any, said: argparse.Namespace) -> None:
    if not said.at or not said.begins:
        raise Usage("a role needs --at and --from")
    data = {"name": said.name, "role": said.role, "at": said.at, "from": said.begins, "to": said.to}
    bench.runtime.register("post.add", data, None)


def _org(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    data = {"id": said.id, "name": said.name, "uscc": said.uscc, "place": said.place}
    with opened(config) as bench:
        bench.runtime.register("organisation.add", data, None)
    return {"organisation": said.id}
