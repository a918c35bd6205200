"""Is every reader proved? Takes away one entry of a reader's table, or silences one reading function, and looks whether a proof notices.

By hand: `python -m tests.evaluation.mutate_readers [--tests] [family ...]`. Prints what could be taken away unnoticed. A survivor is a reader
without a proof in `tests/extract/proofs`, or one whose work another reader does as well; with `--tests`, one whose own tests do not notice
either. Pictures are not read here: their proofs are left out.
"""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import screener.extract
from tests.extract.proofs.proof import ARCHIVE_FORMAT, LEGACY_FORMATS, ODF_FORMAT, OOXML_FORMATS, PICTURE_FORMAT, Proof
from tests.extract.proofs.table import PROOFS

# Modules by the beginning of their name, and the formats whose proofs must notice.
FAMILIES: dict[str, tuple[str, ...]] = {
    "ooxml.": OOXML_FORMATS,
    "ole.doc": ("doc",),
    "ole.xls": ("xls",),
    "ole.biff": ("xls",),
    "ole.ppt": ("ppt",),
    "ole.": (*LEGACY_FORMATS, "msg"),
    "rtf.": ("rtf",),
    "odf.": (ODF_FORMAT,),
    "ofd.": ("ofd",),
    "pdf.": ("pdf",),
    "text.web_page": ("html",),
    "mail.": ("eml", "msg"),
    "archive.": (ARCHIVE_FORMAT, "docx", ODF_FORMAT),
    "picture.": (PICTURE_FORMAT,),
}
# Modules by the beginning of their name, and the tests of their own.
TESTS: dict[str, tuple[str, ...]] = {
    "ooxml.": ("attributes", "docx", "opc", "pptx", "spreadsheet", "wordprocessing", "xlsx"),
    "ole.doc": ("doc", "ole"),
    "ole.xls": ("xls", "ole"),
    "ole.biff": ("xls",),
    "ole.ppt": ("ppt", "ole"),
    "ole.": ("doc", "ole", "ppt", "xls"),
    "rtf.": ("rtf",),
    "odf.": ("odf",),
    "ofd.": ("ofd",),
    "pdf.": ("pdf", "pdf_fonts", "pdf_objects", "pdf_outlines", "pdf_page", "pdf_pictures", "pdf_tables"),
    "text.": ("web_page",),
    "mail.": ("eml", "msg"),
    "archive.": ("archives", "archive_7z", "archive_rar", "zip_passwords"),
}
# Formats that the table does not have, and what needs pictures to be read.
SKIPPED = (
    "ooxml.xlsb",
    "ooxml.biff12",
    "ooxml.vsdx",
    "archive.iso",
    "archive.cab",
    "picture.ocr",
    "picture.lines",
    "picture.stamp_layers",
    "picture.wmf",
)
# For a process that takes one thing away; and how it tells of a test that fails.
ALONE, FAILED = "--alone", "noticed: "
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly")
# Sets and tuples whose members are read; other sets say what is left out, or where a program may be trusted.
READ = frozenset(
    {
        *(
            "ALTERNATIVES",
            "CACHES",
            "CELLS",
            "CODE",
            "DRAWINGS",
            "FILE_NAMES",
            "FOREIGN_KINDS",
            "LINKS",
            "LITERALS",
            "MACROS",
            "MAIL_HEADERS",
        ),
        *("PARAGRAPHS", "PIVOT_ITEMS", "PRINTER_NAMES", "PROPERTIES", "REGIONS", "ROOTS", "RULES", "SCRIPT_FOLDERS", "STORIES", "STRINGS"),
        *("TEXTS", "VALUES", "WORKSHEETS"),
    }
)
# Measures, encodings and names: without them a text is told otherwise, not left out.
UNREAD = frozenset(
    {
        "ALIGNMENTS",
        "BITS",
        "CHARSETS",
        "CODE_PAGES",
        "FAMILIES",
        "HYPHENATED",
        "LANGUAGES",
        "NUMBERS",
        "PAIRS_6",
        "POINTS",
        "RENAMED",
        "SYMBOLS",
        "SIGNS",
    }
)


@dataclass(frozen=True)
class Mutation:
    name: str
    formats: tuple[str, ...]
    made: Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Built:
    """A proof whose file is made once."""

    proof: Proof
    data: bytes

    def holds(self) -> bool:
        return Proof(lambda: self.data, self.proof.name, self.proof.token, self.proof.expected, self.proof.part).holds()


def modules() -> Iterator[tuple[ModuleType, tuple[str, ...]]]:
    prefix = f"{screener.extract.__name__}."
    for found in pkgutil.walk_packages(screener.extract.__path__, prefix):
        short = found.name.removeprefix(prefix)
        formats = next((formats for begin, formats in FAMILIES.items() if short.startswith(begin)), None)
        if formats is not None and not found.ispkg and not short.startswith(SKIPPED):
            yield import_module(found.name), formats


@contextmanager
def without_key(table: dict[object, object], key: object) -> Iterator[None]:
    before = dict(table)
    del table[key]
    try:
        yield
    finally:
        table.clear()
        table.update(before)


