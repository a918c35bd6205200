"""Hiding places of web pages."""

from __future__ import annotations

import base64

from screener.model import Place
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
    packed_file,
    written_picture,
)
from tests.extract.test_web_page import page
from tests.extract.test_xlsx import book_with, hidden_row


def on_page(body: str, expected: Place | str, token: str = TOKEN, inside: str = "", head: str = "", *, ocr: bool = False) -> Proof:
    return Proof(lambda: page(body, head), "a.html", token, expected, inside, ocr)


def address(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


HTML: Proofs = {
    ("body", "html"): (
        on_page(f"<p>{TOKEN}</p>", Place.BODY), on_page(f"<noscript><p>{TOKEN}</p></noscript>", Place.BODY),
        on_page(f"<svg><text>{TOKEN}</text></svg>", Place.BODY), on_page(f"<iframe srcdoc='<p>{TOKEN}</p>'></iframe>", Place.BODY),
    ),
    ("table", "html"): (on_page(f"<table><tr><td>{TOKEN}</table>", Place.TABLE),),
    ("nested table", "html"): (on_page(f"<table><tr><td>外<table><tr><td>{TOKEN}</table></table>", Place.TABLE),),
    ("comment", "html"): (on_page(f"<!--{TOKEN}-->", Place.COMMENT),),
    ("hidden text", "html"): tuple(
        on_page(body, Place.HIDDEN)
        for body in (
            f"<div hidden>{TOKEN}</div>", f"<div style='display:none'>{TOKEN}</div>", f"<div style='visibility:hidden'>{TOKEN}</div>",
            f"<style>.a{{display:none}}</style><p class=a>{TOKEN}</p>", f"<input type=hidden value={TOKEN}>", f"<template>{TOKEN}</template>",
        )
    ),
    ("white text", "html"): (
        on_page(f"<div style='color:#FFF'>{TOKEN}</div>", Place.HIDDEN), on_page(f"<font color=white>{TOKEN}</font>", Place.HIDDEN),
    ),
    ("1-pt text", "html"): (on_page(f"<div style='font-size:0'>{TOKEN}</div>", Place.HIDDEN),),
    ("form field", "html"): (
        on_page(f"<textarea>{TOKEN}</textarea>", Place.FORM_FIELD), on_page(f"<select><option>{TOKEN}</select>", Place.FORM_FIELD),
        on_page(f"<input placeholder={TOKEN}>", Place.ALT_TEXT),
    ),
    ("bookmark", "html"): (on_page(f"<a id={TOKEN}></a>", Place.MARKUP),),
    ("alt text", "html"): (
        on_page(f"<img alt={TOKEN}>", Place.ALT_TEXT), on_page(f"<svg><desc>{TOKEN}</desc></svg>", Place.ALT_TEXT),
    ),
    ("link tooltip", "html"): (on_page(f"<a title={TOKEN}>a</a>", Place.ALT_TEXT),),
    ("link target", "html"): (on_page("<a href='/%E6%9C%BA%E5%AF%86.pdf'>a</a>", Place.LINK, "/机密.pdf"),),
    ("script", "html"): (
        on_page(f"<script>var a = '{TOKEN}'</script>", Place.MARKUP), on_page(f"<script>// {TOKEN}\n</script>", Place.MARKUP),
        on_page(f"<style>a:before{{content:'{TOKEN}'}}</style>", Place.MARKUP), on_page(f"<a onclick=\"alert('{TOKEN}')\">a</a>", Place.MARKUP),
    ),
    ("core property", "html"): (
        on_page("", Place.METADATA, head=f"<title>{TOKEN}</title>"), on_page("", Place.METADATA, head=f"<meta name=keywords content={TOKEN}>"),
    ),
    ("custom property", "html"): (on_page("", Place.METADATA, head=f"<meta name=x content={TOKEN}>"),),
    ("custom data", "html"): (
        on_page(f'<script type="application/json">{{"a": "{TOKEN}"}}</script>', Place.MARKUP),),
    ("equation", "html"): (on_page(f"<math><mi>{TOKEN}</mi></math>", Place.BODY),),
    ("phonetic guide", "html"): (on_page(f"<ruby>字<rt>{TOKEN}</rt></ruby>", Place.BODY),),
    ("unknown markup", "html"): (on_page(f"<p data-level={TOKEN}>a</p>", Place.MARKUP),),
    ("embedded object", "html"): (on_page(f"<object data='{address(packed_file(), 'application/x')}'></object>", Place.BODY, inside="a.txt"),),
    ("embedded workbook", "html"): (
        on_page(f"<a href='{address(book_with(hidden_row), 'application/x')}'>a</a>", Place.HIDDEN, "密令甲"),
    ),
    ("picture", "html"): (on_page(f"<img src='{address(written_picture(), 'image/png')}'>", Place.IMAGE, PICTURE_TOKEN, "data-", ocr=True),),
    ("picture metadata", "html"): (on_page(f"<img src='{address(described_picture(), 'image/png')}'>", Place.METADATA, DESCRIPTION, "data-"),),
    ("vector drawing", "html"): (held(lambda: page(f"<img src='{address(drawing(), 'image/emf')}'>"), "a.html", "image-not-read"),),
    ("sound or video", "html"): (held(lambda: page(f"<audio src='{address(SOUND, 'audio/wav')}'>"), "a.html", "unsupported-format"),),
    ("web page inside", "html"): (on_page(f"<iframe srcdoc='<p>x<p hidden>{TOKEN}</p>'></iframe>", Place.HIDDEN),),
    ("watermark or WordArt", "html"): (
        on_page(f"<div style='background:url({address(described_picture(), 'image/png')})'>x</div>", Place.METADATA, DESCRIPTION),
    ),
    ("bytes behind the end", "html"): (Proof(lambda: page("") + TOKEN.encode(), "a.html", TOKEN, Place.BODY),),
}  # fmt: skip
