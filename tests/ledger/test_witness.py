"""Claims: a witness signs what only grew, and refuses an older state, a fork and a rewritten history."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checkpoints.checkpoint import Checkpoint, opened
from app.checkpoints.notes import LOG, Note, Signer
from app.checkpoints.proofs import Growth
from app.checkpoints.witness import Refusal, Witness
from app.cli import main
from workflows.ledger import tree

LEDGER = Signer("goufu/town-1", LOG, bytes(range(32)))
AT = 1_700_000_000


def roots(spoilt: int | None = None) -> tree.Roots:
    """The roots of entries that are their own numbers; one of them rewritten."""

    def of(level: int, index: int) -> bytes:
        if level == 0:
            return tree.leaf_hash(b"another" if index == spoilt else b"%d" % index)
        return tree.node_hash(of(level - 1, 2 * index), of(level - 1, 2 * index + 1))

    return of


def request(size: int, old: int = 0, spoilt: int | None = None, signer: Signer = LEDGER) -> str:
    """What a ledger asks for."""
    text = Checkpoint(LEDGER.name, size, tree.root(roots(spoilt), size)).text
    proof = tree.consistency_proof(roots(spoilt), old, size) if old else []
    return str(Growth(old, tuple(proof), str(Note(text, (signer.line(text),)))))


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = Witness(tmp_path / "office", "county.audit")
    made.trust(str(LEDGER.verifier))
    return made


def test_what_only_grew_is_signed(witness: Witness) -> None:
    for old, size in ((0, 5), (5, 5), (5, 9), (9, 300)):
        note = witness.cosign(request(size, old), AT + size)
        assert note.signed_by(witness.signer().verifier) == AT + size
        assert opened(str(note), LEDGER.verifier).size == size
        assert witness.last(LEDGER.name) == opened(str(note), LEDGER.verifier)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (request(8), "older"),
        (request(9, 9, spoilt=3), "forked"),
        (request(12, 9, spoilt=3), "rewritten"),
        (request(12, 9, spoilt=8), "rewritten"),
        (request(12, 5), "begins at 5"),
        (request(12), "begins at 0"),
    ],
)
def test_what_did_not_only_grow_is_refused_and_nothing_is_forgotten(witness: Witness, asked: str, why: str) -> None:
    witness.cosign(request(9), AT)
    with pytest.raises(Refusal, match=why):
        witness.cosign(asked, AT)
    assert witness.last(LEDGER.name) == Checkpoint(LEDGER.name, 9, tree.root(roots(), 9))
    witness.cosign(request(12, 9), AT)


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_no_rewriting_of_what_was_signed_passes(old: int, more: int, data: st.DataObject) -> None:
    spoilt = data.draw(st.integers(0, old - 1))
    with TemporaryDirectory() as folder:
        witness = Witness(Path(folder))
        witness.trust(str(LEDGER.verifier))
        witness.cosign(request(old), AT)
        with pytest.raises(Refusal, match="rewritten"):
            witness.cosign(request(old + more, old, spoilt), AT)
        witness.cosign(request(old + more, old, spoilt=old), AT)


def test_only_the_trusted_key_speaks_for_a_ledger(witness: Witness, tmp_path: Path) -> None:
    other = Signer(LEDGER.name, LOG, bytes(32))
    with pytest.raises(ValueError, match="not signed by"):
        witness.cosign(request(5, signer=other), AT)
    with pytest.raises(Refusal, match="another key"):
        witness.trust(str(other.verifier))
    with pytest.raises(Refusal, match="not trusted"):
        Witness(tmp_path / "elsewhere").cosign(request(5), AT)


def test_the_witness_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office, asked, out = ["--folder", str(tmp_path / "office")], tmp_path / "asked.txt", tmp_path / "cosigned.txt"
    assert main(["witness", "key", "--name", "county.audit", *office]) == 0
    assert capsys.readouterr().out.startswith("county.audit+")
    assert main(["witness", "trust", str(LEDGER.verifier), *office]) == 0
    asked.write_text(request(9))
    assert main(["witness", "cosign", str(asked), "--out", str(out), *office]) == 0
    assert len(Note.read(out.read_text()).lines) == 2
    asked.write_text(request(12, 9, spoilt=3))
    capsys.readouterr()
    assert main(["witness", "cosign", str(asked), *office]) == 1
    assert "REFUSED: rewritten" in capsys.readouterr().out
    assert main(["witness", "cosign", str(tmp_path / "nothing"), *office]) == 2
    asked.write_text("nothing")
    assert main(["witness", "cosign", str(asked), *office]) == 2
