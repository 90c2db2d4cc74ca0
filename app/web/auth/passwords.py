"""Passwords: argon2id, and the same time for an account that does not exist."""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 200
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password. Raises ValueError outside 8 … 200 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"a password has {SHORTEST} to {LONGEST} characters")
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password that was kept; with nothing kept it takes as long and is never true."""
    try:
        return _hasher.verify(kept or _nobody(), password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
