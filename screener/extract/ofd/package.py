"""The parts of an OFD file (GB/T 33190-2016) by the paths that they give each other, elements by local name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.package import ZipPackage, is_xml
from screener.extract.source import Source

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# GM/T 0099-2020: the list of encrypted parts, and what ofdrw writes beside it.
ENCRYPTION = frozenset({"encryptions.xml", "decryptseed.dat", "entriesmap.dat", "encryptentries.dat"})


class OfdPackage(ZipPackage):
    """`named` are the parts that something in the file refers to; the others are orphans."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.named: set[str] = set()
        self.encrypted = any(posixpath.basename(name).casefold() in ENCRYPTION for name in self.parts)

    def locate(self, owner: str, target: str) -> str | None:
        """The part that a path in `owner` means. Programs also write paths from the root, or from the document's own folder.

        A part that is not there cannot get out with the file; one that stands elsewhere is read as an orphan.
        """
        target = target.strip()
        for base in (owner, "", f"{owner.partition('/')[0]}/") if target else ():
            if (name := self.resolve(base, target)) in self.parts:
                self.named.add(name)
                return name
        return None

    def content(self, name: str) -> bytes:
        """The bytes of a part, or nothing where they cannot be had, which is said in the remarks."""
        try:
            return self.read(name)
        except TooLargeError:
            raise
        except UnreadableError as error:
            self.suspect(error.code, error.reason, name)
            return b""

    def root(self, name: str) -> etree._Element | None:
        """The root of an XML part. A part that should be XML and is not was encrypted or broken."""
        self.named.add(name)
        data = self.content(name)
        if not data:
            return None
        if not is_xml(data):
            self.suspect("password-protected" if self.encrypted else "corrupt", "not XML", name)
            return None
        return self.parse(name, data)

    def linked(self, owner: str, element: etree._Element, *names: str) -> Iterator[tuple[str, etree._Element]]:
        """The XML parts that the elements of these names below `element` point at, by their text."""
        for link in descendants(element, *names):
            name = self.locate(owner, link.text or "")
            root = self.root(name) if name is not None else None
            if name is not None and root is not None:
                yield name, root


def local(element: etree._Element) -> str:
    """The name without a namespace, or without a prefix that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element.iterchildren(etree.Element) if local(child) in names)


def child(element: etree._Element, *names: str) -> etree._Element | None:
    return next(children(element, *names), None)


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (found for found in element.iter(etree.Element) if local(found) in names)


def numbers(text: str | None) -> list[float]:
    return [float(found) for found in NUMBER.findall(text or "")]


def number(text: str | None, default: float) -> float:
    return next(iter(numbers(text)), default)


def whole(text: str) -> str:
    """Text with its white space folded: between elements it is only how the file is written."""
    return " ".join(text.split())
