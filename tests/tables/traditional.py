"""Rebuilds `screener/normalize/traditional.txt` from OpenCC's character tables: `make tables`.

OpenCC is needed only here. Characters of GB 2312 are never touched by the Japanese table: it takes several simplified characters for
Japanese ones.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import opencc

TARGET = Path(__file__).parents[2] / "screener/normalize/traditional.txt"
RANGES = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def in_gb2312(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def main() -> int:
    to_simplified, from_japanese = opencc.OpenCC("t2s").convert, opencc.OpenCC("jp2t").convert
    pairs: dict[str, str] = {}
    for first, last in RANGES:
        for character in map(chr, range(first, last)):
            if unicodedata.category(character) != "Lo":
                continue
            simple = to_simplified(character)
            if simple == character and not in_gb2312(character):
                simple = to_simplified(from_japanese(unicodedata.normalize("NFKC", character)))
            if simple != character and len(simple) == 1:
                pairs[character] = simple
    for character, simple in list(pairs.items()):
        while simple in pairs and pairs[simple] != character:
            simple = pairs[simple]
        pairs[character] = simple
    lines = [f"# variant and simplified character, a pair a line; built by tests/tables/traditional.py from OpenCC {opencc.__version__}\n"]
    lines += [f"{character}{simple}\n" for character, simple in sorted(pairs.items())]
    TARGET.write_text("".join(lines), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
