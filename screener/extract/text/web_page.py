"""Web pages and SVG drawings: what is shown, what is hidden, and what stands in attributes, comments and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from screener.extract.media_type import detect
from screener.extract.source import Item, Source
from screener.extract.text.ascii_text import base64_texts
from screener.extract.text.page_source import entities, is_drawn_only, swallowed, without_long_tags
from screener.extract.text.page_styles import PageStyles, unescaped
from screener.extract.text.plain_text import text_segments
from screener.extract.text.script_strings import joined, strings
from screener.model import NO_LAYOUT, Layout, Place, Segment
from screener.normalize.encoding import BROKEN, decodings_with_hint, is_damaged
from screener.normalize.escapes import decode_base64, unescape, unveil, veiled_han

HEADER_BLOCKS = 8
BLOCKS = frozenset(
    """address article aside blockquote body button caption center col colgroup dd desc details dialog dir div dl dt fieldset figcaption
    figure footer foreignobject form frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li main menu nav noframes noscript ol
    optgroup option p plaintext pre section select summary svg table tbody td text textarea tfoot th thead title tr ul xmp""".split()  # noqa: SIM905
)
PLACES = {"title": Place.METADATA, "desc": Place.ALT_TEXT, "textarea": Place.FORM_FIELD, "option": Place.FORM_FIELD}
CODE = frozenset({"script", "style"})
ALTERNATIVES = frozenset({"alt", "title", "placeholder", "value", "label", "aria-label", "summary", "abbr", "standby"})
# Worth reading wherever it stands: any character beyond ASCII, or digits enough for a telephone or an identity number.
TELLING = re.compile(r"[^\x00-\x7f]|\d{11}")
BLANKS = re.compile(r"[ \t\n\r\f]+")
CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
# XML lets any element close itself; a page parser would take all that follows for the text of these.
SELF_CLOSED = re.compile(r"<(script|style|title|iframe|textarea|noembed|noframes|noscript|xmp|template)\b([^<>]*)/>", re.IGNORECASE)
DATA_ADDRESS = re.compile(r"data:([\w/+.-]*)(?:;[\w.=-]*)*;base64,([A-Za-z0-9+/=\s%]+)", re.IGNORECASE)
PLAIN_ADDRESS = re.compile(r"\s*data:([^,;]*)((?:;[^,;]*)*),(.*)", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
)
WHITE = re.compile(r"(?:^|[;{\s])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))")
GROUND = re.compile(r"background(?:-color|-image)?\s*:")
SELECTOR = re.compile(r"[.#][\w-]+$")
LAST_SELECTOR = re.compile(r"[.#][\w-]+$")
# Not what a reader takes for part of the line: reading aids, deletions, notes; and text too small or too far off to be seen.
ASIDE = frozenset({"rt", "rp", "del", "s", "strike", "sup", "sub"})
OUT_OF_SIGHT = re.compile(
    r"(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\d{3,}|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt)\b|clip(?:-path)?\s*:\s*(?:rect|inset)"
    r"|(?<![\w-])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)|transform\s*:\s*scale[xy]?\(\s*0"
)
# Written by a style sheet: seen, but in no text of the source.
WRITTEN = None
# Stands in for a line break until blanks have been folded; the parser lets no such character through.
BREAK = "\0"


def extract_web_page(source: Source) -> Iterator[Item]:
    data = bytes(source.data)
    said = CHARSET.search(data[:2048].replace(b"\0", b""))
    texts = decodings_with_hint(data, said[1].decode("ascii") if said else "")
    for text, _ in texts:
        page = _Page(source)
        yield from page.read(text)
        if lost := swallowed(text):
            yield source.segment(unveil(lost), Place.MARKUP)
            yield source.unscanned("suspicious-structure", "unfinished tag")
        values, suspicious = entities(text)
        for value in (*values, "".join(values)) if values else ():
            yield source.segment(unveil(value), Place.MARKUP)
        if suspicious:
            yield source.unscanned("suspicious-structure", "doctype")
    if not page.shown and detect(source) == "image/svg+xml" and is_drawn_only(source, texts[0][0]):
        yield source.unscanned("image-not-read", "drawing")
    broken = texts[0][0].count(BROKEN)
    if is_damaged(broken, len(texts[0][0])):
        yield source.unscanned("corrupt", f"undecodable {broken}")


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where text stands. `table` counts table, row and column and is shared by all inside one table."""

    place: Place = Place.BODY
    cell: str | None = None
    table: list[int] | None = None
    on_ground: bool = False
    aside: bool = False


