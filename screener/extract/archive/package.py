"""A document that is a zip file: every part that the file holds, whoever names it, and what is wrong with how they are packed."""

from __future__ import annotations

import hashlib
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cached_property, partial
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from lxml import etree

from screener.errors import CorruptError, UnsupportedFormatError
from screener.extract.archive.local_headers import ENCRYPTED, SIZES_FOLLOW, UTF_8, LocalHeader, local_header, local_headers, salvage
from screener.extract.archive.zip_passwords import EncryptedMembers
from screener.extract.source import Source
from screener.model import Place, Segment, Unscanned

# A data descriptor stands between two members; anything longer in between was put there.
DESCRIPTOR = 24
UTF_8_BEGIN = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s+version=["']1\.0["'](?:\s+encoding=["'](?i:utf-8)["'])?(?:\s+standalone=["']\w+["'])?\s*\?>)?\s*<[A-Za-z]"""
)
BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error)


class XmlParts:
    """Parses the XML of one document. `remarks` collects what is to be reported about it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.remarks: list[Segment | Unscanned] = []

    def suspect(self, code: str, reason: str, part: str = "") -> None:
        self.remarks.append(self.source.unscanned(code, reason, inner=part))

    def parse(self, name: str, data: bytes, *, tolerant: bool = False) -> etree._Element | None:
        """The root of an XML part. What is wrong with it goes to `remarks`; `None` when nothing can be had.

        No entity is expanded, nothing is fetched, and libxml2's own limits on depth and size stay on.
        """
        parser = _parser()
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            if has_doctype(data):
                self.suspect("suspicious-structure", "doctype", name)
            elif not tolerant and not _only_prefixes(parser):
                self.suspect("corrupt", "XMLSyntaxError", name)
            found = _recovered(data)
            if found is None:
                return None
            self.clean(name, found)
            return found
        self.clean(name, root, data)
        return root

    def clean(self, name: str, root: etree._Element, data: bytes = b"") -> None:
        """Report and remove what can hide text between tags (comments, instructions, entities).

        `data` are the bytes that the tree was made of, if it was made without repairs: most of them show that there is nothing to remove.
        """
        if is_bare(data):
            return
        info = root.getroottree().docinfo
        if info.internalDTD is not None or info.doctype:
            self.suspect("suspicious-structure", "doctype", name)
        for note in root.getroottree().iter(etree.Comment, etree.ProcessingInstruction):
            if (text := str(note.text or "").strip()) and not text.startswith(("mso-", "progid=")):
                self.remarks.append(self.source.segment(text, Place.MARKUP, name))
        etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction, etree.Entity)


