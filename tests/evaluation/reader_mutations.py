"""What can be taken away from the readers: one entry of a table that says what is read, or all that one reading function yields."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import CodeType, FunctionType, ModuleType

import screener.extract
from tests.extract.proofs.proof import ARCHIVE_FORMAT, LEGACY_FORMATS, ODF_FORMAT, OOXML_FORMATS

# Modules by the beginning of their name: the formats whose proofs must notice, and the tests that must, where no proof does.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ooxml.xlsb": ((), ("xlsb", "xlsx")),
    "ooxml.biff12": ((), ("xlsb",)),
    "ooxml.vsdx": ((), ("vsdx",)),
    "ooxml.word": (("docx",), ("wordprocessing", "docx", "word_fields", "drawing")),
    "ooxml.docx": (("docx",), ("docx", "wordprocessing", "round_trip")),
    "ooxml.spreadsheet": (("xlsx",), ("spreadsheet", "xlsx", "formula")),
    "ooxml.xlsx": (("xlsx",), ("xlsx", "spreadsheet")),
    "ooxml.workbook": (("xlsx",), ("xlsx", "spreadsheet")),
    "ooxml.rich_string": (("xlsx",), ("xlsx", "spreadsheet", "xlsb")),
    "ooxml.formula": (("xlsx",), ("formula", "spreadsheet", "xlsx")),
    "ooxml.pptx": (("pptx",), ("pptx", "drawing")),
    "ooxml.presentation": (("pptx",), ("pptx", "drawing")),
    "ooxml.": (
        OOXML_FORMATS,
        ("attributes", "stowed_data", "style_names", "opc", "drawing", "docx", "xlsx", "pptx", "wordprocessing", "spreadsheet", "vsdx"),
    ),
    "ole.doc": (("doc",), ("doc", "doc_formats", "ole")),
    "ole.xls": (("xls",), ("xls", "ole")),
    "ole.biff": (("xls",), ("xls",)),
    "ole.ppt": (("ppt",), ("ppt", "ole")),
    "ole.": (
        (*LEGACY_FORMATS, "msg"),
        ("office_art", "round_trip", "orphan_streams", "properties", "ole", "doc", "ppt", "xls", "passwords"),
    ),
    "rtf.": (("rtf",), ("rtf", "stowed_data", "style_names")),
    "odf.": ((ODF_FORMAT,), ("odf", "odf_package", "style_names")),
    "ofd.": (("ofd",), ("ofd", "ofd_pages", "seals")),
    "pdf.": (
        ("pdf",),
        (
            "pdf",
            "pdf_objects",
            "pdf_page",
            "pdf_fonts",
            "pdf_field_rows",
            "pdf_outlines",
            "pdf_pictures",
            "pdf_roles",
            "pdf_glyph_codes",
            "pdf_tables",
            "pdf_unembedded",
            "pdf_unlike",
            "style_names",
            "stowed_data",
        ),
    ),
    "text.web_page": (("html",), ("web_page",)),
    "text.page_styles": (("html",), ("page_styles",)),
    "text.lone_characters": ((), ("lone_characters",)),
    "text.byte_sweep": ((), ("beside_pixels", "ole", "rtf", "other_readings")),
    "text.other_readings": ((), ("other_readings",)),
    "text.content_lines": ((), ("content_lines",)),
    "text.dbf": ((), ("dbf",)),
    "text.": (("html",), ("plain_text", "lone_characters", "other_readings", "media_type", "web_page")),
    "mail.": (("eml", "msg"), ("eml", "msg")),
    "archive.iso": ((), ("archive_iso",)),
    "archive.cab": ((), ("archive_cab",)),
    "archive.": ((ARCHIVE_FORMAT, "docx", ODF_FORMAT), ("archives", "archive_7z", "archive_rar", "zip_passwords", "zstd", "passwords")),
    "picture.wmf": ((), ("wmf",)),
    "picture.": ((), ("picture", "beside_pixels", "metadata", "appended", "faint_ink", "wmf")),
}
# Read by OCR, which is not run here: a reading of pictures takes a second each.
SKIPPED = ("picture.ocr", "picture.lines", "picture.stamp_layers", "picture.faint_ink", "picture.qr_codes")
# Sets and tuples whose members are read; other sets say what is left out, or where a program may be trusted.
READ = frozenset(
    """ALTERNATIVES CACHES CELLS CODE DRAWINGS FILE_NAMES FOREIGN_KINDS LINKS LITERALS MACROS MAIL_HEADERS PARAGRAPHS PIVOT_ITEMS
    PRINTER_NAMES PROPERTIES REGIONS ROOTS RULES SCRIPT_FOLDERS STORIES STRINGS TEXTS VALUES WORKSHEETS""".split()  # noqa: SIM905
)
# Measures, encodings and names: without them a text is told otherwise, not left out.
UNREAD = frozenset(
    """ALIGNMENTS BITS CHARSETS CODE_PAGES FAMILIES HYPHENATED LANGUAGES NUMBERS PAIRS_6 POINTS RENAMED SYMBOLS SIGNS UNITS""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Mutation:
    """`make` is for a process of its own: nothing puts back what it takes away."""

    name: str
    formats: tuple[str, ...]
    tests: tuple[str, ...]
    make: Callable[[], None]


