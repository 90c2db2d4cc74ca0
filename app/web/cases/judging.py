"""采购 by a procedure of the Procurement Law: documents, opening record, panel, points and ranking; what is sealed stays so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.bid_bonds import BidBond, bonds_given
from workflows.procurement.models.direct import CallOff, SingleSource
from workflows.procurement.models.procurements import Procurement, quotations_of
from workflows.procurement.models.projects import Project
from workflows.procurement.models.solicitations import (
    RECUSED,
    SEATED,
    PanelDraw,
    Solicitation,
    factors_of,
    panel_of,
    scores_of,
    standings_of,
)
from workflows.procurement.rules import scoring
from workflows.text import _

STATES = {SEATED: _("参加评审"), RECUSED: _("回避、退出")}


def sections(session: Session, project: Project, bought: Procurement, names: Names) -> Iterator[Section]:
    """Every round, the latest first, for those who read the whole record."""
    rounds = select(Solicitation).where(Solicitation.project_id == project.id).order_by(Solicitation.round.desc())
    for one in session.scalars(rounds):
        last = one.round == bought.round
        yield _documents(session, one, last=last)
        yield from _direct(session, one, names)
        if last and one.opened_at and one.witness:
            yield _opening(session, bought, one, names)
        yield from _bonds(session, one, names)
        if panel_of(session, one):
            yield _panel(session, one, names)
        if one.reported_on and standings_of(session, one):
            yield _ranking(session, one, names)


def _documents(session: Session, one: Solicitation, *, last: bool) -> Section:
    facts = [
        Fact(_("采购方式"), one.method),
        Fact(_("要点"), one.summary),
        Fact(_("发出日期"), one.issued_on.isoformat() if one.issued_on else _("尚未发出")),
        Fact(_("提供截止"), one.provided_until.isoformat() if one.provided_until else ""),
        Fact(_("响应截止"), moment(one.closes_at) if one.closes_at else ""),
        Fact(_("投标（响应）保证金"), one.bid_bond_form, one.bid_bond or None),
        Fact(_("澄清、修改"), one.changes),
        Fact(_("终止原因"), one.failed_why),
    ]
    rows = [(row.kind, row.name, _points(row.most), row.rule) for row in factors_of(session, one)]
    heads = (_("类别"), _("评审因素"), _("满分"), _("评分标准"))
    title = _("采购文件") if last else _("采购文件（第{n}次）").format(n=one.round)
    return Section(title, [fact for fact in facts if fact.text], [TableView(_("评分表"), heads, rows)] if rows else [])


def _direct(session: Session, one: Solicitation, names: Names) -> Iterator[Section]:
    """What a single source or a call-off rests on."""
    single = session.get(SingleSource, one.id)
    if single is not None:
        facts = [Fact(_("拟定供应商"), names.place(single.supplier)), Fact(_("理由"), single.argument)]
        if single.shown_until:
            facts.append(Fact(_("公示至"), single.shown_until.isoformat()))
        if single.supplement:
            facts.append(Fact(_("补充论证"), single.supplement))
        heads = (_("姓名"), _("工作单位"), _("职称"), _("意见"))
        rows = [(line["name"], line["employer"], line["title"], line["text"]) for line in single.opinions]
        yield Section(_("单一来源论证"), facts, [TableView(_("专业人员意见"), heads, rows)] if rows else [])
    called = session.get(CallOff, one.id)
    if called is not None:
        term = _("{first} 至 {last}").format(first=called.begins_on, last=called.ends_on)
        listed = "、".join(names.place(who) for who in called.suppliers)
        told = ((_("协议编号"), called.agreement), (_("有效期"), term), (_("入围供应商"), listed), (_("成交方式"), called.way))
        yield Section(_("框架协议"), [Fact(label, text) for label, text in (*told, (_("选择情况"), called.chosen_by)) if text])


def _opening(session: Session, bought: Procurement, one: Solicitation, names: Names) -> Section:
    """开启记录: when, who opened, who watched, and what was found."""
    facts = [
        Fact(_("开启时间"), moment(one.opened_at) if one.opened_at else ""),
        Fact(_("主持人"), names.account(one.opened_by) if one.opened_by else ""),
        Fact(_("见证人"), names.account(one.witness) if one.witness else ""),
        Fact(_("录音录像"), one.recording),
    ]
    rows = [(names.place(row.organisation), moment(row.submitted_at), row.price) for row in quotations_of(session, bought)]
    heads = (_("供应商"), _("提交时间"), _("首次报价"))
    return Section(_("开启记录"), facts, [TableView("", heads, rows, money=(2,), empty=_("截止前没有收到响应文件。"))])


def _bonds(session: Session, one: Solicitation, names: Names) -> Iterator[Section]:
    """投标（响应）保证金: what came in and what became of it."""
    rows = [
        (names.place(row.organisation), row.form, row.amount, row.received_on.isoformat(), _what_became(row))
        for row in bonds_given(session, one)
    ]
    if rows:
        heads = (_("供应商"), _("形式"), _("金额"), _("收到日期"), _("退还情况"))
        yield Section(_("投标（响应）保证金"), [], [TableView("", heads, rows, money=(2,))])


def _what_became(row: BidBond) -> str:
    if row.returned_on:
        return _("{day}退还，凭证{reference}").format(day=row.returned_on.isoformat(), reference=row.reference)
    return _("不予退还：{why}").format(why=row.withheld) if row.withheld else _("尚未退还")


def _panel(session: Session, one: Solicitation, names: Names) -> Section:
    draws = session.scalars(select(PanelDraw).where(PanelDraw.solicitation_id == one.id).order_by(PanelDraw.number)).all()
    facts = [Fact(_("第{n}次抽取").format(n=row.number), _drawn(row, names)) for row in draws]
    rows = [
        (
            names.account(who.account),
            who.kind,
            _("第{n}次").format(n=who.draw),
            STATES.get(who.state, _("待声明")),
            who.reason or who.dissent,
            _("；").join(one for one in (who.duty, who.duty_note) if one),
        )
        for who in panel_of(session, one)
    ]
    heads = (_("成员"), _("身份"), _("抽取"), _("情况"), _("回避、退出情形，不同意见"), _("履职记录"))
    return Section(_("评审小组"), facts, [TableView("", heads, rows)])


def _drawn(row: PanelDraw, names: Names) -> str:
    text = _("{at}，监督人{witness}报数{spoken}，库内{n}人，种子{seed}…")
    told = {"at": moment(row.drawn_at), "witness": names.account(row.witness), "spoken": row.spoken, "n": len(row.pool)}
    return text.format(**told, seed=row.seed[:12])


def _ranking(session: Session, one: Solicitation, names: Names) -> Section:
    """Price, points of the price, the members' mean, total; and each member's sums, once the report stands."""
    standings = sorted(standings_of(session, one), key=lambda row: (row.place is None, row.place or 0))
    rows = [
        (
            str(row.place or "—"),
            names.place(row.organisation),
            row.price if row.valid else None,
            *_scored(row.price_points, row.total),
            row.why_not,
        )
        for row in standings
    ]
    heads = (_("名次"), _("供应商"), _("报价"), _("价格分"), _("其他得分"), _("总分"), _("未通过的理由"))
    tables = [TableView("", heads, rows, money=(2,))]
    sheets = _sheets(session, one, [row.organisation for row in standings if row.valid], names)
    if sheets:
        tables.append(sheets)
    return Section(_("评审结果"), [Fact(_("评审报告"), one.report)], tables, text=scoring_note(session, one))


def scoring_note(session: Session, one: Solicitation) -> str:
    """How the points of the price come about; empty where nothing is scored."""
    weight = scoring.price_weight([scoring.Factor(row.kind, row.name, row.most) for row in factors_of(session, one)])
    return _("价格分＝最低报价÷报价×{weight}，四舍五入保留两位小数。").format(weight=_points(weight)) if weight else ""


def _scored(price: Decimal | None, total: Decimal | None) -> tuple[str, str, str]:
    if price is None or total is None or not total:
        return "", "", ""
    return f"{price}", f"{total - price}", f"{total}"


def _sheets(session: Session, one: Solicitation, organisations: Sequence[str], names: Names) -> TableView | None:
    sums: dict[str, dict[str, Decimal]] = {}
    for row in scores_of(session, one):
        mine = sums.setdefault(row.account, {})
        mine[row.organisation] = mine.get(row.organisation, Decimal(0)) + row.points
    if not sums:
        return None
    heads = (_("评委"), *(names.place(who) for who in organisations))
    rows = [
        (names.account(who), *(f"{given.get(organisation, Decimal(0))}" for organisation in organisations)) for who, given in sums.items()
    ]
    return TableView(_("各评委打分（不含价格分）"), heads, rows)


def _points(value: Decimal) -> str:
    return f"{value.normalize():f}"
