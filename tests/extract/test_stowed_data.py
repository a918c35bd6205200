"""Text in data that is neither a paragraph nor a string: Power Query's package, the state of a check box, RTF's binary."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from screener.model import Place
from tests.extract.office_files import workbook
from tests.extract.pdf_files import built
from tests.extract.readings import texts

MARK = "机密★10年"


def test_the_code_of_power_query_is_read() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Formulas/Section1.m", f'section Section1;\nshared a = #table({{"甲"}}, {{{{"{MARK}"}}}});\n')
    content = package.getvalue()
    queries = struct.pack("<II", 0, len(content)) + content + struct.pack("<III", 0, 0, 0)
    xml = f'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">{base64.b64encode(queries).decode()}</DataMashup>'
    for encoding in ("utf-8", "utf-16"):
        data = workbook({"customXml/item1.xml": f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding)})
        assert any(MARK in text for text in texts(data, "a.xlsx"))


@pytest.mark.parametrize("key", ["/AS", "/V", "/DV"])
def test_the_state_of_a_check_box_is_read(key: str) -> None:
    def change(pdf: Pdf, page: Dictionary) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, T=b"box", Rect=[72, 700, 92, 720])
        box[key] = Name(f"/{MARK}")
        page.Annots = Array([pdf.make_indirect(box)])
        pdf.Root.AcroForm = Dictionary(Fields=page.Annots)

    assert MARK in texts(built(change), "a.pdf", Place.FORM_FIELD)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16-le"])
def test_binary_data_of_rtf_is_read(encoding: str) -> None:
    data = f"{MARK}请各单位认真落实".encode(encoding)
    assert any(MARK in text for text in texts(b"{\\rtf1\\ansi\\ansicpg936 x\\par{\\*\\any\\bin%d %b}\\par}" % (len(data), data), "a.rtf"))


def test_text_behind_binary_data_of_rtf_is_read() -> None:
    after = f"}}}}{MARK}".encode("gb18030")
    assert any(
        MARK in text for text in texts(b"{\\rtf1\\ansi\\ansicpg936{\\pict\\pngblip\\bin4 {{{{}" + after.strip(b"}") + b"\\par}", "a.rtf")
    )
