"""OpenDocument (ISO/IEC 26300): text, spreadsheets, presentations and drawings, in a package or as one flat XML file."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError, UnreadableError
from screener.extract.archive.package import XmlParts, ZipPackage, is_xml
from screener.extract.odf.loose import Found, loose_parts, property_texts
from screener.extract.odf.sheets import read_sheets
from screener.extract.odf.styles import DRAW, OFFICE, PRESENTATION, STYLE, TABLE, OdfStyles
from screener.extract.odf.text import OdfStory, Stand
from screener.extract.ooxml.parts import FILES, PICTURES
from screener.extract.source import Item, Source
from screener.extract.vertical import VerticalRuns
from screener.model import Layout, Place

THUMBNAIL = "Thumbnails/thumbnail.png"
MANIFEST = "META-INF/manifest.xml"
M = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
# In the package by their names alone.
WELL_KNOWN = re.compile(
    r"mimetype|META-INF/.*|Configurations2/.*|Thumbnails/.*|(?:content|styles|meta|settings)\.xml|manifest\.rdf|layout-cache"
)
FONTS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
# LibreOffice's memory of where lines break: numbers. Anything in it that reads as Chinese was put there.
CACHES = frozenset({"layout-cache"})
CHINESE = re.compile(r"[\u4e00-\u9fff★]{2,}")
REGIONS = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
SHEETS = frozenset({f"{TABLE}table", f"{TABLE}tracked-changes"})
SCRIPT_FOLDERS = ("Basic/", "Scripts/", "Dialogs/")


def extract_odf(source: Source) -> Iterator[Item]:
    if is_xml(bytes(source.data[:64])):
        yield from _flat(source)
        return
    with OdfPackage(source) as package:
        yield from _Reader(package).read()
        yield from dict.fromkeys(package.remarks)
        if package.broken:
            yield source.unscanned("corrupt", "no central directory")
        if package.encrypted:
            raise PasswordProtectedError("OpenDocument encryption")


class OdfPackage(ZipPackage):
    """`listed` are the parts that the manifest names; `encrypted` those that it calls encrypted."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.listed: set[str] = set()
        self.encrypted: set[str] = {name for name in self.parts if name == "encrypted-package"}
        root = self.xml(MANIFEST) if MANIFEST in self.parts else None
        for entry in root.iter(f"{M}file-entry") if root is not None else ():
            name = self.resolve("", entry.get(f"{M}full-path", ""))
            self.listed.add(name)
            if entry.find(f"{M}encryption-data") is not None:
                self.encrypted.add(name)
        if root is not None and root.find(f".//{M}encrypted-key") is not None:
            self.encrypted.add(MANIFEST)

    def is_orphan(self, name: str) -> bool:
        return bool(self.listed) and not self.broken and name not in self.listed and not WELL_KNOWN.fullmatch(name)

    def xml(self, name: str) -> etree._Element | None:
        try:
            data = self.read(name)
        except TooLargeError:
            raise
        except UnreadableError as error:
            self.suspect(error.code, error.reason, name)
            return None
        return self.parse(name, data) if is_xml(data) else None


@dataclass
class _Reader:
    package: OdfPackage
    styles: OdfStyles = field(default_factory=OdfStyles)
    shows_thumbnail: bool = False
    """whether the text refers to the picture at the thumbnail's place"""

    def read(self) -> Iterator[Item]:
        """The document itself first, then every other part in the order of the file."""
        package, roots = self.package, {}
        for name in ("styles.xml", "content.xml", "meta.xml", "settings.xml"):
            if name in package.parts and name not in package.encrypted and (root := package.xml(name)) is not None:
                roots[name] = root
                self.shows_thumbnail |= bool(root.xpath("boolean(//@*[contains(., 'humbnail')])"))
        if "content.xml" not in roots and not package.encrypted:
            yield package.source.unscanned("corrupt", "no content.xml")
        if "styles.xml" in roots:
            self.styles.add(roots["styles.xml"])
        for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml"):
            if name in roots:
                yield from self._root(roots.pop(name), name)
        for name in package.parts:
            if name in ("styles.xml", "content.xml", "meta.xml", "settings.xml", MANIFEST, "mimetype") or name in package.encrypted:
                continue
            if not name.isascii():
                yield package.source.segment(name, Place.FILE_NAME, name)
            yield from self._part(name)

    def _part(self, name: str) -> Iterator[Item]:
        package, source = self.package, self.package.source
        try:
            data = package.read(name)
        except TooLargeError:
            raise
        except UnreadableError as error:
            yield source.unscanned(error.code, error.reason, inner=name)
            return
        orphan = package.is_orphan(name)
        if not data or data.startswith(FONTS):
            return
        if name in CACHES and not data.startswith(FILES):
            for text in CHINESE.findall(data.decode("utf-8", "ignore")):
                yield source.segment(text, Place.ORPHAN, name)
        elif name.startswith(SCRIPT_FOLDERS) and not is_xml(data):
            yield source.child(name, data, Place.MACRO)
        elif is_xml(data) and not name.endswith((".svg", ".html", ".xhtml")):
            root = package.parse(name, data)
            if root is not None:
                yield from self._root(root, name, orphan=orphan)
        elif name.startswith("Versions/"):
            yield source.child(name, data, Place.EARLIER_VERSION)
        else:
            place = Place.ORPHAN if orphan else Place.IMAGE if PICTURES.search(name) or name.startswith("Pictures/") else Place.EMBEDDED
            yield source.child(name, data, place, thumbnail=name == THUMBNAIL and not self.shows_thumbnail)

    def _root(self, root: etree._Element, name: str, *, orphan: bool = False) -> Iterator[Item]:
        embedded = "/" in name
        source = self.package.source
        styles = (OdfStyles() if embedded else self.styles).over(root)
        yield from _stories(OdfStory(source, name, styles, orphan=orphan, first_page=not embedded), root, embedded=embedded)
        script = name.startswith(SCRIPT_FOLDERS)
        for place, text in _loose(root, script=script):
            yield source.segment(text, Place.ORPHAN if orphan else place, name)


