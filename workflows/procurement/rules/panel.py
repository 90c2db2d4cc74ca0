"""The panel that judges responses (C214 14, O74 7, O87 47, EXP 12-16): how many, who may sit on it, and how the lot falls."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
DRAW, DECLARE, SIGN = ("panel.draw",), ("panel.declare",), ("assessment.sign",)
YEARS = 3
EMPLOYED = frozenset({"任职", "劳动关系", "董事", "监事", "控股股东", "实际控制人"})
"""Kinds of relations that bind for three years after they have ended (GPLR 9)."""
NO_TIE, TIE = "无需要回避的情形", "申请回避"


@dataclass(frozen=True, slots=True)
class Bond:
    """A relation of a possible panelist to a bidder; `until`: its last day, None while it lasts."""

    kind: str
    name: str
    until: dt.date | None = None


def seed_of(number: str, spoken: str, moment: dt.datetime, draw: int) -> str:
    """The seed of a drawing: project, round of drawing, the minute of the act and the number that the witness spoke; hex SHA-256."""
    minute = moment.replace(second=0, microsecond=0)
    return hashlib.sha256(f"{number}|{draw}|{minute.isoformat()}|{spoken}".encode()).hexdigest()


def lot(seed: str, pool: Iterable[str]) -> list[str]:
    """The pool in the order of the lot: by SHA-256 over seed and account. Anybody who has both finds the same order."""
    return sorted(pool, key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).hexdigest())


def recusal(bonds: Sequence[Bond], on: dt.date) -> str:
    """Why somebody must stay out on a day, in words; empty where nothing binds. A bond of employment binds three years longer."""
    for one in bonds:
        if one.until is None or one.until >= on:
            return _("与{name}是{kind}关系").format(name=one.name, kind=one.kind)
        if one.kind in EMPLOYED and one.until > _years_before(on, YEARS):
            return _("与{name}的{kind}关系{day}才终止，不满三年").format(name=one.name, kind=one.kind, day=day(one.until))
    return ""


def _years_before(date: dt.date, years: int) -> dt.date:
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


@rule("LAW-C214-14", also=("LAW-O74-7", "LAW-O87-47"), at=DRAW, regimes=BY_LAW)
def panel_is_odd_and_mostly_experts(size: int, experts: int) -> Iterator[Reason]:
    """A panel is odd, and at least two thirds of it are experts."""
    if size % 2 == 0:
        yield Reason(_("评审小组须为单数，现为{n}人。").format(n=size), "buyers")
    if experts * 3 < size * 2:
        text = _("评审专家不得少于小组成员总数的三分之二：{n}人小组至少{least}名专家。")
        yield Reason(text.format(n=size, least=-(-size * 2 // 3)), "buyers")


@rule("LAW-C214-14", also=("LAW-EXP-12",), at=DRAW, regimes=BY_LAW)
def enough_experts_are_registered(wanted: int, available: int) -> Reason | None:
    """Where fewer experts are left than are to be drawn, nobody is drawn."""
    if available >= wanted:
        return None
    text = _("需抽取{wanted}名评审专家，专家库中可抽取的只有{n}名，请先补充专家。")
    return Reason(text.format(wanted=wanted, n=available), "")


@rule("LAW-C214-14", also=("LAW-EXP-17",), at=DRAW, regimes=BY_LAW)
def own_staff_is_no_expert(own: Collection[str]) -> Iterator[Reason]:
    """Whoever works for the buyer is named as its representative, never drawn as an expert. `own`: who of the named does not."""
    for name in own:
        yield Reason(_("{name}不是本镇人员，不能担任采购人代表。").format(name=name), "buyers")


@rule("LAW-GPLR-9", also=("LAW-GPL-12", "LAW-EXP-16"), at=DRAW)
def buyer_on_the_panel_is_independent(bonds: Sequence[tuple[str, str]]) -> Iterator[Reason]:
    """Nobody represents the buyer who is bound to a bidder. `bonds`: name, and why."""
    for name, why in bonds:
        yield Reason(_("{name}{why}，应当回避，请更换采购人代表。").format(name=name, why=why), "buyers")


@rule("LAW-GPLR-9", also=("LAW-GPL-12", "LAW-EXP-16"), at=DRAW, level="warn")
def bound_experts_stay_out(bonds: Sequence[tuple[str, str]]) -> Iterator[Reason]:
    """A drawn expert who is bound to a bidder is recused at once, and the next of the lot follows. `bonds`: name, and why."""
    for name, why in bonds:
        yield Reason(_("{name}{why}，依法回避，已补抽。").format(name=name, why=why), "")


@rule("LAW-EXP-14", at=DRAW)
def somebody_watches_the_lot(drawer: str, witness: str) -> Reason | None:
    """Somebody else of the town watches the drawing and speaks the number."""
    return Reason(_("监督人不能是抽取的本人。"), "witness") if drawer == witness else None


@rule("LAW-GPLR-9", also=("LAW-EXP-16",), at=DECLARE)
def declared_as_the_register_knows(answer: str, why: str) -> Reason | None:
    """Whom the register knows to be bound does not declare to be free."""
    if answer == TIE or not why:
        return None
    return Reason(_("您{why}，应当回避。").format(why=why), "answer")


@rule("LAW-GPLR-9", at=DECLARE, level="invalid")
def recusal_is_explained(answer: str, reason: str) -> Reason | None:
    """Who stays out says why."""
    return Reason(_("申请回避的，请写明情形。"), "reason") if answer == TIE and not reason else None


@rule("LAW-C214-27", also=("LAW-O74-17", "LAW-O87-61"), at=SIGN, level="invalid")
def dissent_is_written(agrees: bool, dissent: str) -> Reason | None:
    """Who does not agree with the report signs it all the same, with reasons; who signs without any counts as agreeing."""
    return None if agrees or dissent else Reason(_("对评审结果有异议的，请写明理由。"), "dissent")
