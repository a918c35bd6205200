"""vCard and iCalendar: address books and calendars, a property a segment, with the files that are written into them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import TooLargeError
from screener.extract.mail.mail_words import header_text
from screener.extract.source import Item, Source
from screener.model import Place
from screener.normalize.encoding import BROKEN, SAMPLE, decodings_with_hint, encodings, is_damaged
from screener.normalize.escapes import decode_base64

# What programs write for each other.
TECHNICAL = frozenset(
    {"BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "METHOD", "CALSCALE", "DTSTAMP", "DTSTART", "DTEND", "DUE", "CREATED"}
    | {"LAST-MODIFIED", "SEQUENCE", "RRULE", "STATUS", "CLASS", "TRANSP", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "DURATION", "TRIGGER"}
    | {"PRIORITY", "RECURRENCE-ID", "EXDATE"}
)
LONGEST_LINE = 1 << 16
PARAMETER = re.compile(r';([\w-]+)(?:=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?')
ESCAPED = re.compile(r"\\([nN,;:\\])")
DATA_URI = re.compile(r"data:([\w/+.-]*);?(?:charset=[\w-]+;)?base64,", re.IGNORECASE)
NAMES = ("FILENAME", "X-FILENAME", "X-APPLE-FILENAME")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    parameters: dict[str, str] = field(repr=False)
    value: bytes = field(repr=False)


def extract_content_lines(source: Source) -> Iterator[Item]:
    with source.open() as stream:
        encoding = encodings(stream.read(SAMPLE), whole=source.size <= SAMPLE)[0]
    broken = characters = 0
    for number, raw in _unfolded(source):
        line = _parsed(raw, encoding)
        if line is None:
            for text, _ in decodings_with_hint(raw, encoding):
                yield source.segment(text, paragraph=number)
            continue
        for key, value in line.parameters.items():
            if key in ("CN", "LABEL", "SORT-AS", *NAMES) or not value.isascii() or key.startswith("X-"):
                yield source.segment(value, Place.METADATA, paragraph=number)
        if (file := _file(line)) is not None:
            source.budget.spend(len(file))
            name = next((line.parameters[key] for key in NAMES if key in line.parameters), line.name.casefold())
            yield source.child(name, file, Place.EMBEDDED)
            continue
        for text in _texts(line, encoding):
            broken, characters = broken + text.count(BROKEN), characters + len(text)
            if text.strip():
                yield source.segment(text, Place.METADATA if line.name in TECHNICAL else None, paragraph=number)
    if is_damaged(broken, characters):
        yield source.unscanned("corrupt", f"undecodable {broken}")


def _unfolded(source: Source) -> Iterator[tuple[int, bytes]]:
    """Whole lines with the number of their first. Folds may stand inside a character, so they are undone before decoding."""
    held: list[bytes] = []
    begun, limit = 1, source.budget.limits.part_bytes
    with source.open() as stream:
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip(b"\r\n")
            soft = bool(held) and held[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in held[0][:200].upper()
            if soft:
                held[-1] = held[-1][:-1]
            if held and (soft or line[:1] in (b" ", b"\t")):
                held.append(line if soft else line[1:])
                limit -= len(line)
                if limit < 0:
                    raise TooLargeError(f"part_bytes {source.budget.limits.part_bytes}")
                continue
            if held and (whole := b"".join(held)).strip():
                yield begun, whole
            held, begun, limit = [line], number, source.budget.limits.part_bytes
    if held and (whole := b"".join(held)).strip():
        yield begun, whole


def _parsed(raw: bytes, encoding: str) -> _Line | None:
    """Name, parameters and value; `None` for a line that has not this form."""
    head = raw[:LONGEST_LINE].decode(encoding, "surrogateescape")
    match = re.match(r"(?:[\w-]+\.)?([\w-]+)((?:;[\w-]+(?:=(?:\"[^\"]*\"|[^\":;])*)?)*):", head)
    if match is None:
        return None
    parameters = {one[1].upper(): (one[2] or "").replace('"', "") for one in PARAMETER.finditer(match[2])}
    return _Line(match[1].upper(), parameters, raw[len(match[0].encode(encoding, "surrogateescape")) :])


def _file(line: _Line) -> bytes | None:
    """The file that a property holds in base64: a photograph, a key, an attachment."""
    if line.parameters.get("ENCODING", "").upper() in ("B", "BASE64") or "BASE64" in line.parameters:
        return decode_base64(line.value)
    uri = DATA_URI.match(line.value[:200].decode("ascii", "replace"))
    return decode_base64(line.value[len(uri[0]) :]) if uri else None


def _texts(line: _Line, encoding: str) -> Iterator[str]:
    value, said = line.value, line.parameters.get("CHARSET", "")
    if "QUOTED-PRINTABLE" in (line.parameters.get("ENCODING", "").upper(), *line.parameters):
        value = binascii.a2b_qp(value)
    for text in _decoded(value, said, encoding):
        text = ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text.replace(";", " ") if ";" in text else text)
        text = header_text(text) if "=?" in text else text
        # What the user named himself says what the value is.
        yield f"{line.name.removeprefix('X-')}：{text}" if line.name.startswith("X-") and not line.name.isascii() else text


def _decoded(value: bytes, said: str, encoding: str) -> list[str]:
    """In the encoding of the file, where the line has none of its own; a value by itself is too short to tell."""
    if not said:
        try:
            return [value.decode(encoding)]
        except UnicodeDecodeError:
            pass
    return [text for text, _ in decodings_with_hint(value, said or encoding)[:2]]
