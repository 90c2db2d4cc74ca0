"""Art. 19, item 2: what a community decides for itself - who must be there, how many must agree, how long it is called and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflows.act import SHANGHAI
from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

PASSED, LOST, NO_QUORUM = "通过", "未通过", "未达法定人数"
RESULTS = (PASSED, LOST, NO_QUORUM)
VILLAGERS, HOUSEHOLDS, DELEGATES = "村民会议", "村民会议（户代表）", "村民代表会议"
RESIDENTS, SPOKESMEN = "居民会议", "居民代表会议"
PROPOSERS, COMMITTEES, PARTY, TALK = "党组织会议", "两委会议", "党员大会", "居民议事会"
OF_VILLAGE, OF_RESIDENTS = (DELEGATES, VILLAGERS, HOUSEHOLDS), (SPOKESMEN, RESIDENTS)
MAJORITY, TWO_THIRDS = frozenset({VILLAGERS, RESIDENTS, PROPOSERS, COMMITTEES}), frozenset({HOUSEHOLDS, DELEGATES, SPOKESMEN, PARTY})
ASSEMBLIES = frozenset({VILLAGERS, HOUSEHOLDS})
"""Bodies that the law wants called ten days before (VCL 21)."""
VILLAGE = "村民委员会"
UNDECIDED = frozenset({"review", "returned"})
"""States of a project on which the town has not decided."""
LEAST_WORDS = 10
LATE_ENTRY = 3
"""Days after which a call that is entered only now is looked at."""
VOTE, DISCUSSION = "proposal.record_vote", "library.record_discussion"
MINUTES = ("proposal.propose", "proposal.deliberate", "proposal.review_by_party", VOTE, DISCUSSION)
NOTICES = ("proposal.publish_decision",)


@dataclass(frozen=True, slots=True)
class Count:
    """A meeting in figures."""

    body: str
    eligible: int
    present: int
    votes_for: int
    votes_against: int
    votes_abstain: int

    @property
    def needed(self) -> int:
        """The fewest who must be there: more than half, or two thirds, of those entitled; one where no number is prescribed."""
        if self.body in MAJORITY:
            return self.eligible // 2 + 1
        return -(-self.eligible * 2 // 3) if self.body in TWO_THIRDS else 1

    @property
    def result(self) -> str:
        """What the figures say: valid only with enough present, carried by more than half of them."""
        if self.present < self.needed:
            return NO_QUORUM
        return PASSED if self.votes_for * 2 > self.present else LOST


def bodies(kind: str) -> tuple[str, ...]:
    """Which bodies decide in a community of this kind: a village's, or a residents' community's."""
    return OF_VILLAGE if kind == VILLAGE else OF_RESIDENTS


@rule("ART-19.2", at=MINUTES, level="invalid")
def counts_agree(count: Count) -> Iterator[Reason]:
    """Entitled ≥ present = votes."""
    if count.present > count.eligible:
        yield Reason(_("实到{present}人，多于应到{eligible}人。").format(present=count.present, eligible=count.eligible), "present")
    cast = count.votes_for + count.votes_against + count.votes_abstain
    if cast != count.present:
        message = _("赞成、反对、弃权合计{cast}票，与实到{present}人不符。")
        yield Reason(message.format(cast=cast, present=count.present), "votes_for")


