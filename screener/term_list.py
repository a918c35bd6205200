"""Word lists as offices keep them: a workbook or a CSV file, read and written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from screener.dictionary import Dictionary, Term, fold
from screener.dictionary_file import MAX_TERM
from screener.errors import UsageError

# Column headings people write, and the setting of a term that each one is.
HEADINGS = {
    "text": ("词语", "词", "词条", "关键词", "关键字", "敏感词", "术语", "名称", "内容", "term", "word", "text", "keyword"),
    "note": ("说明", "备注", "描述", "解释", "note", "notes", "remark", "comment"),
    "score": ("分数", "分值", "置信度", "权重", "score", "weight"),
    "unless_near": ("例外", "例外词", "排除", "排除词", "unless", "unless_near", "except"),
    "require_near": ("邻近", "邻近词", "佐证", "佐证词", "搭配", "near", "require_near"),
    "whole_word": ("整词", "全词", "whole_word", "whole word"),
}
COLUMNS = (
    ("词语", "text"),
    ("说明", "note"),
    ("分数", "score"),
    ("佐证词", "require_near"),
    ("例外词", "unless_near"),
    ("整词", "whole_word"),
)
SEPARATORS = re.compile(r"[、，,；;|\n]+")
YES, NO = frozenset({"是", "对", "1", "true", "yes", "y", "√"}), frozenset({"否", "不", "0", "false", "no", "n", "×"})
# A cell that begins like this is a formula to a spreadsheet program: whoever opens an exported list must not run it.
FORMULA = ("=", "+", "-", "@", "\t")

Row = dict[str, object]


def read_term_list(path: Path) -> list[Row]:
    """The rows of a list, one for each term, as the settings of a `[[term]]`. Without headings the first column is the terms."""
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".csv", ".txt", ".tsv"):
        raise UsageError(
            f"{path} 不是 xlsx、csv 或 txt：请另存后再导入。", f"{path} is no xlsx, csv or txt: save it as one of these first."
        )
    try:
        rows = _workbook(path) if path.suffix.lower().startswith(".xls") else _plain(path)
    except OSError as error:
        raise UsageError(f"读不到词表 {path}：请检查路径和权限。", f"cannot read the list {path}: check path and permissions.") from error
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    columns = _columns(filled[0][1]) if filled else {}
    made: list[Row] = []
    for number, row in filled[1:] if columns else filled:
        cells = {setting: row[at] if at < len(row) else "" for at, setting in columns.items()} if columns else {"text": row[0]}
        if columns or row[0]:
            made.append(_row(cells, path, number))
            _check_term(made[-1], path, number)
    return made


def _workbook(path: Path) -> list[list[str]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UsageError(
            f"打不开工作簿 {path}：请用表格程序另存为 xlsx。", f"cannot open the workbook {path}: save it again as xlsx."
        ) from error
    try:
        return [["" if cell is None else str(cell).strip() for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()


def _plain(path: Path) -> list[list[str]]:
    text = _decoded(path.read_bytes(), path)
    if path.suffix.lower() == ".txt":
        return [[line.strip()] for line in text.splitlines()]
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell for cell in map(str.strip, row)] for row in rows]


def _decoded(content: bytes, path: Path) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} 的编码无法识别：请另存为 UTF-8。", f"the encoding of {path} is unknown: save it as UTF-8.")


def _columns(first: Sequence[str]) -> dict[int, str]:
    """Column number -> setting, where the first row is headings; empty where it is a term already."""
    columns: dict[int, str] = {}
    for at, cell in enumerate(first):
        for setting, names in HEADINGS.items():
            if cell.lower() in names and setting not in columns.values():
                columns[at] = setting
    return columns if "text" in columns.values() else {}


def _check_term(row: Row, path: Path, number: int) -> None:
    """What a dictionary would refuse of a term, said of its row: the dictionary is not written yet."""
    for text in str(row["text"]).splitlines():
        length = len(fold(text))
        if length == 1 and not row.get("require_near"):
            raise UsageError(
                f"{path} 第 {number} 行：“{text}”只有一个字，几乎每份文件都会命中：请补上“佐证词”一列，或删去这一行。",
                f'{path}, row {number}: "{text}" is a single character and would be found almost everywhere: fill in require_near.',
            )
        if length > MAX_TERM:
            raise UsageError(
                f"{path} 第 {number} 行：词语超过 {MAX_TERM} 字，请缩短。", f"{path}, row {number}: longer than {MAX_TERM} characters."
            )


def _row(cells: dict[str, str], path: Path, number: int) -> Row:
    row: Row = {"text": cells.pop("text")}
    for setting, cell in cells.items():
        if not cell:
            continue
        if setting == "score":
            row[setting] = _score(cell, path, number)
        elif setting == "whole_word":
            if cell.lower() not in YES | NO:
                raise UsageError(
                    f"{path} 第 {number} 行：“整词”一列只能写是或否，不能写“{cell}”。",
                    f'{path}, row {number}: the column "whole word" takes yes or no, not "{cell}".',
                )
            row[setting] = cell.lower() in YES
        elif setting == "note":
            row[setting] = cell
        else:
            row[setting] = [word for word in map(str.strip, SEPARATORS.split(cell)) if word]
    return row


def _score(cell: str, path: Path, row: int) -> float:
    try:
        number = float(cell.rstrip("%"))
    except ValueError:
        number = 0.0
    number = number / 100 if number > 1 or cell.endswith("%") else number
    if not 0 < number <= 1:
        raise UsageError(
            f"{path} 第 {row} 行：分数应当在 0 到 1（或 1 到 100）之间，不能写“{cell}”。",
            f'{path}, row {row}: a score is between 0 and 1 (or 1 and 100), not "{cell}".',
        )
    return number


def write_term_list(dictionary: Dictionary, path: Path) -> int:
    """Write a dictionary's terms, without those of sealed files, to an xlsx or csv file; how many there are in it."""
    terms = [term for term in dictionary.terms if not term.sealed]
    rows = [[heading for heading, _ in COLUMNS], *map(_cells, terms)]
    if path.suffix.lower() == ".xlsx":
        _write_workbook(rows, path)
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # the byte order mark is what makes Excel read UTF-8
            csv.writer(file).writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    else:
        raise UsageError(f"只能导出为 xlsx 或 csv：{path}", f"a list is exported as xlsx or csv: {path}")
    return len(terms)


