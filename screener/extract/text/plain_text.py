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
from screener.extract.text.ascii_text import uuencoded
from screener.extract.text.byte_sweep import stray_texts
from screener.extract.text.foreign import foreign_encodings, foreign_texts
from screener.extract.text.lone_characters import LoneCharacters, columns, json_fields, xml_fields
from screener.extract.text.other_readings import MARKED, is_veiled, other_readings
from screener.extract.text.untagged import Untagged, joined_values
from screener.model import NO_LAYOUT, Layout, Place, Segment
from screener.normalize.encoding import BROKEN, SAMPLE, SINGLE_BYTE, byte_order_mark, encodings, is_damaged
from screener.normalize.escapes import base64_blocks

CHUNK_CHARACTERS = 8_000
# A longer line is cut, with this much of it repeated, so that what stands at the cut is seen whole.
OVERLAP = 100
HEADER_LINES = 8
# Longer than any line of a letterhead: minified code and records of a log have no head.
HEADER_CHARACTERS = 200
# Lines in another encoding that are read in yet more ways.
KEPT_STRAYS = 2_000
HEADER = Layout(header_zone=True)
FOLD = re.compile(r"=?\n[ \t]|=\n")
QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
NOT_ASCII = re.compile(rb"[^\x01-\x7f]")
# No cell begins with a star: `机密,★10年` is one mark that a table cut in two.
STARS, CUT_STAR = ("★", "☆"), re.compile(r"[\"' ]*[,;\t|][\"' ]*(?=[★☆])")
PGP = "-----BEGIN PGP MESSAGE-----"
JSON = "application/json"
XML = "application/xml"
FOLDED = frozenset({"text/vcard", "text/calendar"})
FIELDS = {JSON: json_fields, XML: xml_fields, "text/csv": columns, "text/plain": columns}


def extract_plain_text(source: Source, window: int = CHUNK_CHARACTERS) -> Iterator[Item]:
    """The text under every plausible encoding, then once more with escapes resolved and markup taken out where it has any.

    Read by `window` characters, much more than `OVERLAP`.
    """
    media_type = detect(source)
    header_lines = 1 if media_type == "text/csv" else HEADER_LINES
    for encoding in _plausible(source):
        yield from _read(_Lines(source, encoding, window), media_type, header_lines)
    for number, data in enumerate(filter(begins_like_a_file, base64_blocks(source.data)), 1):
        source.budget.spend(len(data))
        yield source.child(f"base64-{number}", data, Place.EMBEDDED)
    for number, (_, data) in enumerate(uuencoded(source.data), 1):
        source.budget.spend(len(data))
        yield source.child(f"uuencoded-{number}", data, Place.EMBEDDED)


def _read(lines: _Lines, media_type: str, header_lines: int) -> Iterator[Item]:
    source = lines.source
    veiled = media_type in FOLDED or media_type in (XML, JSON)
    marked = media_type == XML
    locked = entities = False
    lone = LoneCharacters(FIELDS.get(media_type))
    for number, text, layout in chunks(lines, header_lines, lines.window):
        veiled, marked = veiled or is_veiled(text), marked or MARKED.search(text) is not None
        locked = locked or PGP in text
        entities = entities or (media_type == XML and "<!ENTITY" in text)
        yield from (source.segment(each, paragraph=number, layout=layout) for each in _uncut(text))
        yield from (source.segment(each, Place.MARKUP, paragraph=number) for each in lone.add(text))
    yield from (source.segment(each, Place.MARKUP) for each in lone.rest())
    if marked:
        yield from _without_tags(lines.again(), header_lines)
    if veiled:
        for number, text, layout in chunks(lines.again(), header_lines, lines.window):
            for reading in _besides(text, media_type, tagged=not marked):
                yield source.segment(reading, Place.MARKUP, paragraph=number, layout=layout)
    for text in (*lines.stray_texts(), *stray_texts(source, lines.encoding)):
        yield source.segment(text, Place.MARKUP)
    if is_damaged(lines.broken, lines.characters):
        yield source.unscanned("corrupt", f"undecodable {lines.broken}")
    if locked:
        yield source.unscanned("password-protected", "pgp")
    if entities:
        yield source.unscanned("suspicious-structure", "doctype")


