"""The page of a case: what it tells, what it keeps to itself, and whom it lets see what."""

from __future__ import annotations

import re

import pytest

from tests.reports.desk import office

PNG = b"\x89PNG\r\n\x1a\n"
PHONE = "13911223344"


def text(answer) -> str:
    return str(answer.content.decode())


def test_verdict_place_law_and_advice_are_told_in_plain_words(desk, browse):
    case = office.screened(desk, office.SAMPLES / "desk" / "aid.docx", "公示.docx")
    page = text(browse(office.person("reviewer")).get(f"/cases/{case.number}/"))
    for words in ("复核", "含未遮盖的个人信息", "正文，第 3 段", "公民身份号码", "《个人信息保护法》", "怎么办", "校验位正确"):
        assert words in page


def test_quotes_are_masked_until_opened_and_the_opening_is_in_the_chain(desk, browse):
    from reports.cases.models import AuditEntry

    case = office.screened(desk, office.PRIVATE)
    client = browse(office.person("reviewer"))
    address = f"/cases/{case.number}/"
    assert PHONE not in text(client.get(address))
    assert client.get(f"{address}content/").status_code == 403
    assert not AuditEntry.objects.filter(action="open-content").exists()
    assert PHONE in text(client.post(f"{address}content/", headers={"HX-Request": "true"}))
    entry = AuditEntry.objects.get(action="open-content")
    assert (entry.actor, entry.case_number) == ("zhao", case.number)
    assert PHONE not in entry.detail
    opened = text(client.get(address))
    assert re.search(rf'<mark id="m\d+"><a href="#f\d+">{PHONE}</a></mark>', opened)


def test_an_opening_ends_after_a_quarter_of_an_hour(desk, browse):
    case = office.screened(desk, office.PRIVATE)
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/content/")
    session = client.session
    session["opened"] = {case.number: [case.sha256, 1]}
    session.save()
    assert client.get(f"/cases/{case.number}/content/").status_code == 403
    assert PHONE not in text(client.get(f"/cases/{case.number}/"))


@pytest.mark.parametrize("role", ["submitter", "head", "reviewer", "leader", "classifier"])
def test_nothing_of_a_state_secret_is_in_any_page(desk, browse, role):
    case = office.screened(desk, office.SECRET, "金丝雀行动.txt", office.person("submitter"))
    assert case.state_secret
    client = browse(office.person(role))
    pages = [
        client.get("/cases/?state=all"),
        client.get(f"/cases/{case.number}/"),
        client.get(f"/cases/{case.number}/status/"),
        client.get(f"/cases/{case.number}/content/"),
        client.post(f"/cases/{case.number}/content/", headers={"HX-Request": "true"}),
        client.get(f"/cases/{case.number}/pages/1.png"),
        client.get(f"/submit/0/?fixes={case.number}"),
    ]
    for page in pages:
        for secret in (office.CANARY, "丝雀", "机密★", "明日", "12号"):
            assert secret not in text(page), page.request["PATH_INFO"]
    assert "疑为国家秘密，不显示任何内容" in text(pages[1])
    assert "24 小时内报告" in text(pages[1])


def test_what_was_not_read_is_told_with_what_to_do(desk, browse):
    case = office.screened(desk, office.DOCUMENTS / "15 加密附件.zip")
    page = text(browse(office.person("reviewer")).get(f"/cases/{case.number}/"))
    assert "没有读到的内容" in page
    assert "方案.docx" in page
    assert "去掉密码后重新送审" in page


def test_pages_of_a_pdf_come_as_pictures_with_boxes_that_lead_back(desk, browse):
    case = office.screened(desk, office.SAMPLES / "desk" / "aid.pdf", "公示.pdf")
    client = browse(office.person("reviewer"))
    picture = f"/cases/{case.number}/pages/1.png"
    assert client.get(picture).status_code == 403
    opened = text(client.post(f"/cases/{case.number}/content/", headers={"HX-Request": "true"}))
    assert picture in opened
    finding = case.findings.filter(page=2).get()
    assert f'href="#f{finding.pk}" id="m{finding.pk}"' in opened
    answer = client.get(picture)
    assert answer.content.startswith(PNG)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "no-store, private")
    assert client.get(f"/cases/{case.number}/pages/99.png").status_code == 404


def test_an_ofd_is_drawn_from_its_own_coordinates(desk, browse):
    from tests.extract import ofd_files

    case = office.screened(desk, ofd_files.ofd(ofd_files.text(f"联系人赵敏，电话 {PHONE}", y=60)), "公示.ofd")
    opened = text(browse(office.person("reviewer")).post(f"/cases/{case.number}/content/", headers={"HX-Request": "true"}))
    assert f"联系人赵敏，电话 {PHONE}</text>" in opened
    assert f'id="m{case.findings.get().pk}"' in opened


