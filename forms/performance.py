"""What the forms of performance share: the contract performed, the targets promised, lines as they are kept, results made public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms import fields
from forms.base import Form
from forms.publicity import by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.projects import Project, Target, parts, project_of
from workflows.procurement.rules import publication as rules
from workflows.procurement.rules.supervision import plain
from workflows.text import _

EVENTS = {"acceptance": "验收结果", "evaluation": "评价结果"}
"""Kinds of results as the table of publications calls them."""


def as_json(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as they are kept: figures as they were written, not as floats."""
    return [{name: str(value) for name, value in line.items()} for line in lines]


def days_in_order(first: dt.date, last: dt.date, field: str) -> Iterator[Reason]:
    """A period ends no earlier than it begins; told from the form alone."""
    if last < first:
        yield Reason(_("结束日期不得早于开始日期。"), field, level="invalid")


def contract_of(act: Act, project: Project) -> Contract:
    """The contract that is performed. Raises Missing."""
    contract = act.session.get(Contract, project.id)
    if contract is None:
        raise Missing([Reason(_("本项目尚无合同。"))])
    return contract


def targets_of(act: Act, project: Project) -> dict[str, Target]:
    """The project's targets in force, by code."""
    return {target.code: target for target in parts(act.session, project, Target)}


def standard(target: Target) -> str:
    """A target as its standard is written: 320小时, 90%."""
    return f"{plain(target.target)}{target.unit}"


def named_targets(act: Act) -> list[tuple[str, str]]:
    """Targets as a list to choose from: code, and what it stands for with its standard."""
    found = targets_of(act, project_of(act)).values()
    return [(one.code, _("{code} {name}（{standard}）").format(code=one.code, name=one.name, standard=standard(one))) for one in found]


class ResultForm(Form):
    """What is asked of whoever makes the result of an evaluation public (Art. 27)."""

    public_report = fields.Text(_("公开内容"), long=True, most=5000, help=_("写明得分、结论和改进要求，不得含个人信息"))
    masked = fields.YesNo(_("个人信息是否已脱敏"))
    channel = fields.Text(_("公开渠道"), most=100, example=_("市级平台"))
    receipt_number = by_hand_number("SP-2026-1207-01")
    receipt_at = by_hand_moment("2026-12-07T09:20")


def publish_result(act: Act, project: Project, kind: str, text: str, data: Mapping[str, Any]) -> None:
    """Publish for the town's period (TD23). Raises Refused: not masked, somebody exposed (ART-8.2), no such receipt (ART-24.1)."""
    said = publication(act, EVENTS[kind])
    act.check(rules.masking_is_done, data["masked"] or not said["masked"])
    act.check(rules.nobody_is_exposed, text, "public_report" if "public_report" in data else "")
    check_receipt(act, data["receipt_number"], data["receipt_at"])
    act.settle()
    shown = act.period(said["period"])
    publish_with_receipt(act, project.id, kind, text, shown.rolled or shown.due, data)
