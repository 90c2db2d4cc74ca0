"""What stands inside a file, as far as it decides whether we keep it: nothing locked, nothing that runs, no more than it seems to hold."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

from app.documents.kinds import DOCX, OFD, PDF, XLSX, ZIP
from workflows.text import _

MEGABYTE = 1024 * 1024
MOST_UNPACKED, MOST_ENTRIES = 200 * MEGABYTE, 2000
MOST_RATIO, SMALL = 100, MEGABYTE
"""How many times larger than packed a part may be, where it is larger than SMALL: plain text seldom packs to a fiftieth."""
PACKED = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
TYPES, RELATIONS, MACROS = "[Content_Types].xml", "_rels/.rels", "vbaproject.bin"
MAIN = {DOCX: b"wordprocessingml.document.main+xml", XLSX: b"spreadsheetml.sheet.main+xml"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
LOCKED = 0x1
"""The flag of an entry that needs a password."""
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""What unpacking raises for a damaged package, whichever way it was packed; a way that is unknown is a RuntimeError, too."""
_DAMAGED = _("已损坏，无法打开，请重新生成后上传。")
_WITH_MACROS = _("带有宏，请另存为不带宏的文件后上传。")


def unkept(file: IO[bytes]) -> str | None:
    """The sentence for a file of no kind that we keep, where more can be said than that: locked, too old, with macros."""
    file.seek(0)
    if file.read(len(OLE)) == OLE:
        return _("是加密的或者旧版的Office文件，请去掉密码、另存为docx或xlsx后上传。")
    return _WITH_MACROS if _holds_macros(file) else None


def fault(file: IO[bytes], kind: str) -> str | None:
    """The sentence for a file of this kind that we do not keep because of what stands inside; None for all others."""
    file.seek(0)
    if kind == PDF:
        return _("是加密的PDF，请去掉密码后上传。") if LOCKED_PDF.search(file.read()) else None
    if kind not in (DOCX, XLSX, OFD, ZIP):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            return _of_archive(archive, kind)
    except UNREADABLE:
        return _DAMAGED


def _holds_macros(file: IO[bytes]) -> bool:
    """Whether a packed document carries macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.lower().endswith(MACROS) for name in archive.namelist())
    except UNREADABLE:
        return False


def _of_archive(archive: zipfile.ZipFile, kind: str) -> str | None:
    wrong = next(_of_entries(archive.infolist(), kind), None)
    if wrong is not None:
        return wrong
    # Each part is unpacked once, no further than it says, and its sum compared: what lies about its size is damaged.
    if archive.testzip() is not None:
        return _DAMAGED
    return _of_office(archive, MAIN[kind]) if kind in MAIN else None


def _of_entries(entries: Sequence[zipfile.ZipInfo], kind: str) -> Iterator[str]:
    """What the list of contents already tells, before anything is unpacked."""
    if any(one.flag_bits & LOCKED for one in entries):
        yield _("设有打开密码，请去掉密码后上传。")
    if len(entries) > MOST_ENTRIES:
        yield _("含有{n}个文件，最多{most}个，请拆分后上传。").format(n=len(entries), most=MOST_ENTRIES)
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        yield _("解压后超过{most}MB，请拆分后上传。").format(most=MOST_UNPACKED // MEGABYTE)
    if any(one.file_size > SMALL and one.file_size > MOST_RATIO * one.compress_size for one in entries):
        yield _("压缩比异常，可能是压缩炸弹，不予接收。")
    if kind == ZIP and any(one.filename.lower().endswith(PACKED) for one in entries):
        yield _("中还有压缩包，请解开后上传。")


def _of_office(archive: zipfile.ZipFile, main: bytes) -> str | None:
    """The parts that make a package a document, and no macros under another name."""
    names = frozenset(archive.namelist())
    types = archive.read(TYPES) if TYPES in names else b""
    if b"macroEnabled" in types:
        return _WITH_MACROS
    if RELATIONS not in names or main not in types:
        return _("的内容与扩展名不符，请用办公软件另存后上传。")
    return None
