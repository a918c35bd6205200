"""OFD files: every hiding place by itself, then how a page reads."""

from __future__ import annotations

from typing import Any

import pytest

from screener.model import Place
from tests.extract.ofd_files import PAGE, der, ofd, page, png, read, text, xml
from tests.extract.office_files import codes, places, segments

TOKEN = "密令甲"
WHITE = '<ofd:FillColor Value="255 255 255"/>'
PATH = "<ofd:AbbreviatedData>M 0 0 L 150 0 L 150 20 L 0 20 C</ofd:AbbreviatedData>"
BLUE = f'<ofd:PathObject Boundary="20 90 170 20" Fill="true"><ofd:FillColor Value="0 0 128"/>{PATH}</ofd:PathObject>'
PATTERN = f'<ofd:Pattern Width="9" Height="9"><ofd:CellContent>{text(TOKEN)}</ofd:CellContent></ofd:Pattern>'
URI = f'<ofd:URI URI="https://example.test/{TOKEN}"/>'
SLANT = 'CTM="0.707 0.707 -0.707 0.707 0 0"'

PAGE_KINDS = {
    "body": (text(TOKEN), Place.BODY),
    "one character in each text object": ("".join(text(character, 30 + 6 * at) for at, character in enumerate(TOKEN)), Place.BODY),
    "one character in each text code": (
        '<ofd:TextObject Boundary="30 90 99 9" Font="1" Size="6">'
        + "".join(f'<ofd:TextCode X="{6 * at}" Y="6">{character}</ofd:TextCode>' for at, character in enumerate(TOKEN))
        + "</ofd:TextObject>",
        Place.BODY,
    ),
    "no steps": (text(TOKEN, code=""), Place.BODY),
    "steps one by one": (text(TOKEN, code='DeltaX="6 6"'), Place.BODY),
    "vertical": (text(TOKEN, code='DeltaY="g 2 6"'), Place.BODY),
    "vertical, one by one": ("".join(text(character, 30, 90 + 6.4 * at) for at, character in enumerate(TOKEN)), Place.BODY),
    "scaled": (text(TOKEN, size=17, attributes='CTM="0.3528 0 0 0.3528 0 0"'), Place.BODY),
    "turned by 90 degrees": (text(TOKEN, attributes='CTM="0 1 -1 0 0 0"'), Place.BODY),
    "upside down": (text(TOKEN, 150, attributes='CTM="-1 0 0 -1 0 0"'), Place.BODY),
    "in a block": (f"<ofd:PageBlock>{text(TOKEN)}</ofd:PageBlock>", Place.BODY),
    "white on a dark ground": (BLUE + text(TOKEN, inside=WHITE), Place.BODY),
    "slanted": (text(TOKEN, attributes=SLANT), Place.WATERMARK),
    "on an arc": (
        "".join(text(c, 60 + 6 * at, attributes=f'CTM="1 {at * 0.4} -{at * 0.4} 1 0 0"') for at, c in enumerate(TOKEN)),
        Place.WATERMARK,
    ),
    "in the pattern of a path": (
        f'<ofd:PathObject Boundary="0 0 9 9"><ofd:FillColor>{PATTERN}</ofd:FillColor>{PATH}</ofd:PathObject>',
        Place.BODY,
    ),
    "invisible": (text(TOKEN, attributes='Visible="false"'), Place.HIDDEN),
    "in an invisible block": (f'<ofd:PageBlock Visible="false">{text(TOKEN)}</ofd:PageBlock>', Place.HIDDEN),
    "transparent object": (text(TOKEN, attributes='Alpha="0"'), Place.HIDDEN),
    "transparent colour": (text(TOKEN, inside='<ofd:FillColor Value="0 0 0" Alpha="0"/>'), Place.HIDDEN),
    "neither filled nor stroked": (text(TOKEN, attributes='Fill="false"'), Place.HIDDEN),
    "white": (text(TOKEN, inside=WHITE), Place.HIDDEN),
    "white in hexadecimal": (text(TOKEN, inside='<ofd:FillColor Value="#FF #FF #FE"/>'), Place.HIDDEN),
    "grey white": (text(TOKEN, inside='<ofd:FillColor Value="255"/>'), Place.HIDDEN),
    "white by a drawing parameter": (text(TOKEN, attributes='DrawParam="8"'), Place.HIDDEN),
    "white by what a parameter leans on": (text(TOKEN, attributes='DrawParam="9"'), Place.HIDDEN),
    "half a millimetre": (text(TOKEN, size=0.5), Place.HIDDEN),
    "beside the page": (text(TOKEN, x=300), Place.HIDDEN),
    "below the page": (text(TOKEN, y=400), Place.HIDDEN),
    "composite graphic": ('<ofd:CompositeObject Boundary="0 0 99 99" ResourceID="7"/>', Place.BODY),
    "a link": (
        f'<ofd:PathObject Boundary="0 0 9 9"><ofd:Actions><ofd:Action>{URI}</ofd:Action></ofd:Actions>{PATH}</ofd:PathObject>',
        Place.LINK,
    ),
    "attribute that no standard knows": (f'<ofd:PathObject Boundary="0 0 9 9" Tag="{TOKEN}">{PATH}</ofd:PathObject>', Place.MARKUP),
    "element that no standard knows": (f"<ofd:Note>{TOKEN}</ofd:Note>", Place.MARKUP),
    "XML comment": (f"<!-- {TOKEN} -->", Place.MARKUP),
}
RESOURCES = {
    "Doc_0/PublicRes.xml": xml(
        "Res",
        f'<ofd:DrawParams><ofd:DrawParam ID="8">{WHITE}</ofd:DrawParam><ofd:DrawParam ID="9" Relative="8"/></ofd:DrawParams>'
        f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>{text(TOKEN)}</ofd:Content>'
        "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>",
    )
}


