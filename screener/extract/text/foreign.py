"""Japanese and Korean encodings, and stray lines: read besides, where the bytes make poor Chinese."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from screener.extract.text.byte_sweep import is_plausible
from screener.normalize.encoding import FREQUENT
from screener.normalize.traditional import fold_traditional

FOREIGN = ("shift_jis", "euc_jp", "euc_kr")
CHINESE = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
BEYOND = re.compile(r"[\u0080-\uffff]")
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff]")
# Of a hundred Han characters of Chinese prose, more than forty are of the most frequent; of misread bytes, two.
CHINESE_SHARE = 5


def foreign_encodings(sample: bytes, chosen: str) -> list[str]:
    """Those that these bytes are valid in, where they are no good Chinese in the encoding that was chosen."""
    if chosen == "utf-8" or b"\0" in sample:
        return []
    han = HAN.findall(sample.decode(chosen, "replace"))
    if sum(fold_traditional(character) in FREQUENT for character in han) * CHINESE_SHARE >= len(han) > 0:
        return []
    return [encoding for encoding in FOREIGN if _fits(sample, encoding)]


def foreign_texts(line: bytes) -> Iterator[str]:
    """Every text that this one line is in some encoding."""
    for encoding in (*CHINESE, *FOREIGN):
        try:
            text = line.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
        if is_plausible("".join(map(fold_traditional, text))) and not HALF_WIDTH.search(text):
            yield text


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    beyond = len(BEYOND.findall(text))
    return len(HALF_WIDTH.findall(text)) * 10 <= beyond
