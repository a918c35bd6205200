"""Everything that a PDF holds beside its pages: one hiding place each."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Pdf, String

from screener.errors import TooLargeError
from screener.extract.pdf.roles import text_of
from screener.model import Place
from tests.extract.pdf_files import add_page, built, children, codes, form, line, read, segments, texts

SECRET = "机密事项"
XFA = f"<xdp><template><field name='a'><value><text>{SECRET}</text></value></field></template></xdp>".encode()
XMP = f"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF
xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:g='urn:g'><rdf:Description rdf:about='' g:level='{SECRET}'>
<g:words><rdf:Bag><rdf:li>词语</rdf:li></rdf:Bag></g:words></rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def note(pdf: Pdf, page: Dictionary, **keys: object) -> Dictionary:
    made = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[100, 760, 300, 800], **keys))  # type: ignore[arg-type]
    page.Annots = Array([made])
    return made


def field(pdf: Pdf, page: Dictionary, **keys: object) -> None:
    made = note(pdf, page, Subtype=Name.Widget, FT=Name.Tx, **keys)
    pdf.Root.AcroForm = Dictionary(Fields=[made])


def script(pdf: Pdf, page: Dictionary) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{SECRET}')")


def script_stream(pdf: Pdf, page: Dictionary) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(f"app.alert('{SECRET}')".encode()))


def layer(pdf: Pdf, page: Dictionary) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=[pdf.make_indirect(Dictionary(Type=Name.OCG, Name=SECRET))], D=Dictionary())


def outline(pdf: Pdf, page: Dictionary) -> None:
    with pdf.open_outline() as tree:
        tree.root.append(OutlineItem(SECRET, 0))


def tagged(key: str) -> Callable[[Pdf, Dictionary], None]:
    def put(pdf: Pdf, page: Dictionary) -> None:
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure))
        element[key] = String(SECRET)
        pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=element)

    return put


def pattern(pdf: Pdf, page: Dictionary) -> None:
    tile = form(pdf, line(SECRET, 0, 10))
    del tile.Subtype
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType, tile.XStep, tile.YStep = Name.Pattern, 1, 1, 1, 400, 400
    page.Resources.Pattern = Dictionary(P=tile)


def lost_page(pdf: Pdf, page: Dictionary) -> None:
    lost = add_page(pdf, line(SECRET))
    page.PieceInfo = Dictionary(Kept=lost)
    del pdf.pages[-1]


DRESSED = {"Type": Name.XObject, "Subtype": Name.Image, "FunctionType": 4}


def lost_content(pdf: Pdf, page: Dictionary) -> None:
    page.PieceInfo = Dictionary(Kept=pdf.make_stream(b"BT (QZ-SECRET) Tj ET"))


def custom_stream(pdf: Pdf, page: Dictionary) -> None:
    page.PieceInfo = Dictionary(Kept=pdf.make_stream(SECRET.encode("gb18030")))


def untyped(key: str) -> Callable[[Pdf, Dictionary], object]:
    return lambda pdf, page: pdf.Root.__setattr__("AcroForm", Dictionary(Fields=[Dictionary({"/T": String("a"), key: String(SECRET)})]))


def missing_file(key: str) -> Callable[[Pdf, Dictionary], object]:
    return lambda pdf, page: page.__setattr__("AF", Array([Dictionary({"/Type": Name.Filespec, key: String(SECRET)})]))


CASES: list[tuple[str, Callable[[Pdf, Dictionary], object], Place]] = [
    ("note", lambda pdf, page: note(pdf, page, Subtype=Name.Text, Contents=SECRET), Place.ANNOTATION),
    ("hidden note", lambda pdf, page: note(pdf, page, Subtype=Name.Text, Contents=SECRET, F=2), Place.ANNOTATION),
    ("note title", lambda pdf, page: note(pdf, page, Subtype=Name.Text, T=SECRET), Place.ANNOTATION),
    ("note subject", lambda pdf, page: note(pdf, page, Subtype=Name.Text, Subj=SECRET), Place.ANNOTATION),
    ("rich text", lambda pdf, page: note(pdf, page, Subtype=Name.FreeText, RC=f"<body><p>{SECRET}</p></body>"), Place.ANNOTATION),
    ("stamp", lambda pdf, page: note(pdf, page, Subtype=Name.Stamp, AP=Dictionary(N=form(pdf, line(SECRET, 0, 9)))), Place.ANNOTATION),
    (
        "hidden stamp",
        lambda pdf, page: note(pdf, page, Subtype=Name.Stamp, F=2, AP=Dictionary(N=form(pdf, line(SECRET, 0, 9)))),
        Place.ANNOTATION,
    ),
    (
        "state not shown",
        lambda pdf, page: note(pdf, page, Subtype=Name.Stamp, AP=Dictionary(N=Dictionary(On=form(pdf, line(SECRET, 0, 9))))),
        Place.ANNOTATION,
    ),
    ("link", lambda pdf, page: note(pdf, page, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=SECRET)), Place.LINK),
    ("field value", lambda pdf, page: field(pdf, page, T="a", V=SECRET), Place.FORM_FIELD),
    ("hidden field", lambda pdf, page: field(pdf, page, T="a", V=SECRET, F=2), Place.FORM_FIELD),
    ("field default", lambda pdf, page: field(pdf, page, T="a", DV=SECRET), Place.FORM_FIELD),
    ("field hint", lambda pdf, page: field(pdf, page, T="a", TU=SECRET), Place.FORM_FIELD),
    ("field name", lambda pdf, page: field(pdf, page, T=SECRET), Place.FORM_FIELD),
    ("choice", lambda pdf, page: field(pdf, page, T="a", Opt=[String(SECRET), String("b")]), Place.FORM_FIELD),
    ("choice with export value", lambda pdf, page: field(pdf, page, T="a", Opt=[Array([String("x"), String(SECRET)])]), Place.FORM_FIELD),
    ("button", lambda pdf, page: field(pdf, page, T="a", V=Name("/" + SECRET)), Place.FORM_FIELD),
    ("xfa", lambda pdf, page: pdf.Root.__setattr__("AcroForm", Dictionary(XFA=pdf.make_stream(XFA))), Place.FORM_FIELD),
    (
        "xfa packets",
        lambda pdf, page: pdf.Root.__setattr__("AcroForm", Dictionary(XFA=Array([String("a"), pdf.make_stream(XFA)]))),
        Place.FORM_FIELD,
    ),
    ("info title", lambda pdf, page: pdf.docinfo.__setitem__("/Title", String(SECRET)), Place.METADATA),
    ("info, own key", lambda pdf, page: pdf.docinfo.__setitem__("/密级", String(SECRET)), Place.METADATA),
    ("xmp", lambda pdf, page: pdf.Root.__setattr__("Metadata", pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)), Place.METADATA),
    ("xmp of no kind", lambda pdf, page: page.__setattr__("Metadata", pdf.make_stream(XMP.partition(b"?>")[2])), Place.METADATA),
    ("page label", lambda pdf, page: pdf.Root.__setattr__("PageLabels", Dictionary(Nums=[0, Dictionary(P=SECRET)])), Place.METADATA),
    ("private data", lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(App=Dictionary(Private=SECRET))), Place.METADATA),
    ("script", script, Place.MACRO),
    ("script in a stream", script_stream, Place.MACRO),
    ("layer name", layer, Place.LAYER),
    ("bookmark", outline, Place.OUTLINE),
    ("alternative text", tagged("/Alt"), Place.ALT_TEXT),
    ("actual text of a tag", tagged("/ActualText"), Place.ALT_TEXT),
    ("expansion of a tag", tagged("/E"), Place.ALT_TEXT),
    ("identifier of a tag", tagged("/ID"), Place.METADATA),
    ("language of a tag", tagged("/Lang"), Place.METADATA),
    *((f"{key} of a field whose type is elsewhere", untyped(key), Place.FORM_FIELD) for key in ("/V", "/DV", "/RV", "/TU", "/TM", "/Opt")),
    *((f"{key} of a file that is not there", missing_file(key), Place.ATTACHMENT) for key in ("/F", "/UF", "/Desc")),
    ("pattern", pattern, Place.HIDDEN),
    (
        "form that is not painted",
        lambda pdf, page: page.Resources.__setattr__("XObject", Dictionary(X=form(pdf, line(SECRET, 0, 9)))),
        Place.HIDDEN,
    ),
    ("page taken out of the tree", lost_page, Place.EARLIER_VERSION),
    ("stream of a program", custom_stream, Place.MARKUP),
]


@pytest.mark.parametrize(("hide", "place"), [pytest.param(hide, place, id=name) for name, hide, place in CASES])
def test_text_in_every_hiding_place_is_read_and_its_place_named(hide, place):
    found = texts(built(hide), place)
    assert [text for text in found if SECRET in text], found


def test_a_property_is_told_with_its_name():
    data = built(lambda pdf, page: pdf.docinfo.__setitem__("/密级", String("秘密")))
    assert "密级：秘密" in texts(data, Place.METADATA)
    assert {f"level：{SECRET}", "words：词语"} <= set(texts(built(CASES[21][1]), Place.METADATA))


def test_a_property_whose_name_is_written_in_gbk_is_told_with_its_name():
    data = built(lambda pdf, page: pdf.docinfo.__setitem__("/QZLEVEL", String("秘密")))
    assert "密级：秘密" in texts(data.replace(b"/QZLEVEL", b"/" + "密级".encode("gbk") + b"    "), Place.METADATA)


def test_a_note_is_told_on_its_page():
    data = built(lambda pdf, page: note(pdf, page, Subtype=Name.Text, Contents=SECRET))
    assert [segment.location.page for segment in segments(data) if segment.text == SECRET] == [1]


def test_a_stamp_at_the_top_of_a_page_stands_in_its_header_zone():
    data = built(lambda pdf, page: note(pdf, page, Subtype=Name.Stamp, AP=Dictionary(N=form(pdf, line(SECRET, 0, 9)))))
    assert [segment.layout.header_zone for segment in segments(data) if segment.text == SECRET] == [True]


def test_content_that_belongs_to_nothing_and_cannot_be_read_is_told():
    assert codes(built(lost_content)) == ["suspicious-structure"]


@pytest.mark.parametrize(
    "attach",
    [
        pytest.param(lambda pdf, page: pdf.attachments.__setitem__("附件.txt", AttachedFileSpec(pdf, b"body")), id="name tree"),
        pytest.param(
            lambda pdf, page: note(
                pdf,
                page,
                Subtype=Name.FileAttachment,
                FS=Dictionary(Type=Name.Filespec, UF="附件.txt", EF=Dictionary(F=pdf.make_stream(b"body"))),
            ),
            id="annotation",
        ),
        pytest.param(
            lambda pdf, page: note(
                pdf,
                page,
                Subtype=Name.FileAttachment,
                FS=Dictionary(UF="附件.txt", EF=Dictionary(F=pdf.make_stream(b"body", **DRESSED))),
            ),
            id="dressed as a picture",
        ),
        pytest.param(
            lambda pdf, page: page.__setattr__(
                "PieceInfo",
                Dictionary(
                    A=(stream := pdf.make_stream(b"body")),
                    Decoy=Dictionary(FontFile=stream),
                    B=Dictionary(Type=Name.Filespec, F="附件.txt", EF=Dictionary(F=stream)),
                ),
            ),
            id="called a font by a decoy",
        ),
    ],
)
def test_a_file_inside_is_handed_on_with_its_name(attach):
    (child,) = children(built(attach))
    assert (child.name, child.data, child.place) == ("附件.txt", b"body", Place.ATTACHMENT)


def test_an_embedded_file_that_no_name_leads_to_is_handed_on():
    data = built(lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(A=pdf.make_stream(b"body", Type=Name.EmbeddedFile))))
    assert [child.data for child in children(data)] == [b"body"]


def test_the_same_file_under_two_keys_is_handed_on_once():
    def put(pdf: Pdf, page: Dictionary) -> None:
        stream = pdf.make_stream(b"body")
        page.PieceInfo = Dictionary(A=Dictionary(Type=Name.Filespec, UF="a.txt", EF=Dictionary(F=stream, UF=stream)))

    assert len(children(built(put))) == 1


@pytest.mark.parametrize(
    ("put", "code"),
    [
        (lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(A=pdf.make_stream(bytes(range(256))))), "suspicious-structure"),
        (lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(A=pdf.make_stream(b"x", Type=Name.Sound))), "unsupported-format"),
        (
            lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(A=pdf.make_stream(b"no zlib", Filter=Name.FlateDecode))),
            "corrupt",
        ),
    ],
)
def test_a_stream_that_cannot_be_read_is_told(put, code):
    assert code in codes(built(put))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "gb2312", "utf-8-sig"])
def test_a_string_is_read_in_the_encodings_that_chinese_programs_write(encoding):
    assert text_of(String(SECRET.encode(encoding))) == SECRET


def test_a_flate_bomb_stops_at_the_budget():
    bomb = zlib.compress(b"\0" * 40_000_000)
    kept = Dictionary(Type=Name.EmbeddedFile, Filter=Name.FlateDecode)
    with pytest.raises(TooLargeError, match="ratio"):
        read(built(lambda pdf, page: page.__setattr__("PieceInfo", Dictionary(A=pdf.make_stream(bomb, kept)))))


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ({"S": Name.URI, "URI": String("http://a/%E6%9C%BA%E5%AF%86")}, Place.LINK),
        ({"S": Name.JavaScript, "JS": String("app.alert('\\u673a\\u5bc6')")}, Place.MACRO),
    ],
)
def test_escapes_in_links_and_scripts_are_resolved(action, place):
    data = built(lambda pdf, page: pdf.Root.__setattr__("OpenAction", Dictionary(**action)))
    found = texts(data, place)
    assert len(found) == 2
    assert any("机密" in text for text in found)
