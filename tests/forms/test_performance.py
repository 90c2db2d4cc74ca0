"""The golden case's performance, done and refused: what each form writes, and what each broken variant is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.performances import FORMS, answer, do, golden, refusal, step, told, under_contract, until
from tests.worlds import state_of
from workflows.procurement.models import performance as models
from workflows.procurement.models.contracts import Instalment
from workflows.procurement.models.notices import Notice, PlatformReceipt
from workflows.procurement.models.people import Post

OWN = ("G50", "G51", "G53", "G54", "G55", "G57", "G58")


class TestGolden:
    def test_the_lawful_run_writes_what_the_case_says(self) -> None:
        session = under_contract()
        until(session, 56)
        check = session.scalars(select(models.ProgressCheck)).one()
        assert (check.verified, check.percent) == (True, Decimal(55))
        assert session.scalars(select(models.Survey)).one().satisfaction == Decimal("92.19")
        scored = session.scalars(select(models.Evaluation)).one()
        assert (scored.total, scored.grade, scored.ratio) == (Decimal("88.00"), "良好", Decimal("1.00"))
        tail = session.scalars(select(Instalment).where(Instalment.number == 3)).one()
        assert tail.payable == Decimal("51840.00")
        issue = session.scalars(select(models.Issue)).one()
        assert issue.solved_on == dt.date(2026, 11, 29)
        assert len(session.scalars(select(models.SignOff)).all()) == 10

    @pytest.mark.parametrize("number", [40, 47, 48, 56])
    def test_the_periods_that_a_step_opens_end_as_the_case_says(self, number: int) -> None:
        session = under_contract()
        until(session, number)
        opened = {due.id: due for _case, due in state_of(session).services.periods}
        own = [one for one in step(number)["deadline"] if one["id"] in ("TD15", "TD16", "TD23")]
        assert [opened[one["id"]].due for one in own] == [one["due"] for one in own]
        assert own

    def test_both_results_are_published_with_their_receipts(self) -> None:
        session = under_contract()
        until(session, 56)
        notices = session.scalars(select(Notice).order_by(Notice.id))
        shown = [{"kind": one.kind, "from": one.from_date, "to": one.to_date} for one in notices]
        assert shown == step(47)["notices"] + step(56)["notices"]
        numbers = session.scalars(select(PlatformReceipt.number).order_by(PlatformReceipt.id)).all()
        assert numbers == ["SP-2026-1202-01", "SP-2026-1207-01"]

    @pytest.mark.parametrize("name", OWN)
    def test_a_refusal_says_what_the_case_says_and_the_lawful_step_still_succeeds(self, name: str) -> None:
        wanted = refusal(name)
        session, number = under_contract(), wanted["step"]
        instead = {one["step"]: one["form"] for one in wanted.get("given", {}).get("instead", ())}
        until(session, number - 1, instead)
        refused = answer(session, number, wanted["form"], files=wanted.get("files"))
        kind, fields, rules = told(refused)
        assert (kind, fields) == (wanted["expect"], frozenset(wanted["fields"]))
        assert rules >= set(wanted["because"])
        assert {one.message for one in refused.reasons} == {wanted["message"]}
        if not instead:
            do(session, number)

    def test_every_refusal_of_these_steps_is_tried(self) -> None:
        mine = {one["id"] for one in golden()["refusal"] if one["step"] in (32, 33, *range(38, 57))}
        # G66 is told by the runtime, from the relation, before any form is asked.
        assert mine == {*OWN, "G66"}


class TestSupervision:
    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"period_to": "2026-09-30"}, "period_to"),
            ({"done": [{"code": "M9", "quantity": "1"}]}, "done.0.code"),
            ({"done": [{"code": "M1", "quantity": "1"}, {"code": "M1", "quantity": "2"}]}, "done.1.code"),
        ],
    )
    def test_a_report_outside_the_contract_or_the_targets_is_refused(self, form: dict[str, Any], field: str) -> None:
        kind, fields, _rules = told(answer(under_contract(), 32, form))
        assert (kind, fields) == ("refused", {field})

    def test_service_outside_the_term_is_taken_down_and_flagged(self) -> None:
        session = under_contract()
        before = do(session, 32, {"period_from": "2026-08-02"})[1].record
        assert ([one.field for one in before.warnings], before.flags) == (["period_from"], ["F14"])
        late = {"period_from": "2026-11-30", "period_to": "2026-12-01"}
        after = do(session, 32, late, at=step(46)["at"])[1].record
        assert ([one.field for one in after.warnings], after.flags) == (["period_to"], ["F16"])

    def test_what_a_check_leaves_open_is_shown(self) -> None:
        session = under_contract()
        until(session, 32)
        noted = do(session, 33, {"findings": [], "verified": "否"})[1].record.warnings
        assert [one.field for one in noted] == ["next"]
        do(session, 32)
        seen = [{"code": "M1", "reported": "176", "verified": "176"}]
        assert [one.field for one in do(session, 33, {"findings": seen})[1].record.warnings] == ["findings"]

    @pytest.mark.parametrize(
        ("form", "kind", "field", "rule"),
        [
            ({"visited_on": "2026-10-11"}, "refused", "visited_on", "ART-23.1"),
            ({"visited_on": "2026-08-02"}, "refused", "visited_on", "ART-23.1"),
            ({"progress_percent": ""}, "invalid", "progress_percent", "ART-23.1"),
            ({"progress_percent": "0.99"}, "refused", "progress_percent", "ART-23.1"),
            ({"findings": []}, "refused", "findings", "ART-23.1"),
            ({"findings": [{"code": "M1", "reported": "170", "verified": "170"}]}, "refused", "findings.0.reported", "ART-23.1"),
        ],
    )
    def test_progress_is_verified_only_by_a_true_visit(self, form: dict[str, Any], kind: str, field: str, rule: str) -> None:
        session = under_contract()
        until(session, 32)
        got, fields, rules = told(answer(session, 33, form))
        assert got == kind
        assert field in fields
        assert rule in rules

    @pytest.mark.parametrize(
        ("change", "kind", "field"),
        [
            ({"found_on": "2026-10-11"}, "refused", "issues.0.found_on"),
            ({"due_on": "2026-10-08"}, "invalid", "issues.0.due_on"),
            ({"owner": "resident_rep_1"}, "refused", "issues.0.owner"),
        ],
    )
    def test_a_problem_has_an_owner_and_possible_days(self, change: dict[str, str], kind: str, field: str) -> None:
        session = under_contract()
        until(session, 32)
        issue = {**step(33)["form"]["issues"][0], **change}
        got, fields, rules = told(answer(session, 33, {"issues": [issue]}))
        assert (got, fields, rules) == (kind, {field}, {"ART-26.2"})

    def test_what_was_not_verified_is_no_progress_and_progress_that_falls_is_pointed_out(self) -> None:
        session = under_contract()
        do(session, 32)
        do(session, 33, {"verified": "否", "next": "继续监管"})
        assert models.last_verified(session, 1) is None
        do(session, 32)
        assert do(session, 33, {"next": "继续监管"})[0] == {"outcome": "继续监管"}
        do(session, 32)
        assert [one.field for one in do(session, 33, {"progress_percent": "54"})[1].record.warnings] == ["progress_percent"]


class TestSignOff:
    def test_an_opinion_costs_one_read_and_one_insert(self) -> None:
        session = under_contract()
        until(session, 40)
        said: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
        do(session, 41)
        inside = said[next(place for place, one in enumerate(said) if one.startswith("SAVEPOINT")) + 1 :]
        assert [one.split()[0] for one in inside if not one.startswith(("SAVEPOINT", "RELEASE"))] == ["SELECT", "INSERT"]

    @pytest.mark.parametrize(
        ("number", "form", "field"),
        [
            (41, {"opinion": "不同意", "text": "不同意验收"}, "text"),
            (49, {"opinion": "有条件同意", "text": "先说明"}, "text"),
            (41, {"signed": "否"}, "signed"),
            (49, {"signed": "否"}, "signed"),
        ],
    )
    def test_dissent_has_words_and_every_opinion_a_signature(self, number: int, form: dict[str, str], field: str) -> None:
        session = under_contract()
        until(session, number - 1)
        assert told(answer(session, number, form)) == ("invalid", {field}, {"ART-27.2"})

    def test_nobody_speaks_twice_in_a_round(self) -> None:
        session = under_contract()
        until(session, 41)
        assert answer(session, 41).kind == "not_yours"

    def test_nobody_but_the_two_groups_speaks(self) -> None:
        session = under_contract()
        until(session, 40)
        assert answer(session, 41, who="clerk", post="town.clerk@town_a").kind == "not_yours"

    def test_nobody_of_another_community_speaks(self) -> None:
        session = under_contract()
        until(session, 40)
        session.add(Post(account="resident_rep_1", role="community.resident_rep", place="community_qy", from_date=dt.date(2026, 1, 1)))
        assert answer(session, 42, post="community.resident_rep@community_qy").kind == "not_yours"

    def test_the_page_says_that_a_click_is_no_reliable_signature(self) -> None:
        for task in ("acceptance.give_opinion", "evaluation.give_opinion"):
            assert "不是可靠电子签名" in FORMS[task].fields["signed"].metadata["help"]
