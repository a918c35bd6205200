"""WordprocessingML stories: paragraphs as a reader sees them, and beside them what is hidden, deleted, boxed, or a field's code."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from screener.extract.ooxml.attributes import TELLING, quoted_texts
from screener.extract.ooxml.drawing import PARAGRAPH, integer, paragraph_layout, paragraph_text
from screener.extract.ooxml.parts import Part
from screener.extract.ooxml.word_fields import field_text
from screener.extract.ooxml.word_line import CHOICE, DELETED, FALLBACK, HIDDEN, INSERTED, RUBY, SLIGHT, UNSEEN, Computed, Line, Stand
from screener.extract.ooxml.word_styles import P_PR, R_PR, VAL, Look, Styles, is_shaded
from screener.extract.vertical import VerticalRuns
from screener.model import NO_LAYOUT, Layout, Place, Segment

W_P, W_R, W_T, W_TBL, W_TR, W_TC, W_SYM = (qn(f"w:{name}") for name in ("p", "r", "t", "tbl", "tr", "tc", "sym"))
DEL_TEXT, INSTR, DEL_INSTR, FLD_CHAR, RT = (qn(f"w:{name}") for name in ("delText", "instrText", "delInstrText", "fldChar", "rt"))
TXBX, TC_PR, SHD = qn("w:txbxContent"), qn("w:tcPr"), qn("w:shd")
DRAWINGS = frozenset(
    {qn("w:drawing"), qn("w:pict"), qn("w:object"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
)
MARKS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
TEXTS = frozenset({W_T, DEL_TEXT, "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
FLD_SIMPLE, FRAME_PR, FLD_CHAR_TYPE, INSTR_ATTRIBUTE = (qn(f"w:{name}") for name in ("fldSimple", "framePr", "fldCharType", "instr"))
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STATES = {
    qn("w:ins"): INSERTED,
    qn("w:moveTo"): INSERTED,
    qn("w:del"): DELETED,
    qn("w:moveFrom"): DELETED,
    DEL_TEXT: DELETED,
    RT: RUBY,
    MC + "Choice": CHOICE,
    MC + "Fallback": FALLBACK,
}
SKIPPED = frozenset(
    qn(f"w:{name}") for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "rubyPr", "fldData")
)
# «, µ and ¶ typed in Wingdings are drawn as stars; Word keeps symbol fonts at U+F000.
SYMBOLS = {code: chr(0xF000 + code) for code in (0xAB, 0xB5, 0xB6)}
# A mark stands in the first lines (GB/T 9704: line 2 of page 1).
HEADER_ZONE = 8
# A frame that holds no more than this may be one piece of a word; those on one line stand within 5 points.
FRAMED, SAME_LINE = 8, 100


class Story:
    """Reads one part (or one note of it). What belongs to the flow of text comes first, what stands beside it after, by place.

    Beside it, so that a bookmark or a text box does not tear two neighbouring lines apart for those who read them together.
    """

    def __init__(self, part: Part, styles: Styles, place: Place, *, first_page: bool = False) -> None:
        self._part, self._styles, self._place = part, styles, place
        self._flow: list[Segment] = []
        self._beside: list[Segment] = []
        self._codes: dict[str, int] = {}
        self._code: list[str] = []
        self._frames: list[tuple[int, int, str]] = []
        self._framed = 0, Stand(place), False
        self._number = 0
        self._lines = 0 if first_page else HEADER_ZONE
        self._tables: dict[str, int] = {}

    def read(self, root: etree._Element) -> Iterator[Segment]:
        self._blocks(root, Stand(self._place))
        self._end_code()
        self._end_frames()
        yield from self._flow
        yield from sorted(self._beside, key=lambda segment: segment.location.place)
        for code, number in self._codes.items():
            yield self._part.segment(code, Place.FIELD, paragraph=number)

    def _blocks(self, element: etree._Element, stand: Stand) -> None:
        for child in element.iterchildren(etree.Element):
            if child.tag == W_P:
                self._paragraph(child, stand)
            elif child.tag == W_TBL:
                self._table(child, stand)
            elif child.tag not in SKIPPED:
                self._blocks(child, stand)

    def _table(self, table: etree._Element, stand: Stand) -> None:
        prefix = f"{stand.cell}/" if stand.cell else ""
        self._tables[prefix] = index = self._tables.get(prefix, 0) + 1
        place = Place.TABLE if stand.place is Place.BODY else stand.place
        runs = VerticalRuns()
        for row_number, row in enumerate(_inside(table, W_TR), 1):
            column, lines = 1, self._lines
            for cell in _inside(row, W_TC):
                properties = cell.find(TC_PR)
                shading = properties.find(SHD) if properties is not None else None
                on_white = stand.on_white and (shading is None or not is_shaded(shading))
                self._lines = lines  # the cells of a row stand on one line
                before = len(self._flow)
                self._blocks(cell, Stand(place, f"{prefix}T{index}!R{row_number}C{column}", on_white, stand.boxed))
                if len(self._flow) == before + 1:
                    runs.add(column, row_number, self._flow[-1])
                span = properties.find(qn("w:gridSpan")) if properties is not None else None
                column += max(1, integer(span.get(VAL), 1)) if span is not None else 1
            self._lines = min(lines + 1, HEADER_ZONE)
        self._beside.extend(runs.joined())

    def _paragraph(self, element: etree._Element, stand: Stand) -> None:
        self._number += 1
        number, header_zone = self._number, self._lines < HEADER_ZONE
        properties = element.find(P_PR)
        line = Line(self._styles.paragraph(properties), stand)
        self._inline(element, line, 0, line.look)
        layout = (line.seen or line.look).layout(header_zone=header_zone)

        visible = line.text(unwanted=UNSEEN)
        if visible.strip():
            self._frame(properties, visible.strip(), number, stand)
            self._say(visible, stand.place, number, stand, layout)
            if not stand.boxed and header_zone:
                self._lines += 1
        self._unseen(line, visible, number, layout)
        for place, text in line.readings(visible, self._styles.bullet(properties)):
            if text not in self._codes:  # an argument that is the whole paragraph has been said
                self._say(text, place, number, stand, layout, beside=True)
        for box in line.boxes:
            self._box(box, Stand(Place.TEXT_BOX, stand.cell, on_white=False, boxed=True), header_zone)

    def _unseen(self, line: Line, visible: str, number: int, layout: Layout) -> None:
        """Ruby, hidden text and deletions, each alone and with what it belongs to."""
        stand = line.stand
        if (ruby := line.text(RUBY)).strip():
            self._say(ruby, stand.place, number, stand, layout, beside=True)
        hidden = line.text(HIDDEN, unwanted=DELETED | RUBY)
        if hidden.strip():
            self._say(hidden, Place.HIDDEN, number, stand, layout)
            if visible.strip():  # a mark may be half hidden
                self._say(line.text(unwanted=DELETED | RUBY), Place.HIDDEN, number, stand, layout)
        deleted = line.text(DELETED)
        if deleted.strip():
            self._say(deleted, Place.DELETED, number, stand, layout)
            if (original := line.text(unwanted=INSERTED | RUBY)) != deleted:
                self._say(original, Place.DELETED, number, stand, layout)

    def _frame(self, properties: etree._Element | None, text: str, number: int, stand: Stand) -> None:
        frame = properties.find(FRAME_PR) if properties is not None else None
        if frame is None or len(text) > FRAMED:
            self._end_frames(text)
            return
        top, left = (integer(frame.get(qn(f"w:{name}"))) for name in "yx")
        self._frames.append((round(top / SAME_LINE), left, text))
        self._framed = number, stand, frame.get(qn("w:dropCap"), "none") != "none"

    def _end_frames(self, following: str = "") -> None:
        """Paragraphs in frames are read in the order of their places, a large first letter with the paragraph that it begins."""
        if not self._frames:
            return
        number, stand, drop_cap = self._framed
        joined = "".join(piece for *_, piece in sorted(self._frames)) + (following if drop_cap else "")
        if len(self._frames) > 1 or (drop_cap and following):
            self._say(joined, Place.TEXT_BOX, number, stand, NO_LAYOUT)
        self._frames.clear()

    def _box(self, box: etree._Element, stand: Stand, header_zone: bool) -> None:
        if box.tag == TXBX:
            lines, self._lines = self._lines, 0 if header_zone else HEADER_ZONE
            self._blocks(box, stand)
            self._lines = lines
        elif (text := paragraph_text(box)).strip():
            self._number += 1
            self._say(text, Place.TEXT_BOX, self._number, stand, paragraph_layout(box, header_zone=header_zone))

    def _say(self, text: str, place: Place, number: int, stand: Stand, layout: Layout, *, beside: bool = False) -> None:
        segment = self._part.segment(text, place, paragraph=number, cell=stand.cell, layout=layout)
        in_flow = place in (self._place, Place.TABLE) and not stand.boxed and not beside
        (self._flow if in_flow else self._beside).append(segment)

    def _inline(self, element: etree._Element, line: Line, state: int, look: Look, *, drawn: bool = False) -> None:
        """Gather the text below `element`. Inside a drawing only boxes and runs count, and what cannot be a measure of it."""
        for child in element.iterchildren(etree.Element):
            tag = child.tag
            if tag == W_R:
                own = self._styles.run(child.find(R_PR), line.look)
                looks = (HIDDEN if own.is_hidden(on_white=line.stand.on_white) else 0) | (SLIGHT if own.is_slight else 0)
                self._inline(child, line, (state & ~(HIDDEN | SLIGHT)) | looks, own)
            elif tag in (TXBX, PARAGRAPH):
                line.boxes.append(child)
            elif tag not in SKIPPED and not self._sign(child, line, state):
                inner, in_drawing = state | STATES.get(tag, 0), drawn or tag in DRAWINGS
                if not in_drawing or tag in TEXTS or TELLING.search(child.text or ""):
                    self._text(child.text, line, inner, look, stray=tag not in TEXTS)
                computed = field_text(child.get(INSTR_ATTRIBUTE, "")) if tag == FLD_SIMPLE else ""
                begin = len(line.pieces)
                self._inline(child, line, inner, look, drawn=in_drawing)
                if computed:
                    line.computed.append(Computed(begin, len(line.pieces), computed))
            if not drawn:
                self._text(child.tail, line, state, look, stray=True)

    def _sign(self, element: etree._Element, line: Line, state: int) -> bool:
        """Take an element that stands for one sign, or for a piece of a field's code."""
        tag = element.tag
        if tag in MARKS:
            line.pieces.append((MARKS[tag], state))
        elif tag == W_SYM:
            line.pieces.append((_symbol(element), state))
        elif tag in (INSTR, DEL_INSTR):
            self._code.append(element.text or "")
        elif tag == FLD_CHAR:
            line.mark_field(element.get(FLD_CHAR_TYPE), self._end_code())
            return False  # may hold a form field
        else:
            return False
        return True

    def _text(self, text: str | None, line: Line, state: int, look: Look, *, stray: bool = False) -> None:
        """Text of a run; between elements white space is only how the file is written."""
        if not text or (stray and not text.strip()):
            return
        if look.symbol:
            text = text.translate(SYMBOLS)
        line.pieces.append((text, state))
        if line.seen is None and text.strip() and not state & (DELETED | HIDDEN):
            line.seen = look

    def _end_code(self) -> str:
        """Keep the code of a field, and say what it shows."""
        code = "".join(self._code).strip()
        self._code.clear()
        if code:
            for text in (code, *quoted_texts(code)):
                self._codes.setdefault(text, self._number)
        return field_text(code)


def _inside(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, through content controls and custom markup, not into other tables."""
    for child in element.iterchildren(etree.Element):
        if child.tag == wanted:
            yield child
        elif child.tag not in SKIPPED and child.tag not in (W_TBL, W_P):
            yield from _inside(child, wanted)


def _symbol(element: etree._Element) -> str:
    """`w:sym`: a code of a symbol font, kept at U+F000 as Word does, or any character at all."""
    try:
        code = int(element.get(qn("w:char"), ""), 16)
        return chr(0xF000 + code if code < 0x100 else code)
    except (ValueError, OverflowError):
        return ""
