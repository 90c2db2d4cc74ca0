"""A checkpoint: which tree, how many entries, which root (c2sp.org/tlog-checkpoint), as a note that is signed."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

from app.checkpoints.notes import Note, Unsigned, Verifier

HASH = 32
GUOMI = "sm3 "
"""Begins the line with the other root."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` entries of the tree called `origin` have that root; `sm3`: the other root, where it was asked for."""

    origin: str
    size: int
    root: bytes
    sm3: bytes = b""

    @property
    def text(self) -> str:
        """What is signed."""
        further = f"{GUOMI}{base64.b64encode(self.sm3).decode()}\n" if self.sm3 else ""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{further}"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Other further lines are passed over. Raises Unsigned where it is no checkpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0]:
            raise Unsigned("no checkpoint")
        try:
            other = next((line.removeprefix(GUOMI) for line in lines[3:] if line.startswith(GUOMI)), "")
            found = cls(lines[0], int(lines[1]), *(base64.b64decode(one, validate=True) for one in (lines[2], other)))
        except ValueError as error:
            raise Unsigned("no checkpoint") from error
        if found.size < 0 or len(found.root) != HASH or not text.startswith(replace(found, sm3=b"").text):
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
