"""A style, a font or a role that is called by a mark: its name is screened like a property. Names of templates are not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.style import WD_STYLE_TYPE
from openpyxl.styles import NamedStyle
from pikepdf import Dictionary, Name, Pdf

from screener.model import Place
from tests.extract.office_files import first_sheet, saved
from tests.extract.pdf_files import built
from tests.extract.readings import texts

SAMPLES = Path(__file__).parents[1] / "samples"
MARK, PLAIN = "机密★5年", "密级"


def in_word(name: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("正文", style=document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    return saved(document)


def in_excel(name: str) -> bytes:
    book = openpyxl.Workbook()
    book.add_named_style(NamedStyle(name))
    first_sheet(book)["A1"].style = name
    return saved(book)


def in_pdf(name: str) -> bytes:
    def change(pdf: Pdf, page: Dictionary) -> None:
        roles = Dictionary({f"/{name}": Name.P, "/Para": Name(f"/{name}")})
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=roles))

    return built(change)


def in_rtf(name: str) -> bytes:
    escaped = "".join(f"\\u{ord(one)}?" if one == "★" else "".join(f"\\'{byte:02x}" for byte in one.encode("gb18030")) for one in name)
    return f"{{\\rtf1\\ansi\\ansicpg936{{\\stylesheet{{\\s0 Normal;}}{{\\*\\cs1 {escaped};}}}}x}}".encode()


MADE = {"docx": in_word, "xlsx": in_excel, "pdf": in_pdf, "rtf": in_rtf}


@pytest.mark.parametrize("kind", MADE)
def test_a_name_that_is_a_mark_is_a_property(kind: str) -> None:
    assert MARK in texts(MADE[kind](MARK), f"a.{kind}", Place.METADATA)


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "rtf"])
def test_a_name_of_a_template_says_nothing(kind: str) -> None:
    assert not any(PLAIN in text for text in texts(MADE[kind](PLAIN), f"a.{kind}"))


@pytest.mark.parametrize("kind", ["doc", "xls", "odt"])
def test_a_mark_that_libreoffice_wrote_as_the_name_of_a_style_is_a_property(kind: str) -> None:
    data = (SAMPLES / ("odf" if kind == "odt" else "legacy") / f"style_name.{kind}").read_bytes()
    assert MARK in texts(data, f"a.{kind}", Place.METADATA)


def test_an_open_document_names_its_fonts_too() -> None:
    with zipfile.ZipFile(SAMPLES / "odf" / "style_name.odt") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        b"<office:font-face-decls>", f'<office:font-face-decls><style:font-face style:name="{MARK}2"/>'.encode()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert f"{MARK}2" in texts(stream.getvalue(), "a.odt", Place.METADATA)
