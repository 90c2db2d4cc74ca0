"""What a person hands in with one submit: the values typed, the files just sent, and those kept with the draft before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.web.context import bench, me
from app.web.forms import drafts
from app.web.forms.drafts import Files
from app.web.forms.posted import OURS, Pairs, entered
from workflows.act import FileRef
from workflows.errors import Invalid, Reason

KEPT = f"{OURS}kept."


@dataclass(frozen=True, slots=True)
class HandedIn:
    """`reasons`: the files that could not be kept, each at its field."""

    pairs: Pairs
    files: Files
    reasons: Sequence[Reason] = ()


def handed_in(subject: str) -> HandedIn:
    """Read this request; every file is durable before anything refers to it. Raises Invalid for more than any form holds."""
    pairs = entered(request.form.items(multi=True))
    added, reasons = _received()
    wanted = {name.removeprefix(KEPT): hashes for name, hashes in request.form.lists() if name.startswith(KEPT)}
    kept: Files = {}
    if wanted:
        with bench().databases.read() as session:
            kept = drafts.ticked(drafts.read(session, me().account, subject).files, wanted)
    return HandedIn(pairs, drafts.joined(kept, added), reasons)


def leave_as_draft(subject: str, given: HandedIn) -> drafts.Draft:
    """Keep what was handed in for this person's next visit."""
    now = bench().clock.now()
    draft = drafts.Draft(given.pairs, given.files, now)
    with bench().databases.write() as session:
        drafts.save(session, me().account, subject, draft, now)
    return draft


def _received() -> tuple[dict[str, list[FileRef]], list[Reason]]:
    kept: dict[str, list[FileRef]] = {}
    reasons: list[Reason] = []
    for name, file in request.files.items(multi=True):
        if not file.filename or name.startswith(OURS):
            continue
        try:
            kept.setdefault(name, []).append(bench().blobs.keep(file.stream, file.filename, name))
        except Invalid as invalid:
            reasons.extend(invalid.reasons)
    return kept, reasons
