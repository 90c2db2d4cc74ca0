"""A folder of files named by their SHA-256. What it answers is on the disk: a row may refer to it in the same transaction."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import IO

from app.documents import inside
from app.documents.kinds import ACCEPTED, media_type
from workflows.act import FileRef
from workflows.errors import Invalid, Missing, Reason
from workflows.text import _

MEGABYTE = 1024 * 1024
CAP = 20 * MEGABYTE
"""TD30 of the register: the largest attachment."""
CHUNK = 256 * 1024
LONGEST_NAME = 120
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
UNNAMEABLE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')


class Damaged(Exception):
    """A kept file no longer has the bytes of its name: somebody changed the folder."""


class BlobStore:
    """The store. Safe for several processes and, on a shared mount, several machines: a file appears whole or not at all."""

    def __init__(self, folder: Path, cap: int = CAP) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._cap = cap

    def keep(self, stream: IO[bytes], name: str, field: str = "") -> FileRef:
        """Make the bytes durable and tell what they are. Raises Invalid at `field`: empty, too large (TD30), of a kind we do not keep."""
        shown = clean_name(name)
        self._incoming.mkdir(parents=True, exist_ok=True)
        descriptor, incoming = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                digest, size = self._copy(stream, file, shown, field)
                kind = _told(file, shown, size, field)
                os.fsync(descriptor)
            self._settle(Path(incoming), digest)
        finally:
            Path(incoming).unlink(missing_ok=True)
        return FileRef(name=shown, sha256=digest, size=size, media_type=kind)

    def open(self, sha256: str) -> IO[bytes]:
        """The file from its beginning, its hash checked. Raises Missing, or Damaged where the bytes are not those that were kept."""
        try:
            file = self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Missing([Reason(_("没有这个文件。"))]) from error
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise Damaged(sha256)
        file.seek(0)
        return file

    def _copy(self, stream: IO[bytes], file: IO[bytes], name: str, field: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > self._cap:
                most = self._cap // MEGABYTE
                raise _invalid(_("“{name}”超过{most}MB，请压缩或拆分后上传。").format(name=name, most=most), field, "TD30")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        return digest.hexdigest(), size

    def _settle(self, incoming: Path, digest: str) -> None:
        """Move the finished bytes under their name; the same bytes kept before are left as they are."""
        path = self.path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        incoming.replace(path)
        for folder in (path.parent, self._folder):
            _sync_folder(folder)

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash lie, if they do. Raises Missing for what is no hash."""
        if not HASH.fullmatch(sha256):
            raise Missing([Reason(_("没有这个文件。"))])
        return self._folder / sha256[:2] / sha256


def clean_name(name: str) -> str:
    """The last part of a path as some browsers send it, without characters that a file name cannot have; at most 120 characters."""
    last = UNNAMEABLE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, extension = last.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"[-LONGEST_NAME:] or _("未命名")


def _told(file: IO[bytes], name: str, size: int, field: str) -> str:
    if size == 0:
        raise _invalid(_("“{name}”是空文件。").format(name=name), field)
    kind = media_type(file, name)
    wrong = inside.fault(file, kind) if kind else inside.unkept(file)
    if wrong:
        raise _invalid(_("“{name}”{wrong}").format(name=name, wrong=wrong), field)
    if kind is None:
        kinds = "、".join(extension[1:] for extension in ACCEPTED)
        raise _invalid(_("“{name}”的内容不是可接收的文件。可上传：{kinds}。").format(name=name, kinds=kinds), field)
    return kind


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _invalid(message: str, field: str, *rules: str) -> Invalid:
    return Invalid([Reason(message, field, rules, "invalid")])
