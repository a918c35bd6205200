"""Documents of many kinds, each saying what must become of it. The same seed makes the same documents."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Stands in every marked document, and must stand nowhere but in the isolated file.
CANARY = "苍鹭行动第七号预案的集结地点"
CLEAN = "本院定于2026年8月12日公开开庭审理某建设工程合同纠纷一案，欢迎旁听。"
PERSONAL = "联系人张三，身份证号码11010519491231002X，手机13800138000。"
MARKED = f"机密★10年\n关于有关工作的报告\n{CANARY}\n"
INTERNAL = "内部资料 注意保存\n本院审判委员会讨论意见。\n"


@dataclass(frozen=True)
class Dropped:
    name: str
    content: bytes
    fate: str
    """released, sealed or isolated"""


def _docx(text: str) -> bytes:
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx(text: str) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    for row, line in enumerate(text.splitlines(), 1):
        workbook.worksheets[0].cell(row, 1, line)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _html(text: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f'<!doctype html><html><head><meta charset="utf-8"><title>公告</title></head><body>{lines}</body></html>'.encode()


def _zip(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("说明.txt", text)
    return buffer.getvalue()


KINDS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda text: text.encode(),
    "docx": _docx,
    "xlsx": _xlsx,
    "html": _html,
    "zip": _zip,
}
FATES = (("released", CLEAN), ("isolated", MARKED), ("sealed", INTERNAL), ("released", CLEAN))


def documents(count: int, seed: int = 1, start: int = 0) -> Iterator[Dropped]:
    """`count` documents, no two alike, some of them in folders."""
    chance = random.Random(seed * 1_000_003 + start)
    for number in range(start, start + count):
        kind = chance.choices(list(KINDS), (5, 2, 1, 2, 1))[0]
        fate, text = FATES[number % len(FATES)]
        folder = chance.choice(("", "", "刑庭/", "民庭/二〇二六/"))
        yield Dropped(f"{folder}{number:05}.{kind}", KINDS[kind](f"{text}\n第{number}号\n"), fate)
