"""Who gets the case next, in one line under the form: for each decision where they differ."""

from __future__ import annotations

from app.web.forms.decisions import OUTCOME
from forms.base import Form
from forms.fields import Choice
from workflows.engine.ahead import Ahead, ahead, calls_of
from workflows.engine.looking import Opened
from workflows.procurement.world import role_label
from workflows.text import _

Key = tuple[str, str, str]
_known: dict[Key, str] = {}
"""By definition, key of the element, and outcome: a diagram leads where it leads."""


def next_hint(opened: Opened) -> str:
    """`同意：转分管领导（分管领导审核）；退回补正：转镇街经办人（补正购买计划）`; empty where only the answers can tell."""
    said = {outcome: _said(opened, outcome) for outcome in _outcomes(opened)}
    if len(set(said.values())) == 1:
        text = next(iter(said.values()))
        return _("提交后{text}").format(text=text) if text else ""
    return "；".join(f"{outcome}：{text}" for outcome, text in said.items() if text)


def _outcomes(opened: Opened) -> tuple[str, ...]:
    field = opened.form.fields.get(OUTCOME) if isinstance(opened.form, Form) else None
    return field.choices if isinstance(field, Choice) else ("",)


def _said(opened: Opened, outcome: str) -> str:
    key = opened.item.key if opened.item is not None else opened.element.id
    calls = calls_of(key)
    known = (opened.definition.hash, "/".join((*calls, opened.element.id)), outcome)
    if known not in _known:
        _known[known] = _in_words(ahead(opened.definition, opened.element, calls, outcome))
    return _known[known]


def _in_words(found: Ahead) -> str:
    if found.either:
        return ""
    if not found.tasks:
        return _("流程结束（{name}）").format(name=found.ends) if found.ends else ""
    who = "、".join(dict.fromkeys(task.lane or role_label(task.role) for task in found.tasks))
    what = next(iter(found.tasks)).name if len({task.name for task in found.tasks}) == 1 else _("同时办理")
    first = [*([_("其他人员办结")] if found.joined else []), *(name.removeprefix(_("等待")) for name in found.waits)]
    when = _("待{first}，").format(first="、".join(first)) if first else ""
    return _("{when}转{who}（{what}）").format(who=who, what=what, when=when)
