"""Signed notes as c2sp.org/signed-note has them: a text, an empty line, a line for each signature. The only door to Ed25519.

A verifier key is `name+key id+base64(kind · public key)`, a signer's `PRIVATE+KEY+name+key id+base64(kind · seed)`. Kind 1 signs the text;
kind 4 is a witness's (c2sp.org/tlog-cosignature, v1) and signs the moment too.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 1, 4
DASH, SECRET = "— ", "PRIVATE+KEY+"
KEY_ID, MOMENT, SIGNATURE = 4, 8, 64


class Unsigned(ValueError):
    """No note, or not signed by whom it should be."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Whose signature is looked for: name, kind, 32 bytes of public key."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> Verifier:
        """From a verifier key. Raises ValueError."""
        name, kind, public = _key(text.strip())
        found = cls(name, kind, public)
        if text.strip() != str(found):
            raise ValueError(f"the key of {name} does not fit its id")
        return found

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def moment(self, text: str, payload: bytes) -> int:
        """When it was signed, in seconds since 1970; 0 where the kind does not say. Raises Unsigned."""
        timed = self.kind == WITNESS
        if len(payload) != SIGNATURE + (MOMENT if timed else 0):
            raise Unsigned(f"the signature of {self.name} has the wrong length")
        at = int.from_bytes(payload[:MOMENT], "big") if timed else 0
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(payload[-SIGNATURE:], _message(self.kind, text, at))
        except InvalidSignature as error:
            raise Unsigned(f"the signature of {self.name} does not fit") from error
        return at


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: name, kind, the 32 bytes from which the key pair is made."""

    name: str
    kind: int
    seed: bytes

    @classmethod
    def made(cls, name: str, kind: int) -> Signer:
        """A new key. Raises ValueError for a name that no note can carry."""
        if not name or "+" in name or any(one.isspace() for one in name):
            raise ValueError(f"no name of a key: {name!r}")
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> Signer:
        """From a signer's key. Raises ValueError."""
        text = text.strip()
        if not text.startswith(SECRET):
            raise ValueError("no private key")
        found = cls(*_key(text.removeprefix(SECRET)))
        if text != found.secret:
            raise ValueError(f"the key of {found.name} does not fit its id")
        return found

    @property
    def verifier(self) -> Verifier:
        """What others need to check its signatures."""
        return Verifier(self.name, self.kind, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    @property
    def secret(self) -> str:
        """The key as a file keeps it."""
        return f"{SECRET}{self.name}+{self.verifier.key_id.hex()}+{_base64(bytes([self.kind]) + self.seed)}"

    def line(self, text: str, at: int = 0) -> str:
        """A line of signature under a text; `at`: seconds since 1970, for a witness."""
        signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(_message(self.kind, text, at))
        moment = at.to_bytes(MOMENT, "big") if self.kind == WITNESS else b""
        return f"{DASH}{self.name} {_base64(self.verifier.key_id + moment + signed)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its lines of signature, not yet checked."""

    text: str
    lines: tuple[str, ...]

    @classmethod
    def read(cls, note: str) -> Note:
        """Raises Unsigned where it is none."""
        text, parted, signatures = note.rpartition("\n\n")
        lines = tuple(signatures.splitlines(keepends=True))
        if not parted or not lines or not all(line.startswith(DASH) and line.endswith("\n") for line in lines):
            raise Unsigned("no signed note")
        return cls(text + "\n", lines)

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(self.lines)}"

    def signed_by(self, verifier: Verifier) -> int:
        """When that key signed; lines of other keys are passed over. Raises Unsigned."""
        for line in self.lines:
            name, _space, encoded = line.removeprefix(DASH).rstrip("\n").partition(" ")
            payload = _bytes(encoded)
            if name == verifier.name and payload[:KEY_ID] == verifier.key_id:
                return verifier.moment(self.text, payload[KEY_ID:])
        raise Unsigned(f"not signed by {verifier.name}")

    def with_line(self, line: str) -> Note:
        """The same with one signature more; an earlier one of the same key gives way."""
        whose = line[: len(line.rpartition(" ")[0]) + 1]
        return Note(self.text, (*(one for one in self.lines if not one.startswith(whose)), line))


def _message(kind: int, text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode() if kind == WITNESS else text.encode()


def _key(text: str) -> tuple[str, int, bytes]:
    parts = text.split("+", 2)
    raw = _bytes(parts[2]) if len(parts) == 3 else b""
    if len(raw) != 33 or raw[0] not in {LOG, WITNESS}:
        raise ValueError("no key of a signed note")
    return parts[0], raw[0], raw[1:]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Unsigned("no base64") from error
