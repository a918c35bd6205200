"""Rebuilds `screener/extract/pdf/glyphs.npz`: how each character of GB 2312, and each star, looks in print.

`python -m tests.tables.glyphs FOLDER`, where FOLDER holds these Debian packages, unpacked: fonts-noto-cjk (OFL), fonts-arphic-ukai,
-uming, -gkai00mp and -gbsn00lp (Arphic Public License), fonts-wqy-zenhei and -microhei (GPL with the font exception; the latter Apache
too), fonts-hanazono (its own free licence), and texlive-lang-chinese for Fandol (GPL with the font exception). The table holds no drawing
of any of them: means over all fonts, of where strokes lie, in the 36 directions that tell characters apart best (Fisher's discriminant).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from screener.extract.pdf.glyph_looks import TABLE, features, normal
from screener.recognize import RECOGNIZERS

# The file, and which of the fonts in it.
FONTS = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJK-Bold.ttc", 2),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("NotoSerifCJK-Bold.ttc", 2),
    ("gbsn00lp.ttf", 0),
    ("gkai00mp.ttf", 0),
    ("ukai.ttc", 0),
    ("uming.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("wqy-microhei.ttc", 0),
    ("HanaMinA.ttf", 0),
    ("FandolSong-Regular.otf", 0),
    ("FandolSong-Bold.otf", 0),
    ("FandolHei-Regular.otf", 0),
    ("FandolHei-Bold.otf", 0),
    ("FandolKai-Regular.otf", 0),
    ("FandolFang-Regular.otf", 0),
)
DIRECTIONS, SPREAD, STEADY = 36, 6.0, 1e-3
SIZE = 32
LONGEST_MARK = 12
# A dash, a letter, a box.
TOO_PLAIN = frozenset("一丶十工人口日回")


def characters() -> str:
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("gb2312", "ignore") for code in codes) + "★☆"


def of_marks() -> str:
    """The characters that the recognizers of marks give as examples."""
    rules = (rule for recognizer in RECOGNIZERS for rule in recognizer.rules if rule.entity.endswith("marking"))
    words = (getattr(example, "text", str(example)) for rule in rules for example in rule.examples)
    return "".join(sorted({character for word in words if len(word) <= LONGEST_MARK for character in word} & set(characters()) - TOO_PLAIN))


def drawn(path: Path, number: int, text: str) -> NDArray[np.uint8]:
    font = ImageFont.truetype(path, SIZE, index=number)
    drawings = []
    for character in text:
        cell = Image.new("L", (2 * SIZE, 2 * SIZE))
        ImageDraw.Draw(cell).text((SIZE // 2, SIZE // 3), character, fill=255, font=font)
        ink = normal(np.asarray(cell))
        assert ink is not None, f"{path.name} has no {character}"
        drawings.append(ink)
    return np.stack(drawings)


def main(folder: Path) -> int:
    text = characters()
    files = {path.name: path for path in folder.rglob("*.[to]t[fc]")}
    seen = np.stack([features(drawn(files[name], number, text)) for name, number in FONTS]).astype(np.float64)
    means = seen.mean(axis=0)
    middle = means.mean(axis=0)
    apart = (seen - means).reshape(-1, seen.shape[2])
    within = apart.T @ apart / len(apart)
    within += np.eye(len(within)) * STEADY * np.trace(within) / len(within)
    between = (means - middle).T @ (means - middle) / len(means)
    widths, axes = np.linalg.eigh(within)
    whitened = axes / np.sqrt(widths)
    _, best = np.linalg.eigh(whitened.T @ between @ whitened)
    projection = whitened @ best[:, ::-1][:, :DIRECTIONS]
    vectors = (means - middle) @ projection
    np.savez_compressed(
        TABLE,
        characters=np.array(text),
        marks=np.array(of_marks()),
        vectors=np.clip(np.round(vectors / vectors.std() * SPREAD), -127, 127).astype(np.int8),
        projection=projection.astype(np.float16),
        middle=middle.astype(np.float16),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