def mutations(wanted: tuple[str, ...]) -> Iterator[Mutation]:
    prefix = f"{screener.extract.__name__}."
    seen: set[int] = set()
    for found in pkgutil.walk_packages(screener.extract.__path__, prefix):
        short = found.name.removeprefix(prefix)
        family = next((family for begin, family in FAMILIES.items() if short.startswith(begin)), None)
        if family is None or found.ispkg or short.startswith(SKIPPED) or (wanted and not short.startswith(wanted)):
            continue
        formats, tests = family
        own = short.rpartition(".")[2]
        tests = tuple(dict.fromkeys((*(one for one in tests if own in one), *tests)))
        module = import_module(found.name)
        for name, make in (*_entries(module, seen), *_functions(module)):
            yield Mutation(f"{short}.{name}", formats, tests, make)


def _entries(module: ModuleType, seen: set[int]) -> Iterator[tuple[str, Callable[[], None]]]:
    for name, table in list(vars(module).items()):
        if not name.isupper() or name in UNREAD or id(table) in seen or not _is_looked_up(module, name):
            continue
        seen.add(id(table))  # a table that is imported elsewhere is one table
        if isinstance(table, dict):
            for key, value in list(table.items()):
                yield f"{name}[{key!r}]", partial(table.pop, key)
                for inner in list(value) if isinstance(value, dict) else ():
                    yield f"{name}[{key!r}][{inner!r}]", partial(value.pop, inner)
        elif isinstance(table, frozenset | tuple) and name in READ:
            for member in sorted(table, key=repr):
                less = type(table)(one for one in table if one != member)
                yield f"{name}: {member!r}", partial(replace_everywhere, table, less)


def _is_looked_up(module: ModuleType, name: str) -> bool:
    """Whether a function of the module asks this table. What is only worked into other tables on import can no longer be taken away."""
    code = compile(inspect.getsource(module), str(module.__file__), "exec")
    waiting = [
        one for one in code.co_consts if isinstance(one, CodeType) and (one.co_name == "<lambda>" or not one.co_name.startswith("<"))
    ]
    while waiting:
        code = waiting.pop()
        if name in code.co_names:
            return True
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    return False


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[[], None]]]:
    owners: list[ModuleType | type] = [
        module,
        *(value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__),
    ]
    for owner in owners:
        for name, function in list(vars(owner).items()):
            if not isinstance(function, FunctionType) or function.__module__ != module.__name__:
                continue
            if str(inspect.signature(function).return_annotation).startswith("Iterator["):
                label = f"{'' if owner is module else owner.__name__ + '.'}{name}()"
                yield label, partial(replace_everywhere, function, nothing)


def replace_everywhere(old: object, new: object) -> None:
    """A name bound to something else in every module, class and table that holds it."""
    for bind in list(_holders(old)):
        bind(new)


def _holders(old: object) -> Iterator[Callable[[object], None]]:
    """What binds another value wherever this one is bound."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(("screener.", "tests.extract.")):
            continue
        for attribute, value in list(vars(module).items()):
            if value is old:
                yield partial(setattr, module, attribute)
            elif isinstance(value, dict) and attribute.isupper():
                yield from (partial(value.__setitem__, key) for key, held in list(value.items()) if held is old)
            elif isinstance(value, type) and value.__module__ == name:
                yield from (partial(setattr, value, inner) for inner, held in list(vars(value).items()) if held is old)


def nothing(*arguments: object, **more: object) -> Iterator[object]:
    return iter(())
