"""An entry's place in the ledger's tree, and the proofs that go out as files."""

from __future__ import annotations

import base64

from sqlalchemy.orm import Session

from app.checkpoints.keeping import Kept
from app.checkpoints.notes import Unsigned
from app.checkpoints.proofs import Inclusion, NotYet, growth, inclusion
from app.web.context import bench
from app.web.views.audit import PlaceInTree
from workflows.errors import Missing, Reason
from workflows.ledger.tiles import place_of
from workflows.ledger.tree import Unproven
from workflows.text import _


def place(session: Session, stream: str, number: int, digest: bytes) -> PlaceInTree:
    """Its place, and whether the latest checkpoint proves it."""
    index = place_of(session, stream, number)
    try:
        proof = _proof(session, stream, number)
        verifier = Kept(bench().config).verifier()
        if verifier is None:
            raise Unsigned("no key")
        said = proof.check(digest, verifier)
    except (NotYet, Missing):
        return PlaceInTree(0 if index is None else index + 1)
    except (LookupError, OSError, ValueError, Unproven):
        return PlaceInTree(0 if index is None else index + 1, url=_url(stream, number))
    root = base64.b64encode(said.root).decode()
    return PlaceInTree(proof.index + 1, said.size, len(proof.proof), said.origin, root, _url(stream, number), verified=True)


def proof_file(session: Session, stream: str, number: int) -> str:
    """The proof that the latest checkpoint holds an entry. Raises Missing."""
    try:
        return str(_proof(session, stream, number))
    except NotYet as error:
        raise Missing([Reason(_("这条记录还没有纳入检查点，下一个检查点签发后可以下载。"))]) from error


def checkpoint_file(session: Session, before: int | None) -> str:
    """The latest checkpoint; with the proof that it continues the first so many entries where that is asked. Raises Missing."""
    note = _latest()
    if before is None:
        return note
    try:
        return str(growth(session, before, note))
    except ValueError as error:
        raise Missing([Reason(_("最新的检查点没有这么多条记录。"))]) from error


def _proof(session: Session, stream: str, number: int) -> Inclusion:
    return inclusion(session, stream, number, _latest())


def _latest() -> str:
    note = Kept(bench().config).latest()
    if not note:
        raise Missing([Reason(_("还没有签发过检查点。"))])
    return note


def _url(stream: str, number: int) -> str:
    return f"/audit/entries/{stream}/{number}.proof"
