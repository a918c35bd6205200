"""What cell formats show or hide: literals in number formats, white letters, letters too small, formats that print nothing."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator

from lxml import etree

from screener.extract.ooxml.drawing import integer

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# "text", \c, and in brackets colours, conditions and locales.
PART = re.compile(r'"([^"]*)"|\\(.)|(\[[^\]]*\])|([_*].)|(.)', re.DOTALL)
WORD = re.compile(r"[A-Za-z\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff★☆]")
# Currency and calendar signs of formats that every workbook has.
COMMON = re.compile(r"[年月日时時分秒上午下午元万亿¥$€£%\s\d,.#?/:;()\-+yYmMdDhHsSgGeEaAbB一-三十周星期第]*|General|G/通用格式|@")
# Excel's own list of indexed colours: 1, 9 and 65 are white.
WHITE_INDEXES = frozenset({"1", "9", "65"})

SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])+')
# Literals, currencies, colours and fillers, what a value or a date takes the place of, anything else.
TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\]|[_*].)|(@|[0#?][0#?.,]*|General|G/通用格式|[ymdhsegYMDHSE]+)|(.)', re.DOTALL
)
# Excel allows 255 characters; a longer one is not repeated for every cell.
LONGEST = 1000
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq}


def format_texts(root: etree._Element) -> Iterator[str]:
    """Each number format that shows words."""
    for element in root.iter(X + "numFmt"):
        if shown := shown_format(element.get("formatCode", "")):
            yield shown


def shown_format(code: str) -> str:
    """A number format as it would be shown, where it shows words that no cell holds (`"机密★"0"年"` -> 机密★0年); else nothing."""
    literals = "".join(quoted + escaped for quoted, escaped, _, _, _ in PART.findall(code))
    shown = PART.sub(lambda match: match[1] or match[2] or match[5] or "", code).replace(";", "\n").strip()
    beyond_ascii = "".join(bare for *_, bare in PART.findall(code) if not bare.isascii())
    return shown if WORD.search(literals + beyond_ascii) and not COMMON.fullmatch(shown) else ""


def rendered(code: str, value: str) -> str:
    """A cell's value as a number format shows it, as far as words go (`"机"@` for 密 -> 机密); dates and colours are left out."""
    section = _section(SECTION.findall(code), value)
    if section is None:
        return value
    pieces, put = [], False
    for quoted, escaped, currency, _, place, bare in TOKEN.findall(section):
        if place and place[0] in "@0#?G":
            pieces.append("" if put else value)
            put = True
        else:
            pieces.append(quoted or escaped or currency or bare)
    return "".join(pieces).strip()


def _section(sections: list[str], value: str) -> str | None:
    """The part of a number format that is for this value: by a condition, by its sign, or the one for text."""
    try:
        number = float(value)
    except ValueError:
        return sections[3] if len(sections) > 3 else next((section for section in sections if "@" in section), None)
    conditions = [CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or COMPARISONS[condition[1]](number, float(condition[2])):
                return section
        return None
    which = 0 if number > 0 else 1 if number < 0 else 2
    return sections[which] if which < len(sections) else next(iter(sections), None)


class CellStyles:
    """Which cell formats make their text invisible, and which show words beside it."""

    def __init__(self, root: etree._Element | None) -> None:
        self._hiding: set[str] = set()
        self._telling: dict[str, str] = {}
        if root is None:
            return
        fonts = [_is_unreadable(font) for font in root.iterfind(f"{X}fonts/{X}font")]
        filled = [_is_filled(fill) for fill in root.iterfind(f"{X}fills/{X}fill")]
        blank = {element.get("numFmtId") for element in root.iter(X + "numFmt") if element.get("formatCode", "").strip('"') == ";;;"}
        codes = {element.get("numFmtId"): element.get("formatCode", "") for element in root.iter(X + "numFmt")}
        telling = {number: code for number, code in codes.items() if len(code) <= LONGEST and shown_format(code)}
        for index, format_ in enumerate(root.iterfind(f"{X}cellXfs/{X}xf")):
            font, fill = integer(format_.get("fontId")), integer(format_.get("fillId"))
            tiny, white = fonts[font] if 0 <= font < len(fonts) else (False, False)
            on_color = filled[fill] if 0 <= fill < len(filled) else False
            if tiny or (white and not on_color) or format_.get("numFmtId") in blank:
                self._hiding.add(str(index))
            if shown := telling.get(format_.get("numFmtId")):
                self._telling[str(index)] = shown

    def hides(self, style: str | None) -> bool:
        return style in self._hiding if style is not None else "0" in self._hiding

    def telling(self, style: str | None) -> str | None:
        """The number format that puts words round a value."""
        return self._telling.get(style or "0")


def _is_filled(fill: etree._Element) -> bool:
    pattern = fill.find(X + "patternFill")
    return pattern is None or pattern.get("patternType", "none") != "none"


def _is_unreadable(font: etree._Element) -> tuple[bool, bool]:
    """Whether a font is too small, and whether it is white."""
    size, color = font.find(X + "sz"), font.find(X + "color")
    try:
        tiny = size is not None and float(size.get("val", "11")) <= 2
    except ValueError:
        tiny = False
    if color is None:
        return tiny, False
    white = color.get("rgb", "")[-6:].upper() == "FFFFFF" or color.get("theme") == "0" or color.get("indexed") in WHITE_INDEXES
    return tiny, white
