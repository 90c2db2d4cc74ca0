"""The only reader of the environment: where things lie and how this server behaves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_DATABASE = "sqlite:///var/goufu.db"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Config:
    """One installation. Paths are relative to the working folder unless absolute; a secret is read from a file, never from here."""

    database: str = DEFAULT_DATABASE
    files: Path = Path("var/files")
    secret_file: Path = Path("var/secret")
    checkpoints: Path = Path("var/checkpoints")
    ledger_keys: Path = Path("var/keys")
    secure_cookies: bool = False
    trusted_proxies: int = 0
    debug: bool = False
    metered: bool = False
    most_upload: int = 64 * 1024 * 1024
    platform: str = ""
    """Where the city's platform takes entries; empty: there is no interface, receipts are entered by hand."""


def hand_down(config: Config) -> None:
    """Let the processes started from this one work on the same database and files."""
    os.environ.update(handed_down(config))


def handed_down(config: Config) -> dict[str, str]:
    """The environment of a process that is to work on the same database and files, and to behave alike."""
    places = {"GOUFU_DATABASE": config.database, "GOUFU_FILES": str(config.files), "GOUFU_SECRET_FILE": str(config.secret_file)}
    outside = {"GOUFU_CHECKPOINTS": str(config.checkpoints), "GOUFU_LEDGER_KEYS": str(config.ledger_keys)}
    flags = {"GOUFU_SECURE_COOKIES": config.secure_cookies, "GOUFU_DEBUG": config.debug, "GOUFU_METERED": config.metered}
    said = {name: "1" if flag else "0" for name, flag in flags.items()}
    return {
        **os.environ,
        **places,
        **outside,
        **said,
        "GOUFU_TRUSTED_PROXIES": str(config.trusted_proxies),
        "GOUFU_PLATFORM": config.platform,
    }


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read what stands in the environment, each name beginning with GOUFU_.

    DATABASE, FILES, SECRET_FILE, CHECKPOINTS, LEDGER_KEYS, SECURE_COOKIES, TRUSTED_PROXIES, DEBUG, METERED, PLATFORM.
    Raises ValueError on a bad number, and where the platform's address is not https; http only on this machine.
    """
    return Config(
        database=environment.get("GOUFU_DATABASE", DEFAULT_DATABASE),
        files=Path(environment.get("GOUFU_FILES", "var/files")),
        secret_file=Path(environment.get("GOUFU_SECRET_FILE", "var/secret")),
        checkpoints=Path(environment.get("GOUFU_CHECKPOINTS", "var/checkpoints")),
        ledger_keys=Path(environment.get("GOUFU_LEDGER_KEYS", "var/keys")),
        secure_cookies=environment.get("GOUFU_SECURE_COOKIES") == "1",
        trusted_proxies=int(environment.get("GOUFU_TRUSTED_PROXIES", "0")),
        debug=environment.get("GOUFU_DEBUG") == "1",
        metered=environment.get("GOUFU_METERED") == "1",
        platform=_safe(environment.get("GOUFU_PLATFORM", "")),
    )


def _safe(address: str) -> str:
    """What is sent to the platform is sent to it alone."""
    parts = urlsplit(address)
    if address and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))):
        raise ValueError(f"GOUFU_PLATFORM is no https address: {address}")
    return address
