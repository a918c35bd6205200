"""Web pages and SVG drawings: what is shown, what is hidden, and what stands in attributes, comments and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from screener.extract.source import Item, Source
from screener.extract.text.encoding import BROKEN, decodings_with_hint, is_damaged
from screener.extract.text.escapes import decode_base64, unescape
from screener.model import NO_LAYOUT, Layout, Place

HEADER_BLOCKS = 8
BLOCKS = frozenset(
    """address article aside blockquote body button caption center col colgroup dd desc details dialog dir div dl dt fieldset figcaption
    figure footer foreignobject form frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li main menu nav noframes noscript ol
    optgroup option p plaintext pre section select summary svg table tbody td text textarea tfoot th thead title tr ul xmp""".split()  # noqa: SIM905
)
PLACES = {
    "title": Place.METADATA,
    "metadata": Place.METADATA,
    "desc": Place.ALT_TEXT,
    "textarea": Place.FORM_FIELD,
    "option": Place.FORM_FIELD,
}
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
CONCATENATED = re.compile(r"([\"'`])\s*\+\s*\1")
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`", re.DOTALL)
STYLE_ESCAPE = re.compile(r"\\([0-9a-fA-F]{2,6})[ \t\n]?")
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
)
WHITE = re.compile(r"(?:^|[;{\s])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))")
GROUND = re.compile(r"background(?:-color|-image)?\s*:")
SELECTOR = re.compile(r"[.#][\w-]+$")
# Stands in for a line break until blanks have been folded; the parser lets no such character through.
BREAK = "\0"


def extract_web_page(source: Source) -> Iterator[Item]:
    data = bytes(source.data)
    said = CHARSET.search(data[:2048].replace(b"\0", b""))
    texts = decodings_with_hint(data, said[1].decode("ascii") if said else "")
    for text, _ in texts:
        yield from _Page(source).read(text)
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


@dataclass
class _Page:
    source: Source
    paragraph: int = 0
    tables: int = 0
    shown: int = 0
    files: int = 0
    hiding: frozenset[str] = field(default_factory=frozenset)

    def read(self, html: str) -> Iterator[Item]:
        parser = LexborHTMLParser(SELF_CLOSED.sub(r"<\1\2></\1>", html))
        rules = [rule.partition("{") for node in parser.css("style") for rule in (node.text() or "").split("}")]
        self.hiding = frozenset(
            selector.strip()
            for selectors, _, rule in rules
            if HIDING.search(rule)
            for selector in selectors.split(",")
            if SELECTOR.match(selector.strip())
        )
        root = parser.root
        if root is not None:
            yield from self._walk(root.parent or root, _Stand())
        for fragment in parser.template_fragments():
            yield from self._walk(fragment, _Stand(Place.HIDDEN))
        for kind, body in dict.fromkeys(DATA_ADDRESS.findall(html)):
            yield self._file(kind, decode_base64(unquote_to_bytes(body)))

    def _walk(self, top: LexborNode, stand: _Stand) -> Iterator[Item]:
        """All that is in this element: text by blocks, inline elements joined, and hidden elements each by themselves."""
        text: list[str] = []
        outer = stand
        waiting: list[tuple[LexborNode | None, _Stand]] = [(top, stand)]
        while waiting:
            node, stand = waiting.pop()
            if node is None:  # a block ends here
                yield from self._block(text, stand)
            elif node.is_text_node:
                text.append(node.text_content or "")
            elif node.is_comment_node:
                yield from self._comment(node.comment_content or "")
            elif node.tag in CODE:
                yield from self._attributes(node)
                code = node.text() or ""
                yield from self._code(STYLE_ESCAPE.sub(_character, code) if node.tag == "style" else code)
            elif node is not top and stand.place is not Place.HIDDEN and self._is_hidden(node, stand):
                yield from self._walk(node, _Stand(Place.HIDDEN))
            else:
                yield from self._attributes(node)
                tag = node.tag or ""
                inner = self._enter(node, tag, stand)
                if tag == "br":
                    text.append(BREAK)
                elif tag in BLOCKS:
                    yield from self._block(text, stand)
                    waiting.append((None, inner))
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
        return stand

    def _is_hidden(self, node: LexborNode, stand: _Stand) -> bool:
        attributes = node.attributes
        if "hidden" in attributes or (attributes.get("type") or "").casefold() == "hidden":
            return True
        style = (attributes.get("style") or "").casefold()
        if HIDING.search(style):
            return True
        names = {f".{name}" for name in (attributes.get("class") or "").split()} | {f"#{attributes.get('id')}"}
        if names & self.hiding:
            return True
        white = WHITE.search(style) or (attributes.get("color") or "").casefold() in ("white", "#fff", "#ffffff")
        return bool(white) and not stand.on_ground and not GROUND.search(style)

    def _block(self, pieces: list[str], stand: _Stand) -> Iterator[Item]:
        text = BLANKS.sub(" ", "".join(pieces)).replace(BREAK, "\n").strip(" \n")
        pieces.clear()
        if not text:
            return
        self.paragraph += 1
        layout = NO_LAYOUT
        if stand.place in (Place.BODY, Place.TABLE):
            self.shown += 1
            layout = Layout(header_zone=self.shown <= HEADER_BLOCKS)
        yield self.source.segment(text, stand.place, paragraph=self.paragraph, cell=stand.cell, layout=layout)

    def _comment(self, text: str) -> Iterator[Item]:
        if not text.strip() or text.startswith("?xml"):
            return
        yield self.source.segment(text, Place.COMMENT)
        shown = unescape(TAG.sub("", text.partition("]>")[2] if text.startswith("[if") else text))
        if shown != text and shown.strip():
            yield self.source.segment(shown, Place.COMMENT)

    def _attributes(self, node: LexborNode) -> Iterator[Item]:
        for name, value in node.attributes.items():
            if not value or not value.strip():
                continue
            if name == "srcdoc":
                yield self.source.child(
                    f"srcdoc-{self._next_file()}.html", b"\xef\xbb\xbf" + value.encode("utf-8", "replace"), Place.EMBEDDED
                )
            elif address := PLAIN_ADDRESS.match(value):
                if "base64" not in address[2].casefold():
                    yield self._file(address[1], unquote_to_bytes(address[3]))
            elif name.startswith("on"):
                yield from self._code(value)
            elif (found := self._place(node, name, value)) is not None:
                yield self.source.segment(unquote(value) if found is Place.LINK else value, found)

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
        code = CONCATENATED.sub("", code)
        for match in LITERAL.finditer(code):
            text = unescape(next((group for group in match.groups() if group), ""))
            if TELLING.search(text) and not text.startswith("data:"):
                yield self.source.segment(text, Place.MARKUP)
        for line in unescape(LITERAL.sub('""', code)).splitlines():
            if TELLING.search(line):
                yield self.source.segment(line.strip(), Place.MARKUP)

    def _file(self, kind: str, data: bytes) -> Source:
        self.source.budget.spend(len(data))
        return self.source.child(f"data-{self._next_file()}", data, Place.IMAGE if kind.casefold().startswith("image/") else Place.EMBEDDED)

    def _next_file(self) -> int:
        self.files += 1
        return self.files


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
