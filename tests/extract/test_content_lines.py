"""Address books and calendars."""

from __future__ import annotations

import base64
import binascii
import io

import pytest
from PIL import Image

from screener.model import Place
from tests.extract.archive_samples import names, read, texts

MARKED = "机密★10年"


def card(*lines, encoding="utf-8", end=b"\r\n"):
    raw = [line if isinstance(line, bytes) else line.encode(encoding) for line in ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")]
    return end.join(raw) + end


def folded(line, width=60):
    raw = line.encode()
    return b"\r\n ".join(raw[at : at + width] for at in range(0, len(raw), width))


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_property_is_a_segment(encoding):
    document = read(card("N:张;三;;;", "ORG:某某县人民法院;办公室", "TEL;TYPE=CELL:13800138000", encoding=encoding), "通讯录.vcf")
    assert document.media_type == "text/vcard"
    assert texts(document, Place.BODY) == ["张 三   ", "某某县人民法院 办公室", "13800138000"]


@pytest.mark.parametrize("width", range(10, 40, 3))
def test_folds_inside_a_character_are_undone(width):
    note = "本件属" + MARKED + "文件，不得外传"
    assert note in texts(read(card(folded(f"NOTE:{note}", width)), "a.vcf"))


@pytest.mark.parametrize(("charset", "parameter"), [("utf-8", ";CHARSET=UTF-8"), ("gb18030", ";CHARSET=GBK"), ("utf-8", "")])
def test_quoted_printable_with_soft_breaks_is_undone(charset, parameter):
    quoted = binascii.b2a_qp(("张三在某市示例路，持有" + MARKED + "文件").encode(charset)).replace(b"=\n", b"=\r\n")
    document = read(card(f"NOTE{parameter};ENCODING=QUOTED-PRINTABLE:".encode() + quoted), "a.vcf")
    assert any(MARKED in text for text in texts(document, Place.BODY))


@pytest.mark.parametrize("value", ["PHOTO;ENCODING=b;TYPE=PNG:", "PHOTO;PNG;BASE64:", "PHOTO:data:image/png;base64,"])
def test_a_photograph_goes_to_the_reader_of_pictures(value):
    line = value + base64.b64encode(picture()).decode()
    document = read(card(folded(line, 70)), "a.vcf")
    assert document.coverage.images_read + document.coverage.images_unread == 1
    assert "photo" in names(document)


def test_a_property_that_somebody_named_is_told_with_its_name():
    assert "身份证号：110101199003070011" in texts(read(card("X-身份证号:110101199003070011"), "a.vcf"))


def test_an_attachment_of_a_calendar_is_read_under_its_name():
    attached = base64.b64encode(MARKED.encode()).decode()
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "SUMMARY;LANGUAGE=zh-cn:涉密会议\\n第二行",
        'ATTENDEE;CN="王五";ROLE=CHAIR:mailto:w@example.cn',
    ]
    lines += [f'ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME="名单.txt":{attached}', "END:VEVENT", "END:VCALENDAR"]
    document = read("\r\n".join(lines).encode(), "日程.ics")
    assert document.media_type == "text/calendar"
    assert {"涉密会议\n第二行", "王五", "mailto:w@example.cn", MARKED} <= set(texts(document))
    assert "名单.txt" in names(document)


def test_a_line_of_no_form_is_read_as_it_stands():
    assert MARKED in texts(read(card(f"{MARKED}"), "a.vcf"))


def test_nothing_is_lost_when_the_file_breaks_off():
    assert MARKED in texts(read(card(f"NOTE:{MARKED}")[: -len(b"END:VCARD\r\n")], "a.vcf"))
