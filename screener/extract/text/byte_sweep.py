"""Text found in bytes whose structure nobody reads: runs of plausible characters in UTF-16, UTF-8 and GBK."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from screener.extract.source import Source
from screener.normalize.encoding import FREQUENT

# What office text is made of. Anything else ends a run.
SIGNS = r"\t -~\u00b7\u00d7\u2010-\u2026\u2460-\u2473\u2605\u2606\u25cb\u3000-\u301f\u3220-\u3229\u4e00-\u9fff\uff01-\uff5e"
SHORTEST = 3
RUN = re.compile(f"[{SIGNS}]{{{SHORTEST},}}")
UNWRITTEN = re.compile(f"[^{SIGNS}\\r\\n\\f\ufeff]")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Bytes of ASCII, of two-byte GBK (rows of GB 2312), and of UTF-8 from U+2000 to U+FFFF.
NARROW = re.compile(rb"(?:[\t -~]|[\xa1-\xa9\xb0-\xf7][\xa1-\xfe]){4,}")
UTF_8 = re.compile(rb"(?:[\t -~]|[\xe2-\xef][\x80-\xbf]{2}){3,}")
WESTERN = re.compile(r"[A-Za-z0-9 ]")
WORD = re.compile(r"[A-Za-z]{4}|\d{6}")
# Shorter ASCII is met by chance in any binary data.
SHORTEST_ASCII = 6
FEW, MANY = 6, 24
# Characters sorted by sound end, and rarer ones by stroke begin.
LEVEL_2 = 0xD8
BLOCK, BLOCK_OVERLAP, REMEMBERED = 1 << 20, 1 << 12, 10_000


def swept_texts(data: bytes, *, sure: bool = False) -> Iterator[str]:
    """Each run once, in order of its encoding. `sure`: it is known that text is in there; else noise that looks like Han is left out."""
    seen: set[str] = set()
    for text in _runs(data):
        text = text.strip()
        if text not in seen and (_is_written(text) if sure else is_plausible(text)):
            seen.add(text)
            yield text


def stowed_texts(data: bytes) -> Iterator[str]:
    """What somebody may have put where no text belongs, in UTF-16 of either byte order too. For small pieces: all is tried."""
    big_endian = (run for start in (0, 1) for run in RUN.findall(data[start:].decode("utf-16-be", "replace")))
    seen: set[str] = set()
    for run in (*_runs(data), *big_endian):
        # The bytes around it make rare characters, which are no part of it.
        for written, group in groupby(run, lambda character: not HAN.match(character) or _is_common(character)):
            text = "".join(group).strip()
            if written and len(text) >= SHORTEST and text not in seen and is_plausible(text):
                seen.add(text)
                yield text


def utf_8_texts(data: bytes | mmap.mmap) -> Iterator[str]:
    """Runs of UTF-8 with Han in them, each once, in what is read as something else."""
    runs = dict.fromkeys(match[0].decode("utf-8", "replace").strip() for match in UTF_8.finditer(data) if not match[0].isascii())
    yield from (text for text in runs if is_plausible(text))


def stray_texts(source: Source, encoding: str) -> Iterator[str]:
    """Text in a file of `encoding` that is in another one: UTF-16 that `>>` of PowerShell wrote behind UTF-8, and the reverse.

    UTF-16 has a zero in nearly every line; in what is read as UTF-16, other text moves all that follows by a byte.
    """
    wide = encoding.startswith("utf-16")
    if encoding.startswith("utf-32") or (not wide and source.data.find(b"\0") < 0):
        return
    seen: set[bytes] = set()
    for begin in range(0, source.size, BLOCK):
        block = bytes(source.data[max(0, begin - BLOCK_OVERLAP) : begin + BLOCK])
        for text in _stray_runs(block, encoding if wide else ""):
            text = text.strip()
            key = text.encode("utf-8", "replace")
            if key not in seen and is_plausible(text):
                if len(seen) < REMEMBERED:
                    seen.add(key)
                yield text


def _stray_runs(block: bytes, wide: str) -> Iterator[str]:
    if wide:
        yield from _narrow_runs(block)
        # Other text and what it moves by a byte make characters that nobody writes.
        if not UNWRITTEN.search(block.decode(wide, "ignore")):
            return
    for encoding in ("utf-16-le", "utf-16-be"):
        for start in (0, 1):
            if (encoding, start) != (wide, 0):
                yield from RUN.findall(block[start:].decode(encoding, "replace"))


def _is_written(text: str) -> bool:
    han = HAN.findall(text)
    return sum(map(_is_common, han)) * 10 >= len(han) * 9 if han else WORD.search(text) is not None


def is_plausible(text: str) -> bool:
    """Whether these characters were written: mostly letters, or Han that people use.

    A random character is in GB 2312 in one of three cases, in its first level in one of six, and frequent in one of seventy.
    """
    han = HAN.findall(text)
    if not han:
        letters = len(WESTERN.findall(text))
        return len(text) >= SHORTEST_ASCII and letters * 4 >= len(text) * 3 and WORD.search(text) is not None
    if sum(map(_is_common, han)) * 10 < len(han) * 9:
        return False
    frequent = sum(character in FREQUENT for character in han)
    if len(han) > FEW:
        return frequent * 5 >= len(han) or len(han) >= MANY
    return all(character.encode("gb2312")[0] < LEVEL_2 for character in han) and (frequent > 0 or len(han) > 3)


@cache
def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _runs(data: bytes) -> Iterator[str]:
    for start in (0, 1):
        yield from RUN.findall(data[start:].decode("utf-16-le", "replace"))
    yield from _narrow_runs(data)


def _narrow_runs(data: bytes) -> Iterator[str]:
    for match in UTF_8.finditer(data):
        yield match[0].decode("utf-8", "replace")
    for match in NARROW.finditer(data):
        yield match[0].decode("gb18030", "replace")
