"""What the styles of a page do to the order of its characters: put them elsewhere, number them anew, write some before and behind others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
PLACING = re.compile(
    r"(?<![\w-])(?:position|left|right|top|bottom|inset|order|grid-(?:row|column|area)|transform|translate)\s*:", re.IGNORECASE
)
GENERATED = re.compile(r"^(.*?)::?(before|after)$", re.IGNORECASE | re.DOTALL)
CONTENT = re.compile(r"""(?<![\w-])content\s*:\s*([^;]+)""", re.IGNORECASE)
# Atomic, for an unfinished string could else be matched in as many ways as it has characters.
STRING = re.compile(r"""\"([^\"]*+)\"|'([^']*+)'|attr\(\s*([\w-]+)\s*\)""")
HEX, ESCAPE = re.compile(r"\\([0-9a-fA-F]{2,6})[ \t\n]?"), re.compile(r"\\(.)", re.DOTALL)
NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|rem|ch|ex|cm|mm|in|pc|q|%|vw|vh|vmin|vmax)?", re.IGNORECASE)
TRANSLATE = re.compile(r"translate(x|y|3d)?\(([^()]*)\)", re.IGNORECASE)
# A letter is taken to be so wide; lengths that depend on the window are taken for one of a thousand pixels.
EM = 16.0
UNITS = {"px": 1.0, "pt": 4 / 3, "em": EM, "rem": EM, "ch": EM / 2, "ex": EM / 2, "cm": 37.8, "mm": 3.78, "in": 96.0, "pc": EM, "q": 0.945}
OF_A_WINDOW = 10.0
FAR = 1e6
# Put in its place alone: one character, a level, a term. Whole lines that are placed are read as they are.
LONGEST, SHORTEST = 8, 2
# How far up an element may carry the place of a character.
UP = 4
# Further apart than so many letters, two pieces are not one word.
APART = 4
WORTH = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff★☆]")
# Others stay where they are; they may be the frame of these.
MOVING = frozenset(
    {"left", "right", "top", "bottom", "inset", "order", "grid-row", "grid-column", "grid-area", "transform", "translate", "svg"}
)
# Numbers of places are no distances.
ORDINAL = 0.001
# So many characters that a script or a variable puts in their places could be any text.
MANY_UNPLACED = 6


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str = field(repr=False)
    row: float
    at: float


