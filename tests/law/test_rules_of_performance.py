"""The pure rules of supervision, acceptance, sign-off and evaluation, over everything that could be asked of them."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows.procurement.rules import BOOK, acceptance, evaluation, publication, sign_off, supervision
from workflows.procurement.rules.acceptance import Sample
from workflows.procurement.rules.sign_off import AGREED, CONDITIONAL, OPPOSED, Group, Hearing

COUNTS = some.integers(0, 5000)
DAYS = some.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
HUNDREDTHS = some.integers(0, 10_000).map(lambda number: Decimal(number).scaleb(-2))
GROUPS = Group("committee_signers", "两委成员", 2), Group("resident_signers", "居民代表", 3)
TD13 = "valid >= 30 or valid * 10 >= beneficiaries"


@given(COUNTS, some.integers(1, 5000))
def test_satisfaction_is_the_exact_share_half_up(satisfied: int, valid: int) -> None:
    exact = Fraction(satisfied * 100, valid)
    found = acceptance.satisfaction_of(satisfied, valid)
    assert found.as_tuple().exponent == -2
    assert Fraction(found) - Fraction(1, 200) <= exact < Fraction(found) + Fraction(1, 200)
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert found == digits.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_nobody_asked_is_nobody_satisfied() -> None:
    assert acceptance.satisfaction_of(0, 0) == Decimal("0.00")


@given(COUNTS, COUNTS, HUNDREDTHS)
def test_only_the_true_percentage_stands(satisfied: int, valid: int, said: Decimal) -> None:
    wrong = acceptance.satisfaction_adds_up(satisfied, valid, said)
    assert bool(wrong) == (said != acceptance.satisfaction_of(satisfied, valid))


@given(COUNTS, COUNTS, some.integers(1, 100), some.integers(1, 100))
def test_a_sample_is_large_enough_by_number_or_by_share(valid: int, beneficiaries: int, least: int, divisor: int) -> None:
    refused = acceptance.sample_is_large_enough(valid, beneficiaries, Sample(least, divisor))
    assert bool(refused) == (valid < least and Fraction(valid) < Fraction(beneficiaries, divisor))
    if refused:
        wanted = int(refused[0].message.rpartition("（")[2].removesuffix("份）。"))
        assert wanted - 1 < Fraction(beneficiaries, divisor) <= wanted


def test_the_towns_sample_is_read_and_never_guessed() -> None:
    assert Sample.parse(TD13) == Sample(30, 10)
    for text in ("", "valid >= 30", TD13.replace("10", "ten"), f"not ({TD13})"):
        with pytest.raises(ValueError, match=r".*"):
            Sample.parse(text)


@given(some.integers(0, 4), some.integers(0, 5))
def test_each_group_takes_part_in_its_number(committee: int, residents: int) -> None:
    counted = list(zip(GROUPS, (committee, residents), strict=True))
    none, few = sign_off.both_groups(counted), sign_off.enough_of_each(counted)
    assert {one.field for one in none} == {group.field for group, count in counted if count == 0}
    assert {one.field for one in few} == {group.field for group, count in counted if 0 < count < group.least}
    assert all(one.rules[0] == "ART-27.2" for one in none)
    assert all(one.rules[0] == "TD14" for one in few)


@given(some.lists(some.sampled_from([AGREED, CONDITIONAL, OPPOSED])), some.sampled_from(["", "已说明"]))
def test_anything_but_agreement_is_answered(opinions: list[str], reply: str) -> None:
    refused = sign_off.dissent_is_answered(opinions, reply)
    assert bool(refused) == (not reply and set(opinions) - {AGREED} != set())
    if refused:
        assert ("集体研究" in refused[0].message) == (OPPOSED in opinions)


@given(DAYS, some.none() | DAYS, some.booleans(), DAYS)
def test_opposition_goes_to_a_meeting_after_the_last_opinion(heard: dt.date, met: dt.date | None, minutes: bool, today: dt.date) -> None:
    refused = sign_off.dissent_goes_to_the_meeting([AGREED, OPPOSED], "已说明", Hearing(heard, met, minutes), today)
    assert bool(refused) != (minutes and met is not None and heard <= met <= today)
    assert {one.level for one in refused if one.level != "warn"} == ({"refuse"} if met and not heard <= met <= today else set())
    assert not sign_off.dissent_goes_to_the_meeting([AGREED, CONDITIONAL], "已说明", Hearing(heard, met, minutes), today)


@given(some.lists(some.tuples(some.integers(0, 200), some.sampled_from(["同意", "服务很好"])), max_size=6))
def test_haste_and_sameness_raise_the_flag(said: list[tuple[int, str]]) -> None:
    start = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    flags = sign_off.too_quick([(start + dt.timedelta(seconds=second), text) for second, text in said])
    seconds, texts = [second for second, _text in said], {text for _second, text in said}
    assert (flags == ("F18",)) == (len(said) > 1 and (len(texts) == 1 or max(seconds) - min(seconds) < 60))


@given(some.lists(some.tuples(HUNDREDTHS, HUNDREDTHS), min_size=1, max_size=8), HUNDREDTHS)
def test_scores_stay_within_weights_and_add_up(lines: list[tuple[Decimal, Decimal]], said: Decimal) -> None:
    scored = [(f"M{place}", weight, score) for place, (weight, score) in enumerate(lines)]
    above = [f"scores.{place}.score" for place, (weight, score) in enumerate(lines) if score > weight]
    assert [one.field for one in evaluation.scores_within_weights(scored)] == above
    total = sum((score for _weight, score in lines), Decimal())
    assert not evaluation.total_adds_up([score for _weight, score in lines], total)
    assert bool(evaluation.total_adds_up([score for _weight, score in lines], said)) == (said != total)


@given(HUNDREDTHS, some.sampled_from([evaluation.AGREED, evaluation.AGAIN]), some.booleans())
def test_a_second_evaluation_above_the_mark_is_pointed_out(total: Decimal, outcome: str, objection: bool) -> None:
    noted = evaluation.again_above_pass(outcome, total, Decimal(60), objection)
    assert bool(noted) == (outcome == evaluation.AGAIN and total >= 60 and not objection)
    assert all(one.level == "warn" for one in noted)


@given(some.booleans(), some.none() | HUNDREDTHS, some.booleans())
def test_verified_progress_is_above_zero_with_its_record(verified: bool, percent: Decimal | None, recorded: bool) -> None:
    fields = [one.field for one in supervision.seen_on_the_spot(verified, percent, recorded)]
    assert fields == (["progress_percent"] if verified and not percent else []) + (["visit_record"] if verified and not recorded else [])


@given(some.none() | HUNDREDTHS, some.none() | HUNDREDTHS)
def test_verified_progress_does_not_fall(percent: Decimal | None, last: Decimal | None) -> None:
    fell = percent is not None and last is not None and percent < last
    assert bool(supervision.no_step_back(True, percent, last)) == fell
    assert not supervision.no_step_back(False, percent, last)


@given(DAYS, DAYS, DAYS)
def test_rectification_ends_after_today_within_the_period(by: dt.date, today: dt.date, latest: dt.date) -> None:
    assert bool(acceptance.rectified_soon(by, today, latest)) != (today < by <= latest)


@given(HUNDREDTHS, some.sampled_from([acceptance.PASSED, acceptance.RECTIFY, acceptance.FAILED]))
def test_only_enough_satisfaction_passes(satisfaction: Decimal, outcome: str) -> None:
    refused = acceptance.satisfied_enough(outcome, satisfaction, Decimal("80.00"))
    assert bool(refused) == (outcome == acceptance.PASSED and satisfaction < 80)


@given(some.lists(some.text("某同学进步0123456789Xx", max_size=12), max_size=3), some.integers(0, 10**9 - 1))
def test_a_mobile_number_is_found_wherever_it_hides(around: list[str], number: int) -> None:
    before = "".join(around).rstrip("0123456789")
    assert publication.nobody_is_exposed(f"{before}13{number:09d}。", "public_report")


def test_every_rule_here_says_where_it_holds() -> None:
    homes = {acceptance.__name__, evaluation.__name__, publication.__name__, sign_off.__name__, supervision.__name__}
    mine = [bound for bounds in BOOK.values() for bound in bounds if bound.function.__module__ in homes]
    assert len(mine) > 40
    assert all(bound.at and bound.text for bound in mine)
