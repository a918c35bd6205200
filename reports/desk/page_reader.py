"""The child process that opens a document for a reviewer's eyes: pictures of its pages, or its text. One child, one document.

Started as `python -m reports.desk.page_reader`; nothing of Django, no key and no database is in it. It is told and answers in frames: a
line of JSON with the length of the bytes that follow. The parent believes nothing of it but JSON and PNG.
"""

from __future__ import annotations

import io
import json
import logging
import math
import resource
import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

from screener.config import Limits
from screener.extract import Budget, Reading, Source
from screener.model import Segment, mask

MOST_PAGES = 5_000
MOST_PIXELS = 4_000_000
WIDEST = 1_600
MOST_SEGMENTS = 50_000
MOST_CHARACTERS = 20_000_000
CHARACTERS_A_VIEW = 60_000
CPU_SECONDS = 600
A4 = (595.0, 842.0)
PDF, OFD = "application/pdf", "application/ofd"


@dataclass
class Opened:
    """The document, opened as far as was asked for."""

    content: bytes = field(repr=False)
    name: str = field(repr=False)
    media_type: str
    limits: Limits

    @property
    def kind(self) -> str:
        """How it is shown: `pages` as they print, `picture`, `layout` (the text where it stands), or `text`."""
        if self.media_type == PDF:
            return "pages"
        if self.media_type.startswith("image/"):
            return "picture"
        return "layout" if self.media_type == OFD else "text"

    @cached_property
    def _pdf(self) -> Any:  # noqa: ANN401  pypdfium2 has no types
        import pypdfium2

        return pypdfium2.PdfDocument(self.content)

    @cached_property
    def segments(self) -> list[Segment]:
        kept: list[Segment] = []
        characters = 0
        for item in Reading(Source(self.name, self.name, Budget(self.limits), self.content)):
            if not isinstance(item, Segment):
                continue
            characters += len(item.text)
            if len(kept) >= MOST_SEGMENTS or characters > MOST_CHARACTERS:
                break
            kept.append(item)
        return kept

    def part(self, start: int, count: int) -> list[Segment]:
        """Up to `count` segments, fewer where they are long: one at least."""
        shown: list[Segment] = []
        characters = 0
        for segment in self.segments[start : start + count]:
            characters += len(segment.text)
            if shown and characters > CHARACTERS_A_VIEW:
                break
            shown.append(segment)
        return shown

    def locate(self, findings: list[list[Any]]) -> list[int | None]:
        """The index of the segment that each finding (part, place, page, paragraph, cell, start, end, masked quote) stands in.

        A finding in a long text is told by its line, the segment by its first: the nearest above counts, where the quote agrees first.
        """
        by_place: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        for index, segment in enumerate(self.segments):
            at = segment.location
            by_place.setdefault((at.part, str(at.place), at.page, at.cell), []).append((at.paragraph or 0, index))
        found: list[int | None] = []
        for part, place, page, paragraph, cell, start, end, masked in findings:
            above = [one for one in by_place.get((part, place, page, cell), []) if one[0] <= (paragraph or 0)]
            same = [one for one in above if mask(self.segments[one[1]].text[start:end]) == masked]
            nearest = max(same or above, key=lambda one: (one[0], -one[1]), default=None)
            found.append(None if nearest is None else nearest[1])
        return found

    def pages(self) -> list[tuple[float, float]]:
        """The size of each page in points."""
        if self.kind == "pages":
            return [self._pdf.get_page_size(number) for number in range(min(len(self._pdf), MOST_PAGES))]
        if self.kind == "picture":
            return [self._picture()[1]]
        if self.kind == "layout":
            sizes: dict[int, tuple[float, float]] = {}
            for segment in self.segments:
                page, box = segment.location.page, segment.location.box
                if page is not None and page <= MOST_PAGES:
                    width, height = sizes.get(page, A4)
                    sizes[page] = (max(width, box[2]), max(height, box[3])) if box and max(box) < 20_000 else (width, height)
            return [sizes.get(number, A4) for number in range(1, max(sizes, default=0) + 1)]
        return []

    def page(self, number: int, width: int) -> bytes:
        """The page as a PNG, `width` pixels wide where that is not too much."""
        if self.kind == "picture":
            image = self._picture()[0]
        else:
            page = self._pdf[number - 1]
            across, down = (max(1.0, side) for side in page.get_size())
            scale = min(width / across, math.sqrt(MOST_PIXELS / (across * down)))
            image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def _picture(self) -> tuple[Any, tuple[float, float]]:
        """The picture, and its size in the unit of its findings' boxes: points where the file says how fine it is, pixels where not."""
        from PIL import Image, ImageOps

        from screener.extract.picture.picture import LEAST_DPI, MOST_DPI

        with Image.open(io.BytesIO(self.content)) as image:
            dpi = image.info.get("dpi")
            unit = 72 / float(dpi[0]) if dpi and LEAST_DPI <= float(dpi[0]) <= MOST_DPI else 1.0
            shown = ImageOps.exif_transpose(image).convert("RGB")
        across, down = shown.size
        shown.thumbnail((WIDEST, WIDEST))
        return shown, (across * unit, down * unit)


def answer(opened: Opened, request: dict[str, Any]) -> tuple[object, bytes]:
    match request["do"]:
        case "open":
            return {"kind": opened.kind, "pages": opened.pages()}, b""
        case "page":
            return None, opened.page(int(request["page"]), int(request["width"]))
        case "layout":
            return [_told(segment) for segment in opened.segments if segment.location.page == request["page"]], b""
        case "text":
            shown = opened.part(int(request["start"]), int(request["count"]))
            return {"count": len(opened.segments), "segments": [_told(segment) for segment in shown]}, b""
        case "locate":
            return opened.locate(request["findings"]), b""
    raise ValueError(request["do"])


def _told(segment: Segment) -> list[object]:
    at = segment.location
    return [at.part, str(at.place), at.page, at.cell, at.box, segment.text]


def read_frame(stream: IO[bytes]) -> tuple[Any, bytes] | None:
    line = stream.readline(1 << 26)
    if not line:
        return None
    head = json.loads(line)
    return head["head"], stream.read(head["bytes"])


def write_frame(stream: IO[bytes], head: object, body: bytes = b"") -> None:
    stream.write(json.dumps({"head": head, "bytes": len(body)}, ensure_ascii=True).encode() + b"\n")
    stream.write(body)
    stream.flush()


def main() -> None:
    from screener.sandbox import confine

    first = read_frame(sys.stdin.buffer)
    if first is None:
        return
    told, content = first
    limits = Limits(**told["limits"])
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable()
    # Text in pictures is not read a second time: seconds a page, for what the findings already say.
    sys.modules["screener.extract.picture.ocr"] = None  # type: ignore[assignment]
    confine()
    opened = Opened(content, told["name"], told["media_type"], limits)
    while (asked := read_frame(sys.stdin.buffer)) is not None:
        try:
            write_frame(sys.stdout.buffer, *_answered(opened, asked[0]))
        except Exception as error:  # noqa: BLE001  whatever a hostile file does here is told by name and costs this answer
            write_frame(sys.stdout.buffer, {"failed": type(error).__name__})


def _answered(opened: Opened, request: dict[str, Any]) -> tuple[object, bytes]:
    head, body = answer(opened, request)
    return {"answer": head}, body


if __name__ == "__main__":
    main()
