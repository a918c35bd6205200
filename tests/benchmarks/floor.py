"""What reading costs at the least: the processor time of the libraries alone, on the same documents, with nothing done with what they say.

A container is inflated and each of its XML parts parsed into a tree; a PDF page is loaded and its text taken once; a page is parsed; a mail
is parsed and its parts decoded. No hidden place, no position, no second look at anything.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from email import policy
from email.parser import BytesParser

import pypdfium2
from lxml import etree
from selectolax.lexbor import LexborHTMLParser


def seconds(suffix: str, data: bytes) -> float:
    began = time.process_time()
    READ.get(suffix, _container)(data)
    return time.process_time() - began


def _container(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            part, inner = package.read(name), name.rpartition(".")[2].lower()
            if inner in ("xml", "rels"):
                etree.fromstring(part)
            elif part.startswith(b"PK\3\4"):
                _container(part)
            elif inner in READ:
                READ[inner](part)


def _pdf(data: bytes) -> None:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_bounded()
    document.close()


def _page(data: bytes) -> None:
    LexborHTMLParser(data.decode("utf-8", "replace")).text()


def _mail(data: bytes) -> None:
    for part in BytesParser(policy=policy.default).parsebytes(data).walk():
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.startswith(b"PK\3\4"):
                _container(body)


READ: dict[str, Callable[[bytes], None]] = {"pdf": _pdf, "html": _page, "eml": _mail}