@pytest.mark.parametrize(("content", "place"), PAGE_KINDS.values(), ids=PAGE_KINDS)
def test_text_on_a_page_is_found_in_its_place(content, place):
    assert places(read(ofd(content, RESOURCES)), TOKEN) == {place}


def annotation(inner: str, attributes: str = 'Type="Watermark"') -> dict[str, bytes]:
    return {
        "Doc_0/Annotations.xml": xml("Annotations", '<ofd:Page PageID="1"><ofd:FileLoc>Annots/A.xml</ofd:FileLoc></ofd:Page>'),
        "Doc_0/Annots/A.xml": xml("PageAnnot", f'<ofd:Annot {attributes} ID="9">{inner}</ofd:Annot>'),
    }


def appearance(content: str) -> str:
    return f'<ofd:Appearance Boundary="0 0 210 297">{content}</ofd:Appearance>'


def linked(name: str, inner: str) -> dict[str, bytes]:
    return {f"Doc_0/{name}.xml": xml(name, inner)}


SEAL = der(0x30, der(0x16, b"ES") + der(0x30, der(0x0C, TOKEN.encode()) + der(0x30, der(0x16, b"png") + der(0x04, png()))))
WRAPPED = der(0x30, der(0x04, der(0x30, der(0x0C, TOKEN.encode("gb18030")))))
SIGNED = {
    "Doc_0/Signs/Signatures.xml": xml("Signatures", '<ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/>'),
    "Doc_0/Signs/Sign_0/Signature.xml": xml(
        "Signature", "<ofd:SignedInfo><ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
    ),
}
SIGNATURES: dict[str, Any] = {"body": "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"}
VERSION: dict[str, Any] = {"body": '<ofd:Versions><ofd:Version ID="1" BaseLoc="Doc_0/Version.xml"/></ofd:Versions>'}
OLD = {
    "Doc_0/Version.xml": xml("DocVersion", "<ofd:DocRoot>Old.xml</ofd:DocRoot>"),
    "Doc_0/Old.xml": xml("Document", '<ofd:Pages><ofd:Page ID="1" BaseLoc="Old_0.xml"/></ofd:Pages>'),
    "Doc_0/Old_0.xml": page(text(TOKEN)),
}
TAG = {
    "Doc_0/Tags/CustomTags.xml": xml("CustomTags", "<ofd:CustomTag><ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag>"),
    "Doc_0/Tags/Tag.xml": f"<公文><密级>{TOKEN}</密级></公文>".encode(),
}
TAGS: dict[str, Any] = {"document": "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>"}
ANNOTATIONS: dict[str, Any] = {"document": "<ofd:Annotations>Annotations.xml</ofd:Annotations>"}
TEMPLATE = {
    "Doc_0/Tpl.xml": page(text(TOKEN)),
    PAGE: page(text("普通正文"), '<ofd:Template TemplateID="2" ZOrder="Background"/>'),
}
FILE_KINDS: dict[str, tuple[dict[str, Any], dict[str, bytes], Place]] = {
    "title": ({"information": f"<ofd:Title>{TOKEN}</ofd:Title>"}, {}, Place.METADATA),
    "abstract": ({"information": f"<ofd:Abstract>{TOKEN}</ofd:Abstract>"}, {}, Place.METADATA),
    "keyword": ({"information": f"<ofd:Keywords><ofd:Keyword>{TOKEN}</ofd:Keyword></ofd:Keywords>"}, {}, Place.METADATA),
    "custom data": (
        {"information": f'<ofd:CustomDatas><ofd:CustomData Name="密级">{TOKEN}</ofd:CustomData></ofd:CustomDatas>'},
        {},
        Place.METADATA,
    ),
    "custom tag": (TAGS, TAG, Place.METADATA),
    "template": ({"common": '<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/>'}, TEMPLATE, Place.BODY),
    "watermark annotation": (ANNOTATIONS, annotation(appearance(text(TOKEN))), Place.WATERMARK),
    "stamp annotation": (ANNOTATIONS, annotation(appearance(text(TOKEN)), 'Type="Stamp"'), Place.ANNOTATION),
    "slanted stamp": (ANNOTATIONS, annotation(appearance(text(TOKEN, attributes=SLANT)), 'Type="Stamp"'), Place.WATERMARK),
    "hidden annotation": (ANNOTATIONS, annotation(appearance(text(TOKEN)), 'Type="Stamp" Visible="false"'), Place.HIDDEN),
    "remark": (ANNOTATIONS, annotation(f"<ofd:Remark>{TOKEN}</ofd:Remark>"), Place.ANNOTATION),
    "annotation's author": (ANNOTATIONS, annotation("", f'Type="Stamp" Creator="{TOKEN}"'), Place.ANNOTATION),
    "annotation's parameter": (
        ANNOTATIONS,
        annotation(f'<ofd:Parameters><ofd:Parameter Name="内容">{TOKEN}</ofd:Parameter></ofd:Parameters>'),
        Place.ANNOTATION,
    ),
    "outline": ({"document": f'<ofd:Outlines><ofd:OutlineElem Title="{TOKEN}"/></ofd:Outlines>'}, {}, Place.OUTLINE),
    "bookmark": ({"document": f'<ofd:Bookmarks><ofd:Bookmark Name="{TOKEN}"/></ofd:Bookmarks>'}, {}, Place.BOOKMARK),
    "extension": (
        {"document": "<ofd:Extensions>Extensions.xml</ofd:Extensions>"},
        linked("Extensions", f'<ofd:Extension><ofd:Property Name="n">{TOKEN}</ofd:Property></ofd:Extension>'),
        Place.METADATA,
    ),
    "attachment's name": (
        {"document": "<ofd:Attachments>Attachments.xml</ofd:Attachments>"},
        linked("Attachments", f'<ofd:Attachment Name="{TOKEN}"><ofd:FileLoc>PublicRes.xml</ofd:FileLoc></ofd:Attachment>'),
        Place.FILE_NAME,
    ),
    "seal": (SIGNATURES, {**SIGNED, "Doc_0/Signs/Sign_0/Seal.esl": SEAL}, Place.ANNOTATION),
    "certificate of a seal": (SIGNATURES, {**SIGNED, "Doc_0/Signs/Sign_0/Seal.esl": WRAPPED}, Place.METADATA),
    "earlier version": (VERSION, OLD, Place.EARLIER_VERSION),
    "page that nothing names": ({}, {"Doc_0/Pages/Page_9/Content.xml": page(text(TOKEN))}, Place.ORPHAN),
    "XML that nothing names": ({}, {"Doc_0/x.xml": f'<a b="{TOKEN}"/>'.encode()}, Place.ORPHAN),
    "name of a part": ({}, {f"Doc_0/{TOKEN}.xml": b"<a/>"}, Place.FILE_NAME),
}


