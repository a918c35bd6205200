"""Whether words stand as the title of a document, in a heading, a file name or a cell, and not in a sentence about such documents."""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Place

# A name is nobody's list: 3.合议庭笔录.pdf is that document.
NAMES = frozenset({Place.FILE_NAME, Place.SHEET_NAME, Place.METADATA})
LONGEST_BEFORE = 60
# A title may name the court, the case and the person before its last words, but has no sentence in it.
SENTENCE = lazy_pattern(r"[。；;!?！？]|,.*,")
# 第十二条, 3、, (四): an item of a list or a chapter of a rule speaks of such documents. A dot needs no digit after it: 1.5 is a number.
ITEM = lazy_pattern(
    r"^\W*(?:第[零〇一二三四五六七八九十百千0-9]+[编章节条款项]|\(?[一二三四五六七八九十]{1,3}[、)]|[一二三四五六七八九十]{1,3}、|\(?[0-9]{1,3}(?:[、)]|\.(?![0-9])))"
)
# How to write one, what to do with one: a line about such documents, not one of them.
ABOUT = lazy_pattern(
    r"^(?:如何|怎样|怎么|什么是|关于(?:如何|制作|规范))|应当|必须|不得|可以|"
    r"(?:制作|撰写|书写|起草|写出|写好|查阅|阅读|签署|形成|提交|提供|报送|附送|附有|附|记入|记载|载明|包括|公开|整理|归档|规范|完善|及|和|或者?)的?$"
)
# What a file about such documents is called, and not one of them.
RULES = lazy_pattern(r"制作|撰写|写作|规范|格式|样式|模板|范本|办法|规定|制度|指南|须知|培训|讲座|讲义|研究|通知|要求|说明|清单")
LONGEST_AFTER_IN_NAME = 24
# The copy, the number, the file type: what may follow the last words of a title.
AFTER = lazy_pattern(
    r"\s*(?:[之其]?[一二三四五六七八九十]|[0-9]{1,3})?"
    r"\s*(?:[(\[【〔《「][^()\[\]【】〔〕《》「」\n]{0,16}[)\]】〕》」])?\s*(?:第?[零一二三四五六七八九十0-9]{1,4}[期号次册份])?\s*[》」”\"')\]】〕]?"
    r"(?:[-_ ]?v?[0-9.]{1,10})?\s*(?:\.[a-z0-9]{2,5}){0,2}\s*[:：]?\s*(?:[.…·_-]{2,}\s*[0-9]{1,4}|[0-9]{0,4})?\s*"
)


def is_title(text: str, start: int, end: int, place: Place = Place.BODY) -> bool:
    """`text[start:end]` ends a line that reads as a title. A hit may run over a line end."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    before = text[first:start].strip().strip("#*|《「“\"'【[( \t")
    after = text[end : len(text) if last < 0 else last]
    if len(before) > LONGEST_BEFORE or len(after) > LONGEST_BEFORE:
        return False
    if SENTENCE.search(before) or ABOUT.search(before):
        return False
    if place in NAMES:  # 评议笔录_张三_最终版.docx
        return len(after) <= LONGEST_AFTER_IN_NAME and not RULES.search(after)
    return AFTER.fullmatch(after) is not None and not ITEM.match(before)