class PageStyles:
    """`before` and `after`: what style sheets write around an element, by its number in memory."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._parser = parser
        self.before: dict[int, str] = {}
        self.after: dict[int, str] = {}
        self._placing: list[tuple[str, str]] = []
        self._unplaced = 0
        for node in parser.css("style"):
            for rule in COMMENT.sub("", node.text() or "").split("}"):
                head, _, declarations = rule.rpartition("{")
                selectors = head.rpartition("{")[2].strip()
                if not selectors or selectors.startswith("@"):
                    continue
                if PLACING.search(declarations):
                    self._placing.append((selectors, declarations))
                if (content := CONTENT.search(declarations)) and STRING.search(content[1]):
                    for selector in selectors.split(","):
                        self._generate(selector.strip(), content[1])

    def _generate(self, selector: str, content: str) -> None:
        if (split := GENERATED.match(selector)) is None:
            return
        written = self.before if split[2].casefold() == "before" else self.after
        for node in _matching(self._parser, split[1].strip() or "*") or ():
            text = "".join(one[1] or one[2] or node.attributes.get(one[3] or "") or "" for one in STRING.finditer(content))
            written[node.mem_id] = ESCAPE.sub(r"\1", unescaped(text))

    def lines(self, is_seen: Callable[[LexborNode], bool]) -> Iterator[str]:
        """What stands on one line, or in one column, in the order in which it is seen, where single characters are placed."""
        pieces: dict[int, list[_Piece]] = {}
        parents: dict[int, LexborNode] = {}
        placed = self._placed()
        if not placed:
            return
        for node, texts in self._carriers(placed):
            text = "".join(texts)
            style = placed[node.mem_id]
            if len(text) > LONGEST or not style.keys() & MOVING or not is_seen(node):
                continue
            if "var(" in (where := " ".join(style.values())) or "calc(" in where:
                self._unplaced += len(text) == 1
            if "order" in style or "grid-column" in style or "grid-area" in style or "grid-row" in style or _is_relative(style):
                if node.parent is not None:
                    parents[node.parent.mem_id] = node.parent
            else:
                pieces.setdefault(_frame(node, placed), []).extend(_absolute(text, style))
        for those in pieces.values():
            yield from _joined(those)
        for parent in parents.values():
            yield from _joined(list(_siblings(parent, placed, is_seen)))

    @property
    def is_unplaced(self) -> bool:
        """Whether so many characters stand where only a browser can say that it could be any text; to be asked when the lines are read."""
        return self._unplaced >= MANY_UNPLACED

    def _placed(self) -> dict[int, dict[str, str]]:
        """The declarations of every element that has one of those that place it."""
        found: dict[int, dict[str, str]] = {}
        for selectors, declarations in self._placing:
            for node in _matching(self._parser, selectors) or ():
                found.setdefault(node.mem_id, {}).update(_declarations(declarations))
        for node in self._parser.css("[style]"):
            if PLACING.search(style := node.attributes.get("style") or ""):
                found.setdefault(node.mem_id, {}).update(_declarations(style))
        for node in self._parser.css("text[x], tspan[x], tspan[dx], text[y], tspan[y]"):
            attributes = node.attributes
            found[node.mem_id] = {"left": attributes.get("x") or "0", "top": attributes.get("y") or "0", "svg": "1"}
        return found

    def _carriers(self, placed: dict[int, dict[str, str]]) -> Iterator[tuple[LexborNode, list[str]]]:
        """Each element that is placed by itself, with the text that it carries."""
        found: dict[int, tuple[LexborNode, list[str]]] = {}
        root = self._parser.root
        for node in root.traverse(include_text=True) if root is not None else ():
            if not node.is_text_node or not (text := "".join((node.text_content or "").split())):
                continue
            above = node.parent
            for _ in range(UP):
                if above is None:
                    break
                if above.mem_id in placed:
                    found.setdefault(above.mem_id, (above, []))[1].append(text)
                    break
                above = above.parent
        yield from found.values()


def _frame(node: LexborNode, placed: dict[int, dict[str, str]]) -> int:
    """What the places of an element are measured from: each page of a document that was made a web page is one."""
    above = node.parent
    while above is not None and "position" not in placed.get(above.mem_id, {}):
        above = above.parent
    return above.mem_id if above is not None else 0


def _matching(parser: LexborHTMLParser, selectors: str) -> list[LexborNode] | None:
    try:
        return list(parser.css(selectors))
    except (SelectolaxError, ValueError):  # of another program, or of a newer standard
        return None


def _declarations(style: str) -> dict[str, str]:
    return {name.casefold(): value.strip() for name, value in DECLARATION.findall(style)}


def _is_relative(style: dict[str, str]) -> bool:
    return style.get("position") in ("relative", "sticky") or ("position" not in style and "svg" not in style and "left" not in style)


def _absolute(text: str, style: dict[str, str]) -> Iterator[_Piece]:
    lefts = NUMBER.findall(style.get("left", ""))
    if "svg" in style and len(lefts) > 1:  # a place for each character
        tops = NUMBER.findall(style["top"])
        for number, character in enumerate(text):
            left, top = lefts[min(number, len(lefts) - 1)], tops[min(number, len(tops) - 1)] if tops else ("0", "")
            yield _Piece(character, _pixels(top), _pixels(left))
        return
    yield _Piece(text, *_spot(style))


def _spot(style: dict[str, str]) -> tuple[float, float]:
    """How far down and how far right; what is measured from the other edge is beyond all that is not."""
    top, right, bottom, left = (style.get(edge) for edge in ("top", "right", "bottom", "left"))
    if inset := style.get("inset", "").split():
        top, right, bottom, left = (inset[min(edge, len(inset) - 1 - (edge == 3 and len(inset) == 3))] for edge in range(4))
        left = inset[1] if len(inset) in (2, 3) else left
        bottom = inset[0] if len(inset) == 2 else bottom
    across, down = _edge(left, right), _edge(top, bottom)
    if "translate" in style:
        lengths = NUMBER.findall(style["translate"])
        across, down = across + sum(map(_pixels, lengths[:1])), down + sum(map(_pixels, lengths[1:2]))
    for match in TRANSLATE.finditer(style.get("transform", "")):
        lengths = NUMBER.findall(match[2])
        kind = (match[1] or "").casefold()
        across += sum(map(_pixels, lengths[:1])) if kind != "y" else 0.0
        down += sum(map(_pixels, lengths[:1] if kind == "y" else lengths[1:2])) if kind != "x" else 0.0
    return down, across


def _edge(near: str | None, far: str | None) -> float:
    if near and (found := NUMBER.search(near)):
        return _pixels(found.groups())
    if far and (found := NUMBER.search(far)):
        return FAR - _pixels(found.groups())
    return 0.0


def _pixels(length: tuple[str | None, ...]) -> float:
    number, unit = length
    return float(number or 0) * (UNITS.get(unit.casefold(), OF_A_WINDOW) if unit else 1.0)


def _siblings(parent: LexborNode, placed: dict[int, dict[str, str]], is_seen: Callable[[LexborNode], bool]) -> Iterator[_Piece]:
    """All that stands in an element, each where it is put or, where it is not, after what it follows."""
    before, child = 0.0, parent.first_child
    while child is not None:
        text = "".join((child.text_content or "" if child.is_text_node else child.text() or "").split())
        style = placed.get(child.mem_id, {})
        if text and len(text) <= LONGEST and (child.is_text_node or is_seen(child)):
            order, column = style.get("order"), style.get("grid-column") or style.get("grid-area", "").partition("/")[2]
            row = style.get("grid-row") or style.get("grid-area", "")
            if order or column or row:
                at = NUMBER.search(order or column or "")
                line = NUMBER.search(row)
                yield _Piece(text, float(line[1]) * FAR if line else 0.0, float(at[1]) * ORDINAL if at else 0.0)
            else:
                down, across = _spot(style)
                yield _Piece(text, down, before + across)
        if text and "order" not in style:
            before += EM * len(text) if _is_shifted(placed, parent) else 0.0
        child = child.next


def _is_shifted(placed: dict[int, dict[str, str]], parent: LexborNode) -> bool:
    """Whether the elements of this one are moved from where they stand, not numbered."""
    child = parent.first_child
    while child is not None:
        if {"order", "grid-column", "grid-row", "grid-area"} & placed.get(child.mem_id, {}).keys():
            return False
        child = child.next
    return True


def _joined(pieces: list[_Piece]) -> Iterator[str]:
    for one in (_runs(pieces, down=False), _runs([piece for piece in pieces if len(piece.text) <= SHORTEST], down=True)):
        for run in one:
            text = "".join(piece.text for piece in run)
            if any(len(piece.text) <= SHORTEST for piece in run) and WORTH.search(text):
                yield text


def _runs(pieces: list[_Piece], *, down: bool) -> Iterator[list[_Piece]]:
    """What stands on one line, or below one another in one column, without a gap that a word does not have."""
    run: list[_Piece] = []
    ordered = sorted(pieces, key=lambda piece: (piece.at, piece.row) if down else (piece.row, piece.at))
    for before, piece in pairwise([None, *ordered]):
        assert piece is not None
        if before is not None:
            apart = piece.at - before.at if down else piece.row - before.row
            gap = piece.row - before.row if down else piece.at - before.at
            if apart > EM / 2 or gap > EM * (APART + (1 if down else len(before.text))):
                if len(run) > 1:
                    yield run
                run = []
        run.append(piece)
    if len(run) > 1:
        yield run


def unescaped(style: str) -> str:
    return HEX.sub(_character, style)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