@pytest.mark.parametrize(("arguments", "edits", "place"), FILE_KINDS.values(), ids=FILE_KINDS)
def test_text_beside_the_pages_is_found_in_its_place(arguments, edits, place):
    assert places(read(ofd("", edits, **arguments)), TOKEN) == {place}


def test_properties_and_tags_are_labels_with_values():
    tag = {**TAG, "Doc_0/Tags/Tag.xml": "<公文><密级><ObjectRef PageRef='1'>77</ObjectRef></密级></公文>".encode()}
    content = '<ofd:TextObject ID="77" Boundary="30 90 99 9" Size="6"><ofd:TextCode X="0" Y="6">机密★5年</ofd:TextCode></ofd:TextObject>'
    custom = '<ofd:CustomDatas><ofd:CustomData Name="保密期限">十年</ofd:CustomData></ofd:CustomDatas>'
    texts = {segment.text for segment in segments(read(ofd(content, tag, information=custom, **TAGS)))}
    assert {"保密期限：十年", "密级：机密★5年"} <= texts


@pytest.mark.parametrize("namespace", ["http://www.ofdspec.org/2016", "http://www.ofdspec.org", "urn:x"])
def test_elements_are_known_by_their_local_name(namespace):
    assert places(read(ofd(text(TOKEN), namespace=namespace)), TOKEN) == {Place.BODY}


def test_a_prefix_that_nobody_declared_loses_no_text_and_is_no_damage():
    items = read(ofd("", {PAGE: page(text(TOKEN)).replace(b"xmlns:ofd", b"xmlns:other")}))
    assert places(items, TOKEN) == {Place.BODY}
    assert codes(items) == set()


@pytest.mark.parametrize(
    "path", ["Pages/Page_0/Content.xml", "/Doc_0/Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml", "./pages\\PAGE_0/content.xml"]
)
def test_pages_are_found_by_every_kind_of_path(path):
    document = xml("Document", f'<ofd:Pages><ofd:Page ID="1" BaseLoc="{path}"/></ofd:Pages>')
    assert places(read(ofd(text(TOKEN), {"Doc_0/Document.xml": document})), TOKEN) == {Place.BODY}


def test_every_document_of_a_file_is_read():
    second = "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>"
    edits = {
        "Doc_1/Document.xml": xml("Document", '<ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages>'),
        "Doc_1/P.xml": page(text(TOKEN)),
    }
    assert places(read(ofd("", edits, body=second)), TOKEN) == {Place.BODY}