def _uncut(text: str) -> Iterator[str]:
    yield text
    if any(star in text for star in STARS) and (whole := CUT_STAR.sub("", text)) != text:
        yield whole


def _without_tags(tagged: _Lines, header_lines: int) -> Iterator[Item]:
    """Before lines are put together, for a tag may be longer than a chunk; only chunks that tags were taken out of."""
    lines = Untagged(tagged)
    before, removed = 0, False
    for number, text, layout in chunks(lines, header_lines, tagged.window):
        # What was taken out of the first line of the next chunk was counted already.
        removed, was_removed, before = lines.removed > before, removed, lines.removed
        for reading in (text, *other_readings(text)) if removed or was_removed else ():
            yield tagged.source.segment(reading, Place.MARKUP, paragraph=number, layout=layout)


def _besides(text: str, media_type: str, *, tagged: bool) -> Iterator[str]:
    if media_type in FOLDED and (unfolded := _unfold(text)) != text:
        text = unfolded
        yield text
    if media_type == JSON and (joined := joined_values(text)):
        yield joined
    yield from other_readings(text, tagged=tagged)


def text_segments(source: Source, text: str, place: Place | None = None, header_lines: int = HEADER_LINES) -> Iterator[Segment]:
    """A text that is already decoded, in the same portions."""
    for number, chunk, layout in chunks(io.StringIO(text), header_lines):
        yield source.segment(chunk, place, paragraph=number, layout=layout)


def chunks(lines: Iterable[str], header_lines: int = HEADER_LINES, window: int = CHUNK_CHARACTERS) -> Iterator[tuple[int, str, Layout]]:
    """Line number, text and layout of runs of whole lines, of so many characters or a line more. The first lines of the file and of each page are a run of their own."""
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
        if ends_head or size >= window:
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
    window: int
    broken: int = 0
    characters: int = 0
    strays: dict[bytes, str] = field(default_factory=dict, repr=False)
    _decoder: codecs.IncrementalDecoder = field(init=False, repr=False)

    def __iter__(self) -> Iterator[str]:
        mark, _ = byte_order_mark(bytes(self.source.data[:4]))
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        with self.source.open() as stream:
            stream.seek(mark)
            for line in self._wide(stream) if self.encoding.startswith("utf-") and self.encoding != "utf-8" else self._narrow(stream):
                self.characters += len(line)
                yield line

    def again(self) -> _Lines:
        """The same lines, for another reading."""
        return _Lines(self.source, self.encoding, self.window)

    def stray_texts(self) -> Iterator[str]:
        """What the lines that are not in the encoding of the file may say besides."""
        for line, read in self.strays.items():
            yield from (text for text in foreign_texts(line) if text != read.strip())

    def _wide(self, stream: BinaryIO) -> Iterator[str]:
        text = io.TextIOWrapper(stream, self.encoding, "replace")
        while line := text.readline(self.window):
            self.broken += line.count(BROKEN)
            yield line

    def _narrow(self, stream: BinaryIO) -> Iterator[str]:
        inside = False
        while line := stream.readline(self.window):
            ends = line.endswith(b"\n") or len(line) < self.window
            text = self._line(line) if ends and not inside else self._piece(line, ends=ends)
            inside = not ends
            if "\r" in text:
                yield from io.StringIO(text, newline=None)
            else:
                yield text
        if inside:
            yield self._piece(b"", ends=True)

    def _piece(self, line: bytes, *, ends: bool) -> str:
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
            encoding = encodings(line)[0] if encoding in ("utf-8", SINGLE_BYTE) else encoding
        else:
            if encoding == "utf-8":
                return text
            encoding = encodings(line)[0]
        text = line.decode(encoding, "replace")
        if encoding != self.encoding and len(self.strays) < KEPT_STRAYS:
            self.strays[line] = text
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
    sample = bytes(data[begin : begin + SAMPLE])
    likely = encodings(sample, whole=begin + SAMPLE >= len(data))
    return [*likely, *foreign_encodings(sample, likely[0])]


def _unfold(text: str) -> str:
    return QUOTED.sub(lambda match: match[0].replace("=", "%"), FOLD.sub("", text))
