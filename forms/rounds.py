"""Talks with each valid supplier, then last prices under seal (C214 19-22, O74 31-35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from forms.comparison import names_of, spoken
from forms.documents_issue import current
from workflows.act import Act, Facts
from workflows.errors import Missing, NotYours, Reason, Stale
from workflows.procurement.models.documents import attach
from workflows.procurement.models.solicitations import FinalOffer, final_offers_of, standings_of
from workflows.procurement.money import figures, says, words
from workflows.procurement.rules import scoring
from workflows.procurement.rules.money import words_say_the_figures
from workflows.text import _

AGAIN, FINAL = "再谈一轮", "要求最后报价"


class TalkLine(Line):
    """What was said with one supplier."""

    organisation = fields.Pick(_("社会组织"), source="valid")
    record = fields.Text(_("磋商（谈判）记录"), most=2000, long=True)


class HoldTalks(Form):
    """磋商、谈判: the whole panel with each supplier apart; nobody's solution or price is told to another."""

    task = "rounds.consult"
    submit: ClassVar[str] = _("提交记录")

    talks = fields.Rows(_("分别磋商（谈判）情况"), TalkLine, least=1)
    changed = fields.Text(
        _("对采购文件的实质性变动"),
        required=False,
        load_default="",
        long=True,
        most=2000,
        help=_("须经采购人代表确认，并同时书面通知所有参加单位。"),
    )
    outcome = fields.Choice(_("下一步"), (FINAL, AGAIN))
    final_closes_at = fields.Moment(_("最后报价截止时间"), required=False, load_default=None, needed=_("要求最后报价时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Last prices have their closing."""
        if data["outcome"] == FINAL and data["final_closes_at"] is None:
            yield Reason(fields.REQUIRED, "final_closes_at", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each."""
        _project, _bought, one = current(act)
        return {"talks": [{"organisation": row.organisation, "record": ""} for row in standings_of(act.session, one, valid=True)]}

    def choices(self, act: Act) -> Choices:
        """Who was found valid."""
        _project, _bought, one = current(act)
        names = names_of(act, [row.organisation for row in standings_of(act.session, one, valid=True)])
        return {"valid": list(names.items())}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the record of the round. Raises Invalid (LAW-C214-19)."""
        _project, _bought, one = current(act)
        valid = {row.organisation: row for row in standings_of(act.session, one, valid=True)}
        act.check(scoring.everybody_was_heard, [line["organisation"] for line in data["talks"]], list(valid))
        if data["final_closes_at"] is not None:
            act.check(scoring.final_offers_close_later, data["final_closes_at"], act.now)
        act.settle()
        one.talks += 1
        for line in data["talks"]:
            row = valid[line["organisation"]]
            row.talks = "\n".join(filter(None, (row.talks, f"{one.talks}. {line['record']}")))
        if data["changed"]:
            one.changes = data["changed"]
        if data["outcome"] == FINAL:
            one.final_closes_at = data["final_closes_at"]
        return {"outcome": data["outcome"]}


class SubmitFinalOffer(Form):
    """最后报价, under seal until its closing."""

    task = "rounds.final_offer"
    submit: ClassVar[str] = _("密封提交最后报价")

    price = fields.Money(_("最后报价"), personal=True, metadata={"sealed": True})
    price_words = fields.Text(_("最后报价（大写）"), most=60, personal=True, metadata={"sealed": True})
    letter = fields.Attachment(_("最后报价函"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Words say the figures."""
        yield from words_say_the_figures(says(data["price_words"], data["price"]), words(data["price"]), "price_words")

    def limits(self, act: Act) -> Mapping[str, str]:
        """The ceiling and the closing."""
        _project, bought, one = current(act)
        closes = _("{at}截止").format(at=spoken(one.final_closes_at)) if one.final_closes_at else ""
        return {"price": _("不超过最高限价{ceiling}元").format(ceiling=figures(bought.price_ceiling)), "letter": closes}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Seal the last price. Raises Stale after its closing, NotYours, Refused (LAW-C214-21)."""
        project, bought, one = current(act)
        if one.final_closes_at is None:
            raise Missing([Reason(_("尚未要求最后报价。"))])
        if act.now >= one.final_closes_at:
            late = _("最后报价已于{at}截止，不再接收。").format(at=spoken(one.final_closes_at))
            raise Stale([Reason(late, rules=("LAW-C214-21",))])
        mine = act.item.post.place if act.item and act.item.post else ""
        if mine not in {row.organisation for row in standings_of(act.session, one, valid=True)}:
            raise NotYours([Reason(_("贵单位不在最后报价名单中。"))])
        if mine in {row.organisation for row in final_offers_of(act.session, one)}:
            raise NotYours([Reason(_("贵单位已提交最后报价。"))])
        act.check(scoring.final_offer_within_budget, data["price"], bought.price_ceiling)
        act.settle()
        row = {"solicitation_id": one.id, "authority_id": one.authority_id, "organisation": mine}
        told = {"submitted_by": act.who, "submitted_at": act.now, "price": data["price"], "price_words": data["price_words"]}
        act.session.add(FinalOffer(**row, **told))
        attach(act, "letter", data["letter"], project.id)
        return {}
