"""The strings of a workbook: their runs joined, and beside that the reading aids and what is left where a run is too small to see."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PHONETIC, RUN, TEXT = X + "rPh", X + "r", X + "t"
SMALL = 4.0


def string_text(item: etree._Element) -> str:
    """The runs of a rich string joined, without the reading aid that stands beside them."""
    return "".join(text.text or "" for text in item.iter(TEXT) if (parent := text.getparent()) is None or parent.tag != PHONETIC)


def asides(item: etree._Element) -> Iterator[str]:
    """What stands over a string, and the string without the runs that a reader passes over, where it then reads otherwise."""
    if len(item) < 2:  # nearly every string is one piece
        return
    if phonetic := "".join(str(text) for part in item.iter(PHONETIC) for text in part.itertext()).strip():
        yield phonetic
    runs = item.findall(RUN)
    if len(runs) > 1 and any(map(_is_slight, runs)):
        rest = "".join(
            run.findtext(TEXT) or "" if run.tag == RUN else run.text or "" for run in item.iterchildren(RUN, TEXT) if not _is_slight(run)
        )
        if rest.strip() and rest not in string_text(item):
            yield rest


def _is_slight(run: etree._Element) -> bool:
    """Too small, struck out, or white."""
    properties = run.find(X + "rPr")
    if properties is None:
        return False
    size, color, strike = (properties.find(X + name) for name in ("sz", "color", "strike"))
    try:
        small = size is not None and float(size.get("val", "11")) <= SMALL
    except ValueError:
        small = False
    white = color is not None and color.get("rgb", "")[-6:].upper() == "FFFFFF"
    return small or white or (strike is not None and strike.get("val", "1") not in ("0", "false"))
