"""The witness of another office: it signs that a ledger only grew since it last looked, and refuses a fork, a rewriting, an older state.

Its folder holds its key, the key of each ledger that it was told to trust, and the last checkpoint of each that it has signed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.checkpoints.checkpoint import Checkpoint, opened
from app.checkpoints.keeping import put_once
from app.checkpoints.notes import WITNESS, Note, Signer, Verifier
from app.checkpoints.proofs import Growth
from workflows.ledger.tree import Unproven, check_consistency


class Refusal(Exception):
    """Why the witness does not sign."""


class Witness:
    """One office's folder."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self._folder, self._name = folder, name

    def signer(self) -> Signer:
        """Its key, made when it is first asked for. Raises ValueError for a name that no key can have."""
        path = self._folder / "witness.key"
        if not path.exists():
            put_once(path, Signer.made(self._name or f"witness-{secrets.token_hex(4)}", WITNESS).secret + "\n")
        return Signer.read(path.read_text(encoding="utf-8"))

    def trust(self, key: str) -> Verifier:
        """Believe this key when it speaks of the ledger that is called like it. Raises ValueError; Refusal where another is trusted."""
        verifier = Verifier.read(key)
        path = self._path(verifier.name, "pub")
        put_once(path, f"{verifier}\n")
        if path.read_text(encoding="utf-8") != f"{verifier}\n":
            raise Refusal(f"another key of {verifier.name} is trusted already")
        return verifier

    def cosign(self, asked: str, at: int) -> Note:
        """Sign a checkpoint with its proof at a moment (seconds since 1970), and keep it. Raises Refusal; ValueError for no such file."""
        growth = Growth.read(asked)
        note = Note.read(growth.note)
        origin = Checkpoint.read(note.text).origin
        trusted = self._path(origin, "pub")
        if not trusted.is_file():
            raise Refusal(f"the key of {origin} is not trusted")
        new = opened(growth.note, Verifier.read(trusted.read_text(encoding="utf-8")))
        signer = self.signer()
        with self._alone():
            _grown(self.last(origin), growth, new)
            signed = note.with_line(signer.line(note.text, at))
            self._keep(origin, str(signed))
        return signed

    def last(self, origin: str) -> Checkpoint | None:
        """What was last signed of a ledger."""
        path = self._path(origin, "txt")
        return Checkpoint.read(Note.read(path.read_text(encoding="utf-8")).text) if path.is_file() else None

    def _path(self, origin: str, kind: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.{kind}"

    def _keep(self, origin: str, note: str) -> None:
        made = self._folder / f".new-{secrets.token_hex(4)}"
        put_once(made, note)
        made.replace(self._path(origin, "txt"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two that ask at once the second is compared with what the first was given."""
        descriptor = os.open(self._folder / "gate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _grown(last: Checkpoint | None, growth: Growth, new: Checkpoint) -> None:
    """Raises Refusal where the new tree is not the last one, continued."""
    if last is None:
        return
    if new.size < last.size:
        raise Refusal(f"older: {new.size} entries, {last.size} were signed")
    if new.size == last.size and new.root != last.root:
        raise Refusal(f"forked: another tree of {new.size} entries was signed")
    if growth.old != last.size:
        raise Refusal(f"the proof begins at {growth.old} entries, {last.size} were signed: ask for goufu ledger prove --before {last.size}")
    try:
        check_consistency(last.size, last.root, new.size, new.root, growth.proof)
    except Unproven as error:
        raise Refusal(f"rewritten: the tree of {new.size} entries does not continue that of {last.size}") from error
