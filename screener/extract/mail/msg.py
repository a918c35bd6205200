"""Outlook items (.msg): messages, appointments, contacts, tasks, with every body they have, their attachments and recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser

from screener.extract.mail.eml import POLICY, TRANSPORT
from screener.extract.mail.mail_words import header_text
from screener.extract.mail.msg_properties import EMBEDDED, FIXED, MESSAGE, NAMES, OBJECT, PART, STREAM, STRING8, UNICODE, Properties
from screener.extract.media_type import begins_like_a_file
from screener.extract.ole.compound import Compound, Path
from screener.extract.ole.compound_writer import write_compound
from screener.extract.ole.ole import read_compound
from screener.extract.source import Item, Source
from screener.extract.text.plain_text import text_segments
from screener.model import Place

BODY, RTF, HTML, HEADERS, DATA = 0x1000, 0x1009, 0x1013, 0x007D, 0x3701
# Subject and topic; sender, recipients and their addresses.
MAIL_HEADERS = frozenset(
    {0x0037, 0x0E1D, 0x0070, 0x0E02, 0x0E03, 0x0E04, 0x0C1A, 0x0C1F, 0x5D01, 0x5D02, 0x0042, 0x0065, 0x0044, 0x0078}
    | {0x3001, 0x3003, 0x39FE, 0x3A20, 0x5FF6, 0x4030, 0x4031, 0x4038, 0x0050, 0x0E28, 0x0E29}
)
FILE_NAMES = (0x3707, 0x3704, 0x3001, 0x3703)
LINKS = frozenset({0x370D, 0x3708, 0x7FFF})
# Kinds of addresses and of the item, prefixes, ids of servers, search keys: what programs write for each other.
TECHNICAL = frozenset(
    {0x001A, 0x0C1E, 0x3002, 0x0064, 0x0075, 0x0077, 0x003D, 0x1035, 0x1039, 0x1042, 0x1046, 0x370E, 0x3712, 0x3713, 0x3703, 0x0047, 0x3FFA}
    | {0x4022, 0x4023, 0x4024, 0x4025, 0x3FF8, 0x80FF, 0x300B, 0x0C1D, 0x003B, 0x0051, 0x0052, 0x0071, 0x0FF6, 0x0FFF, 0x0FF9, 0x0C19}
    | {0x003F, 0x0041, 0x0043, 0x3FFB, 0x3FF9, 0x5FF7, 0x3010, 0x3013, 0x0E9A, 0x65E0, 0x65E1, 0x65E2, 0x65E3, 0x0F03, 0x3702, 0x370A}
)
ICON = 0x3709
PREAMBLE = re.compile(r"Microsoft Mail Internet Headers[^\n]*\n")


def extract_msg(source: Source) -> Iterator[Item]:
    yield from read_compound(source, lambda compound: _Message(compound).read())


class _Message:
    def __init__(self, compound: Compound) -> None:
        self.compound, self.source = compound, compound.source
        self.properties = Properties(compound, (), MESSAGE)
        self.told: set[tuple[Place, str, str]] = set()

    def read(self) -> Iterator[Item]:
        properties = self.properties
        yield from self._texts(properties, "")
        yield from self._headers(properties.texts(HEADERS))
        for text in properties.texts(BODY):
            yield from text_segments(self.source, text.replace("\r\n", "\n"))
        if data := properties.binary(HTML):
            unicode = any(value.id == HTML and value.kind == UNICODE for value in properties.values)
            self.source.budget.spend(len(data))
            yield self.source.child("body.html", b"\xff\xfe" + data if unicode else data)
        if data := properties.binary(RTF):
            yield from self._rtf(data)
        for name in sorted(properties.names.values()):
            if not name.isascii():
                yield self.source.segment(name, Place.METADATA)
        for folder in self._folders("__recip_version1.0_"):
            yield from self._texts(Properties(self.compound, folder, PART, properties.charset), "recipients")
        for number, folder in enumerate(self._folders("__attach_version1.0_"), 1):
            yield from self._attachment(Properties(self.compound, folder, PART, properties.charset), folder, number)
        self.compound.taken.update(path for path in self.compound.streams if path[-1] == FIXED or NAMES in path)

    def _folders(self, prefix: str) -> list[Path]:
        return [path for path in self.compound.entries if len(path) == 1 and path[0].startswith(prefix)]

    def _texts(self, properties: Properties, inner: str) -> Iterator[Item]:
        """Texts that have no better reader, each with the name of its field where somebody named it."""
        for value in properties.values:
            if value.id in (BODY, HEADERS, HTML, RTF, DATA, ICON) or value.kind not in (UNICODE, STRING8):
                if value.id in TECHNICAL:
                    self.compound.taken.add(value.path)
                continue
            place = Place.MAIL_HEADER if value.id in MAIL_HEADERS else Place.LINK if value.id in LINKS else Place.FORM_FIELD
            if value.id in TECHNICAL or (value.name and value.name.startswith(("x-", "X-", "http://"))):
                place = Place.METADATA
            for reading in properties.readings(value):
                text = f"{value.name}：{reading}" if value.name else reading
                if (place, inner, text) not in self.told:
                    self.told.add((place, inner, text))
                    yield self.source.segment(text, place, inner)

    def _headers(self, texts: list[str]) -> Iterator[Item]:
        """The headers that the message came with, as the mail that it was."""
        for text in texts:
            text = PREAMBLE.sub("", text.lstrip())
            message = BytesHeaderParser(policy=POLICY).parsebytes(text.encode("utf-8", "replace"))
            for name, raw in message.raw_items():
                if value := header_text(raw).strip():
                    yield self.source.segment(value, Place.METADATA if TRANSPORT.match(name) else Place.MAIL_HEADER)
            if rest := str(message.get_payload()).strip():
                yield self.source.segment(rest, Place.MAIL_HEADER)

    def _rtf(self, data: bytes) -> Iterator[Item]:
        import compressed_rtf

        try:
            text = compressed_rtf.decompress(data)
        except Exception as error:  # noqa: BLE001  the library says so in any way
            yield self.source.unscanned("corrupt", f"compressed-rtf {type(error).__name__}")
            return
        self.source.budget.spend(len(text))
        yield self.source.child("body.rtf", text)

    def _attachment(self, properties: Properties, folder: Path, number: int) -> Iterator[Item]:
        names = [text for one in FILE_NAMES for text in properties.texts(one)]
        inner = f"{number}"
        yield from self._texts(properties, inner)
        for name in names[1:]:
            yield self.source.segment(name, Place.FILE_NAME, inner)
        first = names[0] if names else f"attachment {number}"
        storage = (*folder, f"__substg1.0_{DATA:04X}{OBJECT:04X}")
        streams = {path[len(storage) :]: path for path in self.compound.streams if path[: len(storage)] == storage}
        if streams:
            yield self._nested(first, streams)
        elif data := properties.binary(DATA):
            self.source.budget.spend(len(data))
            yield self.source.child(first, data)
        if (icon := properties.binary(ICON)) and begins_like_a_file(icon):
            yield self.source.child("icon", icon, Place.IMAGE)

    def _nested(self, name: str, streams: dict[Path, Path]) -> Source:
        """An item or an object that is attached, as a file of its own; names of properties stand only in the outermost item."""
        contents = {inner: self.compound.read(path) for inner, path in streams.items()}
        if any(STREAM.fullmatch(inner[0]) for inner in contents) and (FIXED,) in contents:
            fixed = contents[(FIXED,)]
            contents[(FIXED,)] = fixed[:EMBEDDED] + bytes(MESSAGE - EMBEDDED) + fixed[EMBEDDED:]
            contents |= {path: self.compound.read(path) for path in self.compound.streams if path[0] == NAMES}
            name = name if name.casefold().endswith(".msg") else f"{name}.msg"
        return self.source.child(name, write_compound(contents))
