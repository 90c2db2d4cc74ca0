"""Claims: notes and checkpoints are those of the published formats, and nothing signed can be changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkpoints.checkpoint import Checkpoint, opened
from app.checkpoints.notes import LOG, WITNESS, Note, Signer, Unsigned, Verifier

# The key and the note in the documentation of golang.org/x/mod/sumdb/note.
KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
LOG_KEY, OFFICE = Signer("goufu/town-1", LOG, bytes(range(32))), Signer("county", WITNESS, bytes(range(1, 33)))
SAID = Checkpoint("goufu/town-1", 300, bytes(range(32)))
SIGNED = str(Note(SAID.text, (LOG_KEY.line(SAID.text),)))


def test_a_known_note_is_signed_as_others_sign_it() -> None:
    signer = Signer.read(KEY)
    assert (str(signer.verifier), signer.secret) == (PUBLIC, KEY)
    note = Note.read(NOTE)
    assert signer.line(note.text) == note.lines[0]
    assert note.signed_by(Verifier.read(PUBLIC)) == 0
    assert str(note) == NOTE


def test_a_checkpoint_has_three_lines() -> None:
    assert SAID.text == "goufu/town-1\n300\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert opened(SIGNED, LOG_KEY.verifier) == SAID
    assert Checkpoint.read(SAID.text + "another line\n") == SAID


@given(st.integers(0, len(SIGNED.encode()) - 1), st.integers(0, 7))
def test_one_bit_of_a_checkpoint_changed_and_it_is_not_signed(place: int, bit: int) -> None:
    raw = bytearray(SIGNED.encode())
    raw[place] ^= 1 << bit
    try:
        said = opened(raw.decode(), LOG_KEY.verifier)
    except (Unsigned, UnicodeDecodeError):
        return
    pytest.fail(f"{said}")


def test_a_witness_signs_the_moment_too() -> None:
    note = Note.read(SIGNED).with_line(OFFICE.line(SAID.text, 1_700_000_000))
    assert note.signed_by(OFFICE.verifier) == 1_700_000_000
    assert opened(str(note), LOG_KEY.verifier) == SAID
    again = note.with_line(OFFICE.line(SAID.text, 1_700_000_001))
    assert (len(again.lines), again.signed_by(OFFICE.verifier)) == (2, 1_700_000_001)


@pytest.mark.parametrize("broken", ["", "a\n", "a\n\n", "a\n\nb\n", SAID.text, f"{SIGNED}x", SIGNED.rstrip("\n")])
def test_what_is_no_signed_note_is_refused(broken: str) -> None:
    with pytest.raises(Unsigned):
        opened(broken, LOG_KEY.verifier)


@pytest.mark.parametrize(
    "text", ["x", "x\n1\n", "\n1\nAAAA\n", "x\n1\nAAAA\n", f"x\n01\n{SAID.text.split()[2]}\n", f"x\n-1\n{SAID.text.split()[2]}\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Unsigned):
        Checkpoint.read(text)


def test_another_trees_key_signs_nothing_of_this_one() -> None:
    other = Signer("goufu/town-2", LOG, bytes(32))
    with pytest.raises(Unsigned, match="not signed by"):
        opened(SIGNED, other.verifier)
    with pytest.raises(Unsigned, match="a checkpoint of"):
        opened(str(Note(SAID.text, (other.line(SAID.text),))), other.verifier)


@pytest.mark.parametrize("key", ["", "a+b", PUBLIC.replace("c74f", "c74e"), PUBLIC[:-4], PUBLIC.replace("+AR", "+Bx"), KEY])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"key|base64"):
        Verifier.read(key)
    with pytest.raises(ValueError, match=r"key|base64"):
        Signer.read(key.replace("AYEK", "AYEL"))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_name_that_no_note_can_carry_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Signer.made(name, LOG)
