"""OFD (GB/T 33190-2016): every document and version in the file, its pages, and all that stands beside the pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from screener.errors import PasswordProtectedError
from screener.extract.archive.package import is_xml
from screener.extract.ofd.document import OfdDocument, is_picture
from screener.extract.ofd.package import OfdPackage, child, children, descendants, local, whole
from screener.extract.ofd.page import text_children
from screener.extract.ofd.seals import is_der, seal_parts
from screener.extract.ooxml.parts import FILES
from screener.extract.source import Item, Source
from screener.model import Place, Segment

# What an OFD file says about itself that no person wrote.
MACHINE_WRITTEN = frozenset({"DocID", "CreationDate", "ModDate", "CreatorVersion", "Cover"})
FONTS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2", b"\x01\x00\x04", b"%!PS")
# Named by no path, because the standards fix their place.
WELL_KNOWN = frozenset({"ofdentries.xml", "encryptions.xml", "signatures.xml"})


def extract_ofd(source: Source) -> Iterator[Item]:
    with OfdPackage(source) as package:
        yield from _documents(package)
        yield from _orphans(package)
        yield from package.remarks
        if package.broken:
            yield source.unscanned("corrupt", "no central directory")
        if package.encrypted:
            raise PasswordProtectedError("OFD encryption")


def _documents(package: OfdPackage) -> Iterator[Item]:
    entry = next((name for name in package.parts if posixpath.basename(name.replace("\\", "/")).casefold() == "ofd.xml"), None)
    root = package.root(entry) if entry is not None else None
    if entry is None or root is None:
        if not package.encrypted:
            package.suspect("corrupt", "no OFD.xml")
        return
    texts: set[int] = set()
    for body in children(root, "DocBody"):
        yield from _information(package, entry, body)
        current = [package.locate(entry, link.text or "") for link in children(body, "DocRoot")]
        if not any(current) and not package.encrypted:
            package.suspect("corrupt", "no document", entry)
        for name in filter(None, current):
            for item in OfdDocument(package, name).read():
                if isinstance(item, Segment):
                    texts.add(hash(item.text))
                yield item
        yield from _signatures(package, entry, body)
        yield from _versions(package, entry, body, texts)


def _information(package: OfdPackage, entry: str, body: etree._Element) -> Iterator[Item]:
    """Title, author, keywords and the custom entries that offices use for 密级 and 保密期限: each a label with its value."""
    for information in children(body, "DocInfo"):
        for element in information.iter(etree.Element):
            name, value = element.get("Name") or local(element), whole(element.text or "")
            if name in MACHINE_WRITTEN and value.isascii():
                continue
            if value or (element.get("Name") and not len(element)):
                yield package.source.segment(f"{name}：{value}", Place.METADATA, entry)
        cover = child(information, "Cover")
        if cover is not None and (part := package.locate(entry, cover.text or "")) is not None:
            yield package.source.child(posixpath.basename(part), package.content(part), Place.IMAGE)


def _versions(package: OfdPackage, entry: str, body: etree._Element, texts: set[int]) -> Iterator[Item]:
    """Versions that are not the current one. What was struck out since is gone from the page, not from the file."""
    for version in descendants(body, "Version"):
        name = package.locate(entry, version.get("BaseLoc", ""))
        root = package.root(name) if name is not None else None
        if name is None or root is None:
            continue
        for value in filter(None, (version.get("Name"), root.get("Name"))):
            yield package.source.segment(f"Version：{value}", Place.METADATA, name)
        for link in descendants(root, "DocRoot"):
            document = package.locate(name, link.text or "")
            for item in OfdDocument(package, document).read() if document is not None else ():
                if not isinstance(item, Segment):
                    yield item
                elif (known := hash(item.text)) not in texts:
                    texts.add(known)
                    yield replace(item, location=replace(item.location, place=Place.EARLIER_VERSION))


def _signatures(package: OfdPackage, entry: str, body: etree._Element) -> Iterator[Item]:
    for name, signatures in package.linked(entry, body, "Signatures"):
        for signature in descendants(signatures, "Signature"):
            part = package.locate(name, signature.get("BaseLoc", ""))
            root = package.root(part) if part is not None else None
            if part is not None and root is not None:
                yield from _signature(package, part, root)


def _signature(package: OfdPackage, name: str, root: etree._Element) -> Iterator[Item]:
    said: set[str] = set()
    shown: set[bytes] = set()
    for element in root.iter(etree.Element):
        for value in element.values():
            if not str(value).isascii() and value not in said:
                said.add(str(value))
                yield package.source.segment(str(value), Place.METADATA, name)
    for link in descendants(root, "BaseLoc", "SignedValue"):
        part = package.locate(name, link.text or "") or ""
        for found in seal_parts(package.content(part)) if part else ():
            if found.data and found.data not in shown:
                shown.add(found.data)
                yield package.source.child(f"{posixpath.basename(part)}.{found.suffix}", found.data, Place.IMAGE)
            elif found.text and found.text not in said and not found.text.isascii():
                said.add(found.text)
                yield package.source.segment(found.text, Place.METADATA if found.certified else Place.ANNOTATION, part)


def _orphans(package: OfdPackage) -> Iterator[Item]:
    """Parts that nothing refers to: no reader shows them, everybody can unpack them."""
    for name in sorted(set(package.parts) - package.named):
        data = package.content(name)
        if not name.isascii():
            yield package.source.segment(name, Place.FILE_NAME, name)
        if not data or data.startswith(FONTS):
            continue
        if is_xml(data):
            root = package.root(name)
            yield from _orphan_texts(package, name, root) if root is not None else ()
        elif is_der(data):
            for found in seal_parts(data):
                if found.text and not found.text.isascii():
                    yield package.source.segment(found.text, Place.ORPHAN, name)
                elif found.data:
                    yield package.source.child(f"{posixpath.basename(name)}.{found.suffix}", found.data, Place.ORPHAN)
        elif not package.encrypted or data.startswith(FILES) or is_picture(data):
            yield package.source.child(name, data, Place.ORPHAN)


def _orphan_texts(package: OfdPackage, name: str, root: etree._Element) -> Iterator[Item]:
    if posixpath.basename(name).casefold() in WELL_KNOWN:
        return
    yield from (package.source.segment(text, Place.ORPHAN, name) for text in text_children(root))
    for element in root.iter(etree.Element):
        texts = [element.text or "", *(below.tail or "" for below in element)]
        for text in (*map(whole, texts), *(whole(str(value)) for value in element.values())):
            if text and local(element) != "TextCode" and not text.isascii():
                label = local(element)
                yield package.source.segment(text if label.isascii() else f"{label}：{text}", Place.ORPHAN, name)
