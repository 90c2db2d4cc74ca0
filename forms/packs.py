"""Forms of a change of the rule packs (handbook P91): proposed with its document, looked at, approved by a second person, in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from forms import fields
from forms.approving import Approval
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.procurement import classes, packs
from workflows.procurement.lawbook import bands, figure_row, threshold_row
from workflows.procurement.models import packs as rows
from workflows.procurement.models.catalogues import DRAFTED, RETURNED
from workflows.procurement.models.documents import attach
from workflows.procurement.models.law import Band, Category, Figure, Threshold
from workflows.procurement.models.packs import IN_FORCE, RuleChange
from workflows.procurement.models.people import Authority
from workflows.procurement.models.registers import about, subject_at, subject_of
from workflows.procurement.rules import catalogues
from workflows.procurement.rules import packs as rules
from workflows.schema import Row
from workflows.text import _

LONGEST = 40
"""Characters of a value that a list of choices shows."""


class ProposeChange(Form):
    """提出修改."""

    task = "pack.propose"
    submit = _("查看影响")

    subject = fields.Pick(_("修改事项"), "matters")
    value = fields.Text(
        _("新数值"),
        most=2000,
        long=True,
        help=_("照“规则数值”页现行写法填写，只改数字；服务类别逐行填写，子项可以增减。"),
        example="2000000.00",
    )
    from_date = fields.Date(_("施行日期"))
    applies_by = fields.Choice(_("适用方式"), tuple(rules.APPLYING), help=_("以哪一天判断用新数值还是旧数值。"))
    document = fields.Text(_("依据文件和文号"), most=200)
    reason = fields.Text(_("修改理由"), least=10, most=2000, long=True)
    paper = fields.Attachment(_("依据文件"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was handed in last."""
        own = subject_at(act.session, act.case, RuleChange)
        if own is None:
            return {"applies_by": rules.BY_STEP}
        chosen = next(word for word, kept in rules.APPLYING.items() if kept == own.applies_by)
        given = {"subject": own.subject, "value": packs.written(own.value, _unit(own)), "from_date": own.from_date.isoformat()}
        return {**given, "applies_by": chosen, "document": own.document, "reason": own.reason}

    def choices(self, act: Act) -> Choices:
        """Everything that holds a number, with its value of today."""
        changeable = [one for one in packs.matters(act.session) if one.changeable]
        return {"matters": [(one.key, _choice(one, act.today)) for one in changeable]}

    def limits(self, act: Act) -> dict[str, str]:
        """What was said to the draft before."""
        own = subject_at(act.session, act.case, RuleChange)
        return {"value": own.opinion} if own and own.opinion else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the draft; nothing of the law changes yet (ART-30.1). Raises Invalid, Refused."""
        act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
        found = next(one for one in packs.matters(act.session) if one.key == data["subject"])
        latest = found.versions[0]
        value = _checked(act, found, data)
        act.check(rules.one_change_at_a_time, under_way(act, found.key))
        act.check(rules.change_comes_later, data["from_date"], act.today)
        act.check(rules.versions_follow, data["from_date"], latest.from_date)
        act.check(rules.period_runs_by_its_first_day, found.unit, data["applies_by"])
        act.settle()
        told = {
            "kind": found.kind,
            "subject": found.key,
            "name": found.name,
            "value": value,
            "text": packs.told(latest.value, value, found.unit),
        }
        told |= {"before": latest.text, "from_date": data["from_date"], "applies_by": rules.APPLYING[data["applies_by"]]}
        draft(act, {**told, "document": data["document"], "reason": data["reason"]}, _("{name}修改").format(name=found.name))
        attach(act, "paper", data["paper"])
        return {}


def _choice(one: packs.Matter, today: dt.date) -> str:
    now = one.on(today)
    value = packs.written(now.value, one.unit) if now else _("尚未施行")
    if "\n" in value or len(value) > LONGEST:
        value = _("见“规则数值”")
    return _("{kind}·{name}（{key}）：{value}").format(kind=packs.KINDS[one.kind], name=one.name, key=one.key, value=value)


def _checked(act: Act, found: packs.Matter, data: dict[str, Any]) -> Any:
    """The new value as the law keeps it. Raises Invalid."""
    like = found.versions[0].value
    try:
        value = packs.read(data["value"], like, found.unit)
    except ValueError:
        value = None
    if found.kind == packs.CATEGORY:
        act.check(rules.classes_are_lines, bool(value))
    else:
        act.check(rules.value_keeps_its_form, value is not None, packs.written(like))
    act.settle()
    if found.kind == packs.CATEGORY:
        act.check(rules.classes_name_each_once, value)
    else:
        act.check(rules.value_is_possible, found.unit, value)
    now = packs.said(like, found.unit)
    act.check(rules.something_changes, now, packs.told(like, value, found.unit) or now)
    if found.kind == packs.BAND:
        act.check(rules.ladder_has_no_gap, value)
    act.settle()
    return value


def _unit(own: RuleChange) -> str:
    return classes.UNIT if own.kind == packs.CATEGORY else ""


def under_way(act: Act, subject: str) -> str:
    """What another change of the same thing is called that is not done yet; empty: none."""
    mine = select(RuleChange).where(RuleChange.subject == subject, RuleChange.state.in_((DRAFTED, RETURNED)))
    other = act.session.scalars(mine.where(RuleChange.case_id != act.case.id).limit(1)).first()
    return _("“{name}”").format(name=other.name) if other else ""


def draft(act: Act, told: dict[str, Any], title: str) -> None:
    """Write the draft of a change, or write it anew."""
    own = subject_at(act.session, act.case, RuleChange)
    before = act.session.scalar(select(func.count()).where(RuleChange.authority_id == act.case.authority_id)) or 0
    number = act.case.number if own else _("规则〔{year}〕{n}号").format(year=act.today.year, n=before + 1)
    row = own or RuleChange(case_id=act.case.id, authority_id=act.case.authority_id)
    for name, value in told.items():
        setattr(row, name, value)
    row.state, row.drafted_by, row.drafted_at = DRAFTED, act.who, act.now
    about(act, row, title[:200], number)


class ConfirmChange(Form):
    """核对影响."""

    task = "pack.confirm"
    submit = _("确认")

    outcome = fields.Choice(_("核对意见"), rules.CONFIRMING)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Who proposed it has seen what it touches, or takes it back."""
        if data["outcome"] == rules.WITHDRAW:
            subject_of(act, RuleChange).state = rows.WITHDRAWN
        return {"outcome": data["outcome"]}


