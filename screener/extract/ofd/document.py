"""One document of an OFD file: pages with their templates and annotations, then outlines, tags, attachments and pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from screener.extract.ofd.package import OfdPackage, child, children, descendants, local, numbers, whole
from screener.extract.ofd.page import Painting, page_state
from screener.extract.ofd.resources import Resources
from screener.extract.ofd.runs import page_lines
from screener.extract.ooxml.attributes import TELLING
from screener.extract.page_lines import Line, is_legible, lay_out
from screener.extract.source import Item
from screener.model import Place, Segment

A4 = [0.0, 0.0, 210.0, 297.0]
POINTS = 72 / 25.4
# A header line on every page must not cut the paragraph that runs over the page break: such lines are held back and told in groups.
MOST_ASIDES = 2_000
# Elements and attributes whose text is read elsewhere, or is measures, numbers and names of fonts.
READ_ELSEWHERE = frozenset(
    {"TextCode", "AbbreviatedData", "Glyphs", "FileLoc", "BaseLoc", "MediaFile", "FontFile", "ObjectRef", "Remark", "Parameter"}
)
SILENT = frozenset({"FontName", "FamilyName", "BaseLoc", "Name", "Title", "DeltaX", "DeltaY", "Boundary", "CTM", "URI", "Creator"})
RASTERS = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\x00\x00\x00\x0cjP")
SHOWN = {"watermark": Place.WATERMARK}


def is_picture(data: bytes) -> bool:
    return data.startswith(RASTERS)


class OfdDocument:
    """Reads one `Document.xml` and what it names. Text of the pages comes first, in order; what stands beside it after, by place."""

    def __init__(self, package: OfdPackage, name: str) -> None:
        self._package, self._source, self._name = package, package.source, name
        self._resources = Resources()
        self._templates: dict[str, etree._Element] = {}
        self._asides: list[Segment] = []
        self._pictures: dict[str, int | None] = {}
        self._texts: dict[str, str] = {}

    def read(self) -> Iterator[Item]:
        package, root = self._package, self._package.root(self._name)
        if root is None:
            return
        for name, resources in package.linked(self._name, root, "PublicRes", "DocumentRes"):
            self._resources.add(package, name, resources)
        for template in descendants(root, "TemplatePage"):
            part = package.locate(self._name, template.get("BaseLoc", ""))
            if part is not None and (content := package.root(part)) is not None:
                self._templates[template.get("ID", "")] = content
                self._loose(content, part)
        tags = list(self._tags(root))
        wanted = frozenset(whole(link.text or "") for _, tag in tags for link in descendants(tag, "ObjectRef"))
        yield from self._pages(root, wanted)
        self._tagged(tags)
        self._outlines(root)
        self._loose(root, self._name)
        for name, content in package.linked(self._name, root, "Extensions", "CustomTags"):
            self._loose(content, name, everything=True)
        yield from self._flush()
        yield from self._files(root)

    def _pages(self, root: etree._Element, wanted: frozenset[str]) -> Iterator[Item]:
        area = child(root, "CommonData")
        default = _area(area if area is not None else root, A4)
        annotations = self._annotations(root)
        for number, page in enumerate((found for pages in children(root, "Pages") for found in children(pages, "Page")), 1):
            name = self._package.locate(self._name, page.get("BaseLoc", ""))
            content = self._package.root(name) if name is not None else None
            if name is None or content is None:
                yield self._source.unscanned("corrupt", "page", page=number)
                continue
            for part, resources in self._package.linked(name, content, "PageRes"):
                self._resources.add(self._package, part, resources)
            yield from self._page(content, number, _area(content, default), wanted)
            self._loose(content, name, page=number)
            for part, annotation in annotations.get(page.get("ID", ""), ()):
                yield from self._annotation(annotation, part, number, _area(content, default))
            if len(self._asides) > MOST_ASIDES:
                yield from self._flush()

    def _page(self, content: etree._Element, number: int, area: list[float], wanted: frozenset[str]) -> Iterator[Item]:
        """A page with its templates as one picture: a form's labels stand in the template, the values beside them on the page."""
        painting = self._painting(area, wanted)
        state = page_state(area)
        templates = [
            (use.get("ZOrder", "Background"), self._templates[use.get("TemplateID", "")])
            for use in children(content, "Template")
            if use.get("TemplateID", "") in self._templates
        ]
        for order, template in templates:
            if order != "Foreground":
                painting.paint(template, state)
        painting.paint(content, state)
        for order, template in templates:
            if order == "Foreground":
                painting.paint(template, state)
        lines = self._lines(painting, area)
        for order_on_page, line in enumerate(lines, 1):
            segment = self._segment(line, line.place, number, order_on_page)
            if line.place is Place.BODY:
                yield segment
            else:
                self._asides.append(segment)
        if painting.mute or not is_legible(lines) or (painting.paths and not lines and not painting.runs):
            yield self._source.unscanned("page-not-legible", page=number)
        yield from self._limits(painting, number)

    def _painting(self, area: list[float], wanted: frozenset[str] = frozenset()) -> Painting:
        return Painting(self._resources, wanted, (0.0, 0.0, area[2] * POINTS, area[3] * POINTS))

    def _lines(self, painting: Painting, area: list[float]) -> list[Line]:
        self._texts.update(painting.texts)
        return lay_out(page_lines(painting.runs), area[2] * POINTS, area[3] * POINTS)

    def _limits(self, painting: Painting, number: int) -> Iterator[Item]:
        if not painting.complete:
            yield self._source.unscanned("too-large", "objects on a page", page=number)
        for key in painting.images:
            medium = self._resources.media.get(key)
            if medium is not None:
                self._pictures.setdefault(medium.part, number)

    def _segment(self, line: Line, place: Place, page: int, number: int | None) -> Segment:
        box = None if line.box is None else (round(line.box[0], 1), round(line.box[1], 1), round(line.box[2], 1), round(line.box[3], 1))
        return self._source.segment(line.text, place, page=page, paragraph=number, box=box, layout=line.layout)

    def _annotations(self, root: etree._Element) -> dict[str, list[tuple[str, etree._Element]]]:
        """The parts with annotations by the id of their page."""
        found: dict[str, list[tuple[str, etree._Element]]] = {}
        for name, listed in self._package.linked(self._name, root, "Annotations"):
            for page in descendants(listed, "Page"):
                found.setdefault(page.get("PageID", ""), []).extend(self._package.linked(name, page, "FileLoc"))
            self._loose(listed, name)
        return found

    def _annotation(self, root: etree._Element, name: str, page: int, area: list[float]) -> Iterator[Item]:
        said: set[tuple[str, Place]] = set()
        for note in descendants(root, "Annot"):
            place = SHOWN.get(note.get("Type", "").casefold(), Place.ANNOTATION)
            hidden = note.get("Visible", "true").casefold() in ("false", "0")
            # A pattern is printed over the edges of the page on purpose, so these do not count here.
            painting = Painting(self._resources)
            painting.paint(note, replace(page_state(area), visible=not hidden))
            lines = self._lines(painting, area)
            for line in lines:
                where = line.place if line.place in (Place.HIDDEN, Place.WATERMARK) else place
                if (line.text, where) not in said:
                    said.add((line.text, where))
                    self._asides.append(self._segment(line, where, page, None))
            for text in _remarks(note):
                if (text, place) not in said:
                    said.add((text, place))
                    self._asides.append(self._source.segment(text, Place.HIDDEN if hidden else Place.ANNOTATION, page=page))
            if painting.mute or (painting.paths and not lines and not painting.images and place is Place.WATERMARK):
                yield self._source.unscanned("page-not-legible", "annotation", page=page)
            yield from self._limits(painting, page)
        self._loose(root, name, page=page)

    def _tags(self, root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        for name, tags in self._package.linked(self._name, root, "CustomTags"):
            yield from self._package.linked(name, tags, "FileLoc")
            for tag in descendants(tags, "CustomTag"):
                self._package.locate(name, next((link.text or "" for link in children(tag, "SchemaLoc")), ""))

    def _tagged(self, tags: list[tuple[str, etree._Element]]) -> None:
        """Tags put a label (密级) to objects of a page, or hold the value themselves."""
        for name, root in tags:
            for element in root.iter(etree.Element):
                label = local(element)
                references = "".join(self._texts.get(whole(link.text or ""), "") for link in children(element, "ObjectRef"))
                # An invoice's own tags (`BuyerName`) repeat the page word for word.
                texts = [references] if references and not label.isascii() else []
                if label != "ObjectRef":
                    texts += [whole(element.text or ""), *(str(value) for value in element.values() if TELLING.search(str(value)))]
                self._asides += [self._source.segment(f"{label}：{text}", Place.METADATA, name) for text in texts if text]

    def _outlines(self, root: etree._Element) -> None:
        for kind, attribute, place in (
            ("OutlineElem", "Title", Place.OUTLINE),
            ("Bookmark", "Name", Place.BOOKMARK),
        ):
            for element in descendants(root, kind):
                if text := element.get(attribute, "").strip():
                    self._asides.append(self._source.segment(text, place, self._name))

    def _loose(self, root: etree._Element, name: str, *, page: int | None = None, everything: bool = False) -> None:
        """Where links point, and text that stands in no element or attribute that the standard has for text."""
        said: set[str] = set()
        for element in root.iter(etree.Element):
            kind = local(element)
            if kind == "Font":
                continue
            texts = [] if kind in READ_ELSEWHERE else [element.text or ""]
            texts += [below.tail or "" for below in element]
            texts += [str(value) for key, value in element.items() if str(key).rpartition("}")[2] not in SILENT]
            for text in map(whole, texts):
                if text and text not in said and (everything or len(text) > 10 or not text.isascii()) and TELLING.search(text):
                    said.add(text)
                    label = element.get("Name") or kind
                    text = text if label.isascii() else f"{label}：{text}"
                    self._asides.append(self._source.segment(text, Place.METADATA if everything else Place.MARKUP, name, page=page))
            if (target := element.get("URI", "").strip()) and target not in said:
                said.add(target)
                self._asides.append(self._source.segment(target, Place.LINK, name, page=page))

    def _flush(self) -> Iterator[Segment]:
        yield from sorted(self._asides, key=lambda segment: segment.location.place)
        self._asides = []

    def _files(self, root: etree._Element) -> Iterator[Item]:
        """Attachments, then the pictures of the pages, then media that no page shows."""
        for name, attachments in self._package.linked(self._name, root, "Attachments"):
            for attachment in descendants(attachments, "Attachment"):
                title = attachment.get("Name", "").strip()
                for link in children(attachment, "FileLoc"):
                    part = self._package.locate(name, link.text or "")
                    file = posixpath.basename(part or "")
                    if title and title not in (file, posixpath.splitext(file)[0]):
                        yield self._source.segment(title, Place.FILE_NAME, name)
                    if part is not None:
                        yield self._source.child(file, self._package.content(part), Place.ATTACHMENT)
        for medium in self._resources.media.values():
            self._pictures.setdefault(medium.part, None)
        images = {medium.part for medium in self._resources.media.values() if medium.kind == "image"}
        for part, page in self._pictures.items():
            data = self._package.content(part)
            if not data:
                continue
            if part in images and not is_picture(data) and not data.startswith((b"PK", b"%PDF", b"<")):
                # JBIG2 and what else no reader of ours knows.
                yield self._source.unscanned("image-not-read", "image format", Place.IMAGE, part, page=page)
                continue
            yield self._source.child(posixpath.basename(part), data, Place.IMAGE if part in images else Place.EMBEDDED, page=page)


def _remarks(note: etree._Element) -> Iterator[str]:
    """What an annotation says in words: its remark, its parameters, who made it."""
    for element in descendants(note, "Remark", "Parameter"):
        if text := whole(element.text or ""):
            yield f"{element.get('Name')}：{text}" if element.get("Name") else text
    if not note.get("Creator", "").isascii():
        yield f"Creator：{note.get('Creator')}"


def _area(element: etree._Element, default: list[float]) -> list[float]:
    """The box of a page in millimetres, and never an empty one."""
    for area in children(element, "Area", "PageArea"):
        for name in ("PhysicalBox", "ApplicationBox", "CropBox"):
            box = numbers(next((found.text for found in children(area, name)), None))
            if len(box) == 4 and box[2] > 0 and box[3] > 0:
                return box
    return default
