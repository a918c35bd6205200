"""What stands between and beside the objects of a PDF, which no program reads: comments, and text put into the gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b.*?\bendobj\b", re.DOTALL)
COMMENT = re.compile(rb"(?:^|[\r\n])[ \t]*%([^\r\n]+)")
# What every file has there: its version, the tables of its objects and their ends.
FRAME = re.compile(rb"%PDF-[\d.]+|%%EOF|xref\s+\d[\d\s]*(?:[fn]\s+[\d\s]*)*|trailer\b.*?(?=startxref)|startxref\s+\d+", re.DOTALL)


def read_remarks(source: Source) -> Iterator[Item]:
    data = STREAM.sub(b"", source.data)
    comments = b"\n".join(found for body in OBJECT.findall(data) for found in COMMENT.findall(body))
    for text in swept_texts(comments + b"\n" + FRAME.sub(b"\n", OBJECT.sub(b"\n", data))):
        yield source.segment(text, Place.MARKUP)
