"""Packages that newer programs leave in binary documents: every root is read paragraph by paragraph, in its place."""

from __future__ import annotations

import io
import zipfile

import pytest

from screener.extract.ole.round_trip import read_round_trip
from screener.extract.source import Source
from screener.model import Place
from tests.extract.office_files import places

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
SHAPES = ("sp", "grpSp", "pic", "graphicFrame", "cxnSp")
ROOTS = [
    *((P, name, Place.HEADER) for name in (*SHAPES, "sldLayout", "sldMaster", "notesMaster", "handoutMaster")),
    *((XDR, name, Place.HEADER) for name in (*SHAPES, "anchor", "wsDr")),
    *((C, name, Place.CHART) for name in ("chartSpace", "userShapes")),
    (CX, "chartSpace", Place.CHART),
    *((DGM, name, Place.DIAGRAM) for name in ("dataModel", "layoutDef")),
    (DSP, "drawing", Place.DIAGRAM),
]

RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.microsoft.com/office/2006/relationships/shapeXml" Target="drs/shapexml.xml"/></Relationships>'
)


def package(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("drs/shapexml.xml", content)
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
    return stream.getvalue()


def found(content: str) -> set[Place]:
    return places(read_round_trip(Source.of_bytes(b"", "a.doc"), package(content), Place.HEADER), "机密")


@pytest.mark.parametrize(("namespace", "name", "place"), ROOTS, ids=[f"{uri.rpartition('/')[2]} {name}" for uri, name, _ in ROOTS])
def test_a_paragraph_of_several_runs_is_read_whole(namespace: str, name: str, place: Place) -> None:
    runs = "<a:r><a:t>机</a:t></a:r><a:r><a:t>密</a:t></a:r>"
    assert found(f'<n:{name} xmlns:n="{namespace}" xmlns:a="{A}"><a:p>{runs}</a:p></n:{name}>') == {place}


def test_a_box_of_vml_is_read_whole() -> None:
    box = "<v:textbox><div><b>机</b><i>密</i></div></v:textbox>"
    assert found(f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{box}</xml>') == {Place.TEXT_BOX}
