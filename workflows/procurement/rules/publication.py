"""Results of acceptance and evaluation made public (Arts. 8, 24, 27): masked, and as they were concluded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.exposure import exposed
from workflows.text import _

RESULTS = ("acceptance.publish", "evaluation.publish")
_SCORE = re.compile(r"得分\s*[:：为]?\s*(\d+(?:\.\d+)?)")
_GRADE = re.compile(r"等级\s*[:：为]?\s*(优秀|良好|中等|不合格|合格)")


@rule("ART-8.2", also=("ART-24.3",), at=RESULTS)
def masking_is_done(masked: bool) -> Reason | None:
    """Nothing is published before personal data is masked: those served are often children or sick."""
    return None if masked else Reason(_("公开前须对个人信息作脱敏处理。"), "masked")


@rule("ART-8.2", also=("ART-24.3", "LAW-PIPL-28"), at=RESULTS)
def nobody_is_exposed(text: str, field: str) -> Iterator[Reason]:
    """A published result names no identity number, no mobile phone, nobody's illness."""
    for what in exposed(text):
        yield Reason(_("公开内容含有{what}，请删除或者脱敏后再发布。").format(what=what), field)


@rule("ART-27.3", at=("evaluation.publish",), level="warn")
def published_as_evaluated(report: str, total: Decimal, grade: str) -> Iterator[Reason]:
    """The public is told the score and the grade that were concluded; a text read by a pattern is a candidate, never a verdict."""
    for score in _SCORE.findall(report):
        if Decimal(score) != total:
            yield Reason(_("公布得分{said}与评价得分{true}不符。").format(said=score, true=f"{total:.2f}"), "public_report")
    for said in _GRADE.findall(report):
        if said != grade:
            yield Reason(_("公布等级{said}与评价等级{true}不符。").format(said=said, true=grade), "public_report")
