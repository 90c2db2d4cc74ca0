"""The folder of a ledger's checkpoints and the file of its key, both outside the database. A checkpoint once written is never changed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from app.checkpoints.checkpoint import Checkpoint, opened
from app.checkpoints.notes import LOG, Note, Signer, Unsigned, Verifier
from app.checkpoints.sm3 import sm3_roots
from app.config import Config
from workflows.ledger.tiles import StoredRoots, size_of
from workflows.ledger.tree import root


class Contradiction(Exception):
    """What should be signed contradicts what has been signed."""


class Kept:
    """Where a ledger's checkpoints and key lie; one folder for each database."""

    def __init__(self, config: Config) -> None:
        url = make_url(config.database)
        self.name = Path(str(url.database)).stem if url.get_backend_name() == "sqlite" else str(url.database)
        self.folder = config.checkpoints / self.name
        self._key, self._public = config.ledger_keys / f"{self.name}.key", self.folder / "key.pub"

    def signer(self) -> Signer:
        """The key, made at the first checkpoint; the tree is called as it is. Raises ValueError for a file that holds none."""
        name = f"goufu/{self.name.replace('+', '-').replace(' ', '-')}-{secrets.token_hex(4)}"
        put_once(self._key, Signer.made(name, LOG).secret + "\n")
        signer = Signer.read(self._key.read_text(encoding="utf-8"))
        put_once(self._public, f"{signer.verifier}\n")
        return signer

    def verifier(self) -> Verifier | None:
        """The public key, from the key itself where it is at hand; None before the first checkpoint. Raises ValueError."""
        if self._key.is_file():
            return Signer.read(self._key.read_text(encoding="utf-8")).verifier
        return Verifier.read(self._public.read_text(encoding="utf-8")) if self._public.is_file() else None

    def files(self) -> list[Path]:
        """The checkpoints, the smallest first."""
        return sorted(self.folder.glob("*.txt"))

    def latest(self) -> str:
        """The note of the largest; empty before the first."""
        return next((path.read_text(encoding="utf-8") for path in reversed(self.files())), "")

    def checkpoints(self, files: Sequence[Path]) -> Iterator[tuple[Path, Checkpoint | str]]:
        """What each says, or why it is none of ours."""
        verifier = self.verifier() if files else None
        for path in files:
            try:
                if verifier is None:
                    raise Unsigned("no key")
                yield path, opened(path.read_text(encoding="utf-8"), verifier)
            except (OSError, ValueError) as error:
                yield path, str(error)

    def sign(self, session: Session, *, guomi: bool = False) -> Path:
        """Sign the tree as it is, `guomi` with its SM3 root too.

        Raises Contradiction where it is not what has been signed before; ValueError for an empty one.
        """
        size, roots = size_of(session), StoredRoots(session)
        if not size:
            raise ValueError("there is nothing to sign yet")
        for path, said in self.checkpoints(self.files()[-1:]):  # which continues those before it
            if isinstance(said, str):
                raise Contradiction(f"{path.name}: {said}")
            if said.size > size or root(roots, said.size) != said.root:
                raise Contradiction(f"{path.name}: the ledger is not the one that was signed")
        signer = self.signer()
        other = sm3_roots(session, {size})[size] if guomi else b""
        text = Checkpoint(signer.name, size, root(roots, size), other).text
        path = self.folder / f"{size:012d}{'-sm3' if guomi else ''}.txt"
        put_once(path, str(Note(text, (signer.line(text),))))
        return path


def put_once(path: Path, text: str) -> None:
    """Write a file whole, readable by its owner only, unless it is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)  # of two that write at once one wins, and both read its text
    except FileExistsError:
        pass
    finally:
        made.unlink()
