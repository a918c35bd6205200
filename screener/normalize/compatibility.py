"""Width, case, compatibility forms, radicals, digits of all scripts, and Latin letters under their accents."""

from __future__ import annotations

import unicodedata

# CJK radicals that NFKC leaves alone though they are drawn as the character (Unicode's EquivalentUnifiedIdeograph, the forms that
# stand alone in running text or as the left half of a split character).
RADICALS = str.maketrans(
    "⺀⺄⺆⺈⺌⺍⺒⺓⺕⺗⺘⺙⺝⺟⺡⺢⺤⺥⺧⺩⺪⺬⺭⺮⺯⺰⺲⺳⺶⺷⺸⺻⺼⺾⺿⻀⻂⻊⻋⻌⻍⻎⻏⻐⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "冫乙冂勹小小巳幺彐心扌攵月母氵水爫爫牛王疋示礻竹糹纟罒网羊羊羊聿肉艹艹艹衤足车辶辶辶邑钅長长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄齐齿龙",
)


def fold_compatibility(character: str) -> str:
    """NFKC, case folding, decimal digits of any script as ASCII, Latin, Greek and Cyrillic letters without accents."""
    folded = unicodedata.normalize("NFKC", character).casefold().translate(RADICALS)
    return "".join(map(_bare, folded)) if folded != character or not character.isascii() else folded


def _bare(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\u0080" <= character < "\u0500" or "\u1e00" <= character < "\u2000":
        return "".join(mark for mark in unicodedata.normalize("NFD", character) if not unicodedata.combining(mark))
    return character
