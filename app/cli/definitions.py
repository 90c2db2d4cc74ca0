"""Verbs for diagrams and forms: definition list/show, form list/show."""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import select

from app.cli.opening import opened
from app.cli.output import Usage, verb
from app.composition import hands, shipped
from app.config import Config
from app.describing import described_form
from workflows.engine.definitions import build, closures
from workflows.engine.tables import definition_version


def add(verbs: Any) -> None:
    """Declare the verbs."""
    form = verb(verbs, "form", _form, "表单及其字段", "goufu form show project.draft_plan --json", _text)
    form.add_argument("do", choices=("list", "show"))
    form.add_argument("name", nargs="?")
    definition = verb(verbs, "definition", _definition, "流程图的版本和内容", "goufu definition show review/project_review --json", _text)
    definition.add_argument("do", choices=("list", "show"))
    definition.add_argument("name", nargs="?")


def _form(said: argparse.Namespace, config: Config) -> Any:
    forms = hands().forms
    if said.do == "list":
        return [
            {"task": task, "version": form.version, "says": (type(form).__doc__ or "").strip().splitlines()[0]}
            for task, form in forms.items()
        ]
    if said.name not in forms:
        raise Usage(f"there is no form {said.name}")
    return described_form(forms[said.name])


def _definition(said: argparse.Namespace, config: Config) -> Any:
    if said.do == "show":
        return _shown(said.name)
    with opened(config) as bench, bench.databases.read() as session:
        table = definition_version.c
        rows = session.execute(
            select(table.process, table.number, table.state, table.title, table.hash).order_by(table.process, table.number)
        )
        return [dict(row) for row in rows.mappings()]


def _shown(name: str | None) -> dict[str, Any]:
    files = shipped()
    parts = closures(files)
    key = next((one for one in parts if name and (one == name or one.endswith(f"/{name}"))), None)
    if key is None:
        raise Usage(f"there is no process {name}")
    definition = build(key, {path: files[path] for path in parts[key]})
    own = definition.elements[definition.name].values()
    shown = [
        {
            "id": e.id,
            "kind": e.kind,
            "name": e.name,
            "lane": e.lane,
            "role": e.role,
            "form": e.implementation,
            "deadline": e.due,
            "articles": e.articles,
        }
        for e in own
    ]
    return {"process": key, "title": definition.title, "hash": definition.hash, "elements": shown}


def _text(answer: Any) -> str:
    rows = answer if isinstance(answer, list) else answer.get("fields") or answer.get("elements") or [answer]
    return "\n".join("  ".join(str(value) for value in row.values() if not isinstance(value, dict | list)) for row in rows)
