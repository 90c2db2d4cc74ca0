"""Art. 20: the town weighs money, need and development; who may agree alone, and when a meeting may decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Level, Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

AGREED, CONDITIONAL, OPPOSED = "同意", "有条件同意", "不同意"
OPINIONS = (AGREED, OPPOSED, CONDITIONAL)
SUBMIT, APPROVE, AMEND = "提交集体研究", "同意立项", "修改后同意"
RETURN, REJECT, DEFER = "退回补正", "否决", "暂缓"
LEADER = (SUBMIT, APPROVE, AMEND, RETURN, REJECT, DEFER)
MEETING = (AGREED, AMEND, RETURN, REJECT, DEFER)
APPROVING = frozenset({AGREED, APPROVE, AMEND})
"""Outcomes by which a project is approved."""
BY_MEETING = "集体研究"
"""The table's word for an approval that no leader gives alone."""
WITHOUT_WORDS = frozenset({AGREED, SUBMIT, APPROVE, AMEND})
LEAST_WORDS = 10
THREE = ("review.give_finance_opinion", "review.give_business_opinion", "review.give_compliance_opinion")
AT_MEETING = ("review.decide_collectively",)


SAID_IN_WORDS = (
    *THREE,
    "review.give_leader_opinion",
    "review.decide_collectively",
    "review.decide_lapse",
    "procurement.review_plan",
    "comparison.award",
    "contract.give_legal_opinion",
    "payment.review",
    "payment.release",
    "payment.pay",
    "evaluation.conclude",
)


@rule("ART-20.1", at=SAID_IN_WORDS, level="invalid")
def opinion_in_words(outcome: str, text: str) -> Reason | None:
    """Whoever does not simply agree says why."""
    if outcome in WITHOUT_WORDS or len(text) >= LEAST_WORDS:
        return None
    return Reason(_("结论为“{outcome}”时，意见至少{least}字。").format(outcome=outcome, least=LEAST_WORDS), "opinion")


@rule("ART-13.3", at=("review.give_finance_opinion",))
def every_fund_is_checked(used: Collection[str], checked: Collection[str]) -> Iterator[Reason]:
    """Finance looks at each line that pays for the project, and at no other."""
    for code in used:
        if code not in checked:
            yield Reason(_("尚未核对资金{code}。").format(code=code), "fund_checked")
    for code in checked:
        if code not in used:
            yield Reason(_("{code}不是本项目的资金。").format(code=code), "fund_checked")


@rule("ART-20.1", at=("review.give_business_opinion",))
def duplicates_are_not_agreed(outcome: str, duplicate: bool) -> Reason | None:
    """A project that another one already covers is not simply agreed to."""
    if outcome == AGREED and duplicate:
        return Reason(_("发现与在办项目重复，不能直接同意，请选择“有条件同意”或“不同意”并说明。"), "outcome")
    return None


@rule("ART-10.1", at=("review.give_business_opinion",), level="invalid")
def departure_from_the_guide_is_explained(matches: bool, text: str) -> Reason | None:
    """Where a plan departs from the district's guide, the opinion says in what and why."""
    if matches or len(text) >= LEAST_WORDS:
        return None
    return Reason(_("与购买指引不一致的，请在意见中说明，至少{least}字。").format(least=LEAST_WORDS), "opinion")


@rule("ART-8.1", at=("review.give_business_opinion",))
def other_is_confirmed(other: bool, outcome: str, confirmed: bool) -> Reason | None:
    """What no class of Art. 8 names is confirmed by the reviewers."""
    if other and outcome != OPPOSED and not confirmed:
        return Reason(_("本项目类别为“其他”，须由审议人员确认属于第八条的服务范围。"), "category_confirmed")
    return None


@rule("ART-20.1", at=("review.give_compliance_opinion",))
def conflict_is_not_agreed(outcome: str, conflict: bool) -> Reason | None:
    """A conflict of interest that was found is not simply agreed to."""
    if outcome == AGREED and conflict:
        return Reason(_("发现利益冲突，不能直接同意，请选择“有条件同意”或“不同意”并说明。"), "outcome")
    return None