class ZipPackage(XmlParts):
    """The parts of a package by name. Use as a context manager.

    `remarks` also tells what is wrong with the package; it is complete once all parts have been read. A broken zip is opened by its
    local headers and sets `broken`.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.parts: dict[str, Callable[[], bytes]] = {}
        self.broken = False
        self._honest: dict[str, tuple[zipfile.ZipInfo, LocalHeader]] = {}
        self._archive: zipfile.ZipFile | None = None
        self._stream = source.open()
        try:
            self._archive = zipfile.ZipFile(self._stream)
        except BROKEN:
            self.broken = True
            headers = list(local_headers(source.data))
            if not headers:
                self._stream.close()
                raise CorruptError("not a zip") from None
            for header in headers:
                if header.flags & ENCRYPTED:
                    self.suspect("password-protected", "", header.text_name)
                self._add(header.text_name, partial(salvage, source.data, header, source.budget))
        else:
            self._index(self._archive)
            if not self.parts:
                self.__exit__(None, None, None)
                raise CorruptError("no parts")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if "_encrypted" in self.__dict__:
            self._encrypted.close()
        if self._archive is not None:
            self._archive.close()
        self._stream.close()

    def read(self, name: str) -> bytes:
        self.source.budget.count_member()
        return self.parts[name]()

    def fingerprint(self, name: str) -> bytes | None:
        """A digest of the packed bytes of a part and of all that is claimed of them: two parts that share it unpack to the same, or not at all.

        Nothing for a part that is encrypted or too large, or that anything is wrong with. Whoever could make two parts with one digest
        could hide one behind the other.
        """
        if name not in self._honest:
            return None
        (info, header), limits = self._honest[name], self.source.budget.limits
        if info.flag_bits & ENCRYPTED or info.file_size > min(limits.part_bytes, limits.ratio_floor):
            return None
        digest = hashlib.sha256(self.source.data[header.data : header.data + info.compress_size])
        digest.update(struct.pack("<4Q", info.flag_bits, info.compress_type, info.CRC, info.file_size))
        return digest.digest()

    def pass_over(self, name: str) -> None:
        """Count a part as if it had been read: what it says is known."""
        self.source.budget.count_member()
        self.source.budget.spend(self._honest[name][0].file_size)

    @cached_property
    def _encrypted(self) -> EncryptedMembers:
        assert self._archive is not None
        return EncryptedMembers(self.source, self._archive.infolist())

    @cached_property
    def _by_folded_name(self) -> dict[str, str]:
        return {_plain(name).casefold(): name for name in self.parts}

    def resolve(self, owner: str, target: str) -> str:
        """The name of the part that a target means; names of parts do not tell case."""
        name = _plain(posixpath.join(posixpath.dirname(owner), target.replace("\\", "/")))
        return self._by_folded_name.get(name.casefold()) or self._by_folded_name.get(unquote(name).casefold()) or name

    def _add(self, name: str, read: Callable[[], bytes]) -> None:
        if name.endswith("/"):
            return
        if name in self.parts:
            self.suspect("suspicious-structure", "duplicate-name", name)
            name = f"{name}~{len(self.parts)}"
        self.parts[name] = read

    def _index(self, archive: zipfile.ZipFile) -> None:
        source, data = self.source, self.source.data
        for comment in (archive.comment, *(info.comment for info in archive.infolist())):
            if comment:
                self.remarks.append(source.segment(_decoded(comment), Place.ARCHIVE_COMMENT))
        ranges: list[tuple[int, int]] = []
        for info in archive.infolist():
            header = local_header(data, info.header_offset)
            encoded = info.orig_filename.encode("utf-8" if info.flag_bits & UTF_8 else "cp437", "replace")
            if header is None:
                self.suspect("suspicious-structure", "no-local-header", info.filename)
                self._add(info.filename, partial(self._member, info))
                continue
            claims = (header.crc, header.compressed, header.size)
            same = claims == (info.CRC, info.compress_size, info.file_size)
            honest = same or bool(header.flags & SIZES_FOLLOW) or 0xFFFFFFFF in claims
            honest = honest and header.name == encoded and header.method == info.compress_type
            if honest and info.filename not in self.parts:
                self._honest[info.filename] = info, header
            self._add(info.filename, partial(self._member, info))
            if not honest:
                self.suspect("suspicious-structure", "local-header-differs", info.filename)
                self._add(f"{header.text_name}~local", partial(salvage, data, header, source.budget))
            room = DESCRIPTOR if header.flags & SIZES_FOLLOW else 0
            ranges.append((info.header_offset, header.data + info.compress_size + room))
        self._search_gaps(sorted(ranges), archive)

    def _search_gaps(self, ranges: list[tuple[int, int]], archive: zipfile.ZipFile) -> None:
        """What stands before, between and after the members that the central directory names."""
        data, done = self.source.data, 0
        directory = data.rfind(b"PK\x01\x02") if not ranges else archive.start_dir
        for start, end in [*ranges, (max(directory, done), 0)]:
            if start > done and data[done:start].strip(b"\0"):
                self.suspect("suspicious-structure", "bytes-before-first-header" if not done else "bytes-between-members")
                for header in local_headers(data, done, start):
                    self._add(header.text_name + "~unlisted", partial(salvage, data, header, self.source.budget))
            elif start < done - DESCRIPTOR and end:
                self.suspect("suspicious-structure", "overlapping-members")
            done = max(done, end)
        tail = data.rfind(b"PK\x05\x06") + 22 + len(archive.comment)
        if data[tail:].strip(b"\0"):
            self.suspect("suspicious-structure", "bytes-after-end")

    def _member(self, info: zipfile.ZipInfo) -> bytes:
        assert self._archive is not None
        if info.flag_bits & ENCRYPTED:
            return self._encrypted.read(info)
        try:
            with self._archive.open(info) as stream:
                return self.source.budget.read(stream, info.compress_size)
        except NotImplementedError as error:
            raise UnsupportedFormatError("compression") from error
        except (zipfile.BadZipFile, EOFError, struct.error, OSError) as error:
            header = local_header(self.source.data, info.header_offset)
            rest = salvage(self.source.data, header, self.source.budget) if header is not None else b""
            self.suspect("corrupt", type(error).__name__, info.filename)
            if not rest:
                raise CorruptError(type(error).__name__) from error
            return rest


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover)


def _plain(name: str) -> str:
    """A path from the root of the package, without detours; some programs write backslashes."""
    return posixpath.normpath(posixpath.join("/", name.replace("\\", "/"))).lstrip("/")


def _only_prefixes(parser: etree.XMLParser) -> bool:
    """Whether all that was wrong is a prefix that nobody declared: nothing is lost by reading on."""
    return all(entry.domain_name == "NAMESPACE" for entry in parser.error_log)


def is_bare(data: bytes) -> bool:
    """Whether these bytes, if they are well-formed, hold elements and text and nothing else, in the one encoding that hides nothing."""
    begin = UTF_8_BEGIN.match(data)
    return begin is not None and b"<!" not in data and data.find(b"<?", begin.end()) < 0


def has_doctype(data: bytes) -> bool:
    """Whether a part that cannot be parsed declares a document type, in any encoding that spells it with these letters."""
    return b"<!DOCTYPE" in data.replace(b"\0", b"")


def _recovered(data: bytes) -> etree._Element | None:
    """What is readable of an XML part that is not well-formed. Not with a document type, where broken means a bomb."""
    if has_doctype(data):
        return None
    try:
        root: etree._Element | None = etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    return root


def is_xml(data: bytes) -> bool:
    """Whether these bytes are meant as XML, by how they begin; UTF-16 begins with a mark or with a zero byte beside the bracket."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<|\xfe\xff\x00<|<\x00|\x00<", data) is not None


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
