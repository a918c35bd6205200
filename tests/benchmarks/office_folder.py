"""A folder as an office has it: letters, tables, slides, mails and packages made of the texts of the evaluation, no two alike."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pikepdf
import pptx

from tests.evaluation.sheet_spots import on_sheet
from tests.evaluation.spots import file_name, lines, title
from tests.evaluation.spread_spots import ofd_objects
from tests.evaluation.text_spots import mail, packed, page

TEXTS = Path(__file__).parents[1] / "evaluation" / "texts"
JUDGMENT = Path(__file__).parents[1] / "samples" / "documents" / "05 判决书.pdf"
ROWS = 40


def _docx(body: str) -> bytes:
    made = docx.Document()
    # python-docx's own template carries a picture of itself, and reading it would be all that is measured.
    package = made.part.package
    for key in [key for key, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    for line in lines(body):
        made.add_paragraph(line)
    table = made.add_table(rows=4, cols=3)
    for number, line in zip(range(4), lines(body), strict=False):
        table.cell(number, 0).text = line[:12]
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _pptx(body: str) -> bytes:
    made = pptx.Presentation()
    package = made.part.package
    for key in [key for key, link in package._rels.items() if link.reltype.endswith("/thumbnail")]:
        package._rels.pop(key)
    for at in range(0, len(lines(body)), 6):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title(body)
        slide.placeholders[1].text = "\n".join(lines(body)[at : at + 6])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _pdf(body: str) -> bytes:
    """Pages that LibreOffice set, with the letters' fonts inside, under a title of their own."""
    with pikepdf.open(JUDGMENT) as made:
        made.docinfo["/Title"] = title(body)
        made.docinfo["/Subject"] = lines(body)[-1]
        stream = io.BytesIO()
        made.save(stream)
    return stream.getvalue()


def _rows(body: str) -> str:
    return "\n".join(
        f"{number},{line.replace(',', '，')},2026-11-{number % 28 + 1:02},{number * 37 % 1000}"
        for number, line in enumerate(lines(body)[:ROWS])
    )


# How often each comes in a hundred documents.
MAKERS: tuple[tuple[str, int, Callable[[str], bytes]], ...] = (
    ("docx", 36, _docx),
    ("pdf", 20, _pdf),
    ("xlsx", 12, lambda body: on_sheet(lambda *_: None)(_rows(body), "")[1]),
    ("html", 9, lambda body: page()(body, "")[1]),
    (
        "eml",
        8,
        lambda body: mail(
            lambda message, _: message.add_attachment(_docx(body), maintype="application", subtype="octet-stream", filename="附件.docx")
        )(body, "")[1],
    ),
    ("pptx", 5, _pptx),
    ("zip", 5, lambda body: packed({"正文.docx": _docx(body), "说明.txt": body.encode()})),
    ("ofd", 5, lambda body: ofd_objects(body, "")[1]),
)


def bodies(count: int) -> Iterator[str]:
    texts = [path.read_text("utf-8") for path in sorted(TEXTS.glob("*.txt"))]
    for number in range(count):
        text = texts[number % len(texts)].strip()
        yield f"{text}\n云办〔2026〕{number}号，第{number}份，联系人：王某某，共{number % 17}页。"


def fill(folder: Path, count: int) -> Path:
    """`count` documents in `folder`, spread over the kinds as in `MAKERS`."""
    shares = [(suffix, make) for suffix, times, make in MAKERS for _ in range(times)]
    for number, body in enumerate(bodies(count)):
        # 37 has no factor in common with 100: the kinds come mixed.
        suffix, make = shares[number * 37 % len(shares)]
        name = file_name(body, suffix)
        inside = folder / f"{number // 500:03}"
        inside.mkdir(parents=True, exist_ok=True)
        (inside / f"{number:06} {name}").write_bytes(make(body))
    return folder


def small_documents(folder: Path, count: int) -> list[Path]:
    """`count` of half a page: of ten, six of text, three of html, one docx."""
    folder.mkdir(parents=True)
    made = []
    for number, body in enumerate(bodies(count)):
        suffix = ["txt", "txt", "html", "txt", "txt", "html", "txt", "docx", "txt", "html"][number % 10]
        short = "\n".join([*lines(body)[: number % 5 + 3], f"第{number}号"])
        made.append(folder / f"{number:04}.{suffix}")
        made[-1].write_bytes(_docx(short) if suffix == "docx" else page()(short, "")[1] if suffix == "html" else short.encode())
    return made
