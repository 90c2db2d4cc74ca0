"""Who may sign (S13), what may be concluded, who may score, what becomes public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from tests.performances import answer, do, scores, step, told, under_contract, until
from tests.worlds import state_of
from workflows.errors import Invalid
from workflows.procurement.models import performance as models
from workflows.procurement.models.people import Organisation, Post
from workflows.procurement.rosters import MEMBER_LISTS
from workflows.procurement.signers import committee_signers, resident_signers


class TestSurvey:
    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"valid": "71"}, "valid"),
            ({"satisfied": "65"}, "satisfied"),
            ({"satisfaction": "92.18"}, "satisfaction"),
            ({"satisfaction": "92.20"}, "satisfaction"),
        ],
    )
    def test_counts_and_percentage_are_told_from_the_form(self, form: dict[str, str], field: str) -> None:
        session = under_contract()
        until(session, 38)
        kind, fields, rules = told(answer(session, 39, form))
        assert (kind, rules) == ("invalid", {"ART-26.1"})
        assert field in fields

    def test_the_sample_may_be_small_where_few_are_served_and_praise_by_few_is_flagged(self) -> None:
        session = under_contract()
        until(session, 38)
        small = {"beneficiaries": "120", "issued": "15", "valid": "12", "satisfied": "12", "satisfaction": "100.00"}
        _facts, act = do(session, 39, small)
        assert act.record.flags == ["F19"]
        assert [one.rules for one in act.record.warnings] == [("ART-26.1",)]

    def test_a_survey_is_closed_when_it_is_recorded_and_its_spot_check_is_personal(self) -> None:
        session = under_contract()
        until(session, 38)
        assert told(answer(session, 39, {"period_to": "2026-12-01"})) == ("refused", {"period_to"}, {"ART-26.1"})
        assert models.Survey.__table__.columns["spot_check"].info == {"personal": True}


class TestSigners:
    @pytest.mark.parametrize(
        ("form", "kind", "field", "rule", "sentence"),
        [
            (
                {"committee_signers": []},
                "refused",
                "committee_signers",
                "ART-27.2",
                "第二十七条：两委成员和居民代表均须参加，尚无两委成员。",
            ),
            (
                {"committee_signers": ["committee_member_1"]},
                "refused",
                "committee_signers",
                "TD14",
                "两委成员1人，少于本镇规定的2人（各社区合计）。",
            ),
            (
                {"resident_signers": ["resident_rep_1", "resident_rep_2", "resident_rep_4"]},
                "refused",
                "resident_signers",
                "SOD-h",
                "和睦社区居民代表乙与承接主体法定代表人是配偶关系，不能会签，请另选居民代表。",
            ),
            (
                {"resident_signers": ["resident_rep_1", "resident_rep_2", "committee_member_1"]},
                "invalid",
                "resident_signers",
                "ART-27.2",
                "同一人不能同时作为两委成员和居民代表会签。",
            ),
            (
                {"committee_signers": ["committee_member_1", "clerk"]},
                "refused",
                "committee_signers",
                "ART-27.2",
                "镇经办人甲不是项目所涉社区的两委成员，请另选。",
            ),
        ],
    )
    def test_naming(self, form: dict[str, list[str]], kind: str, field: str, rule: str, sentence: str) -> None:
        session = under_contract()
        until(session, 39)
        refused = answer(session, 40, form)
        got, fields, rules = told(refused)
        assert (got, fields) == (kind, {field})
        assert rule in rules
        assert [one.message for one in refused.reasons] == [sentence]
        assert not session.scalars(select(models.Signer)).all()

    def test_a_relation_declared_later_does_not_bind_the_naming(self) -> None:
        session = under_contract({"relation": {"id": "REL01", "declared_at": dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)}})
        until(session, 39)
        do(session, 40, {"resident_signers": ["resident_rep_1", "resident_rep_2", "resident_rep_4"]})

    def test_staff_of_the_contractor_does_not_sign(self) -> None:
        session = under_contract()
        session.add(Post(account="resident_rep_3", role="organisation.agent", place="org_hf", from_date=dt.date(2026, 9, 1)))
        until(session, 39)
        assert "SOD-h" in told(answer(session, 40))[2]

    def test_the_lists_run_over_those_named_last(self) -> None:
        session = under_contract()
        until(session, 40)
        case = state_of(session).root
        assert [one.account for one in committee_signers(session, case)] == step(40)["form"]["committee_signers"]
        assert [one.account for one in resident_signers(session, case)] == step(40)["form"]["resident_signers"]
        assert {"signers.committee", "signers.residents"} <= set(MEMBER_LISTS)

    @pytest.mark.parametrize(
        ("items", "field"),
        [
            (lambda lines: lines[:-1], "items"),
            (lambda lines: [*lines, lines[0]], "items.5.code"),
            (lambda lines: [{**lines[0], "standard": "300小时"}, *lines[1:]], "items.0.standard"),
        ],
    )
    def test_every_target_is_checked_once_against_its_own_standard(self, items: Any, field: str) -> None:
        session = under_contract()
        until(session, 39)
        assert told(answer(session, 40, {"items": items(step(40)["form"]["items"])})) == ("refused", {field}, {"ART-25.1"})


class TestConclusion:
    def test_conditions_want_a_reply_too(self) -> None:
        session = under_contract()
        until(session, 45)
        refused = answer(session, 46, {"reply_to_conditions": ""})
        assert told(refused) == ("refused", {"reply_to_conditions"}, {"ART-27.2"})

    def test_dissent_is_answered_and_goes_to_the_meeting(self) -> None:
        session = under_contract()
        until(session, 45, {45: {"opinion": "不同意", "text": "转介后无人跟进，应先说明"}})
        minutes = {"collective_minutes": {"name": "会议纪要.pdf"}}
        early = answer(session, 46, {"collective_on": "2026-12-01"}, files=minutes)
        assert told(early) == ("refused", {"collective_on"}, {"ART-27.2"})
        do(session, 46, {"collective_on": "2026-12-02"}, minutes)

    def test_dissent_answered_before_the_minutes_are_there_is_only_noted(self) -> None:
        session = under_contract()
        until(session, 45, {45: {"opinion": "不同意", "text": "转介后无人跟进，应先说明"}})
        do(session, 46)

    def test_too_few_satisfied_is_not_accepted(self) -> None:
        session = under_contract()
        until(session, 45, {39: {"satisfied": "51", "satisfaction": "79.69"}})
        refused = answer(session, 46)
        assert told(refused) == ("refused", {"outcome"}, {"ART-26.1", "TD12"})
        assert refused.reasons[0].message == "满意度79.69%，低于80%，不能评为合格，请选择整改或不合格。"

    def test_a_target_not_met_wants_its_reason(self) -> None:
        items = [*step(40)["form"]["items"][:-1], {**step(40)["form"]["items"][-1], "passed": "未达到"}]
        session = under_contract()
        until(session, 39)
        assert told(answer(session, 40, {"items": items})) == ("invalid", {"items.4.reason"}, {"ART-26.1", "ART-25.1"})
        explained = under_contract()
        until(explained, 45, {40: {"items": [*items[:-1], {**items[-1], "reason": "台风停课两周，已补办"}]}})
        assert [one.field for one in do(explained, 46)[1].record.warnings] == ["outcome"]

    def test_a_standard_in_other_words_is_noted_and_another_standard_refused(self) -> None:
        session = under_contract()
        until(session, 39)
        first, *rest = step(40)["form"]["items"]
        other = told(answer(session, 40, {"items": [{**first, "standard": "300小时"}, *rest]}))
        assert other == ("refused", {"items.0.standard"}, {"ART-25.1"})
        noted = do(session, 40, {"items": [{**first, "standard": "不少于320小时"}, *rest]})[1].record.warnings
        assert [one.field for one in noted] == ["items.0.standard"]

    @pytest.mark.parametrize(("day", "kind"), [("", "invalid"), ("2026-12-02", "refused"), ("2027-01-02", "refused")])
    def test_rectification_has_a_day_within_thirty(self, day: str, kind: str) -> None:
        session = under_contract()
        until(session, 45)
        assert told(answer(session, 46, {"outcome": "整改", "rectify_by": day})) == (kind, {"rectify_by"}, {"TD18"})
        do(session, 46, {"outcome": "整改", "rectify_by": "2027-01-01"})

    def test_without_both_groups_nothing_is_concluded(self) -> None:
        session = under_contract()
        until(session, 41)
        assert "ART-27.2" in told(answer(session, 46))[2]


class TestEvaluation:
    @pytest.mark.parametrize(
        ("form", "kind", "field"),
        [
            (scores("26.00", "13.50", "17.50", "13.00", "18.00"), "invalid", "scores.0.score"),
            ({"scores": step(48)["form"]["scores"][:-1], "total": "70.00"}, "refused", "scores"),
        ],
    )
    def test_scores_are_the_targets_within_their_weights(self, form: dict[str, Any], kind: str, field: str) -> None:
        session = under_contract()
        until(session, 47)
        assert told(answer(session, 48, form)) == (kind, {field}, {"ART-25.1"})

    def test_a_weight_is_the_one_promised(self) -> None:
        lines = step(48)["form"]["scores"]
        session = under_contract()
        until(session, 47)
        refused = answer(session, 48, {"scores": [{**lines[0], "weight": "30"}, *lines[1:]]})
        assert told(refused) == ("refused", {"scores.0.weight"}, {"ART-25.1"})

    def test_an_evaluator_of_the_same_house_is_not_independent(self) -> None:
        session = under_contract()
        until(session, 47)
        session.get_one(Organisation, "org_tp").host = "org_hf"
        assert told(answer(session, 48)) == ("refused", {"independent"}, {"ART-27.1"})

    def test_an_objection_is_explained_and_answered(self) -> None:
        session = under_contract()
        until(session, 53)
        assert told(answer(session, 54, {"objection": "是", "statement": "不同意得分"})) == ("invalid", {"statement"}, {"TD17", "ART-27.3"})
        do(session, 54, {"objection": "是", "statement": "转介跟进率统计口径有误，请复核"})
        assert told(answer(session, 55)) == ("refused", {"reply_to_objection"}, {"TD17", "ART-27.3"})
        do(session, 55, {"reply_to_objection": "已复核台账，维持原得分"})

    def test_a_passing_score_that_is_evaluated_again_is_pointed_out(self) -> None:
        session = under_contract()
        until(session, 54)
        again = {"outcome": "整改后复评", "opinion": "两项得分依据不足，须重新评价"}
        assert told(answer(session, 55, {**again, "opinion": "重评"})) == ("invalid", {"opinion"}, {"ART-20.1"})
        assert [one.rules for one in do(session, 55, again)[1].record.warnings] == [("ART-27.4", "TD27")]


class TestPublication:
    @pytest.mark.parametrize("number", [47, 56])
    def test_nothing_unmasked_is_published(self, number: int) -> None:
        session = under_contract()
        until(session, number - 1)
        kind, fields, rules = told(answer(session, number, {"masked": "否"}))
        assert (kind, fields) == ("refused", {"masked"})
        assert "ART-8.2" in rules

    @pytest.mark.parametrize("secret", ["请拨打13800138000", "身份证440402201001011234"])
    def test_nobody_is_exposed(self, secret: str) -> None:
        session = under_contract()
        until(session, 55)
        kind, fields, rules = told(answer(session, 56, {"public_report": f"得分88.00，{secret}"}))
        assert (kind, fields) == ("refused", {"public_report"})
        assert "ART-8.2" in rules

    @pytest.mark.parametrize("report", ["得分98.00，等级良好", "得分88.00，等级优秀"])
    def test_another_score_or_grade_in_the_public_text_is_noted(self, report: str) -> None:
        session = under_contract()
        until(session, 55)
        _facts, act = do(session, 56, {"public_report": report})
        assert [(one.rules, one.field) for one in act.record.warnings] == [(("ART-27.3",), "public_report")]

    def test_a_receipt_is_new_and_not_ahead(self) -> None:
        session = under_contract()
        until(session, 55)
        twice = {"receipt_number": "SP-2026-1202-01"}
        assert told(answer(session, 56, twice)) == ("refused", {"receipt_number"}, {"ART-24.1"})
        assert told(answer(session, 56, {"receipt_at": "2026-12-07T10:00:00+08:00"})) == ("refused", {"receipt_at"}, {"ART-24.1"})


def test_a_file_that_is_wanted_is_missed() -> None:
    session = under_contract()
    until(session, 38)
    with pytest.raises(Invalid) as refused:
        do(session, 39, None, {"raw_answers": {}})
    assert [one.field for one in refused.value.reasons] == ["raw_answers"]
