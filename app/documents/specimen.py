"""Small valid files for scenarios and the demo town, where only the name of an attachment is told."""

from __future__ import annotations

import binascii
import io
import struct
import zipfile
import zlib
from pathlib import PurePath

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
PART = f'<Override PartName="/{{part}}" ContentType="{OFFICE}.{{kind}}+xml"/>'
TYPES = (
    f'<Types xmlns="{P}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
)
RELATION = f'<Relationships xmlns="{P}/relationships"><Relationship Id="r1" Type="{R}/{{kind}}" Target="{{part}}"/></Relationships>'
WORD = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{{text}}</w:t></w:r></w:p></w:body></w:document>'
BOOK = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
SHEET = f'<worksheet xmlns="{S}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{{text}}</t></is></c></row></sheetData></worksheet>'
EARLIEST = (1980, 1, 1, 0, 0, 0)


def specimen(name: str) -> bytes:
    """The smallest file of the kind that `name` ends in, showing the name; always the same bytes. Raises ValueError for another ending."""
    makers = {".pdf": _pdf, ".docx": _docx, ".xlsx": _xlsx, ".png": _png, ".csv": _text, ".txt": _text, ".zip": _zip}
    extension = PurePath(name).suffix.lower()
    if extension not in makers:
        raise ValueError(f"no specimen of {extension}")
    return makers[extension](name)


def _pdf(name: str) -> bytes:
    """One page; the font is one of those that every reader brings for Chinese."""
    page = b"BT /F 20 Tf 60 760 Td <" + binascii.hexlify(name.encode("utf-16-be")) + b"> Tj ET"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>"
    glyphs = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 7 0 R >>"
    )
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        font,
        glyphs,
        descriptor,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def _docx(name: str) -> bytes:
    return _archive(
        {
            "[Content_Types].xml": TYPES.format(parts=PART.format(part="word/document.xml", kind="wordprocessingml.document.main")),
            "_rels/.rels": RELATION.format(kind="officeDocument", part="word/document.xml"),
            "word/document.xml": WORD.format(text=_escaped(name)),
        }
    )


def _xlsx(name: str) -> bytes:
    book = PART.format(part="xl/workbook.xml", kind="spreadsheetml.sheet.main")
    sheet = PART.format(part="xl/sheet1.xml", kind="spreadsheetml.worksheet")
    return _archive(
        {
            "[Content_Types].xml": TYPES.format(parts=book + sheet),
            "_rels/.rels": RELATION.format(kind="officeDocument", part="xl/workbook.xml"),
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": RELATION.format(kind="worksheet", part="sheet1.xml"),
            "xl/sheet1.xml": SHEET.format(text=_escaped(name)),
        }
    )


def _zip(name: str) -> bytes:
    return _archive({"说明.txt": name})


def _archive(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member, EARLIEST), text.encode())
    return buffer.getvalue()


def _png(name: str) -> bytes:
    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\x00\xff")
    chunks = ((b"IHDR", header), (b"tEXt", b"Title\x00" + binascii.hexlify(name.encode())), (b"IDAT", pixel), (b"IEND", b""))
    packed = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _text(name: str) -> bytes:
    return f"{name}\r\n".encode()


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;")