def _flat(source: Source) -> Iterator[Item]:
    """One XML file; pictures and objects stand in it as base 64."""
    parser = XmlParts(source)
    root = parser.parse("", bytes(source.data))
    if root is None:
        yield from parser.remarks
        raise CorruptError("XMLSyntaxError")
    styles = OdfStyles()
    styles.add(root)
    yield from _stories(OdfStory(source, "", styles, first_page=True), root, embedded=False)
    for place, text in _loose(root):
        yield source.segment(text, place)
    for number, element in enumerate(root.iter(f"{OFFICE}binary-data"), 1):
        owner = element.getparent()
        place = Place.IMAGE if owner is not None and owner.tag in (f"{DRAW}image", f"{STYLE}background-image") else Place.EMBEDDED
        try:
            data = base64.b64decode("".join((element.text or "").split()), validate=True)
        except binascii.Error:
            yield source.unscanned("corrupt", "base64", place)
            continue
        source.budget.spend(len(data))
        yield source.child(f"object{number}", data, place)
    yield from parser.remarks


def _loose(root: etree._Element, *, script: bool = False) -> Iterator[Found]:
    yield from property_texts(root)
    for place, text in sorted(loose_parts(root), key=lambda found: found[0]):
        yield (Place.MACRO if script else place), text


def _stories(story: OdfStory, root: etree._Element, *, embedded: bool) -> Iterator[Item]:
    body = next(root.iter(f"{OFFICE}body"), None)
    for content in body.iterchildren(etree.Element) if body is not None else ():
        kind = str(content.tag).rpartition("}")[2]
        if kind == "spreadsheet":
            yield from read_sheets(story, content)
            for child in content.iterchildren(etree.Element):
                if child.tag not in SHEETS:
                    story.blocks(child, Stand(Place.FORM_FIELD, boxed=True))
        elif kind in ("presentation", "drawing"):
            yield from _pages(story, content, Place.EMBEDDED if embedded else Place.BODY)
        else:
            story.blocks(content, Stand(Place.CHART if kind == "chart" else Place.EMBEDDED if embedded else Place.BODY))
        yield from story.segments()
    yield from _masters(story, root)


def _pages(story: OdfStory, content: etree._Element, place: Place) -> Iterator[Item]:
    """Slides or drawings with their notes; a hidden slide is told as what is hidden."""
    for declared in content.iterchildren(etree.Element):
        kind = str(declared.tag).rpartition("}")[2]
        if kind in ("header-decl", "footer-decl", "date-time-decl") and (text := "".join(map(str, declared.itertext())).strip()):
            story.say(text, Stand(Place.HEADER if kind == "header-decl" else Place.FOOTER), Layout(), beside=True)
    runs = VerticalRuns()
    for number, page in enumerate(content.iterchildren(f"{DRAW}page"), 1):
        hidden = story.styles.display("drawing-page", page.get(f"{DRAW}style-name")).off
        notes = list(page.iterchildren(f"{PRESENTATION}notes"))
        stand = Stand(Place.HIDDEN if hidden else place, page=number)
        story.blocks(page, stand)
        for one in notes:
            story.blocks(one, replace(stand, place=Place.NOTES, boxed=True))
        segments = list(story.segments())
        yield from segments
        shown = [segment for segment in segments if segment.location.place is stand.place]
        if len(shown) == 1:
            runs.add("alone", number, shown[0])
    for segment in runs.joined():
        yield replace(segment, location=replace(segment.location, place=Place.TEXT_BOX))


def _masters(story: OdfStory, root: etree._Element) -> Iterator[Item]:
    """What stands on every page: headers and footers, and the shapes of master slides."""
    for master in root.iter(f"{STYLE}master-page", f"{STYLE}handout-master"):
        for region in REGIONS:
            for element in master.iterchildren(f"{STYLE}{region}"):
                story.blocks(element, Stand(Place.HEADER if region.startswith("header") else Place.FOOTER))
        story.blocks(master, Stand(Place.MASTER, boxed=True))
        yield from story.segments()
