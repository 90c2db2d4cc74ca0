"""A checkpoint: which tree, how many entries, which root (c2sp.org/tlog-checkpoint), as a note that is signed."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.checkpoints.notes import Note, Unsigned, Verifier

HASH = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` entries of the tree called `origin` have that root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Further lines, which others may add, are passed over. Raises Unsigned where it is no checkpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0]:
            raise Unsigned("no checkpoint")
        try:
            found = cls(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
        except ValueError as error:
            raise Unsigned("no checkpoint") from error
        if found.size < 0 or len(found.root) != HASH or not text.startswith(found.text):
            raise Unsigned("no checkpoint")
        return found


def opened(note: str, verifier: Verifier) -> Checkpoint:
    """A checkpoint that this key has signed, of the tree that is called like the key. Raises Unsigned."""
    read = Note.read(note)
    read.signed_by(verifier)
    found = Checkpoint.read(read.text)
    if found.origin != verifier.name:
        raise Unsigned(f"a checkpoint of {found.origin}, signed by {verifier.name}")
    return found
