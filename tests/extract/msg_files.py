"""Outlook items written by [MS-OXMSG], for no library writes them. Items of Outlook itself were read from the measuring corpora."""

from __future__ import annotations

import struct

from screener.extract.ole.compound_writer import write_compound

SUBJECT, BODY, RTF, HTML, HEADERS, SENDER, TO, BCC = 0x0037, 0x1000, 0x1009, 0x1013, 0x007D, 0x0C1A, 0x0E04, 0x0E02
NAME, ADDRESS, LONG_NAME, SHORT_NAME, DATA = 0x3001, 0x3003, 0x3707, 0x3704, 0x3701
CODE_PAGE = 0x3FFD
HEADER_SIZES = {"message": 32, "embedded": 24, "part": 8}


def stream(number, kind):
    return f"__substg1.0_{number:04X}{kind:04X}"


def storage(values, kind, code_page=None):
    """The streams of one storage. Texts are Unicode, bytes with an encoding are 8-bit texts, bytes alone are binary."""
    streams, fixed = {}, b""
    for number, value in values.items():
        if isinstance(value, str):
            streams[(stream(number, 0x1F),)] = value.encode("utf-16-le")
        elif isinstance(value, tuple):
            streams[(stream(number, 0x1E),)] = value[0].encode(value[1])
        else:
            streams[(stream(number, 0x102),)] = value
    if code_page is not None:
        fixed += struct.pack("<HHIQ", 3, CODE_PAGE, 6, code_page)
    streams[("__properties_version1.0",)] = bytes(HEADER_SIZES[kind]) + fixed
    return streams


def under(folder, streams):
    return {(folder, *path): data for path, data in streams.items()}


def message(values, *, recipients=(), attachments=(), named=(), code_page=None, kind="message"):
    streams = storage(values, kind, code_page)
    for number, recipient in enumerate(recipients):
        streams |= under(f"__recip_version1.0_#{number:08X}", storage(recipient, "part"))
    for number, attachment in enumerate(attachments):
        inner = attachment.pop("embedded", None)
        folder = f"__attach_version1.0_#{number:08X}"
        streams |= under(folder, storage(attachment, "part"))
        if inner is not None:
            streams |= under(folder, under(stream(DATA, 0x0D), inner))
    names = b""
    entries = b""
    for index, name in enumerate(named):
        entries += struct.pack("<IHH", len(names), 1, index)
        raw = name.encode("utf-16-le")
        names += struct.pack("<I", len(raw)) + raw + bytes(-len(raw) % 4)
    if kind == "message":
        streams |= under("__nameid_version1.0", {(stream(3, 0x102),): entries, (stream(4, 0x102),): names, (stream(2, 0x102),): b""})
    return streams


def msg(values, **more):
    return write_compound(message(values, **more))
