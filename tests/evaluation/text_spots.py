"""Places of plain text, web pages, mail, archives, RTF and OpenDocument, written by hand or by the standard library."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

from tests.evaluation.spots import NEUTRAL, Made, Spot, file_name, lines, middle, title, xml
from tests.evaluation.word_spots import at_top

OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(f'xmlns:{name}="{OPEN}{name}:1.0"' for name in ("office", "text", "style", "meta", "table"))


def placed(body: str, put: str, at: int) -> str:
    rows = lines(body)
    rows[at:at] = put.split("\n")
    return "\n".join(rows)


def plain(where: Callable[[str, str], str], encoding: str) -> Callable[[str, str], Made]:
    return lambda body, put: (file_name(body, "txt"), where(body, put).encode(encoding))


def copy_number(body: str, put: str) -> str:
    return f"000012\n{put}\n特急\n{body}" if put else body


PLAIN: dict[str, tuple[Any, Callable[[str, str], str]]] = {
    "first line": ("margin", lambda body, put: f"{put}\n{body}"),
    "after blank lines": ("margin", lambda body, put: f"\n\n   {put}\n\n{body}"),
    "under the copy number": ("margin", copy_number),
    "right aligned": ("margin", lambda body, put: "\n".join(" " * 60 + row for row in put.split("\n")) + f"\n{body}"),
    "under the title": ("margin", lambda body, put: placed(body, put, 1)),
    "body line": ("text", lambda body, put: placed(body, put, middle(body) + 2)),
    "last line": ("text", lambda body, put: f"{body}\n{put}"),
}
ENCODINGS = ("utf-8", "gb18030", "utf-16")


def page(head: str = "", before: str = "", within: str = "", attributes: str = "") -> Callable[[str, str], Made]:
    """A web page; `@` in the markup stands for the text that is put."""

    def make(body: str, put: str) -> Made:
        rows = [f"<p>{xml(row)}</p>" for row in lines(body)[1:]]
        mark = "<br>".join(map(xml, put.split("\n"))) if "<p>@" in before + within else xml(put)
        rows.insert(len(rows) // 2, within.replace("@", mark))
        markup = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{xml(title(body))}</title>{head.replace("@", mark)}</head>'
            f"<body {attributes}>{before.replace('@', mark)}<h1>{xml(title(body))}</h1>{''.join(rows)}</body></html>"
        )
        return file_name(body, "html"), markup.encode()

    return make


def mail(change: Callable[[EmailMessage, str], object]) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        message = EmailMessage()
        message["From"], message["To"] = "office@court.example", "press@news.example"
        message["Subject"] = title(body)
        message.set_content(body)
        change(message, put)
        return file_name(body, "eml"), message.as_bytes()

    return make


def subject(message: EmailMessage, put: str) -> None:
    message.replace_header("Subject", f"{' '.join(put.splitlines())} {message['Subject']}")


def attached_name(message: EmailMessage, put: str) -> None:
    message.add_attachment(
        "附件正文如下，请查收。".encode(), maintype="text", subtype="plain", filename=f"{put}名单.txt" if not put else f"{put}.txt"
    )


def attached_document(message: EmailMessage, put: str) -> None:
    name, data = at_top()(message.get_content(), put)
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)


def packed(parts: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def archive(parts: Callable[[str, str], Mapping[str, bytes]], comment: bool = False) -> Callable[[str, str], Made]:
    return lambda body, put: (file_name(body, "zip"), packed(parts(body, put), put.encode() if comment else b""))


def inner_document(body: str, put: str) -> dict[str, bytes]:
    name, data = at_top()(body, put)
    return {name: data}


def rtf(place: str) -> Callable[[str, str], Made]:
    def coded(put: str) -> str:
        units = [
            int.from_bytes(put.encode("utf-16-be")[at : at + 2], "big", signed=True) for at in range(0, len(put.encode("utf-16-be")), 2)
        ]
        return "".join("\\line " if unit == 10 else f"\\u{unit}?" for unit in units)

    def make(body: str, put: str) -> Made:
        rows = [coded(row) for row in lines(body)]
        mark = coded(put)
        destinations = {"header": f"{{\\header {mark}\\par}}", "keywords": f"{{\\info{{\\keywords {mark}}}}}"}
        if place == "first line":
            rows.insert(0, mark)
        elif place == "hidden text":
            rows.insert(middle(body), f"{{\\v {mark}}}")
        elif place == "body line":
            rows.insert(middle(body), mark)
        text = f"{{\\rtf1\\ansi\\uc1 {destinations.get(place, '')}" + "\\par ".join(rows) + "}"
        return file_name(body, "rtf"), text.encode("ascii")

    return make


def odt(place: str) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        mark = "<text:line-break/>".join(map(xml, put.split("\n")))
        rows = [f"<text:p>{xml(row)}</text:p>" for row in lines(body)]
        if place in ("first line", "body line"):
            rows.insert(0 if place == "first line" else middle(body), f"<text:p>{mark}</text:p>")
        header = f"<style:header><text:p>{mark}</text:p></style:header>" if place == "header" else ""
        meta = f'<meta:user-defined meta:name="密级">{xml(put)}</meta:user-defined>' if place.startswith("property") else ""
        parts = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {NAMESPACES}><office:body><office:text>{''.join(rows)}</office:text></office:body></office:document-content>",
            "styles.xml": f'<office:document-styles {NAMESPACES}><office:master-styles><style:master-page style:name="Standard">{header}</style:master-page></office:master-styles></office:document-styles>',
            "meta.xml": f"<office:document-meta {NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
        return file_name(body, "odt"), packed({name: part.encode() for name, part in parts.items()})

    return make


def header_line(message: EmailMessage, put: str) -> None:
    message["X-Classification"] = " ".join(put.splitlines())


def own(suffix: str, make: Callable[[str, str], Made]) -> Spot:
    return Spot(suffix, "file name", "name", lambda body, put: (f"{put}-{file_name(body, suffix)}", make(body, "")[1]))


PUBLIC = ("公开", "非密", "无")
SPOTS = (
    *(Spot(f"txt {encoding}", place, kind, plain(where, encoding), neutral=("",) if place == "under the copy number" else NEUTRAL) for encoding in ENCODINGS for place, (kind, where) in PLAIN.items()),
    own("txt", plain(PLAIN["first line"][1], "utf-8")),
    Spot("html", "first line", "margin", page(before="<p>@</p>")),
    Spot("html", "body line", "text", page(within="<p>@</p>")),
    Spot("html", "cell", "text", page(within="<table><tr><td>备注</td><td>@</td></tr></table>")),
    Spot("html", "comment", "text", page(within="<!-- @ -->")),
    Spot("html", "meta keywords", "margin", page(head='<meta name="keywords" content="@">')),
    Spot("html", "meta 密级", "margin", page(head='<meta name="密级" content="@">'), neutral=PUBLIC),
    Spot("html", "alt text", "text", page(within='<img src="a.png" alt="@">')),
    Spot("html", "title attribute", "text", page(within='<p title="@">见附件。</p>')),
    Spot("html", "not displayed", "text", page(within='<div style="display:none">@</div>')),
    Spot("html", "white text", "text", page(within='<p><font color="#ffffff">@</font></p>')),
    Spot("html", "hidden input", "text", page(within='<input type="hidden" name="level" value="@">')),
    own("html", page()),
    Spot("eml", "subject", "margin", mail(subject)),
    Spot("eml", "first line", "margin", mail(lambda message, put: message.set_content(f"{put}\n{message.get_content()}"))),
    Spot("eml", "header line", "margin", mail(header_line)),
    Spot("eml", "attachment name", "name", mail(attached_name)),
    Spot("eml", "attached document", "margin", mail(attached_document)),
    Spot("zip", "member name", "inner-name", archive(lambda body, put: {f"{put}-名单.txt": body.encode()})),
    Spot("zip", "folder name", "inner-name", archive(lambda body, put: {f"{put}/名单.txt": body.encode()})),
    Spot("zip", "comment", "margin", archive(lambda body, put: {"名单.txt": body.encode()}, comment=True)),
    Spot("zip", "document inside", "margin", archive(inner_document)),
    Spot("zip", "archive in archive", "margin", archive(lambda body, put: {"内层.zip": packed(inner_document(body, put))})),
    Spot("rtf", "first line", "margin", rtf("first line")),
    Spot("rtf", "header", "margin", rtf("header")),
    Spot("rtf", "keywords", "margin", rtf("keywords")),
    Spot("rtf", "body line", "text", rtf("body line")),
    Spot("rtf", "hidden text", "text", rtf("hidden text")),
    Spot("odt", "first line", "margin", odt("first line")),
    Spot("odt", "header", "margin", odt("header")),
    Spot("odt", "body line", "text", odt("body line")),
    Spot("odt", "property 密级", "margin", odt("property 密级"), neutral=PUBLIC),
)  # fmt: skip