@contextmanager
def replaced(old: object, new: object) -> Iterator[None]:
    """A name bound to something else in every module, class and table that holds it."""
    places = list(_holders(old))
    for bind in places:
        bind(new)
    try:
        yield
    finally:
        for bind in places:
            bind(old)


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


def forget() -> None:
    """What was worked out before would hide what is missing now."""
    for name, module in list(sys.modules.items()):
        if name.startswith("screener.extract"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def nothing(*arguments: object, **more: object) -> Iterator[object]:
    return iter(())


def entries(module: ModuleType, short: str, formats: tuple[str, ...], seen: set[int]) -> Iterator[Mutation]:
    for name, table in list(vars(module).items()):
        if not name.isupper() or name in UNREAD or id(table) in seen:
            continue
        seen.add(id(table))  # a table that is imported elsewhere is one table
        if isinstance(table, dict):
            for key, value in list(table.items()):
                yield Mutation(f"{short}.{name}[{key!r}]", formats, partial(without_key, table, key))
                for inner in list(value) if isinstance(value, dict) else ():
                    yield Mutation(f"{short}.{name}[{key!r}][{inner!r}]", formats, partial(without_key, value, inner))
        elif isinstance(table, frozenset | tuple) and name in READ:
            for member in table:
                less = type(table)(one for one in table if one != member)
                yield Mutation(f"{short}.{name}: {member!r}", formats, partial(replaced, table, less))


def functions(module: ModuleType, short: str, formats: tuple[str, ...]) -> Iterator[Mutation]:
    owners: list[ModuleType | type] = [
        module,
        *(value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__),
    ]
    for owner in owners:
        for name, function in list(vars(owner).items()):
            if not isinstance(function, FunctionType) or function.__module__ != module.__name__:
                continue
            if str(inspect.signature(function).return_annotation).startswith("Iterator["):
                label = f"{short}.{'' if owner is module else owner.__name__ + '.'}{name}()"
                yield Mutation(label, formats, partial(replaced, function, nothing))


def test_files(short: str) -> list[str]:
    names = next((names for begin, names in TESTS.items() if short.startswith(begin)), ())
    return [str(Path(__file__).parents[1] / "extract" / f"test_{name}.py") for name in names]


class Failures:
    """A plugin of pytest: the tests that fail."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.append(report.nodeid)


def failing(files: list[str], name: str = "", known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The tests that fail; where something is taken away, the first of them. In a process of its own, so that nothing stays of it."""
    arguments = [ALONE, name, *(f"--deselect={one}" for one in known), *files]
    done = subprocess.run([sys.executable, "-m", __spec__.name, *arguments], capture_output=True, text=True, check=False)
    return tuple(line.removeprefix(FAILED) for line in done.stdout.splitlines() if line.startswith(FAILED))


def alone(name: str, arguments: list[str]) -> int:
    """The tests without what has this name."""
    every = [(module, module.__name__.removeprefix("screener.extract."), formats) for module, formats in modules()]
    seen: set[int] = set()
    made = (one for module, short, formats in every for one in (*entries(module, short, formats, seen), *functions(module, short, formats)))
    mutation = next((one for one in made if one.name == name), None)
    found = Failures()
    with mutation.made() if mutation else nullcontext():
        forget()
        pytest.main(["-q", *(["-x"] if name else []), *QUIET, *arguments], plugins=[found])
    print("", *(f"{FAILED}{one}" for one in found.names), sep="\n")
    return 0


def main(wanted: list[str]) -> int:
    if wanted[:1] == [ALONE]:
        return alone(wanted[1], wanted[2:])
    import screener.extract.picture.ocr as ocr

    tests = "--tests" in wanted
    with replaced(ocr.read_lines, lambda image, **how: []):
        return run([name for name in wanted if name != "--tests"], tests=tests)


def run(wanted: list[str], *, tests: bool = False) -> int:
    found = [(module, module.__name__.removeprefix("screener.extract."), formats) for module, formats in modules()]
    found = [one for one in found if not wanted or one[1].startswith(tuple(wanted))]
    needed = {form for _, _, formats in found for form in formats}
    built = {
        form: [Built(proof, proof.build()) for (_, of), proofs in PROOFS.items() if of == form for proof in proofs if not proof.ocr]
        for form in sorted(needed)
    }
    broken = [(form, one.proof.token, one.proof.expected) for form, all_of in built.items() for one in all_of if not one.holds()]
    if broken:  # it would notice everything
        print("do not hold before anything is taken away:", *broken, sep="\n")
        return 1
    print(f"{sum(map(len, built.values()))} proofs hold")
    made = survived = 0
    # Tests that need pictures read; they notice nothing.
    failing_anyway: dict[str, tuple[str, ...]] = {}
    seen: set[int] = set()
    for module, short, formats in found:
        for mutation in (*entries(module, short, formats, seen), *functions(module, short, formats)):
            made += 1
            with mutation.made():
                forget()
                noticed = any(not proof.holds() for form in formats for proof in built[form])
            forget()
            if tests and not noticed and (files := test_files(short)):
                if short not in failing_anyway:
                    failing_anyway[short] = failing(files)
                noticed = bool(failing(files, mutation.name, failing_anyway[short]))
            if not noticed:
                survived += 1
                print(f"survived: {mutation.name}", flush=True)
    print(f"{made} mutations, {survived} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