def test_a_jump_lands_on_the_part_of_a_long_text_where_the_finding_is(desk, browse):
    long = "".join(f"第{number}行没有什么\n\n" for number in range(20_000)) + f"电话 {PHONE}\n"
    case = office.screened(desk, long.encode())
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/content/")
    assert PHONE not in text(client.get(f"/cases/{case.number}/"))
    assert PHONE in text(client.get(f"/cases/{case.number}/?finding={case.findings.get().pk}"))


@pytest.mark.parametrize("start", ["-1", "99999999999999999999", "x", "²", "8"])
def test_a_start_typed_by_hand_breaks_nothing(desk, browse, start):
    case = office.screened(desk, office.PRIVATE)
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/content/")
    assert client.get(f"/cases/{case.number}/?start={start}").status_code == 200


@pytest.mark.parametrize(("role", "username", "department", "sees"), [
    ("submitter", "wang", "立案庭", True),
    ("submitter", "colleague", "立案庭", False),
    ("head", "li", "立案庭", True),
    ("head", "other-head", "执行局", False),
    ("head", "nowhere", " ", False),
    ("reviewer", "zhao", "办公室", True),
    ("auditor", "zhou", "监察室", False),
    ("administrator", "wu", "信息中心", False),
])  # fmt: skip
def test_a_case_is_seen_by_its_submitter_its_head_and_those_who_rule(desk, browse, role, username, department, sees):
    case = office.screened(desk, office.PRIVATE, submitter=office.person("submitter"))
    client = browse(office.person(role, username, department))
    for address in ("", "status/", "pages/1.png", "content/"):
        refused = client.get(f"/cases/{case.number}/{address}").status_code == 404
        assert refused is (not sees) or role in {"auditor", "administrator"}
    assert client.post(f"/cases/{case.number}/remarks/", {"text": "看过"}).status_code == (
        302 if sees else 403 if role in {"auditor", "administrator"} else 404
    )
    if role not in {"auditor", "administrator"}:
        assert (case.number in text(client.get("/cases/?state=all"))) is sees


def test_names_and_text_from_outside_are_text(desk, browse):
    name = '<img src=x onerror=alert(1)>"\u202e.txt'
    evil = f'<script>alert("{PHONE}")</script> 电话 {PHONE}\n'
    case = office.screened(desk, evil.encode(), name)
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/content/")
    client.post(f"/cases/{case.number}/remarks/", {"text": "<script>alert(2)</script>"})
    for address in ("/cases/?state=all", f"/cases/{case.number}/"):
        page = text(client.get(address))
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "\u202e" not in page
    assert "&lt;script&gt;alert(" in page


def test_every_answer_forbids_inline_script_caches_and_frames(desk, browse):
    case = office.screened(desk, office.PRIVATE)
    client = browse(office.person("reviewer"))
    for address in ("/cases/", f"/cases/{case.number}/", "/nothing/", "/account/"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", text(answer))


def test_earlier_cases_of_the_same_content_or_name_are_named(desk, browse):
    first = office.screened(desk, office.PRIVATE, "公示.txt")
    second = office.screened(desk, office.PRIVATE, "别名.txt")
    third = office.screened(desk, office.INTERNAL, "公示.txt")
    client = browse(office.person("reviewer"))
    assert f"{first.number}</a> 内容相同" in text(client.get(f"/cases/{second.number}/"))
    assert f"{first.number}</a> 名称相同" in text(client.get(f"/cases/{third.number}/"))


def test_a_broken_seal_is_told_and_nothing_shown(desk, browse):
    case = office.screened(desk, office.PRIVATE)
    sealed = desk.channel.held / "sealed" / f"{case.storage}.sealed"
    data = bytearray(sealed.read_bytes())
    data[-1] ^= 1
    sealed.write_bytes(data)
    answer = browse(office.person("reviewer")).post(f"/cases/{case.number}/content/", headers={"HX-Request": "true"})
    assert "打不开，或与记录不符" in text(answer)
    assert PHONE not in text(answer)


def test_a_document_that_breaks_its_reader_costs_an_answer(desk, browse):
    case = office.screened(desk, b"%PDF-1.7 nothing that follows is a PDF", "坏.pdf")
    answer = browse(office.person("reviewer")).post(f"/cases/{case.number}/content/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "不能在此显示" in text(answer)


def test_nothing_plain_of_a_document_that_was_looked_at_lies_on_the_disk(desk, browse):
    case = office.screened(desk, office.PRIVATE)
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/content/")
    client.get(f"/cases/{case.number}/")
    for file in desk.root.rglob("*"):
        if file.is_file():
            assert PHONE.encode() not in file.read_bytes(), file


def test_a_log_line_holds_no_address_and_no_words_of_an_exception():
    import logging
    import sys

    from reports.desk.bare_log import BareFormatter

    try:
        int(office.CANARY)
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal: /%s", (office.CANARY,), sys.exc_info())
    line = BareFormatter().format(record)
    assert office.CANARY not in line
    assert "ValueError at test_a_log_line" in line
