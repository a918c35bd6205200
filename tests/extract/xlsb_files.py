"""Binary workbooks written by [MS-XLSB], for no library writes them. LibreOffice was seen to read what is written here as it is meant."""

from __future__ import annotations

import io
import struct
import zipfile

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>"""
RELATIONS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = {
    "worksheet": "application/vnd.ms-excel.worksheet",
    "sharedStrings": "application/vnd.ms-excel.sharedStrings",
    "styles": "application/vnd.ms-excel.styles",
    "comments": "application/vnd.ms-excel.comments",
}


def record(number, data=b""):
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(data), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + data


def wide(text):
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def nullable(text):
    return b"\xff\xff\xff\xff" if text is None else wide(text)


def rich(text):
    return b"\0" + wide(text)


def row(number, *, hidden=False):
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def cell(column, kind, value):
    return record(kind, struct.pack("<II", column, 0) + value)


def inline(column, text):
    return cell(column, 6, wide(text))


def shared(column, index):
    return cell(column, 7, struct.pack("<I", index))


def real(column, number):
    return cell(column, 5, struct.pack("<d", number))


def rk(column, number):
    return cell(column, 2, struct.pack("<I", (number << 2) & 0xFFFFFFFF | 2))


def formula(column, shown, literals):
    """A cell whose formula joins these literals."""
    tokens = b"".join(b"\x17" + struct.pack("<H", len(one)) + one.encode("utf-16-le") for one in literals) + b"\x08" * (len(literals) - 1)
    return cell(column, 8, wide(shown) + struct.pack("<HI", 0, len(tokens)) + tokens + struct.pack("<I", 0))


def columns(first, last, *, hidden):
    return record(60, struct.pack("<IIIIH", first, last, 2304, 0, 1 if hidden else 0))


def header_footer(*texts):
    codes = [*texts, *[None] * (6 - len(texts))]
    return record(479, b"\x00\x00" + b"".join(map(nullable, codes))) + record(480)


def link(text):
    return record(494, struct.pack("<IIII", 0, 0, 0, 0) + wide("") + wide("") + wide(text) + wide(""))


def sheet(*rows, before=b"", after=b""):
    return b"".join((record(129), before, record(145), *rows, record(146), after, record(130)))


def comments(author, text):
    begin = struct.pack("<I", 0) + struct.pack("<IIII", 1, 1, 2, 2) + bytes(16)
    entry = record(635, begin) + record(637, rich(text)) + record(636)
    return record(628) + record(630) + record(632, wide(author)) + record(631) + record(633) + entry + record(634) + record(629)


def styles(code):
    font = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 134, 0) + b"\x07\x01\0\0\0\0\0\xff" + b"\0" + wide("Calibri")
    xf = struct.pack("<HHHHHBBBBH", 0xFFFF, 0, 0, 0, 0, 0, 0, 0, 0x10, 0)
    cell_xf = struct.pack("<HHHHHBBBBH", 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0)
    fill = (
        struct.pack("<I", 0)
        + (b"\x03\x40\0\0\0\0\0\xff" + b"\x03\x41\0\0\xff\xff\xff\xff")
        + struct.pack("<I", 0)
        + bytes(8 * 5)
        + bytes(4)
    )
    side = b"\0\0" + bytes(8)
    return b"".join(
        (
            record(278), record(615, struct.pack("<I", 1)), record(44, struct.pack("<H", 176) + wide(code)), record(616),
            record(611, struct.pack("<I", 1)), record(43, font), record(612),
            record(603, struct.pack("<I", 1)), record(45, fill), record(604),
            record(613, struct.pack("<I", 1)), record(46, b"\0" + side * 5), record(614),
            record(626, struct.pack("<I", 1)), record(47, xf), record(627),
            record(617, struct.pack("<I", 1)), record(47, cell_xf), record(618), record(279),
        )
    )  # fmt: skip


def shared_strings(*texts):
    items = b"".join(record(19, rich(text)) for text in texts)
    return record(159, struct.pack("<II", len(texts), len(texts))) + items + record(160)


def xlsb(sheets, *, strings=(), names=(), style=None, states=None, comment=None, extra=None):
    """`sheets`: title -> part. `states`: title -> 1 hidden, 2 very hidden."""
    parts, listed, relations = {}, b"", []
    for number, (title, data) in enumerate(sheets.items(), 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = data
        relations.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin"))
        listed += record(156, struct.pack("<II", (states or {}).get(title, 0), number) + wide(f"rId{number}") + wide(title))
    if strings:
        parts["xl/sharedStrings.bin"] = shared_strings(*strings)
        relations.append(("rId90", "sharedStrings", "sharedStrings.bin"))
    if style is not None:
        parts["xl/styles.bin"] = styles(style)
        relations.append(("rId91", "styles", "styles.bin"))
    defined = b"".join(
        record(39, struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide(name) + struct.pack("<I", 0) + struct.pack("<I", 0) + nullable(remark))
        for name, remark in names
    )
    parts["xl/workbook.bin"] = record(131) + record(143) + listed + record(144) + defined + record(132)
    rels = {"_rels/.rels": [("rId1", "officeDocument", "xl/workbook.bin")], "xl/_rels/workbook.bin.rels": relations}
    if comment:
        parts["xl/comments1.bin"] = comments(*comment)
        rels["xl/worksheets/_rels/sheet1.bin.rels"] = [("rId1", "comments", "../comments1.bin")]
    overrides = "".join(
        f'<Override PartName="/xl/{target.removeprefix("../")}" ContentType="{TYPES[kind]}"/>'
        for found in rels.values()
        for _, kind, target in found
        if kind in TYPES
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(overrides=overrides))
        for name, found in rels.items():
            lines = (f'<Relationship Id="{identifier}" Type="{OFFICE}{kind}" Target="{target}"/>' for identifier, kind, target in found)
            archive.writestr(name, RELATIONS.format("".join(lines)))
        for name, data in {**parts, **(extra or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()
