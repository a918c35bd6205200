"""Column headings: what a table of people says once, over thousands of numbers (公示名单 with 身份证号, 手机号 in the first row).

A heading outlives the passage that it stands in: of a list of 5,000 rows only the first passage holds the row of headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from screener.lazy_pattern import lazy_pattern
from screener.model import Segment
from screener.normalize import normalize

# A sheet's cell is Sheet!B7, that of a table in a text T1!R7C2 (one within another T1!R1C1/T2!R7C2), that of a PDF page R7C2.
NUMBERED = lazy_pattern(r"(?P<table>.*?)R(?P<row>[0-9]+)C(?P<column>[0-9]+)\Z", re.DOTALL)
LETTERED = lazy_pattern(r"(?P<table>.*?)(?P<column>[A-Z]{1,3})(?P<row>[0-9]+)\Z", re.DOTALL)
HEADING = lazy_pattern(
    r"姓名|序号|编号|性别|年龄|民族|出生|身份证|身份号|证件|证号|手机|电话|联系|地址|住址|住所|户籍|村组|银行|卡号|[账帐]号|[账帐]户|开户|户名"
    r"|^(?:密级|保密期限|标题|题名|名称|文号|份数|文件(?:名称?|标题)|资料名称|载体名称)$|邮箱|微信|车牌|金额|单位|职务|备注|姓 名"
    r"|病人|病情|结果|持卡|借款|[收发]件|工资|号牌|既往史|[收付]款|主叫|被叫|对方|通话|呼叫|旅客|车次|航班|定位|抓拍|轨迹|入住|退房|患者|诊断|残疾|余额|额度|逾期|工资|交易|转[账帐]|昵称|发送|接收|内容$|(?:日期|时间)$|name|mobile|phone|tel|address|id[ _-]?(?:card|no)|card|sfz|e-?mail"
)
# The same as a file writes it: 號 and wide letters come to light once it is folded.
WRITTEN = re.compile(
    r"姓名|序号|序號|编号|編號|性别|身份证|身份證|手机|手機|电话|電話|联系|聯繫|地址|住址|卡号|卡號|[账帐賬]号|银行|主叫|旅客|患者|入住人|借款人|持卡人|付款人|收款人|户主|户名|病人|号牌|發送|发送|发件|發件|昵称|暱稱|号码|號碼|name|phone|mobile|address",
    re.IGNORECASE,
)
LONGEST_HEADING = 24
LONG_NUMBER = lazy_pattern(r"[0-9]{5}")
LINES = lazy_pattern(r"[^\n]+")
DELIMITERS = "\t,|;，；"
BLANK = " "
SENTENCE_ENDS = ("。", "；", "：", ";", ":")
LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of the cells of a segment: one heading for a cell; for delimited lines from `begins` on, one a field."""

    fields: tuple[str, ...]
    delimiter: str = ""
    begins: int = 0

    def at(self, text: str, position: int) -> str:
        """The heading over what stands at `position` of the segment's text."""
        if not self.delimiter:
            return self.fields[0]
        if position < self.begins:
            return ""
        start = text.rfind("\n", 0, position) + 1
        if self.delimiter == BLANK:
            end = text.find("\n", position)
            # A cell left empty leaves no trace between blanks: only a whole row is told apart by counting.
            if len(text[start : end if end >= 0 else len(text)].split()) != len(self.fields):
                return ""
            column = max(0, len((text[start:position] + "x").split()) - 1)
        else:
            column = _column(text[start:position], self.delimiter)
        return self.fields[column] if column < len(self.fields) else ""

    def is_whole(self, text: str, position: int) -> bool:
        """Whether the row at `position` has a field for each heading, and is no sentence with as many commas."""
        if not self.delimiter or self.delimiter == BLANK:
            return True
        start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
        row = text[start : end if end >= 0 else len(text)].rstrip()
        return not row.endswith(SENTENCE_ENDS) and _column(row, self.delimiter) == len(self.fields) - 1


@dataclass(slots=True)
class Columns:
    """Takes the segments of a document in order and says what stands over each. Holds one row of headings."""

    part: str = ""
    table: str | None = None
    row: str = ""
    cells: dict[str, str] = field(default_factory=dict, repr=False)
    topmost: dict[str, str] = field(default_factory=dict, repr=False)
    headings: dict[str, str] = field(default_factory=dict, repr=False)
    lines: Heading | None = field(default=None, repr=False)

    def over(self, segment: Segment) -> Heading | None:
        location = segment.location
        if location.part != self.part:
            self.part, self.table, self.lines = location.part, None, None
        if location.cell is None:
            return self._over_lines(segment.text)
        match = NUMBERED.match(location.cell) or LETTERED.match(location.cell)
        return None if match is None else self._over_cell(match, segment.text)

    def _over_cell(self, match: re.Match[str], text: str) -> Heading | None:
        table, row, column = match["table"], match["row"], match["column"]
        if table != self.table:
            self.table, self.row = table, ""
            self.cells, self.topmost, self.headings = {}, {}, {}
        if row != self.row:
            self.row, self.cells = row, {}
        heading = self.headings.get(column) or self.topmost.get(column)
        if heading is None:
            self.topmost[column] = _folded(text)
        if _is_heading(text):
            self.cells[column] = _folded(text)
            if len(self.cells) > 1:
                self.headings.update(self.cells)
        return None if heading is None else Heading((heading,))

    def _over_lines(self, text: str) -> Heading | None:
        if self.lines is not None and text.strip() and self.lines.delimiter not in text:
            self.lines = None
        over = self.lines
        if not any(delimiter in text for delimiter in (*DELIMITERS, BLANK)):
            return over
        end = -1
        for match in WRITTEN.finditer(text):
            if match.start() < end:
                continue
            end = text.find("\n", match.end())
            end = len(text) if end < 0 else end
            if (found := _headings(text[text.rfind("\n", 0, match.start()) + 1 : end])) is not None:
                over = Heading(found.fields, found.delimiter, end)
                self.lines = found
        return over


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and LONG_NUMBER.search(text) is None and HEADING.search(_folded(text)) is not None


def _headings(line: str) -> Heading | None:
    """A line of three fields or more of which two are known headings, and none a number or the end of a sentence."""
    if len(line) > LONGEST_LINE or "。" in line or LONG_NUMBER.search(line):
        return None
    for delimiter in DELIMITERS:
        if line.count(delimiter) < 2:
            continue
        cells = line.split(delimiter)
        if all(len(cell) <= LONGEST_HEADING for cell in cells) and sum(map(_is_heading, cells)) > 1:
            return Heading(tuple(map(_folded, cells)), delimiter)
    # What a PDF or a scan leaves of a table without lines.
    cells = line.split()
    known = sum(map(_is_heading, cells))
    if len(cells) > 2 and known > 1 and known * 2 >= len(cells) and all(len(cell) <= LONGEST_HEADING for cell in cells):
        return Heading(tuple(map(_folded, cells)), BLANK)
    return None


def _column(before: str, delimiter: str) -> int:
    """How many fields end before here; a delimiter inside quotes ends none."""
    return sum(piece.count(delimiter) for piece in before.split('"')[::2])


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    return normalize(text).text[:LONGEST_HEADING]
