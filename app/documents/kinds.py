"""What a file is, told from its bytes; its name only has to agree."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import IO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
ZIP = "application/zip"
TEXT = "text/plain"
CSV = "text/csv"

EXTENSIONS: dict[str, frozenset[str]] = {
    PDF: frozenset({".pdf"}),
    PNG: frozenset({".png"}),
    JPEG: frozenset({".jpg", ".jpeg"}),
    DOCX: frozenset({".docx"}),
    XLSX: frozenset({".xlsx"}),
    OFD: frozenset({".ofd"}),
    ZIP: frozenset({".zip"}),
    TEXT: frozenset({".txt"}),
    CSV: frozenset({".csv"}),
}
ACCEPTED = tuple(sorted(extension for extensions in EXTENSIONS.values() for extension in extensions))
SHOWN_INLINE = frozenset({PDF, PNG, JPEG})
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
CONTAINERS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("OFD.xml", OFD))
RUNNABLE = (".exe", ".dll", ".bat", ".cmd", ".com", ".js", ".vbs", ".ps1", ".scr", ".msi", ".jar", ".sh", "vbaproject.bin")
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")
SAMPLE = 64 * 1024


def media_type(file: IO[bytes], name: str) -> str | None:
    """The type of the content where it is one that we keep and `name` ends as such a file does; None for everything else."""
    extension = PurePath(name).suffix.lower()
    kind = _kind(file, extension)
    return kind if kind and extension in EXTENSIONS[kind] else None


def _kind(file: IO[bytes], extension: str) -> str | None:
    file.seek(0)
    head = file.read(SAMPLE)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _container(file)
    if _is_text(head):
        return CSV if extension == ".csv" else TEXT
    return None


def _container(file: IO[bytes]) -> str | None:
    """What a zip holds; nothing that can be run, macros included."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError):  # damaged, or of a kind that this library does not read: no file for us
        return None
    if any(name.lower().endswith(RUNNABLE) for name in names):
        return None
    return next((kind for member, kind in CONTAINERS if member in names), ZIP)


def _is_text(head: bytes) -> bool:
    """UTF-8 or GB18030 without control characters; an empty file is nothing."""
    if not head or CONTROLS.intersection(head):
        return False
    # A character may be cut at the end of the sample.
    return any(_decodes(head[: len(head) - cut], encoding) for encoding in ("utf-8-sig", "gb18030") for cut in range(4))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