@rule("ART-19.2", also=("LAW-VCL-22", "LAW-VCL-26", "LAW-RCL-9"), at=MINUTES)
def result_follows_the_count(count: Count, said: str) -> Reason | None:
    """Without the number that the law wants nothing is decided; more than half of those present decide: 36 of 72 are no majority."""
    true = count.result
    if said == true:
        return None
    if true == NO_QUORUM:
        message = _("应到{eligible}人，实到{present}人，{missing}（至少{needed}人），不能作出决定，须另行召开。")
        missing = _("未过半数") if count.body in MAJORITY else _("未达三分之二")
        told = message.format(eligible=count.eligible, present=count.present, missing=missing, needed=count.needed)
        return Reason(told, "present")
    if said == NO_QUORUM:
        message = _("实到{present}人，已达法定人数{needed}人，请按表决结果登记。")
        return Reason(message.format(present=count.present, needed=count.needed), "outcome")
    message = _("实到{present}人，赞成{votes}票，{compared}半数（须{least}票以上），结果应为“{true}”。")
    compared = _("超过") if true == PASSED else _("未超过")
    told = message.format(present=count.present, votes=count.votes_for, compared=compared, least=count.present // 2 + 1, true=true)
    return Reason(told, "outcome")


@rule("ART-19.2", at=MINUTES)
def meeting_was_held(met_at: dt.datetime, not_before: dt.datetime | None, now: dt.datetime) -> Reason | None:
    """Minutes tell of a meeting that was held: not before what called it, not later than they are entered."""
    if met_at > now:
        return Reason(_("会议时间晚于当前时间，请在会后登记。"), "met_at")
    if not_before is not None and met_at < not_before:
        local = not_before.astimezone(SHANGHAI)
        return Reason(_("会议时间早于{day}{time}，请核对。").format(day=day(local.date()), time=f"{local:%H:%M}"), "met_at")
    return None


@rule("ART-19.2", at=MINUTES)
def papers_of_this_meeting(used: Collection[str]) -> Iterator[Reason]:
    """A sheet signed at one meeting proves no other; `used`: fields whose file stands in the papers of another meeting."""
    for field in used:
        yield Reason(_("该附件已用于另一次会议，请上传本次会议的材料。"), field)


@rule("ART-19.2", at=MINUTES, level="invalid")
def papers_are_two(minutes: Collection[str], signed: Collection[str]) -> Reason | None:
    """The minutes and the signed sheet are two papers."""
    return Reason(_("签到表与会议纪要是同一个文件，请分别上传。"), "attendance") if set(minutes) & set(signed) else None


@rule("ART-19.2", also=("ART-19.3",), at=("proposal.convene", DISCUSSION))
def body_of_this_community(body: str, kind: str, talks: Collection[str] = ()) -> Reason | None:
    """Villagers' bodies decide in a village, residents' in a residents' community; `talks`: what else may discuss a design."""
    if body in bodies(kind) or body in talks:
        return None
    return Reason(_("{kind}不设{body}，请重新选择会议形式。").format(kind=kind, body=body), "body")


@rule("LAW-VCL-21", also=("TD60", "TD61"), at=("proposal.convene",))
def called_in_time(notified_on: dt.date, meets_on: dt.date, days: int, body: str) -> Reason | None:
    """A villagers' assembly is called ten days before, any other meeting by the town's figure; the day of the call is not counted."""
    earliest = notified_on + dt.timedelta(days)
    if meets_on >= earliest:
        return None
    message = _("{body}须提前{days}日通知，{told}通知的，最早{earliest}召开。")
    return Reason(message.format(body=body, days=days, told=day(notified_on), earliest=day(earliest)), "meets_at")


@rule("ART-19.2", at=("proposal.convene",))
def called_today_or_before(notified_on: dt.date, today: dt.date) -> Reason | None:
    """The call is entered when it has gone out."""
    return Reason(_("通知日期晚于今天，请在发出通知后登记。"), "notified_on") if notified_on > today else None


@rule("ART-19.2", also=("LAW-VCL-21",), at=("proposal.convene",))
def called_after_it_was_discussed(notified_on: dt.date, discussed_on: dt.date) -> Reason | None:
    """Nobody is called to decide what was not yet proposed and discussed."""
    if notified_on >= discussed_on:
        return None
    return Reason(_("通知日期不得早于前一次议事的日期{day}。").format(day=day(discussed_on)), "notified_on")


@rule("ART-19.2", also=("LAW-VCL-21",), at=("proposal.convene",), level="warn")
def called_when_it_is_entered(notified_on: dt.date, today: dt.date) -> Reason | None:
    """A call that is entered days after it went out is pointed out: its paper is looked at."""
    if (today - notified_on).days <= LATE_ENTRY:
        return None
    return Reason(_("通知于{day}发出，今日补登，请核对通知的原件和张贴记录。").format(day=day(notified_on)), "notified_on")


@rule("ART-19.2", at=("proposal.convene",))
def called_ahead(meets_at: dt.datetime, now: dt.datetime) -> Reason | None:
    """A meeting is called before it is held."""
    return None if meets_at > now else Reason(_("会议时间须晚于现在。"), "meets_at")


@rule("ART-19.2", at=(VOTE,))
def voted_by_the_body_called(body: str, called: str) -> Reason | None:
    """The body that was called is the one that votes."""
    return None if body == called else Reason(_("通知召开的是{called}，不能改由{body}表决。").format(called=called, body=body), "body")


@rule("LAW-VCL-25", at=(VOTE,), level="warn")
def women_among_the_delegates(body: str, women: int | None, eligible: int) -> Reason | None:
    """Of a village's delegates at least a third are women; the body's make-up is pointed out, it does not void the vote."""
    if body != DELEGATES or (women is not None and women * 3 >= eligible):
        return None
    least = -(-eligible // 3)
    return Reason(
        _("村民代表中妇女应占三分之一以上（应到{n}人，至少{least}人），请核实代表构成。").format(n=eligible, least=least), "women"
    )


@rule("TD62", also=("ART-19.2",), at=("proposal.close_publicity",))
def decision_was_public(shown_until: dt.date, today: dt.date) -> Reason | None:
    """The decision stands in public for the town's period before anything is applied for."""
    if today > shown_until:
        return None
    told = {"last": day(shown_until), "first": day(shown_until + dt.timedelta(days=1))}
    return Reason(_("决议公开至{last}24时，最早可于{first}登记结果。").format(**told))


@rule("ART-19.2", at=NOTICES)
def names_are_masked(masked: bool) -> Reason | None:
    """How each person voted is not shown on a wall."""
    return None if masked else Reason(_("公开前须对个人信息作脱敏处理。"), "masked")


@rule("ART-19.2", at=("proposal.withdraw",))
def taken_back_in_time(state: str, proposed: bool) -> Reason | None:
    """The party organisation takes its application back until the town has decided; a project of the town is not the community's."""
    if not proposed:
        return Reason(_("本项目不是社区申报的，不能由社区撤回。"), "reason")
    if state in UNDECIDED:
        return None
    return Reason(_("镇街已作出决定，不能撤回申报。"), "reason")


@rule("ART-19.3", also=("TD67",), at=(DISCUSSION,))
def large_design_is_voted_on(body: str, amount: Decimal, most: Decimal) -> Reason | None:
    """Above the town's figure a design is picked by a vote with a quorum; up to it a talk of residents is enough."""
    if amount <= most or body != TALK:
        return None
    message = _("金额{amount}超过{most}，须由代表会议或者居民（村民）会议表决。")
    return Reason(message.format(amount=yuan(amount), most=yuan(most)), "body")


@rule("ART-19.3", at=(DISCUSSION,), level="warn")
def estimate_above_the_design(amount: Decimal, designed: Decimal) -> Reason | None:
    """Residents may decide on more of a design than its author offered; that it costs more than designed is pointed out."""
    if amount <= designed:
        return None
    message = _("概算{amount}高于策划书的{designed}，请核实增加的服务内容。")
    return Reason(message.format(amount=yuan(amount), designed=yuan(designed)), "amount")
