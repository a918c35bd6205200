"""Text files of every kind: prose, tables, source code, logs, XML. Read line by line, so that size costs no memory."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from screener.extract.media_type import begins_like_a_file, detect
from screener.extract.source import CHUNK, Item, Source
from screener.extract.text.encoding import BROKEN, SAMPLE, byte_order_mark, encodings, is_damaged
from screener.extract.text.escapes import ESCAPED, base64_blocks, unescape
from screener.model import NO_LAYOUT, Layout, Place, Segment

CHUNK_CHARACTERS = 8_000
# A longer line is cut, with this much of it repeated, so that what stands at the cut is seen whole.
OVERLAP = 100
HEADER_LINES = 8
# Longer than any line of a letterhead: minified code and records of a log have no head.
HEADER_CHARACTERS = 200
HEADER = Layout(header_zone=True)
TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[^<>]*>")
FOLD = re.compile(r"=?\n[ \t]|=\n")
QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
NOT_ASCII = re.compile(rb"[^\x01-\x7f]")
PGP = "-----BEGIN PGP MESSAGE-----"
XML = frozenset({"application/xml", "image/svg+xml"})
FOLDED = frozenset({"text/vcard", "text/calendar"})


def extract_plain_text(source: Source) -> Iterator[Item]:
    """The text under every plausible encoding, then once more with escapes resolved and markup taken out where it has any."""
    media_type = detect(source)
    header_lines = 1 if media_type == "text/csv" else HEADER_LINES
    for encoding in _plausible(source):
        lines = _Lines(source, encoding)
        veiled = locked = entities = False
        for number, text, layout in chunks(lines, header_lines):
            veiled = veiled or ESCAPED.search(text) is not None or media_type in XML or media_type in FOLDED
            locked = locked or PGP in text
            entities = entities or (media_type in XML and "<!ENTITY" in text)
            yield source.segment(text, paragraph=number, layout=layout)
        if veiled:
            for number, text, layout in chunks(_Lines(source, encoding), header_lines):
                if (revealed := _reveal(text, media_type)) != text and revealed.strip():
                    yield source.segment(revealed, Place.MARKUP, paragraph=number, layout=layout)
        if is_damaged(lines.broken, lines.characters):
            yield source.unscanned("corrupt", f"undecodable {lines.broken}")
        if locked:
            yield source.unscanned("password-protected", "pgp")
        if entities:
            yield source.unscanned("suspicious-structure", "doctype")
    for number, data in enumerate(filter(begins_like_a_file, base64_blocks(source.data)), 1):
        source.budget.spend(len(data))
        yield source.child(f"base64-{number}", data, Place.EMBEDDED)


def text_segments(source: Source, text: str, place: Place | None = None, header_lines: int = HEADER_LINES) -> Iterator[Segment]:
    """A text that is already decoded, in the same portions."""
    for number, chunk, layout in chunks(io.StringIO(text), header_lines):
        yield source.segment(chunk, place, paragraph=number, layout=layout)


def chunks(lines: Iterable[str], header_lines: int = HEADER_LINES) -> Iterator[tuple[int, str, Layout]]:
    """Line number, text and layout of runs of whole lines. The first lines of the file and of each page are a run of their own."""
    held: list[str] = []
    number, first, size, head = 1, 1, 0, header_lines

    def run() -> tuple[int, str, Layout]:
        return first, "".join(held).rstrip("\n"), HEADER if head else NO_LAYOUT

    for line in lines:
        if "\f" in line and held:
            yield run()
            held, size, first = [], 0, number
        if "\f" in line:
            head = header_lines
        if head and len(line) > HEADER_CHARACTERS:
            if held:
                yield run()
            held, size, first, head = [], 0, number, 0
        held.append(line)
        size += len(line)
        number += line.endswith("\n")
        ends_head = head == 1 and bool(line.strip())
        if ends_head or size >= CHUNK_CHARACTERS:
            yield run()
            cut = "" if line.endswith("\n") else line[-OVERLAP:]
            held, size, first = [cut] if cut else [], len(cut), number
        if head and line.strip():
            head -= 1
    if held and "".join(held).strip():
        yield run()


@dataclass
class _Lines:
    """The lines of a file, long ones in pieces; afterwards, how many characters there were and how many could not be decoded.

    A line that is not in the encoding of the file (logs are put together from several machines) is decoded by itself.
    """

    source: Source
    encoding: str
    broken: int = 0
    characters: int = 0
    _decoder: codecs.IncrementalDecoder = field(init=False, repr=False)

    def __iter__(self) -> Iterator[str]:
        mark, _ = byte_order_mark(bytes(self.source.data[:4]))
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        with self.source.open() as stream:
            stream.seek(mark)
            for line in self._wide(stream) if self.encoding.startswith("utf-") and self.encoding != "utf-8" else self._narrow(stream):
                self.characters += len(line)
                yield line

    def _wide(self, stream: BinaryIO) -> Iterator[str]:
        text = io.TextIOWrapper(stream, self.encoding, "replace")
        while line := text.readline(CHUNK_CHARACTERS):
            self.broken += line.count(BROKEN)
            yield line

    def _narrow(self, stream: BinaryIO) -> Iterator[str]:
        inside = False
        while line := stream.readline(CHUNK_CHARACTERS):
            ends = line.endswith(b"\n") or len(line) < CHUNK_CHARACTERS
            text = self._line(line) if ends and not inside else self._piece(line, ends)
            inside = not ends
            if "\r" in text:
                yield from io.StringIO(text, newline=None)
            else:
                yield text

    def _piece(self, line: bytes, ends: bool) -> str:
        text = self._decoder.decode(line, ends)
        if ends:
            self._decoder.reset()
        self.broken += text.count(BROKEN)
        return text

    def _line(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        encoding = self.encoding
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            encoding = encodings(line)[0] if encoding == "utf-8" else encoding
        else:
            if encoding == "utf-8":
                return text
            encoding = encodings(line)[0]
        text = line.decode(encoding, "replace")
        self.broken += text.count(BROKEN)
        return text


def _plausible(source: Source) -> list[str]:
    """By the text round the first byte that is not plain ASCII: a long English preface says nothing about what follows."""
    data, offset = source.data, 0
    with source.open() as stream:
        while block := stream.read(CHUNK):
            if not block.isascii() or b"\0" in block:
                break
            offset += len(block)
        else:
            return ["utf-8"]
    found = NOT_ASCII.search(block)
    at = offset + (found.start() if found else 0)
    begin = 0 if at < SAMPLE // 2 else max(data.rfind(b"\n", at - SAMPLE // 2, at), at - 1) + 1
    return encodings(bytes(data[begin : begin + SAMPLE]), whole=begin + SAMPLE >= len(data))


def _reveal(text: str, media_type: str) -> str:
    if media_type in FOLDED:
        text = FOLD.sub("", text)
        text = QUOTED.sub(lambda match: match[0].replace("=", "%"), text)
    if media_type in XML:
        text = TAG.sub("", text)
    return unescape(text)
