"""An Excel workbook: a sheet of all files, one of all findings, one of all that was not read. To sort, filter and hand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports.formats.account import advice, finding_entry, reasons, unread_entry
from reports.formats.options import Options
from reports.formats.printable import printable
from screener.model import Action, Screened
from screener.wording import action_words, code_words, coverage_words

ROWS = 1_048_575
"""Excel's last row but one: the last says that there was more"""

COLORS = {Action.PASS: "FFE3F4E5", Action.REVIEW: "FFFFF2C2", Action.BLOCK: "FFF9D0CD"}
FILLS = {action: PatternFill("solid", fgColor=color) for action, color in COLORS.items()}
WRAPPED = Alignment(vertical="top", wrap_text=True)
HEADER_FILL = PatternFill("solid", fgColor="FF2F4B66")
HEADER_FONT = Font(bold=True, color="FFFFFFFF")

Column = tuple[str, str, int]

FILES: tuple[Column, ...] = (
    ("结论", "verdict", 8),
    ("文件", "file", 48),
    ("缘由", "reasons", 56),
    ("发现", "findings", 8),
    ("未读取", "not read", 8),
    ("读取情况", "coverage", 40),
    ("大小（字节）", "size (bytes)", 14),
    ("类型", "media type", 24),
    ("SHA-256", "SHA-256", 24),
    ("策略", "policy", 22),
    ("词典", "dictionaries", 30),
    ("用时（毫秒）", "elapsed (ms)", 12),
)
FINDINGS: tuple[Column, ...] = (
    ("结论", "verdict", 8),
    ("文件", "file", 40),
    ("发现", "finding", 22),
    ("规则", "rule", 24),
    ("位置", "place", 24),
    ("部件", "part", 32),
    ("内容", "quote", 28),
    ("置信度", "score", 8),
    ("佐证", "evidence", 28),
    ("依据", "basis", 44),
    ("办法", "what to do", 44),
)
UNREAD: tuple[Column, ...] = (
    ("文件", "file", 40),
    ("原因", "why", 28),
    ("代码", "code", 22),
    ("位置", "place", 20),
    ("部件", "part", 48),
    ("说明", "detail", 36),
)

Value = str | int | float


def write_workbook(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    workbook = Workbook(write_only=True)
    files = Sheet(workbook, options, "汇总", "Summary", FILES)
    findings = Sheet(workbook, options, "发现", "Findings", FINDINGS)
    unread = Sheet(workbook, options, "未读取", "Not read", UNREAD)
    for screened in results:
        verdict = screened.verdict
        action, name = verdict.action, screened.path.rpartition("/")[2]
        words = action_words(action, options.language)
        files.add(
            words,
            screened.path,
            options.say("；", "; ").join(reasons(screened, options)),
            len(verdict.findings),
            len(verdict.unscanned),
            coverage_words(verdict.coverage, options.language),
            screened.size,
            screened.media_type,
            screened.sha256,
            verdict.policy,
            options.say("、", ", ").join(verdict.dictionaries),
            screened.elapsed_ms,
            action=action,
        )
        for finding in verdict.findings:
            entry = finding_entry(finding, name, options)
            told = (options.title(finding.rule), finding.rule, entry.where, entry.part, entry.quote, finding.score, entry.note)
            findings.add(words, screened.path, *told, finding.basis, advice(finding, options), action=action)
        for item in verdict.unscanned:
            entry = unread_entry(item, name, options)
            unread.add(screened.path, code_words(item.code, options.language), item.code, entry.where, entry.part, entry.note)
    for sheet in (files, findings, unread):
        sheet.end()
    workbook.save(out)


class Sheet:
    """A sheet with a header that stays, columns of sensible width, and a filter over all rows."""

    def __init__(self, workbook: Workbook, options: Options, zh: str, en: str, columns: Sequence[Column]) -> None:
        self.sheet: WriteOnlyWorksheet = workbook.create_sheet(options.say(zh, en))
        self.options = options
        self.width = len(columns)
        self.rows = 1
        self.left_out = 0
        self.sheet.freeze_panes = "A2"
        for number, (_, _, width) in enumerate(columns, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        header = [self._cell(options.say(zh, en)) for zh, en, _ in columns]
        for cell in header:
            cell.font, cell.fill = HEADER_FONT, HEADER_FILL
        self.sheet.append(header)

    def add(self, *values: Value, action: Action | None = None) -> None:
        if self.rows >= ROWS:
            self.left_out += 1
            return
        self.rows += 1
        row = [self._cell(value) for value in values]
        if action is not None:
            row[0].fill = FILLS[action]
        self.sheet.append(row)

    def end(self) -> None:
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.width)}{self.rows}"  # type: ignore[attr-defined]  # the stubs lack it
        if self.left_out:
            more = f"还有 {self.left_out:,} 行放不下，请用 jsonl 格式", f"{self.left_out:,} more rows do not fit: use the format jsonl"
            self.sheet.append([self._cell(self.options.say(*more))])

    def _cell(self, value: Value) -> Cell:
        """A text is a text. A file may be named `=HYPERLINK(…)` or `+cmd|…`: it is stored as a string, and marked as one with the leading
        apostrophe of Excel, so that it stays one when somebody edits it."""
        if not isinstance(value, str):
            return WriteOnlyCell(self.sheet, value)
        text = printable(value)
        cell = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        cell.alignment = WRAPPED
        return cell
