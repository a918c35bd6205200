"""Hiding places that Word, Excel and PowerPoint files (OOXML) share, each put into all three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeAlias

from screener.model import Place
from tests.extract import test_docx, test_pptx, test_xlsx
from tests.extract.office_files import Edit, Relationship, part, repack, slides, word, workbook
from tests.extract.proofs.proof import (
    DESCRIPTION,
    PICTURE_TOKEN,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    drawing,
    held,
    locked,
    macro_project,
    packed_file,
    written_picture,
)

Maker: TypeAlias = Callable[[Mapping[str, Edit | None], Iterable[Relationship]], bytes]
MAKERS: dict[str, Maker] = {"docx": lambda edits, related: word("", edits, related), "xlsx": workbook, "pptx": slides}
MAIN = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "pptx": "ppt/slides/slide1.xml"}
TEXT = f"<a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p>"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
CUSTOM = (
    f'<Properties xmlns="{PROPERTIES}/custom-properties" xmlns:vt="{PROPERTIES}/docPropsVTypes">'
    f'<property name="密级"><vt:lpwstr>{TOKEN}</vt:lpwstr></property></Properties>'
)
APPLICATION = f'<Properties xmlns="{PROPERTIES}/extended-properties"><Manager>{TOKEN}</Manager></Properties>'
CORE = (
    '<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
    f"<keywords>{TOKEN}</keywords></coreProperties>"
)
SIGNATURE = (
    f'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object><SignatureComments>{TOKEN}</SignatureComments></Object></Signature>'
)
CONTROL = f'<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX"><ax:ocxPr ax:name="Caption" ax:value="{TOKEN}"/></ax:ocx>'

# Relationship, name of the part beside the main one, its content, where the token is found, and in the path of which part.
BESIDE: dict[str, tuple[str, str, bytes, str, Place | str, str]] = {
    "chart": ("chart", "c.xml", part(f"<c:chartSpace>{TEXT}</c:chartSpace>"), TOKEN, Place.CHART, ""),
    "chart: data": (
        "chart",
        "c.xml",
        part(f"<c:chartSpace><c:strCache><c:pt><c:v>{TOKEN}</c:v></c:pt></c:strCache></c:chartSpace>"),
        TOKEN,
        Place.CHART,
        "",
    ),
    "diagram": ("diagramData", "d.xml", part(f"<dgm:dataModel>{TEXT}</dgm:dataModel>"), TOKEN, Place.DIAGRAM, ""),
    "custom property": ("custom-properties", "docProps/custom.xml", CUSTOM.encode(), TOKEN, Place.METADATA, ""),
    "app property": ("extended-properties", "docProps/app.xml", APPLICATION.encode(), TOKEN, Place.METADATA, ""),
    "core property": ("metadata/core-properties", "docProps/core.xml", CORE.encode(), TOKEN, Place.METADATA, ""),
    "custom data": ("customXml", "item1.xml", f"<item><v>{TOKEN}</v></item>".encode(), TOKEN, Place.METADATA, ""),
    "signature": ("digital-signature/signature", "sig1.xml", SIGNATURE.encode(), TOKEN, Place.METADATA, ""),
    "form field": ("control", "activeX1.xml", CONTROL.encode(), TOKEN, Place.MARKUP, ""),
    "embedded object": ("oleObject", "oleObject1.bin", packed_file(), TOKEN, Place.BODY, "oleObject1.bin!a.txt"),
    "embedded workbook": ("package", "book.xlsx", test_xlsx.book_with(test_xlsx.hidden_row), test_xlsx.TOKEN, Place.HIDDEN, "book.xlsx"),
    "web page inside": ("aFChunk", "chunk.htm", f"<html><p>x<p hidden>{TOKEN}</p></html>".encode(), TOKEN, Place.HIDDEN, "chunk.htm"),
    "picture metadata": ("image", "image9.png", described_picture(), DESCRIPTION, Place.METADATA, "image9.png"),
    "vector drawing": ("image", "image9.emf", drawing(), "", "image-not-read", "image9.emf"),
    "sound or video": ("media", "media1.wav", SOUND, "", "unsupported-format", "media1.wav"),
    "macro": ("vbaProject", "vbaProject.bin", macro_project(), TOKEN, Place.MACRO, "vbaProject.bin"),
    "unknown markup": ("unknown", "u.xml", f'<u a="{TOKEN}"/>'.encode(), TOKEN, Place.MARKUP, ""),
}


def shared() -> Proofs:
    proofs: Proofs = {}
    for kind, maker in MAKERS.items():
        name, main = f"a.{kind}", MAIN[kind]
        folder = main.rpartition("/")[0]

        for what, (relation, target, content, token, expected, inside) in BESIDE.items():
            if "/" in target:
                edits, related = {target: content}, ("", relation, target)
            else:
                edits, related = {f"{folder}/{target}": content}, (main, relation, target)
            cell = what.partition(":")[0], kind
            proofs[cell] = (*proofs.get(cell, ()), Proof(partial(maker, edits, (related,)), name, token, expected, inside))
        picture = partial(maker, {f"{folder}/image8.png": written_picture()}, ((main, "image", "image8.png"),))
        proofs["picture", kind] = (Proof(picture, name, PICTURE_TOKEN, Place.IMAGE, "image8.png", ocr=True),)
        thumbnail = partial(maker, {"docProps/t.png": described_picture()}, (("", "metadata/thumbnail", "docProps/t.png"),))
        proofs["thumbnail", kind] = (Proof(thumbnail, name, DESCRIPTION, Place.METADATA, "t.png"),)
        link = partial(maker, {}, ((main, "hyperlink", "file:///C:/%E6%9C%BA%E5%AF%86/a.doc"),))
        proofs["link target", kind] = (Proof(link, name, "机密", Place.LINK),)
        orphan = partial(maker, {f"{folder}/lost.xml": f"<a>{TOKEN}</a>".encode()}, ())
        proofs["unreferenced part", kind] = (Proof(orphan, name, TOKEN, Place.ORPHAN),)
        proofs["member name", kind] = (Proof(partial(maker, {f"{folder}/{TOKEN}.xml": b"<a/>"}, ()), name, TOKEN, Place.FILE_NAME),)
        proofs["archive comment", kind] = (Proof(partial(commented, partial(maker, {}, ())), name, TOKEN, Place.ARCHIVE_COMMENT),)
        proofs["bytes behind the end", kind] = (held(partial(followed, maker), name, "suspicious-structure"),)
        proofs["encrypted content", kind] = (held(partial(closed, maker), name, "password-protected"),)
        proofs["external template", kind] = (
            Proof(partial(maker, {}, ((main, "attachedTemplate", f"http://a.test/{TOKEN}.dotx"),)), name, TOKEN, Place.LINK),
        )
    return proofs


def followed(maker: Maker) -> bytes:
    return maker({}, ()) + TOKEN.encode()


def closed(maker: Maker) -> bytes:
    return locked(maker({}, ()))


def commented(made: Callable[[], bytes]) -> bytes:
    import io
    import zipfile

    stream = io.BytesIO(made())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = TOKEN.encode("gb18030")
    return stream.getvalue()


def of_body(kind: str) -> Proof:
    markup, place = test_docx.BODY_KINDS[kind]
    return Proof(lambda: word(markup), "a.docx", test_docx.TOKEN, place)


def of_part(kind: str) -> Proof:
    relation, content, place = test_docx.PART_KINDS[kind]
    related = [("word/document.xml", relation, "test.xml")] if relation else []
    return Proof(lambda: word(edits={"word/test.xml": content}, related=related), "a.docx", test_docx.TOKEN, place)


def of_book(kind: str) -> Proof:
    edit, place = test_xlsx.KINDS[kind]
    return Proof(lambda: test_xlsx.book_with(edit), "a.xlsx", test_xlsx.TOKEN, place)


def of_book_part(kind: str) -> Proof:
    relation, content, place = test_xlsx.PART_KINDS[kind]
    name = "xl/test.vml" if relation == "vmlDrawing" else "xl/test.xml"
    related = [("xl/workbook.xml", relation, name.removeprefix("xl/"))] if relation else []
    return Proof(lambda: workbook({name: content}, related), "a.xlsx", test_xlsx.TOKEN, place)


def of_show(kind: str) -> Proof:
    edit, place = test_pptx.KINDS[kind]
    return Proof(lambda: test_pptx.show_with(edit), "a.pptx", test_pptx.TOKEN, place)


def of_show_part(kind: str) -> Proof:
    relation, content, place = test_pptx.PART_KINDS[kind]
    related = [("ppt/slides/slide1.xml", relation, "../test.xml")] if relation else []
    return Proof(lambda: slides({"ppt/test.xml": content}, related), "a.pptx", test_pptx.TOKEN, place)


def injected(kind: str, before: str, xml: str, expected: Place, name: str = "") -> Proof:
    """Markup put before the first occurrence of a tag of the main part."""
    from tests.extract.office_files import inject

    data = MAKERS[kind]({}, ())
    return Proof(lambda: repack(data, {name or MAIN[kind]: inject(before, xml)}), f"a.{kind}", TOKEN, expected)