@rule("ART-20.2", also=("TD02",), at=("review.give_leader_opinion",))
def large_amounts_go_to_the_meeting(outcome: str, approver: str, amount: Decimal, collective_from: Decimal) -> Reason | None:
    """From the town's figure on nobody approves alone. `approver`: who does, by the table."""
    if outcome not in APPROVING or approver != BY_MEETING:
        return None
    message = _("金额{amount}达到{least}，须提交集体研究决定。")
    return Reason(message.format(amount=yuan(amount), least=yuan(collective_from)), "outcome")


@rule("ART-20.1", at=("review.give_leader_opinion",))
def opposition_is_answered(opposed: bool, outcome: str, text: str) -> Reason | None:
    """A project that one of the three opposed goes on only with a word on it."""
    if opposed and outcome in {SUBMIT, APPROVE, AMEND} and len(text) < LEAST_WORDS:
        return Reason(_("三方意见中有“不同意”，继续办理须说明理由，至少{least}字。").format(least=LEAST_WORDS), "opinion")
    return None


@rule("ART-20.1", at=("review.give_leader_opinion", *AT_MEETING), level="warn")
def approval_number_is_new(taken: bool) -> Reason | None:
    """One document may approve several projects; that its number was used before is pointed out."""
    return Reason(_("该立项批复文号已用于其他项目，请核对。"), "approval_no") if taken else None


@dataclass(frozen=True, slots=True)
class Ballot:
    """Who was due, who was there, how they voted."""

    eligible: int
    present: int
    votes_for: int
    votes_against: int
    votes_abstain: int
    recused: int = 0

    @property
    def cast(self) -> int:
        """All votes."""
        return self.votes_for + self.votes_against + self.votes_abstain

    @property
    def quorum(self) -> int:
        """The fewest who can decide: half of the members, those who stay out included, rounded up (TD03)."""
        return (self.eligible + self.recused + 1) // 2

    @property
    def carried(self) -> bool:
        """More than half of those present are for it (TD03)."""
        return self.votes_for * 2 > self.present


@rule("ART-20.1", at=AT_MEETING, level="invalid")
def counts_agree(ballot: Ballot, named: int) -> Iterator[Reason]:
    """Due ≥ present = names = votes."""
    if ballot.present > ballot.eligible:
        yield Reason(_("实到{present}人，多于应到{eligible}人。").format(present=ballot.present, eligible=ballot.eligible), "present")
    if named != ballot.present:
        yield Reason(_("出席名单{named}人，与实到{present}人不符。").format(named=named, present=ballot.present), "present_members")
    if ballot.cast != ballot.present:
        more = _("多于") if ballot.cast > ballot.present else _("少于")
        message = _("赞成、反对、弃权合计{cast}票，{more}实到{present}人。")
        yield Reason(message.format(cast=ballot.cast, more=more, present=ballot.present), "votes_for")


@rule("ART-20.1", at=AT_MEETING, level="invalid")
def recused_stay_out(present: Collection[str], recused: Collection[str]) -> Reason | None:
    """Who is recused takes no part."""
    if set(present) & set(recused):
        return Reason(_("回避人员不得列入出席表决人员。"), "recused_members")
    return None


@rule("ART-20.1", at=AT_MEETING, level="invalid")
def chaired_by_one_present(chair: str, present: Collection[str]) -> Reason | None:
    """The meeting is chaired by one of those present."""
    return None if chair in present else Reason(_("主持人须在出席人员之中。"), "chair")


@rule("ART-20.1", at=AT_MEETING, level="invalid")
def approval_is_written_out(outcome: str, approval_no: str, approved_amount: Decimal | None) -> Iterator[Reason]:
    """An approval has its number and its amount."""
    if outcome not in APPROVING:
        return
    if not approval_no:
        yield Reason(_("同意立项的，请填写立项批复文号。"), "approval_no")
    if approved_amount is None:
        yield Reason(_("同意立项的，请填写批准金额。"), "approved_amount")


