"""RTF: every destination but tables of fonts and colours; pictures and objects as files; text before and behind the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy

from screener.extract.ole.properties import encoding_of
from screener.extract.rtf.objects import read_binary
from screener.extract.rtf.story import State, Story
from screener.extract.rtf.tokens import (
    ALIGNMENTS,
    CHARSETS,
    DATA,
    ENDS,
    NAMES,
    NOTED,
    PICTURES,
    SIGNS,
    STORIES,
    SYMBOLS,
    TABLES,
    TOKEN,
    UNREAD_PICTURES,
    hex_bytes,
)  # fmt: skip
from screener.extract.source import Item, Source
from screener.extract.style_names import is_mark
from screener.extract.text.byte_sweep import stowed_texts, swept_texts, utf_8_texts
from screener.model import Place, Segment

BEGIN, NOT_ASCII = re.compile(rb"\{\s*\\rtf"), re.compile(rb"[\x80-\xff]")
# Word stops long before; what nests deeper was made to break a reader.
DEEPEST = 5000
SHAPE_TEXTS = {"gtextUNICODE": Place.WATERMARK, "wzDescription": Place.ALT_TEXT, "wzName": Place.ALT_TEXT, "wzTooltip": Place.ALT_TEXT}
SWITCHES = {"v": "vanish", "deleted": "deleted", "revised": "inserted", "intbl": "in_table", "itap": "in_table"}


def extract_rtf(source: Source) -> Iterator[Item]:
    data = source.data
    begin = BEGIN.search(data)
    start = begin.start() if begin else 0
    for text in swept_texts(bytes(data[:start])):
        yield source.segment(text, Place.ORPHAN)
    yield from _Reader(source).read(start)
    if NOT_ASCII.search(data):
        # The standard wants ASCII. Bytes above it are in the code page to most programs, and UTF-8 to some.
        for text in utf_8_texts(data):
            yield source.segment(text, Place.MARKUP)


class _Reader:
    """Reads token by token. What belongs to the flow of text comes first, what stands beside it after."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._state, self._stack = State(), list[tuple[State, Story, bytearray | None]]()
        self._body = self._story = Story(Place.BODY)
        self._flow: list[Segment] = []
        self._beside: list[Item] = []
        self._binary: bytearray | None = None
        self._kind = ""
        self._codepage = "gb18030"
        self._fonts: dict[int, str] = {}
        self._font = self._default_font = 0
        self._colors: list[str | None] = []
        self._rgb: list[int | None] = [None, None, None]
        self._names = bytearray()
        self._skip, self._high, self._starred, self._property, self._files = 0, 0, False, "", 0

    def read(self, at: int) -> Iterator[Item]:
        data = self._source.data
        while len(self._stack) <= DEEPEST and (match := TOKEN.match(data, at)):
            at = match.end()
            word, number, code, sign, brace, text = match.groups()
            if word is not None:
                at = self._word(word.decode("ascii"), int(number) if number else None, at)
            elif code is not None or text is not None:
                self._byte(text or bytes.fromhex(code.decode("ascii")))
            elif sign is not None:
                self._sign(sign)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
        too_deep = len(self._stack) > DEEPEST
        unclosed = bool(self._stack)
        while self._stack:
            self._close()
        self._end("par")
        yield from self._flow
        names = self._names.decode(self._codepage, "replace").split(";")
        yield from (self._source.segment(name.strip(), Place.METADATA) for name in dict.fromkeys(filter(is_mark, names)))
        yield from sorted(self._beside, key=lambda item: item.location.place if isinstance(item, Segment) else "")
        if too_deep:
            yield self._source.unscanned("too-deep", f"depth {DEEPEST}")
        elif unclosed:
            yield self._source.unscanned("corrupt", "unclosed group")

    def _open(self) -> None:
        self._story.settle(self._state, self._codepage)
        self._stack.append((self._state, self._story, self._binary))
        self._state = copy(self._state)
        self._skip, self._starred = 0, False

    def _close(self) -> None:
        self._story.settle(self._state, self._codepage)
        self._skip = 0
        if not self._stack:
            return
        if len(self._stack) == 1:  # the last paragraph need not be ended
            self._end("par")
        above, story, binary = self._stack.pop()
        if self._binary is not binary and self._binary is not None:
            self._beside += self._file(bytes(self._binary), self._state.destination)
        if self._story is not story:
            self._end("par")
        self._state, self._story, self._binary = above, story, binary

    def _word(self, word: str, number: int | None, at: int) -> int:
        starred, self._starred = self._starred, False
        if word == "bin":
            size = max(0, number or 0)
            if self._binary is not None:
                self._binary += self._source.data[at : at + size].hex().encode()
            else:
                data = bytes(self._source.data[at : at + size])
                self._byte(data)
                self._beside += (self._source.segment(each, Place.MARKUP) for each in stowed_texts(data) if not each.isascii())
            return at + size
        if word == "u" and number is not None:
            self._unicode(number)
            return at
        self._story.settle(self._state, self._codepage)
        if word in DATA:
            self._state.destination, self._binary = word, bytearray()
            self._kind = "" if word == "pict" else self._kind
        elif word in TABLES:
            self._state.destination = word
        elif word in STORIES or (starred and self._state.destination not in TABLES):
            self._enter(word)
        elif word in ENDS:
            self._end(word)
        elif word in SIGNS:
            self._say(SIGNS[word])
        else:
            self._format(word, number)
        return at

    def _enter(self, word: str) -> None:
        if word in ("shppict", "shpinst", "do", "background", "fldrslt", "listpicture", "nesttableprops", "ud"):
            return  # a group that only says how to read what is in it
        self._state.destination = word
        self._state.vanish = self._state.deleted = self._state.inserted = False
        self._binary = None
        self._story = Story(STORIES.get(word, Place.MARKUP), word if word in NOTED else "")

    def _format(self, word: str, number: int | None) -> None:
        if word in ALIGNMENTS:
            self._state.alignment = ALIGNMENTS[word]
        elif word in PICTURES or word in UNREAD_PICTURES:
            self._kind = word
        elif word in ("red", "green", "blue"):
            self._rgb[("red", "green", "blue").index(word)] = min(255, max(0, number or 0))
        elif word == "ftnalt" and self._story.place is Place.FOOTNOTE:
            self._story.place = Place.ENDNOTE
        elif not self._charset(word, number or 0):
            self._look(word, number)

    def _charset(self, word: str, number: int) -> bool:
        in_table = self._state.destination == "fonttbl"
        if word == "ansicpg":
            self._codepage = encoding_of(number)
        elif word == "deff":
            self._default_font = number
        elif word == "f":
            self._font = number
            self._state.encoding = self._fonts.get(number, self._state.encoding)
        elif word == "fcharset" and in_table:
            self._fonts[self._font] = CHARSETS.get(number, "")
        elif word == "cpg" and in_table:
            self._fonts[self._font] = encoding_of(number)
        else:
            return False
        return True

    def _look(self, word: str, number: int | None) -> None:
        state = self._state
        if word in SWITCHES:
            setattr(state, SWITCHES[word], number != 0)
        elif word == "uc":
            state.skip = max(0, number if number is not None else 1)
        elif word == "fs":
            state.size = number if number is not None else 24
        elif word == "cf":
            state.color = self._colors[number] if number and 0 < number < len(self._colors) else None
        elif word in ("highlight", "cb", "chcbpat"):
            state.shaded = bool(number)
        elif word == "plain":
            state.vanish = state.deleted = state.inserted = state.shaded = False
            state.size, state.color, state.encoding = 24, None, self._fonts.get(self._default_font, "")
        elif word == "pard":
            state.in_table, state.alignment = False, None

    def _unicode(self, number: int) -> None:
        self._story.settle(self._state, self._codepage)
        self._say(chr(number & 0xFFFF) if number < 0x10000 else chr(min(number, 0x10FFFF)))
        self._skip = self._state.skip

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif self._skip:
            self._skip -= 1
        elif sign in b"\r\n":
            self._story.settle(self._state, self._codepage)
            self._end("par")
        elif sign in SYMBOLS:
            self._story.settle(self._state, self._codepage)
            self._say(SYMBOLS[sign])

    def _byte(self, text: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(text))
            self._skip -= skipped
            text = text[skipped:]
        if self._binary is not None:
            self._binary += text
        elif self._state.destination == "colortbl":
            for _ in range(text.count(b";")):
                red, green, blue = self._rgb
                known = red is not None and green is not None and blue is not None
                self._colors.append(f"{red:02X}{green:02X}{blue:02X}" if known else None)
                self._rgb = [None, None, None]
        elif self._state.destination not in TABLES:
            self._story.raw += text
        elif self._state.destination in NAMES:
            self._names += text

    def _say(self, text: str) -> None:
        if self._binary is None and self._state.destination not in TABLES and text:
            self._story.add(text, self._state)
        elif self._state.destination in NAMES:
            self._names += text.encode(self._codepage, "replace")

    def _end(self, word: str) -> None:
        story = self._story
        story.settle(self._state, self._codepage)
        if story.place is Place.ALT_TEXT:
            self._shape_property(story.text().strip())
            story.pieces.clear()
            return
        if self._state.destination == "leveltext" and not any(map(str.isalnum, story.text())):
            story.pieces.clear()
        for in_flow, segment in story.end(self._source, self._state, word):
            (self._flow if in_flow else self._beside).append(segment)

    def _shape_property(self, text: str) -> None:
        if self._state.destination == "sn":
            self._property = text
        elif text and not text.lstrip("-").isdigit():
            place = SHAPE_TEXTS.get(self._property, Place.MARKUP)
            self._beside.append(self._source.segment(text, place))

    def _file(self, text: bytes, destination: str) -> Iterator[Item]:
        data = hex_bytes(text)
        self._source.budget.spend(len(data))
        if data:
            self._files += 1
            yield from read_binary(self._source, data, destination, self._kind, self._files)
