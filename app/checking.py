"""Checks diagrams and tables for the command line: given files among the shipped ones, judged with all names that this release knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from app.composition import DIAGRAMS, hands, shipped
from forms.award import FAILED, VALID
from forms.base import Form
from forms.closing import CLOSED
from forms.community import TO_PARTY, TO_VOTE
from forms.library import REPLACED
from forms.payment_review import NOT_OWED
from forms.payment_steps import AGREED, BACK, HOLD, SECOND_LOOK
from forms.procurement import CONFIRMED
from forms.signing import AGREES, DECLINED, SIGNED
from forms.taking_back import TAKEN_BACK
from forms.termination import MESSAGES as ENDINGS
from workflows.procurement import remedies
from workflows.procurement.deadlines import UNITS
from workflows.procurement.instalments import MESSAGES
from workflows.procurement.lawbook import articles
from workflows.procurement.operations.instalments import DISPUTED, ENDED, PLANNED
from workflows.procurement.rosters import MEMBER_LISTS
from workflows.procurement.rules.democracy import LOST
from workflows.procurement.rules.rulings import AMENDED, RAISED, SUBMITTED
from workflows.procurement.rules.separation import APART
from workflows.procurement.settlement import figures
from workflows.procurement.world import standard
from workflows.proof.lint import check_set
from workflows.proof.lint_model import Known
from workflows.text import _

MOST_BYTES = 4_000_000
RESOLVE = "incident.resolve"
"""The engine's own form: exception tasks are drawn in no diagram."""
UNDATED = frozenset(
    {
        "project.draft_plan",
        "library.choose",
        "library.submit",
        "library.withdraw",
        "proposal.propose",
        "supervision.report_progress",
        "acceptance.report_completion",
        "challenge.file",
        "inquiry.ask",
        "complaint.notify",
        "feedback.enter",
        "contract.amend",
        "contract.suspend",
        "contract.terminate",
    }
)
"""Forms that nobody can be late with: they begin a case, or are handed in when the work is done."""
CLOSING = {"lifecycle": "purchase.close"}
ASKED = ("outcome", "next")
"""Fields whose answer is the outcome."""
COMPUTED: Final[dict[str, AbstractSet[str]]] = {
    "project.draft_plan": {SUBMITTED},
    "project.amend_plan": {AMENDED, RAISED},
    "comparison.open_quotations": {VALID, FAILED},
    "procurement.confirm_method": {CONFIRMED},
    "proposal.deliberate": {TO_PARTY, TO_VOTE, LOST},
    "contract.sign_as_contractor": {AGREES, DECLINED},
    "contract.sign_as_town": {SIGNED},
    "instalments.begin": {PLANNED, DISPUTED, ENDED},
    "payment.review": {AGREED, SECOND_LOOK, HOLD, BACK},
    "payment.release": {AGREED, HOLD, BACK, NOT_OWED},
    "purchase.close": {CLOSED},
}
"""Forms and machine steps that tell the outcome themselves."""
NAMES = re.compile(rb'<(?:\w+:)?(?:process|decision)\b[^>]{0,2000}?\bid="([^"]{1,200})"')


def words() -> dict[str, frozenset[str]]:
    """Every form and operation → the words that it can give as outcome; none: it leaves the outcome as it was."""
    have = hands()
    found: dict[str, AbstractSet[str]] = {name: frozenset() for name in have.operations}
    found |= {name: {word for field in ASKED for word in _options(form, field)} for name, form in have.forms.items()}
    return {name: frozenset(given) for name, given in (found | COMPUTED).items()}


def _options(form: object, field: str) -> Sequence[str]:
    assert isinstance(form, Form)
    return getattr(form.fields.get(field), "choices", ())


def known() -> Known:
    """Every name that a diagram may use."""
    have, world = hands(), standard()
    register = figures(world)
    return Known(
        forms=frozenset(have.forms) - {RESOLVE},
        operations=frozenset(have.operations),
        facts=frozenset(have.facts),
        deadlines=frozenset(str(row["id"]) for row in register),
        roles=frozenset(world["roles"]),
        members=frozenset(MEMBER_LISTS),
        instants=frozenset(have.instants),
        periods=frozenset(str(row["id"]) for row in register if row.get("unit") in UNITS),
        messages=MESSAGES | {REPLACED, TAKEN_BACK} | remedies.MESSAGES | ENDINGS,
        articles=frozenset(map(str, articles())),
        words=words(),
        apart={task: frozenset(pairs) for task, pairs in APART.items()},
        undated=UNDATED,
        closing=CLOSING,
    )


def check_paths(paths: Sequence[Path]) -> dict[str, Any]:
    """Findings of the given files and folders; what they call may also be a shipped process or table. Raises ValueError for none."""
    given = {name: xml for path in paths for name, xml in _files(path).items()}
    if not given:
        raise ValueError(_("没有找到流程图或决策表文件。"))
    whole = {path.resolve() for path in paths} == {DIAGRAMS.resolve()}
    own = {identity for xml in given.values() for identity in NAMES.findall(xml)}
    around = {} if whole else {name: xml for name, xml in shipped().items() if name not in given and not own & set(NAMES.findall(xml))}
    found = [one for one in check_set(around | given, known(), shipped=whole) if one.file in given or not one.file]
    findings = [asdict(one) for one in found if whole or one.severity != "note"]
    return {"ok": not any(one["severity"] == "error" for one in findings), "findings": findings}


def _files(path: Path) -> dict[str, bytes]:
    """Path relative to the folder given (or the file's name) → bytes, cut where they are larger than any diagram may be."""
    if path.is_dir():
        found = sorted([*path.rglob("*.bpmn"), *path.rglob("*.dmn")])
        return {one.relative_to(path).as_posix(): _read(one) for one in found}
    return {path.name: _read(path)}


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)
