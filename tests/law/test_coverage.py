"""Claims: every clause of the measures is carried by something that wears its id, is proven, and can be seen; nothing is listed by hand."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from app.cli import main
from app.coverage import table as coverage
from app.coverage.carriers import KINDS
from app.coverage.table import CARRIED, DECLARATORY, MISSING, as_lines, carriers, missing, table
from app.coverage.tags import tags
from app.rule_proofs import HOME, TESTS
from app.web.search.funds import fund_groups
from tests.approvals import PEOPLE, answer, do, fields, project, until
from tests.performances import step
from tests.worlds import fresh_session
from workflows.act import Actor, Post
from workflows.procurement.clauses import clauses_of, declaratory, duties, heads, items
from workflows.procurement.lawbook import articles, list_in_force
from workflows.procurement.models.funds import SOCIAL, FundLine
from workflows.procurement.models.law import ServiceList
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.people import Authority

DUTIES = (1, 2, 4, 1, 1, 3, 3, 2, 3, 1, 4, 1, 3, 3, 2, 3, 1, 1, 4, 2, 2, 2, 5, 3, 2, 2, 5, 1, 1, 1)
"""How many duties the handbook reads out of each of the thirty articles."""
ITEMS = {5: 4, 8: 5, 11: 6, 14: 3, 19: 3}
SENTENCE = re.compile(r"[。；\n]")


def test_the_table_has_every_duty_of_every_article() -> None:
    assert [one.id for one in duties()] == [
        f"ART-{number}.{place}" for number, most in enumerate(DUTIES, 1) for place in range(1, most + 1)
    ]
    assert Counter(one.article for one in items()) == ITEMS
    assert [part.article.number for part in table()] == [*range(1, 31)]
    assert [row.clause for part in table() for row in part.rows] == [one for number in articles() for one in clauses_of(number)]


def test_a_clause_is_quoted_from_its_article_and_no_sentence_is_left_out() -> None:
    for one in (*duties(), *items(), *declaratory()):
        assert all(words in articles()[one.article].text for words in one.words), one.id
    for number, article in articles().items():
        quoted = [words for one in clauses_of(number) for words in one.words]
        for sentence in filter(None, map(str.strip, SENTENCE.split(article.text))):
            assert any(words in sentence or sentence in words for words in quoted), (number, sentence)


def test_no_clause_is_missing() -> None:
    assert [(row.clause.id, row.lacks) for row in missing(table())] == []
    for line in as_lines(table()):
        assert line["state"] in (CARRIED, DECLARATORY)
        assert bool(line["reason"]) == (line["state"] == DECLARATORY)
        assert line["reason"] or (any(line["carriers"].values()) and line["tests"] and line["screens"]), line["id"]


def test_what_proves_a_clause_is_there_to_be_run() -> None:
    for proof in {proof for line in as_lines(table()) for proof in line["tests"]}:
        place, claim, name = proof.partition("::")
        path = HOME / place if claim else TESTS / "scenarios" / proof.partition("#")[0]
        assert path.is_file(), proof
        assert not claim or f"def {name}(" in path.read_text(encoding="utf-8"), proof


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_carries_something(kind: str) -> None:
    assert [one for one in carriers() if one.kind == kind and one.screens]


def test_a_table_carries_what_its_rows_say_whether_drawn_or_asked_by_a_form() -> None:
    found = {one.key: one for one in carriers() if one.kind == "decisions"}
    assert "ART-22.1" in found["term"].tags
    assert "contract/signing#draft" in found["term"].screens
    assert "review/project_review#regime" in found["regime"].screens
    assert "ART-2" not in found["regime"].tags, "政府采购法实施条例第二条 is another law's"


def test_a_clause_without_its_carriers_is_missing_and_only_that_one() -> None:
    """Taken away one clause after the other: what wore it stands no more."""
    for clause in (*duties(), *items()):
        left = [one for one in carriers() if clause.id not in one.tags]
        gone = {row.clause.id: row.lacks for row in missing(table(left))}
        assert "carrier" in gone[clause.id], clause.id
        alone = {other for other in gone if not any(other in one.tags for one in left)}
        assert gone.keys() == alone | {other for other, lacks in gone.items() if "carrier" not in lacks}


def test_a_clause_that_nothing_proves_or_shows_is_missing() -> None:
    [one] = [one for one in carriers() if one.key == "screening 第十一条第（一）项"]
    unproven = replace(one, tests=(), screens=())
    left = [each for each in carriers() if "ART-11(1)" not in each.tags]
    assert [(row.clause.id, row.lacks) for row in missing(table([*left, unproven]))] == [("ART-11(1)", ("test", "screen"))]
    assert [row.lacks for row in missing(table([*left, unproven], tested=False))] == [("screen",)]


def test_the_verb_ends_with_one_as_soon_as_a_clause_is_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["rules", "--articles", "--json"]) == 0
    lines = {line["id"]: line for line in json.loads(capsys.readouterr().out)}
    assert lines["ART-7.2"]["carriers"]["timers"]
    assert lines.keys() == {row.clause.id for part in table() for row in part.rows}
    left = tuple(one for one in carriers() if "ART-26.2" not in one.tags)
    monkeypatch.setattr(coverage, "carriers", lambda: left)
    assert main(["rules", "--articles"]) == 1
    assert "\nART-26.2  第二十六条  missing" in capsys.readouterr().out
    assert MISSING in {row.state for part in table() for row in part.rows}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Raises Refused (ART-9.1, 9.2).", "ART-9.1 ART-9.2"),
        ("(ART-3.1 to 3.3)", "ART-3.1 ART-3.2 ART-3.3"),
        ("(ART-19, 20.1, TD02)", "ART-19 ART-20.1"),
        ("the project library (Art. 19, items 2 and 3)", "ART-19(2) ART-19(3)"),
        ("Art. 5, items 1 to 4", "ART-5(1) ART-5(2) ART-5(3) ART-5(4)"),
        ("Arts. 12 to 14: money (Art. 20, 24)", "ART-12 ART-13 ART-14 ART-20 ART-24"),
        ("(Order 94, Art. 16; GPL 56)", ""),
        ("第十一条第（四）项", "ART-11(4)"),
        ("三月十五日督办（第七条）。办法第三十条", "ART-7 ART-30"),
        ("《政府购买服务管理办法》第十条、政府采购法第二条", ""),
        ("R 23；产品默认", "ART-23"),
        ("ART-14(2)", "ART-14(2)"),
        ("", ""),
    ],
)
def test_one_grammar_reads_the_clauses_that_a_text_names(text: str, named: str) -> None:
    assert tags(text) == {*named.split()}


# ------------------------------------------------------------------------------------------- carried by data alone
@pytest.mark.parametrize("subkind", ["慈善资金", "社区基金", "村级慈善基金", "居民自筹", "募捐"])
def test_each_kind_of_social_money_is_a_source_of_its_own(subkind: str) -> None:
    """Of ART-14.1; Art. 14, items 1 to 3."""
    with fresh_session() as session:
        said = {"town_id": "town_a", "kind": SOCIAL, "purpose": "", "document": "捐赠协议", "year": 2026, "amount": Decimal("100.00")}
        session.add(FundLine(code="F90", subkind=subkind, **said))
        session.flush()
        shown = fund_groups(session, Actor("finance", "财务", (Post("town.finance", "town_a"),)))
        assert [row.kind for group in shown for row in group.rows if row.code == "F90"] == [f"社会资金 · {subkind}"]


def test_a_functional_zone_is_a_district_with_towns_of_its_own() -> None:
    """ART-29.1: its list binds its towns, and no other district's does."""
    with fresh_session() as session:
        session.add(Authority(id="zone", name="某经济功能区", short="功能区", kind="区"))
        session.flush()
        session.add(Authority(id="town_z", name="丁镇人民政府", short="丁镇", kind="镇", parent_id="zone", budget_level="区级"))
        published = {"published_on": dt.date(2026, 3, 20), "document": "某〔2026〕1号", "channel": "平台"}
        session.add(ServiceList(id="SLZ", authority_id="zone", year=2026, version=1, **published))
        session.flush()
        lists = [list_in_force(session, town, dt.date(2026, 6, 15)) for town in ("town_z", "town_a")]
        assert [one.id for one in lists if one] == ["SLZ", "SL2026"]


def test_a_project_is_held_against_the_four_principles() -> None:
    """ART-5.1 (Art. 5, items 1 to 4): what was ticked stands with the opinion, what is none of them is refused."""
    assert heads(5) == ("镇（街道）主导", "人民中心", "规范有序", "专业发展")
    number = next(number for number in PEOPLE if step(number)["task"] == "review.give_business_opinion")
    session = until(number - 1)
    assert fields(answer(session, number, {"principles": ["价格最低"]})) == ["principles"]
    do(session, number, {"principles": list(heads(5))})
    kept = session.query(Opinion).filter_by(project_id=project(session).id, task="review.give_business_opinion").one()
    assert kept.details["principles"] == list(heads(5))