@dataclass
class _Page:
    source: Source
    paragraph: int = 0
    tables: int = 0
    shown: int = 0
    files: int = 0
    hiding: frozenset[str] = field(default_factory=frozenset)
    unseen: frozenset[str] = field(default_factory=frozenset)
    as_shown: list[Segment] = field(default_factory=list, repr=False)
    before: dict[int, str] = field(default_factory=dict, repr=False)
    after: dict[int, str] = field(default_factory=dict, repr=False)

    def read(self, html: str) -> Iterator[Item]:
        html, long_tags = without_long_tags(html)
        for tag in long_tags:
            yield self.source.unscanned("suspicious-structure", "attributes")
            yield from text_segments(self.source, tag, Place.MARKUP)
        parser = LexborHTMLParser(SELF_CLOSED.sub(r"<\1\2></\1>", html))
        rules = [rule.partition("{") for node in parser.css("style") for rule in (node.text() or "").split("}")]
        styled = [(selector.strip(), rule) for selectors, _, rule in rules for selector in selectors.split(",")]
        self.hiding = frozenset(selector for selector, rule in styled if HIDING.search(rule) and SELECTOR.match(selector))
        # By the last part alone: a selector that says more may not hold here, so text is only left out of a second reading.
        lasts = ((LAST_SELECTOR.search(selector), rule) for selector, rule in styled)
        self.unseen = frozenset(last[0] for last, rule in lasts if last and (HIDING.search(rule) or OUT_OF_SIGHT.search(rule)))
        styles = PageStyles(parser)
        self.before, self.after = styles.before, styles.after
        root = parser.root
        if root is not None:
            yield from self._walk(root.parent or root, _Stand())
        for fragment in parser.template_fragments():
            yield from self._walk(fragment, _Stand(Place.HIDDEN))
        for kind, body in dict.fromkeys(DATA_ADDRESS.findall(html)):
            yield self._file(kind, decode_base64(unquote_to_bytes(body)))
        yield from self.as_shown
        for number, line in enumerate(dict.fromkeys(styles.lines(self._is_in_sight))):
            yield self.source.segment(line, layout=Layout(header_zone=number < HEADER_BLOCKS))
        if styles.is_unplaced:
            yield self.source.unscanned("suspicious-structure", "placed characters")

    def _walk(self, top: LexborNode, stand: _Stand) -> Iterator[Item]:
        """All that is in this element: text by blocks, inline elements joined, and hidden elements each by themselves."""
        text: list[tuple[str, bool | None]] = []
        outer = stand
        waiting: list[tuple[LexborNode | str | None, _Stand]] = [(top, stand)]
        while waiting:
            node, stand = waiting.pop()
            if node is None:  # a block ends here
                yield from self._block(text, stand)
            elif isinstance(node, str) or node.is_text_node:
                text.append((node, WRITTEN) if isinstance(node, str) else (node.text_content or "", stand.aside))
            elif node.is_comment_node:
                yield from self._comment(node.comment_content or "")
            elif node.tag in CODE:
                yield from self._attributes(node)
                code = node.text() or ""
                yield from self._code(unescaped(code) if node.tag == "style" else code)
            elif node is not top and stand.place is not Place.HIDDEN and self._is_hidden(node, stand):
                yield from self._walk(node, _Stand(Place.HIDDEN))
            else:
                yield from self._attributes(node)
                tag = node.tag or ""
                inner = self._enter(node, tag, stand)
                if tag == "br":
                    text.append((BREAK, False))
                elif tag in BLOCKS:
                    yield from self._block(text, stand)
                    waiting.append((None, inner))
                waiting.append((self.after.get(node.mem_id, ""), inner))
                text.append((self.before.get(node.mem_id, ""), WRITTEN))
                child = node.last_child
                while child is not None:
                    waiting.append((child, inner))
                    child = child.prev
        yield from self._block(text, outer)

    def _enter(self, node: LexborNode, tag: str, stand: _Stand) -> _Stand:
        if tag == "table":
            self.tables += 1
            stand = replace(stand, table=[self.tables, 0, 0])
        elif tag == "tr" and stand.table is not None:
            stand.table[1:] = [stand.table[1] + 1, 0]
        elif tag in ("td", "th") and stand.table is not None:
            stand.table[2] += 1
            cell = "T{}!R{}C{}".format(*stand.table)
            place = Place.TABLE if stand.place is Place.BODY else stand.place
            stand = replace(stand, place=place, cell=f"{stand.cell}/{cell}" if stand.cell else cell, table=None)
        elif stand.place is Place.BODY and tag in PLACES:
            stand = replace(stand, place=PLACES[tag])
        if not stand.on_ground and (GROUND.search(node.attributes.get("style") or "") or node.attributes.get("bgcolor")):
            stand = replace(stand, on_ground=True)
        if not stand.aside and (tag in ASIDE or self._is_out_of_sight(node)):
            stand = replace(stand, aside=True)
        return stand

    def _is_out_of_sight(self, node: LexborNode) -> bool:
        return bool(OUT_OF_SIGHT.search((node.attributes.get("style") or "").casefold()) or _names(node) & self.unseen)

    def _is_in_sight(self, node: LexborNode) -> bool:
        return not (self._is_out_of_sight(node) or HIDING.search((node.attributes.get("style") or "").casefold()))

    def _is_hidden(self, node: LexborNode, stand: _Stand) -> bool:
        attributes = node.attributes
        if "hidden" in attributes or (attributes.get("type") or "").casefold() == "hidden":
            return True
        style = (attributes.get("style") or "").casefold()
        if HIDING.search(style):
            return True
        if _names(node) & self.hiding:
            return True
        white = WHITE.search(style) or (attributes.get("color") or "").casefold() in ("white", "#fff", "#ffffff")
        return bool(white) and not stand.on_ground and not GROUND.search(style)

    def _block(self, pieces: list[tuple[str, bool | None]], stand: _Stand) -> Iterator[Item]:
        text = _folded(piece for piece, aside in pieces if aside is not WRITTEN)
        shown = _folded(piece for piece, aside in pieces if not aside or stand.aside)
        pieces.clear()
        if not text and not shown:
            return
        self.paragraph += 1
        layout = NO_LAYOUT
        if stand.place in (Place.BODY, Place.TABLE):
            self.shown += bool(text)
            layout = Layout(header_zone=self.shown <= HEADER_BLOCKS)
        for said in (text, veiled_han(text)):
            if said:
                yield self.source.segment(said, stand.place, paragraph=self.paragraph, cell=stand.cell, layout=layout)
        if shown and shown != text:
            self.as_shown.append(self.source.segment(shown, stand.place, paragraph=self.paragraph, cell=stand.cell, layout=layout))

    def _comment(self, text: str) -> Iterator[Item]:
        if not text.strip() or (text.startswith("?xml") and not TELLING.search(text)):
            return
        yield self.source.segment(text, Place.COMMENT)
        shown = unveil(TAG.sub("", text.partition("]>")[2] if text.startswith("[if") else text))
        if shown != text and shown.strip():
            yield self.source.segment(shown, Place.COMMENT)

    def _attributes(self, node: LexborNode) -> Iterator[Item]:
        for name, value in node.attributes.items():
            if TELLING.search(name):
                yield self.source.segment(name, Place.MARKUP)
            if not value or not value.strip():
                continue
            if name == "srcdoc":
                yield self.source.child(
                    f"srcdoc-{self._next_file()}.html", b"\xef\xbb\xbf" + value.encode("utf-8", "replace"), Place.EMBEDDED
                )
            elif address := PLAIN_ADDRESS.match(value.partition("url=")[2] if node.tag == "meta" and "url=" in value else value):
                if "base64" not in address[2].casefold():
                    yield self._file(address[1], unquote_to_bytes(address[3]))
            elif name.startswith("on"):
                yield from self._code(value)
            else:
                yield from self._attribute(self._place(node, name, value), value)

    def _attribute(self, place: Place | None, value: str) -> Iterator[Item]:
        shown = unquote(value) if place is Place.LINK else value
        if place is not None:
            yield self.source.segment(shown, place)
        if (bare := veiled_han(value)) is not None and (place is None or bare != shown):
            yield self.source.segment(bare, place or Place.MARKUP)

    def _place(self, node: LexborNode, name: str, value: str) -> Place | None:
        if node.tag == "meta" and name == "content":
            return Place.METADATA if "http-equiv" not in node.attributes or TELLING.search(value) else None
        if name in ALTERNATIVES:
            return Place.HIDDEN if (node.attributes.get("type") or "").casefold() == "hidden" else Place.ALT_TEXT
        if name in ("href", "src", "action", "data", "xlink:href", "cite"):
            return Place.LINK if TELLING.search(unquote(value)) else None
        return Place.MARKUP if TELLING.search(value) else None

    def _code(self, code: str) -> Iterator[Item]:
        """Strings of a script or style sheet with their escapes resolved, then lines outside strings that say something."""
        found, rest = strings(joined(code))
        for string in found:
            text = unescape(string)
            if (address := PLAIN_ADDRESS.match(string)) and "base64" not in address[2].casefold():
                yield self._file(address[1], unquote_to_bytes(address[3]))
            elif TELLING.search(text) and not text.startswith("data:"):
                yield self.source.segment(text, Place.MARKUP)
            elif not text.startswith("data:"):
                for decoded in base64_texts(text):
                    yield self.source.segment(decoded, Place.MARKUP)
        for line in unescape(rest).splitlines():
            if TELLING.search(line):
                yield self.source.segment(line.strip(), Place.MARKUP)

    def _file(self, kind: str, data: bytes) -> Source:
        self.source.budget.spend(len(data))
        return self.source.child(f"data-{self._next_file()}", data, Place.IMAGE if kind.casefold().startswith("image/") else Place.EMBEDDED)

    def _next_file(self) -> int:
        self.files += 1
        return self.files


def _names(node: LexborNode) -> set[str]:
    return {f".{name}" for name in (node.attributes.get("class") or "").split()} | {f"#{node.attributes.get('id')}"}


def _folded(pieces: Iterable[str]) -> str:
    return BLANKS.sub(" ", "".join(pieces)).replace(BREAK, "\n").strip(" \n")
