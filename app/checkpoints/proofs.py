"""Proofs as files: that an entry is in a signed tree (c2sp.org/tlog-proof), that a signed tree continues an older one (tlog-witness)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.checkpoints.checkpoint import Checkpoint, opened
from app.checkpoints.notes import Note, Unsigned, Verifier
from workflows.ledger import tree
from workflows.ledger.tiles import StoredRoots, place_of

KIND = "c2sp.org/tlog-proof@v1"


class NotYet(LookupError):
    """No signed tree holds the entry so far."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A checkpoint with the proof that it continues the first `old` entries: what a witness is asked to sign."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return f"old {self.old}\n{_hashes(self.proof)}\n{self.note}"

    @classmethod
    def read(cls, text: str) -> Growth:
        """Raises Unsigned."""
        lines, note = _parted(text)
        return cls(_numbered(lines[0], "old"), _read_hashes(lines[1:]), note)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The place of an entry, the path from there to the root, and the checkpoint with that root."""

    index: int
    proof: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return f"{KIND}\nindex {self.index}\n{_hashes(self.proof)}\n{self.note}"

    @classmethod
    def read(cls, text: str) -> Inclusion:
        """Raises Unsigned."""
        lines, note = _parted(text)
        if lines[0] != KIND or len(lines) < 2:
            raise Unsigned("no proof of an entry")
        rest = lines[2:] if lines[1].startswith("extra ") else lines[1:]
        return cls(_numbered(rest[0] if rest else "", "index"), _read_hashes(rest[1:]), note)

    def check(self, digest: bytes, verifier: Verifier) -> Checkpoint:
        """That the entry with this hash is in a tree that this key has signed. Raises Unsigned, tree.Unproven."""
        said = opened(self.note, verifier)
        tree.check_inclusion(digest, self.index, said.size, self.proof, said.root)
        return said


def inclusion(session: Session, stream: str, number: int, note: str) -> Inclusion:
    """The proof of an entry in a signed tree. Raises NotYet where that does not hold it."""
    index = place_of(session, stream, number)
    size = _size(note)
    if index is None or index >= size:
        raise NotYet(f"{stream} {number}")
    return Inclusion(index, tuple(tree.inclusion_proof(StoredRoots(session), index, size)), note)


def growth(session: Session, old: int, note: str) -> Growth:
    """That a signed tree continues its first `old` entries. Raises ValueError where it has fewer."""
    proof = tree.consistency_proof(StoredRoots(session), old, _size(note)) if old else []
    return Growth(old, tuple(proof), note)


def _size(note: str) -> int:
    return Checkpoint.read(Note.read(note).text).size if note else 0


def _hashes(proof: tuple[bytes, ...]) -> str:
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)


def _parted(text: str) -> tuple[list[str], str]:
    head, parted, note = text.partition("\n\n")
    if not parted:
        raise Unsigned("no proof")
    return head.split("\n"), note


def _numbered(line: str, word: str) -> int:
    said, _space, number = line.partition(" ")
    if said != word or not (number.isascii() and number.isdecimal()):
        raise Unsigned(f"no line that begins with {word}")
    return int(number)


def _read_hashes(lines: list[str]) -> tuple[bytes, ...]:
    try:
        return tuple(base64.b64decode(line, validate=True) for line in lines)
    except ValueError as error:
        raise Unsigned("no base64") from error