@rule("ART-20.1", also=("TD03",), at=AT_MEETING)
def quorum_is_there(ballot: Ballot, outcome: str) -> Reason | None:
    """Without half of those due the meeting decides nothing; it can only put the matter off."""
    if outcome == DEFER or ballot.present >= ballot.quorum:
        return None
    message = _("应到{eligible}人，实到{present}人，未达法定人数（{counted}至少{quorum}人），不能作出决定。")
    counted = (
        _("回避{recused}人仍计入，按{due}人计，").format(recused=ballot.recused, due=ballot.eligible + ballot.recused)
        if ballot.recused
        else ""
    )
    told = {"eligible": ballot.eligible, "present": ballot.present, "counted": counted, "quorum": ballot.quorum}
    return Reason(message.format(**told), "present")


@rule("ART-20.1", also=("TD03",), at=AT_MEETING)
def outcome_follows_the_votes(ballot: Ballot, outcome: str) -> Reason | None:
    """Approved by more than half of those present, else not; what was carried is not rejected."""
    if ballot.present < ballot.quorum:
        return None
    if outcome in APPROVING and not ballot.carried:
        message = _("赞成{votes}票，未超过实到{present}人的半数，不能作出同意的决定。")
        return Reason(message.format(votes=ballot.votes_for, present=ballot.present), "outcome")
    if outcome == REJECT and ballot.carried:
        message = _("赞成{votes}票，已超过实到{present}人的半数，与“否决”不符。")
        return Reason(message.format(votes=ballot.votes_for, present=ballot.present), "outcome")
    return None


@rule("ART-20.1", at=AT_MEETING)
def members_meet(eligible: int, members: Collection[str], present: Sequence[str], recused: Sequence[str]) -> Iterator[Reason]:
    """Those due are the members of the town's meeting on that day, with or without those recused; nobody else takes part."""
    if eligible < len(members) - len(recused) or eligible > len(members):
        told = _("会议成员共{members}人，应到人数填写为{eligible}人。")
        # Fewer due would make a quorum of fewer; more are no danger, the roll of members may be behind.
        level: Level = "refuse" if eligible < len(members) else "warn"
        yield Reason(told.format(members=len(members), eligible=eligible), "eligible", level=level)
    for field, names in (("present_members", present), ("recused_members", recused)):
        if not set(names) <= set(members):
            yield Reason(_("所选人员不是会议成员。"), field)


@rule("SOD-b", at=AT_MEETING)
def clerk_does_not_vote(clerk: str, present: Collection[str]) -> Reason | None:
    """Whoever drew up the plan has no vote on it."""
    return Reason(_("本项目经办人应当回避，不得参加表决。"), "present_members") if clerk in present else None


@rule("ART-20.1", at=AT_MEETING)
def meeting_was_held(met_at: dt.datetime, submitted_at: dt.datetime, now: dt.datetime) -> Reason | None:
    """A decision is recorded after the meeting, and the meeting follows the plan."""
    if met_at > now:
        return Reason(_("会议时间晚于当前时间，会后方可登记。"), "met_at")
    if met_at < submitted_at:
        return Reason(_("会议时间早于本项目送审时间{day}。").format(day=day(submitted_at.date())), "met_at")
    return None


@rule("ART-13.3", at=AT_MEETING)
def approved_within_the_plan(approved: Decimal, amount: Decimal) -> Reason | None:
    """No more is approved than the plan asked for."""
    if approved <= amount:
        return None
    message = _("批准金额{approved}超过本项目预算{amount}。")
    return Reason(message.format(approved=yuan(approved), amount=yuan(amount)), "approved_amount")


@rule("ART-20.1", at=AT_MEETING)
def minutes_of_this_meeting(used_elsewhere: Collection[str]) -> Iterator[Reason]:
    """A meeting has minutes and a sheet of its own; `used_elsewhere`: fields whose file already proves another meeting."""
    for field in used_elsewhere:
        yield Reason(_("该文件已作为另一次会议的材料，请上传本次会议的文件。"), field)
