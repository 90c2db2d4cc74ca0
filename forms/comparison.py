"""The first half of a comparison of quotations (Art. 3, 21): who is asked until when, and what they answer under seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import SHANGHAI, Act, Facts
from workflows.errors import Missing, NotYours, Reason, Refused, Stale
from workflows.procurement import calendar, ties
from workflows.procurement.contractors import candidates, organisation, registration
from workflows.procurement.lawbook import band_of, bands, figure
from workflows.procurement.models.documents import attach
from workflows.procurement.models.law import Band
from workflows.procurement.models.notices import publish
from workflows.procurement.models.procurements import (
    Invitation,
    Procurement,
    Quotation,
    invitations_of,
    procurement_of,
    quotations_of,
)
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.money import figures, says, words
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import comparison as rules
from workflows.procurement.rules import platform
from workflows.procurement.rules import ties as one_hands
from workflows.procurement.rules.money import times, to_the_fen, words_say_the_figures
from workflows.procurement.rules.time import calendar_known
from workflows.procurement.rules.wording import day
from workflows.text import _

CHANNEL = _("市级平台")


def local(moment: dt.datetime) -> dt.datetime:
    """A moment on the clock of the law."""
    return moment.astimezone(SHANGHAI)


def spoken(moment: dt.datetime) -> str:
    """`2026年7月10日17:00`."""
    here = local(moment)
    return f"{day(here.date())}{here:%H:%M}"


def names_of(act: Act, ids: Sequence[str]) -> dict[str, str]:
    """Names of organisations by id."""
    return {one: organisation(act.session, one).name for one in ids}


class Invite(Form):
    """Who is asked to quote, and until when. In the band of the public call this act publishes the call."""

    task = "comparison.invite"
    submit: ClassVar[str] = _("发出邀请")

    invited = fields.Picks(_("拟邀请的社会组织"), source="organisations", least=1)
    closes_at = fields.Moment(_("报价截止时间"), example="2026-07-10T17:00")
    fewer_reason = fields.Text(_("邀请不足规定家数的理由"), required=False, load_default="", long=True, most=500)
    invitation = fields.Attachment(_("比价邀请函"))

    def choices(self, act: Act) -> Choices:
        """Every social organisation of the register; the place of registration is shown and never blocks (Art. 16)."""
        return {"organisations": candidates(act.session)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How many are wanted, and the shortest time to quote."""
        band = band_for(act, project_of(act))
        days = figure(act.session, "TD06", occasion(act))
        shortest = _("自今日起不少于{n}个工作日").format(n=max(days, band.notice_working_days if band else 0))
        return {"invited": _("不少于{n}家").format(n=wanted(act, band)), "closes_at": shortest}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the invitations and open the period of quotation (TD06). Raises Refused (ART-3.2, 3.3, 3.4, TD05, TD06, CAL-gap)."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        band = band_for(act, project)
        small = band is not None and not band.from_amount
        for one in data["invited"]:
            self._check_candidate(act, one, small)
        act.check(one_hands.invited_have_different_hands, ties.bidders(act.session, data["invited"]))
        act.check(rules.enough_are_asked, len(data["invited"]), wanted(act, band), data["fewer_reason"])
        until = self._check_time(act, data["closes_at"], band)
        called = call_text(project, procurement, data["closes_at"])
        if until is not None:
            act.check(platform.nobody_is_exposed, called, "")
        act.settle()
        self._write(act, project, procurement, data)
        if until is not None:
            publish(act, project.id, "call", called, CHANNEL, until)
        attach(act, "invitation", data["invitation"])
        return {}

    @staticmethod
    def _check_candidate(act: Act, one: str, small: bool) -> None:
        try:
            said = registration(act.session, one)
        except Missing as missing:
            raise Refused([Reason(missing.reasons[0].message, "invited", ("ART-3.2",))]) from missing
        act.check(rules.is_a_social_organisation, said, "invited")
        act.check(rules.filed_organisation_has_a_host, said, small, "invited")
        act.check(rules.registration_in_force, said, act.today, _("邀请"), "invited")

    @staticmethod
    def _check_time(act: Act, closes_at: dt.datetime, band: Band | None) -> dt.date | None:
        """Check the closing; the last day of the public call where there is one."""
        until = call_ends(act, band.notice_working_days) if band and band.notice_working_days else None
        if until is not None and band is not None:
            act.check(rules.time_of_public_call, closes_at, day_after(until), band.notice_working_days)
        act.check(rules.closes_within_reason, local(closes_at).date(), act.today, int(figure(act.session, "TD47", occasion(act))))
        period = act.period("TD06")
        if period.frees_at is not None:
            act.check(rules.time_to_quote, closes_at, local(period.frees_at), figure(act.session, "TD06", occasion(act)))
        return until

    @staticmethod
    def _write(act: Act, project: Project, procurement: Procurement, data: dict[str, Any]) -> None:
        if invitations_of(act.session, procurement):
            procurement.round += 1
        procurement.state = "invited"
        procurement.invited_on, procurement.invited_by = act.today, act.who
        procurement.closes_at, procurement.fewer_reason = data["closes_at"], data["fewer_reason"]
        procurement.awarded = procurement.award_price = procurement.recommended = None
        for position, one in enumerate(data["invited"]):
            row = {"project_id": project.id, "authority_id": project.authority_id, "round": procurement.round}
            act.session.add(Invitation(**row, position=position, organisation=one))