class ApproveChange(Approval):
    """审定修改."""

    task = "pack.approve"
    draft = RuleChange

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Once approved, a dated row says it; those before it stay as they are (ART-30.1). Raises Refused."""
        change = subject_of(act, RuleChange)
        if data["outcome"] == catalogues.AGREE:
            act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
            latest = next(one for one in packs.matters(act.session) if one.key == change.subject).versions[0]
            act.check(rules.change_comes_later, change.from_date, act.today, "outcome")
            act.check(rules.versions_follow, change.from_date, latest.from_date, "outcome")
            act.settle()
            act.session.add_all(_dated_rows(act, change))
        told = super().apply(act, data)
        change.state = IN_FORCE if data["outcome"] == catalogues.AGREE else change.state
        return told


def _dated_rows(act: Act, change: RuleChange) -> list[Row]:
    """The new version: like the latest one but for what changes."""
    since: dict[str, Any] = {"from_date": change.from_date, "to_date": None, "applies_by": change.applies_by}
    if change.kind == packs.BAND:
        told = zip(bands(act.session), change.value, strict=True)
        return [Band(**{**_columns(old), **_rung(new), **since, "source": change.document}) for old, new in told]
    if change.kind == packs.CATEGORY:
        return [Category(**one, **since, source=change.document) for one in change.value]
    if change.kind == packs.THRESHOLD:
        row = threshold_row(act.session, change.subject, None)
        return [
            Threshold(**{**_columns(row), **since, "amount": Decimal(change.value), "document": change.document, "verification": "primary"})
        ]
    old = figure_row(act.session, change.subject)._asdict()
    return [Figure(**{**old, **since, "value": change.value, "source": change.document, "verification": "primary"})]


def _rung(told: dict[str, Any]) -> dict[str, Any]:
    money = {name: Decimal(told[name]) for name in ("from_amount", "below") if told[name] is not None}
    return {**told, **money}


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
