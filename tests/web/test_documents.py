"""Attachments: what is kept is what it says it is, under the hash of its bytes, and whole."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from app.documents.kinds import CSV, DOCX, PDF, XLSX, ZIP
from app.documents.specimen import specimen
from app.documents.store import MEGABYTE, BlobStore, Damaged, clean_name
from workflows.errors import Invalid, Missing


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "files")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("纪要.pdf", PDF), ("合同.docx", DOCX), ("台账.xlsx", XLSX), ("数据.csv", CSV), ("附件.zip", ZIP), ("照片.PNG", "image/png")],
)
def test_a_specimen_is_kept_as_what_it_is(store: BlobStore, name: str, kind: str) -> None:
    body = specimen(name)
    kept = store.keep(io.BytesIO(body), name)
    assert (kept.media_type, kept.size, kept.sha256) == (kind, len(body), hashlib.sha256(body).hexdigest())
    with store.open(kept.sha256) as file:
        assert file.read() == body


def test_the_same_bytes_are_kept_once(store: BlobStore, tmp_path: Path) -> None:
    first = store.keep(io.BytesIO(specimen("甲.pdf")), "甲.pdf")
    again = store.keep(io.BytesIO(specimen("甲.pdf")), "乙.pdf")
    assert first.sha256 == again.sha256
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [first.sha256]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("发票.pdf", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("发票.pdf", b"\x7fELF\x02\x01\x01\x00"),
        ("发票.exe", specimen("发票.pdf")),
        ("发票.docx", specimen("发票.pdf")),
        ("发票.pdf", specimen("发票.docx")),
        ("说明.txt", b"a\x00b"),
        ("坏.zip", b"PK\x03\x04 broken"),
        ("空.pdf", b""),
        ("无后缀", specimen("发票.pdf")),
    ],
)
def test_what_is_not_what_it_says_is_refused(store: BlobStore, tmp_path: Path, name: str, body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        store.keep(io.BytesIO(body), name, "invoice")
    assert [reason.field for reason in refused.value.reasons] == ["invoice"]
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_zip_with_a_program_or_a_macro_is_refused(store: BlobStore) -> None:
    for member in ("安装.exe", "word/vbaProject.bin"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("word/document.xml", "")
            archive.writestr(member, b"x")
        buffer.seek(0)
        with pytest.raises(Invalid):
            store.keep(buffer, "合同.docx")


def test_more_than_the_cap_is_refused_with_its_figure(store: BlobStore) -> None:
    with pytest.raises(Invalid) as refused:
        store.keep(io.BytesIO(b"%PDF-" + bytes(20 * MEGABYTE)), "大.pdf", "report")
    assert refused.value.rules == ("TD30",)
    assert "20MB" in str(refused.value)


def test_changed_bytes_are_noticed_on_reading(store: BlobStore, tmp_path: Path) -> None:
    kept = store.keep(io.BytesIO(specimen("甲.pdf")), "甲.pdf")
    path = tmp_path / "files" / kept.sha256[:2] / kept.sha256
    path.chmod(0o600)
    path.write_bytes(b"%PDF-forged")
    with pytest.raises(Damaged):
        store.open(kept.sha256)


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_no_such_file_is_missing(store: BlobStore, sha256: str) -> None:
    with pytest.raises(Missing):
        store.open(sha256)


def test_names_lose_their_path_and_what_no_name_may_hold() -> None:
    assert clean_name("C:\\Users\\a\\发票.pdf") == "发票.pdf"
    assert clean_name("../../发\x00票\u202e.pdf") == "发票.pdf"
    assert clean_name("甲" * 300 + ".pdf") == "甲" * 116 + ".pdf"
    assert clean_name("...") == "未命名"