def band_for(act: Act, project: Project) -> Band | None:
    """The town's procedure for the project's amount; none from the limit on."""
    procurement = procurement_of(act.session, project.id)
    began = occasion(act, procurement.began_on)
    found = next((one for one in bands(act.session, began) if one.id == procurement.band), None)
    return found or band_of(act.session, project.amount, began)


def wanted(act: Act, band: Band | None) -> int:
    """How many are to be asked: by the band, else the town's figure (TD05)."""
    return band.quotations if band else int(figure(act.session, "TD05", occasion(act)))


def day_after(date: dt.date) -> dt.datetime:
    """00:00 Asia/Shanghai of the next day."""
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), SHANGHAI)


def call_ends(act: Act, working_days: int) -> dt.date:
    """The last day of a public call that begins today. Raises Refused (CAL-gap)."""
    try:
        return calendar.load(act.session).after(act.today, working_days)
    except calendar.CalendarGap as gap:
        raise Refused(calendar_known(gap.year, _("公开比选公告期满"))) from gap


def call_text(project: Project, procurement: Procurement, closes_at: dt.datetime) -> str:
    """What the public call says."""
    text = _("{title}公开比选：最高限价{ceiling}元，报价截止{closes}。需求：{demand}")
    ceiling = figures(procurement.price_ceiling)
    return text.format(title=project.title, ceiling=ceiling, closes=spoken(closes_at), demand=procurement.demand)


class QuotedItem(Line):
    """A line of a quotation."""

    item = fields.Text(_("项目"), most=80)
    quantity = fields.Number(_("数量"), least="0.01", places=2)
    price = fields.Money(_("单价"), zero=True)
    amount = fields.Money(_("金额"), zero=True)


class SubmitQuotation(Form):
    """A price under seal. The fields marked personal are sealed: the entry holds them only as salted commitments."""

    task = "comparison.submit_quotation"
    submit: ClassVar[str] = _("密封提交报价")
    late: ClassVar[tuple[str, ...]] = ("TD06",)
    """The rules by which nothing is taken after the closing."""

    price = fields.Money(_("总报价"), personal=True, metadata={"sealed": True})
    price_words = fields.Text(_("总报价（大写）"), most=60, personal=True, metadata={"sealed": True})
    price_items = fields.Rows(_("分项报价"), QuotedItem, least=1, personal=True, metadata={"sealed": True})
    statement_gpl22 = fields.YesNo(_("声明符合政府采购法第二十二条第一款"))
    conflict_declared = fields.Text(_("利益关系声明"), long=True, most=1000, personal=True, help=_("没有的填“无”"))
    response = fields.Attachment(_("响应文件"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Words say the figures; each line is quantity times price."""
        yield from words_say_the_figures(says(data["price_words"], data["price"]), words(data["price"]), "price_words")
        for place, line in enumerate(data["price_items"]):
            if to_the_fen(times(line["quantity"], line["price"])) != line["amount"]:
                yield Reason(_("数量乘以单价与金额不符。"), f"price_items.{place}.amount", level="invalid")

    def limits(self, act: Act) -> Mapping[str, str]:
        """The ceiling and the closing."""
        procurement = procurement_of(act.session, project_of(act).id)
        ceiling = _("最高限价{ceiling}元").format(ceiling=figures(procurement.price_ceiling))
        return {"price": ceiling, "response": _("{closes}截止").format(closes=spoken(closing(procurement)))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Seal the quotation. Raises Stale after the closing (TD06), NotYours, Refused (ART-13.3, 3.3, 16.3, LAW-GPLR-18), Invalid."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        closes_at = closing(procurement)
        if act.now >= closes_at:
            raise Stale([Reason(_("报价已于{at}截止，不再接收。").format(at=spoken(closes_at)), rules=self.late)])
        mine = self._organisation(act, procurement)
        act.check(rules.within_ceiling, data["price"], procurement.price_ceiling)
        act.check(rules.registration_in_force, registration(act.session, mine), act.today, _("报价"), "")
        act.check(rules.statement_is_made, data["statement_gpl22"])
        others = ties.bidders(act.session, [one.organisation for one in quotations_of(act.session, procurement)])
        act.check(one_hands.one_hand_quotes_once, ties.bidders(act.session, [mine])[0], others)
        act.settle()
        act.check(rules.items_make_up_the_price, [line["amount"] for line in data["price_items"]], data["price"])
        act.settle()
        items = [{name: str(value) for name, value in line.items()} for line in data["price_items"]]
        act.session.add(
            Quotation(
                project_id=project.id,
                authority_id=project.authority_id,
                round=procurement.round,
                organisation=mine,
                submitted_by=act.who,
                submitted_at=act.now,
                price=data["price"],
                price_words=data["price_words"],
                items=items,
                conflict_declared=data["conflict_declared"],
            )
        )
        attach(act, "response", data["response"], project.id)
        return {}

    @staticmethod
    def _organisation(act: Act, procurement: Procurement) -> str:
        """For whom the acting person answers. Raises NotYours for anybody who was not asked or has answered."""
        place = act.item.post.place if act.item and act.item.post else ""
        if place not in {one.organisation for one in invitations_of(act.session, procurement)}:
            raise NotYours([Reason(_("您的单位未被邀请报价。"))])
        if any(one.organisation == place for one in quotations_of(act.session, procurement)):
            raise NotYours([Reason(_("您的单位已提交报价。"))])
        return place


def closing(procurement: Procurement) -> dt.datetime:
    """When quotations close. Raises Missing before the invitations."""
    if procurement.closes_at is None:
        raise Missing([Reason(_("尚未确定报价截止时间。"))])
    return procurement.closes_at
