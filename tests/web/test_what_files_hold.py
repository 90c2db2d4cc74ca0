"""Claims: what is locked, runs, unpacks to a flood or is not what it says is refused with its reason; what comes near is kept."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from app.documents import inside
from app.documents.kinds import ZIP
from app.documents.specimen import specimen
from app.documents.store import BlobStore
from workflows.errors import Invalid


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "files")


def packed(members: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def changed(name: str, **parts: bytes | None) -> bytes:
    """The specimen with some of its parts replaced, or left out."""
    with zipfile.ZipFile(io.BytesIO(specimen(name))) as archive:
        members: dict[str, bytes | None] = {one: archive.read(one) for one in archive.namelist()}
    members |= {{"types": "[Content_Types].xml", "relations": "_rels/.rels"}.get(one, one): body for one, body in parts.items()}
    return packed({one: body for one, body in members.items() if body is not None})


def locked(body: bytes) -> bytes:
    """The same archive with the flag of a password on every entry of its list and before every part."""
    raw = bytearray(body)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            flags = struct.unpack_from("<H", raw, start + place)[0]
            struct.pack_into("<H", raw, start + place, flags | 1)
            start = raw.find(mark, start + 4)
    return bytes(raw)


SPARSE = b"".join(random.Random(number).randbytes(20) + b" " * 900 for number in range(2300))
"""Packs to a thirtieth or so, as a large form with few entries does."""
DAMAGED = "已损坏，无法打开，请重新生成后上传。"
FLOOD = b"\x00" * (2 * inside.MEGABYTE)
REFUSED = [
    ("炸弹.zip", packed({"零.bin": FLOOD}), "压缩比异常"),
    ("炸弹.docx", changed("合同.docx", media=FLOOD), "压缩比异常"),
    ("多.zip", packed({f"{n}.txt": b"x" for n in range(inside.MOST_ENTRIES + 1)}), "最多2000个"),
    ("套.zip", packed({"内.zip": specimen("内.zip")}), "还有压缩包"),
    ("锁.zip", locked(specimen("锁.zip")), "打开密码"),
    ("锁.docx", locked(specimen("锁.docx")), "打开密码"),
    ("锁.pdf", specimen("锁.pdf").replace(b"trailer << ", b"trailer << /Encrypt 9 0 R "), "加密的PDF"),
    ("旧.docx", inside.OLE + b"\x00" * 512, "加密的或者旧版"),
    ("宏.docx", packed({"word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "带有宏"),
    ("宏.xlsx", changed("宏.xlsx", types=b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "带有宏"),
    ("空.docx", changed("空.docx", types=None), "与扩展名不符"),
    ("断.docx", changed("断.docx", relations=None), "与扩展名不符"),
    ("名.xlsx", changed("名.xlsx", types=b"<Types/>"), "与扩展名不符"),
]


@pytest.mark.parametrize(("name", "body", "said"), REFUSED, ids=lambda one: one if isinstance(one, str) else None)
def test_what_stands_inside_is_refused_with_its_reason(store: BlobStore, name: str, body: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        store.keep(io.BytesIO(body), name, "contract")
    (reason,) = refused.value.reasons
    assert reason.field == "contract"
    assert said in reason.message


def test_a_part_with_another_sum_is_damaged(store: BlobStore) -> None:
    body = bytearray(specimen("坏.zip"))
    place = body.find(b"PK\x01\x02") + 16
    body[place] ^= 0xFF
    with pytest.raises(Invalid, match="已损坏"):
        store.keep(io.BytesIO(bytes(body)), "坏.zip")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("文.zip", packed({"长.txt": SPARSE})),
        ("二千.zip", packed({f"{n}.txt": b"x" for n in range(inside.MOST_ENTRIES)})),
        ("说.pdf", specimen("说.pdf").replace(b"%%EOF", b"% Encrypt is a word here\n%%EOF")),
    ],
    ids=["ratio", "entries", "word"],
)
def test_what_only_comes_near_is_kept(store: BlobStore, name: str, body: bytes) -> None:
    assert store.keep(io.BytesIO(body), name).size == len(body)


def damaged(method: int) -> bytes:
    """An archive packed in this way whose content was overwritten."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("记录.txt", random.Random(1).randbytes(4000))
    raw = bytearray(buffer.getvalue())
    raw[200:1200] = b"\x55" * 1000
    return bytes(raw)


def packed_in_a_way_unknown() -> bytes:
    """An archive whose parts say that they are packed by method 99."""
    raw = bytearray(packed({"记录.txt": b"x" * 100}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", raw, raw.find(mark) + place, 99)
    return bytes(raw)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_damaged_is_said_however_it_was_packed(method: int) -> None:
    assert inside.fault(io.BytesIO(damaged(method)), ZIP) == DAMAGED


def test_what_was_packed_in_a_way_unknown_is_said() -> None:
    assert inside.fault(io.BytesIO(packed_in_a_way_unknown()), ZIP) == DAMAGED
