"""Visio drawings, by the parts that Visio writes."""

from __future__ import annotations

import io
import zipfile

import pytest

from screener.model import Place
from tests.extract.archive_samples import read, texts

V = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/visio/document.xml" ContentType="application/vnd.ms-visio.drawing.main+xml"/></Types>"""
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.microsoft.com/visio/2010/relationships/"


def relations(**targets):
    return RELATIONS.format(
        "".join(f'<Relationship Id="{name}" Type="{KIND}{kind}" Target="{target}"/>' for name, (kind, target) in targets.items())
    )


def vsdx(*, page="", master="", comment="", cell=""):
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(a=("document", "visio/document.xml")),
        "visio/document.xml": f"<VisioDocument {V}/>",
        "visio/_rels/document.xml.rels": relations(
            a=("pages", "pages/pages.xml"), b=("masters", "masters/masters.xml"), c=("comments", "comments.xml")
        ),
        "visio/pages/pages.xml": f'<Pages {V}><Page ID="0" Name="第一页"><Rel r:id="p1"/></Page></Pages>',
        "visio/pages/_rels/pages.xml.rels": relations(p1=("page", "page1.xml")),
        "visio/pages/page1.xml": f'<PageContents {V}><Shapes><Shape><Cell N="Comment" V="{cell}"/><Text><cp IX="0"/>{page}</Text></Shape></Shapes></PageContents>',
        "visio/masters/masters.xml": f"<Masters {V}/>",
        "visio/masters/_rels/masters.xml.rels": relations(m1=("master", "master1.xml")),
        "visio/masters/master1.xml": f"<MasterContents {V}><Shapes><Shape><Text>{master}</Text></Shape></Shapes></MasterContents>",
        "visio/comments.xml": f'<Comments {V}><CommentList><CommentEntry AuthorID="1">{comment}</CommentEntry></CommentList></Comments>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "where"), [(Place.BODY, "page"), (Place.MASTER, "master"), (Place.COMMENT, "comment"), (Place.MARKUP, "cell")]
)
def test_texts_are_read_with_their_place(place, where):
    document = read(vsdx(**{"page": "正文", where: "机密★10年"}), "流程图.vsdx")
    assert document.media_type == "application/vnd.ms-visio.drawing"
    assert not document.unscanned
    assert "机密★10年" in texts(document, place)


def test_a_text_of_a_page_says_which():
    (segment,) = [segment for segment in read(vsdx(page="机密<cp IX='1'/>★10年"), "a.vsdx").segments if segment.text == "机密★10年"]
    assert segment.location.page == 1


def test_the_name_of_a_page_is_read():
    assert any("第一页" in text for text in texts(read(vsdx(page="x"), "a.vsdx")))