def _cells(term: Term) -> list[str]:
    whole = "" if term.whole_word is None else "是" if term.whole_word else "否"
    return [term.text, term.note, f"{term.score:g}", "、".join(term.require_near), "、".join(term.unless_near), whole]


def _write_workbook(rows: Iterable[Sequence[str]], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            cell.data_type = "s"  # never a formula
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 32
    book.save(path)


def as_toml(settings: dict[str, object], rows: Iterable[Row]) -> str:
    """A dictionary file: terms that need nothing said as plain lines, the others as tables. Repeated terms are written once."""
    plain, tables = _sorted(rows)
    lines = ["#:schema ./schema.json", *(f"{key} = {_value(value)}" for key, value in settings.items())]
    if plain:
        lines += ['terms = """', *plain, '"""']
    for row in tables:
        lines += ["", "[[term]]", *(f"{key} = {_value(value)}" for key, value in row.items())]
    return "\n".join(lines) + "\n"


def _sorted(rows: Iterable[Row]) -> tuple[list[str], list[Row]]:
    plain: list[str] = []
    tables: list[Row] = []
    seen: set[str] = set()
    for row in _one_line(rows):
        text = str(row["text"])
        if not fold(text) or fold(text) in seen:
            continue
        seen.add(fold(text))
        if len(row) == 1 and text.isprintable() and not text.startswith("#") and not {'"', "\\"} & set(text):
            plain.append(text)
        else:
            tables.append(row)
    return plain, tables


def _one_line(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for text in str(row["text"]).splitlines():
            if text.strip():
                yield {**row, "text": text.strip()}


def _value(value: object) -> str:
    """A TOML value. What JSON escapes in a string TOML reads alike, save DEL."""
    import json

    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
