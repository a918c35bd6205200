"""Whole files: locked, broken, looped, saved twice."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from pikepdf import Dictionary, Encryption, Name, Pdf

from screener.config import Limits
from screener.errors import CorruptError, PasswordProtectedError, TooLargeError
from screener.extract import Source, read_document
from screener.extract.pdf.pdf import extract_pdf
from screener.model import Place
from tests.extract.pdf_files import add_page, built, children, codes, jpeg, line, one_page, picture, read, saved, segments, song, texts


def with_revision(first: str, second: str) -> bytes:
    """A file saved once with `first`, then incrementally with `second` in its place."""
    data = one_page(first)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].obj.Contents.objgen[0]
        size = int(pdf.trailer.Size)
        root = pdf.Root.objgen[0]
    previous = data.rindex(b"startxref") + 10
    start = data[previous : data.index(b"\n", previous)].decode()
    body = second.encode()
    added = f"{content} 0 obj\n<</Length {len(body)}>>\nstream\n".encode() + body + b"\nendstream\nendobj\n"
    at, table = len(data), len(data) + len(added)
    xref = f"xref\n{content} 1\n{at:010} 00000 n \ntrailer\n<</Size {size}/Root {root} 0 R/Prev {start}>>\nstartxref\n{table}\n%%EOF\n"
    return data + added + xref.encode()


def test_what_an_incremental_save_replaced_is_read_as_an_earlier_version():
    data = with_revision(line("机密★10年", y=700) + line("正文"), line("正文"))
    assert texts(data, Place.BODY) == ["正文"]
    assert texts(data, Place.EARLIER_VERSION) == ["机密★10年"]
    assert [segment.layout.header_zone for segment in segments(data) if segment.text == "机密★10年"] == [True]


def test_more_versions_than_are_read_are_told(monkeypatch):
    monkeypatch.setattr("screener.extract.pdf.pdf.MOST_VERSIONS", 0)
    assert codes(with_revision(line("机密"), line("正文"))) == ["too-large"]


def test_a_linearized_file_has_no_earlier_version():
    pdf = pikepdf.new()
    for _ in range(3):
        add_page(pdf, line("正文"))
    assert codes(saved(pdf, linearize=True)) == []


def test_a_file_with_a_user_password_is_told_locked():
    pdf = pikepdf.new()
    add_page(pdf, line("机密"))
    with pytest.raises(PasswordProtectedError):
        read(saved(pdf, encryption=Encryption(user="secret", owner="secret")))


def test_a_file_with_an_owner_password_only_is_read_with_its_pictures_and_attachments():
    def put(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.XObject = Dictionary(X=picture(pdf, jpeg()))
        page.Contents = pdf.make_stream((line("机密") + "q 99 0 0 99 9 9 cm /X Do Q").encode())

    with pikepdf.open(io.BytesIO(built(put))) as pdf:
        pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"body")
        data = saved(pdf, encryption=Encryption(user="", owner="owner"))
    assert texts(data, Place.BODY) == ["机密"]
    assert {child.name: child.data for child in children(data)} == {"a.txt": b"body", "page1-image1.jpg": jpeg()}


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 9, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"])
def test_a_file_that_is_no_pdf_is_told_broken(data):
    with pytest.raises(CorruptError):
        read(data)


def test_a_file_cut_short_is_read_as_far_as_it_goes_and_told_broken():
    data = one_page(line("机密"))
    cut = data[: data.rindex(b"startxref")]
    assert texts(cut, Place.BODY) == ["机密"]
    assert set(codes(cut)) == {"corrupt"}


def test_a_file_whose_table_of_objects_is_wrong_is_read_and_told_broken():
    data = one_page(line("机密"))
    shifted = data.replace(b"\n1 0 obj", b"\n% a comment that moves everything behind it\n1 0 obj", 1)
    assert texts(shifted, Place.BODY) == ["机密"]
    assert codes(shifted) == ["corrupt"]


@pytest.mark.parametrize(("before", "after"), [(b"HTTP header\r\n\r\n", b""), (b"", b"\r\n-- \r\nsent by mail\r\n")])
def test_a_few_lines_before_or_behind_the_file_do_no_harm(before, after):
    data = before + one_page(line("机密")) + after
    assert (texts(data, Place.BODY), codes(data)) == (["机密"], [])


def test_a_content_stream_cut_short_is_told_broken():
    whole = zlib.compress("".join(line(f"第{number}行", y=800 - number * 7) for number in range(99)).encode())

    def cut(pdf: Pdf, page: Dictionary) -> None:
        page.Contents = pdf.make_stream(whole[: len(whole) // 2], Filter=Name.FlateDecode)

    assert codes(built(cut)) == ["corrupt"]


def test_a_page_tree_that_contains_itself_ends():
    loop = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n"
    )
    assert "corrupt" in codes(loop)


def test_forms_that_contain_each_other_end():
    def put(pdf: Pdf, page: Dictionary) -> None:
        forms = [
            pdf.make_stream(line("机密").encode() + b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 800]) for _ in range(2)
        ]
        for one, other in (forms, forms[::-1]):
            one.Resources = Dictionary(Font=Dictionary(F1=song(pdf)), XObject=Dictionary(X=other))
        page.Resources.XObject = Dictionary(X=forms[0])
        page.Contents = pdf.make_stream(b"/X Do")

    assert "机密" in "".join(texts(built(put)))


def test_pages_count_against_the_budget():
    pdf = pikepdf.new()
    for _ in range(5):
        add_page(pdf, line("正文"))
    with pytest.raises(TooLargeError):
        read(saved(pdf), Limits(members=4))


def test_a_file_on_disk_is_read_like_one_in_memory(tmp_path):
    path = tmp_path / "样本.pdf"
    path.write_bytes(with_revision(line("机密"), line("正文")))
    found = list(extract_pdf(Source.of_file(path, Limits())))
    assert found == read_as("样本.pdf", path.read_bytes())


def read_as(name: str, data: bytes) -> list[object]:
    return list(extract_pdf(Source.of_bytes(data, name)))


def test_a_page_in_a_picture_is_text_that_was_not_read():
    document = read_document(Source.of_bytes(one_page("100 100 200 200 re f"), "scan.pdf"))
    # Without a reader of pictures it is not read; with one the page was looked at.
    assert document.unscanned or document.coverage.images_read == 1
