"""Tokens of RTF and what its words mean: destinations, signs, charsets."""

from __future__ import annotations

import re

from screener.model import Place

# 1 word, 2 its number, 3 hex digits, 4 sign, 5 brace, 6 text. Line ends mean nothing.
TOKEN = re.compile(rb"\\([A-Za-z]{1,40})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL)
# Destinations with paragraphs of their own.
STORIES = {
    "header": Place.HEADER,
    "headerl": Place.HEADER,
    "headerr": Place.HEADER,
    "headerf": Place.HEADER,
    "footer": Place.FOOTER,
    "footerl": Place.FOOTER,
    "footerr": Place.FOOTER,
    "footerf": Place.FOOTER,
    "footnote": Place.FOOTNOTE,
    "annotation": Place.COMMENT,
    "atnauthor": Place.COMMENT,
    "atnid": Place.COMMENT,
    "shptxt": Place.TEXT_BOX,
    "dptxbxtext": Place.TEXT_BOX,
    "bkmkstart": Place.BOOKMARK,
    "fldinst": Place.FIELD,
    "datafield": Place.FIELD,
    "leveltext": Place.FIELD,
    "pntxta": Place.FIELD,
    "pntxtb": Place.FIELD,
    "ffname": Place.FORM_FIELD,
    "ffdeftext": Place.FORM_FIELD,
    "ffformat": Place.FORM_FIELD,
    "ffhelptext": Place.FORM_FIELD,
    "ffstattext": Place.FORM_FIELD,
    "ffl": Place.FORM_FIELD,
    "tc": Place.OUTLINE,
    "xe": Place.FIELD,
    "template": Place.LINK,
    "filetbl": Place.LINK,
    "objname": Place.LINK,
    "docvar": Place.METADATA,
    "listname": Place.METADATA,
    "liststylename": Place.METADATA,
    "revtbl": Place.METADATA,
    "userprops": Place.METADATA,
    "propname": Place.METADATA,
    "staticval": Place.METADATA,
    "linkval": Place.METADATA,
    "generator": Place.METADATA,
    "objclass": Place.METADATA,
    "title": Place.METADATA,
    "subject": Place.METADATA,
    "author": Place.METADATA,
    "manager": Place.METADATA,
    "company": Place.METADATA,
    "operator": Place.METADATA,
    "category": Place.METADATA,
    "keywords": Place.METADATA,
    "comment": Place.METADATA,
    "doccomm": Place.METADATA,
    "hlinkbase": Place.METADATA,
    "sn": Place.ALT_TEXT,
    "sv": Place.ALT_TEXT,
}
NOTED = frozenset(
    (
        "title",
        "subject",
        "author",
        "manager",
        "company",
        "operator",
        "category",
        "keywords",
        "comment",
        "doccomm",
        "hlinkbase",
        "propname",
        "staticval",
    )
)
# Tables of numbers and fonts, and marks of an end: they hold no text of the document.
TABLES = frozenset(
    (
        "fonttbl",
        "colortbl",
        "rsidtbl",
        "xmlnstbl",
        "latentstyles",
        "listoverridetable",
        "levelnumbers",
        "bkmkend",
        "mmathPr",
        "stylesheet",
        "fchars",
        "lchars",
        "wgrffmtfilter",
        "pgptbl",
    )
)
# Names of styles and fonts.
NAMES = frozenset(("stylesheet", "fonttbl"))
# Binary data written in hex. The theme's colours and the like may be anything, and are looked at by what they begin with.
DATA = frozenset(("pict", "objdata", "themedata", "colorschememapping", "datastore", "blipuid", "panose", "passwordhash", "svb"))
# Words that stand for a character.
SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "zwnj": "",
    "zwj": "",
}
SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "\u00ad", b"{": "{", b"}": "}", b"\\": "\\"}
ENDS = frozenset(("par", "sect", "page", "pagebb", "column", "cell", "nestcell", "row", "nestrow"))
CHARSETS = {
    0: "",
    1: "",
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
ALIGNMENTS = {"ql": "left", "qc": "center", "qr": "right", "qj": "justify", "qd": "distribute"}
PICTURES = {"pngblip": "png", "jpegblip": "jpeg", "emfblip": "emf", "wmetafile": "wmf", "dibitmap": "bmp"}
UNREAD_PICTURES = frozenset(("wbitmap", "macpict", "pmmetafile"))
WORDS = re.compile(rb"[0-9A-Fa-f]+")


def hex_bytes(text: bytes) -> bytes:
    """Hex digits among anything: what is no digit is left out, as readers do."""
    digits = b"".join(WORDS.findall(text))
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
