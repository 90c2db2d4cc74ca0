"""The key that signs the form tokens: a file of its own, made at the first start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def signing_key(path: Path) -> bytes:
    """The installation's key, 32 random bytes, readable by its owner only. Raises ValueError for a file that is too short to be one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(made, path)  # of two workers that start together one wins, and both read its key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    key = path.read_bytes()
    if len(key) < 32:
        raise ValueError(f"{path} holds no key")
    return key
