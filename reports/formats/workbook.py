"""An Excel workbook: sheets of all files, all findings, all that was not read, and the dictionaries. To sort, filter, print and hand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from reports.formats.account import advice, finding_entry, reasons, shown_path, unread_entry
from reports.formats.options import Options
from reports.formats.printable import printable
from screener.advice import code_advice
from screener.model import Action, Screened
from screener.wording import action_words, code_words, coverage_words

ROWS = 1_048_575
"""Excel's last row but one: the last says that there was more"""

COLORS = {Action.PASS: "FFE3F4E5", Action.REVIEW: "FFFFF2C2", Action.BLOCK: "FFF9D0CD"}
FILLS = {action: PatternFill("solid", fgColor=color) for action, color in COLORS.items()}
WRAPPED = Alignment(vertical="top", wrap_text=True)
HEADER_FILL = PatternFill("solid", fgColor="FF2F4B66")
TOTAL_FONT = Font(bold=True)
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
    ("办法", "what to do", 44),
)

DICTIONARIES: tuple[Column, ...] = (("词典", "dictionary", 40), ("版本", "version", 20), ("文件数", "files", 12))

Value = str | int | float


def write_workbook(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    workbook = Workbook(write_only=True)
    files = Sheet(workbook, options, "汇总", "Summary", FILES)
    findings = Sheet(workbook, options, "发现", "Findings", FINDINGS)
    unread = Sheet(workbook, options, "未读取", "Not read", UNREAD)
    counts: Counter[Action] = Counter()
    dictionaries: Counter[str] = Counter()
    found = missed = size = milliseconds = 0
    for screened in results:
        verdict = screened.verdict
        action, path = verdict.action, shown_path(screened, options)
        counts[action] += 1
        dictionaries.update(verdict.dictionaries)
        found, missed = found + len(verdict.findings), missed + len(verdict.unscanned)
        size, milliseconds = size + screened.size, milliseconds + screened.elapsed_ms
        words = action_words(action, options.language)
        files.add(
            words,
            path,
            options.say("；", "; ").join(reasons(screened, options)),
            len(verdict.findings),
            len(verdict.unscanned),
            coverage_words(verdict.coverage, options.language),
            screened.size,
            screened.media_type,
            screened.sha256,
            verdict.policy,
            screened.elapsed_ms,
            action=action,
        )
        for finding in verdict.findings:
            entry = finding_entry(finding, screened.path, options)
            told = (options.title(finding.rule), finding.rule, entry.where, entry.part, entry.quote, finding.score, entry.note)
            findings.add(words, path, *told, finding.basis, advice(finding, options), action=action)
        for item in verdict.unscanned:
            entry = unread_entry(item, screened.path, options)
            what_to_do = code_advice(item.code, options.language)
            unread.add(path, code_words(item.code, options.language), item.code, entry.where, entry.part, entry.note, what_to_do)
    used = Sheet(workbook, options, "词典", "Dictionaries", DICTIONARIES)
    for label, number in sorted(dictionaries.items()):
        name, _, version = label.rpartition("@")
        used.add(name, version, number)
    for sheet in (findings, unread, used):
        sheet.end()
    each = options.say("，", ", ").join(
        f"{action_words(action, options.language)} {counts[action]:,}" for action in sorted(Action, reverse=True)
    )
    total = options.say(f"{counts.total():,} 个文件", f"{counts.total():,} file(s)")
    files.end(options.say("合计", "total"), total, each, found, missed, "", size, "", "", "", milliseconds)
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
        self.sheet.print_title_rows = "1:1"
        # On paper: broad, as wide as the page, as many pages as it takes.
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
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

    def end(self, *totals: Value) -> None:
        """`totals` stand below what is filtered and sorted."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.width)}{self.rows}"  # type: ignore[attr-defined]  # the stubs lack it
        if self.left_out:
            more = f"还有 {self.left_out:,} 行放不下，请用 jsonl 格式", f"{self.left_out:,} more rows do not fit: use the format jsonl"
            self.sheet.append([self._cell(self.options.say(*more))])
        elif totals:
            row = [self._cell(value) for value in totals]
            for cell in row:
                cell.font = TOTAL_FONT
            self.sheet.append(row)

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
