"""`python -m tests.evaluation.ocr`: how well, how fast and in how much memory pages are read, against tesseract. Prints a table.

Needs LibreOffice (it makes the pages), fonts-noto-cjk, and for the comparison tesseract with chi_sim.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image, ImageChops, ImageDraw, ImageFont

FACE = "Noto Serif CJK SC"
FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
STAMP, WATERMARK = "绝密★3年", "秘密★长期"
LINES = (
    "000017",
    "机密★10年",
    "特急",
    "示例市中级人民法院文件",
    "示例法发〔2026〕15号",
    "关于印发裁判文书公开工作办法的通知",
    "各区县人民法院，本院各部门：",
    "现将《裁判文书公开工作办法》印发给你们，请认真组织实施。",
    "一、公开前应当核对当事人信息，删除不宜公开的内容。",
    "联系人：张三，电话：0571-8765 4321，手机：13800138000。",
    "公民身份号码：11010519491231002X。",
    "账号：6222 0212 3456 7890 128，开户行：示例银行。",
    "统一社会信用代码：91350100M000100Y43。",
    "二、涉及未成年人、离婚、商业秘密的案件，依照规定处理。",
    "三、上传前由承办人、审判长、信息管理员三级审查，并作记录。",
    "四、发现不应公开的文书已经公开的，应当立即撤回并报告。",
    "附件：1. 审查登记表  2. 责任书",
    "示例市中级人民法院",
    "2026年3月5日",
    "抄送：市委办公室，市人大常委会办公室，市司法局。",
)
Page = tuple[str, Image.Image, tuple[str, ...]]


def pages(folder: Path) -> Iterator[Page]:
    """Name, picture, and what stands on it."""
    large, small = _pdf(folder, 16), _pdf(folder, 10.5)
    for dpi in (150, 200):
        yield f"16 pt, {dpi} dpi", _rendered(large, dpi), LINES
        yield f"10.5 pt, {dpi} dpi", _rendered(small, dpi), LINES
    page = _rendered(large, 200)
    yield "turned 3 degrees", page.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor="white"), LINES
    yield "turned 90 degrees", page.transpose(Image.Transpose.ROTATE_90), LINES
    yield "turned 180 degrees", page.transpose(Image.Transpose.ROTATE_180), LINES
    yield "red slanted stamp", _over(page, STAMP, 88, 25, (205, 30, 40), (500, 700), boxed=True), (*LINES, STAMP)
    yield "grey watermark 30 degrees", _over(page, WATERMARK, 220, 30, (215, 215, 215), (150, 500)), (*LINES, WATERMARK)


def _pdf(folder: Path, size: float) -> Path:
    document = Document()
    for line in LINES:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(line)
        run.font.size, run.font.name = Pt(size), FACE
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FACE)
    path = folder / f"page-{size}.docx"
    document.save(str(path))
    home = f"-env:UserInstallation=file://{folder}/office"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, path], check=True, capture_output=True)
    return path.with_suffix(".pdf")


def _rendered(path: Path, dpi: int) -> Image.Image:
    image: Image.Image = pdfium.PdfDocument(path)[0].render(scale=dpi / 72).to_pil()
    return image.convert("RGB")


def _over(
    page: Image.Image, text: str, size: int, angle: float, colour: tuple[int, int, int], where: tuple[int, int], *, boxed: bool = False
) -> Image.Image:
    font = ImageFont.truetype(str(FONT), size, index=2)
    _, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    ink = Image.new("L", (right + 20, bottom + top), 0)
    draw = ImageDraw.Draw(ink)
    draw.text((10, 0), text, 255, font)
    if boxed:
        draw.rectangle((2, 2, ink.width - 3, ink.height - 3), outline=255, width=5)
    ink = ink.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("RGB", page.size, "white")
    layer.paste(Image.new("RGB", ink.size, colour), where, ink)
    return ImageChops.multiply(page, layer)


def _ours(data: bytes) -> list[str]:
    from screener.extract import Source
    from screener.extract.picture.picture import extract_picture
    from screener.model import Segment

    return [item.text for item in extract_picture(Source.of_bytes(data, "page.png")) if isinstance(item, Segment)]


def _tesseract(data: bytes) -> list[str]:
    command = ["tesseract", "stdin", "stdout", "-l", "chi_sim+eng", "--psm", "1"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, input=data, capture_output=True, check=True, env=environment).stdout.decode().splitlines()


def _accuracy(read: list[str], truth: tuple[str, ...]) -> tuple[float, list[str]]:
    """Characters of the lines that were read, blanks and the width of brackets aside; and the lines that were not read whole."""
    folded = [_folded(line) for line in read]
    folded += [one + other for one, other in pairwise(folded)]
    right, missed = 0.0, []
    for line in truth:
        wanted = _folded(line)
        best = max(
            (sum(block.size for block in SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()) for got in folded),
            default=0,
        )
        right += best
        if best < len(wanted):
            missed.append(line)
    return right / sum(len(_folded(line)) for line in truth), missed


def _folded(text: str) -> str:
    return "".join(text.split()).translate(str.maketrans("，：。（）[]", ",:.()〔〕"))


def measure(engine: str) -> None:
    """One page from standard input, a line of JSON to standard output: run in a process of its own, so that memory is its own."""
    data = sys.stdin.buffer.read()
    read = {"rapidocr": _ours, "tesseract": _tesseract}[engine]
    if engine == "rapidocr":
        _ours(_png(Image.new("RGB", (64, 64), "white")))
        from screener.extract.picture.ocr import _engine

        _engine()
    begun, children = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    lines = read(data)
    spent = time.process_time() - begun + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - children
    who = resource.RUSAGE_SELF if engine == "rapidocr" else resource.RUSAGE_CHILDREN
    print(json.dumps({"lines": lines, "seconds": spent, "megabytes": resource.getrusage(who).ru_maxrss // 1024}))


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def main() -> None:
    engines = ("rapidocr", "tesseract")
    print("| page | " + " | ".join(f"{engine}: right | CPU s | MB" for engine in engines) + " |")
    print("|---" * (1 + 3 * len(engines)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name, image, truth in pages(Path(folder)):
            cells, notes = [], []
            for engine in engines:
                command = [sys.executable, "-m", "tests.evaluation.ocr", engine]
                answer = json.loads(subprocess.run(command, input=_png(image), capture_output=True, check=True).stdout)
                accuracy, missed = _accuracy(answer["lines"], truth)
                cells.append(f"{accuracy:.3f} | {answer['seconds']:.1f} | {answer['megabytes']}")
                notes.append(f"{engine} not whole: {missed}")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
            print("\n".join(notes), file=sys.stderr, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
