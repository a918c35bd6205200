"""The elements of a part whose attributes may tell something, each tag once: style sheets and tables say the same few tags over and over.

A part written out is cut into its tags where it is text, which is many times faster than to visit each element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

# Of a long part so much is cut at a time, that the pieces take no more room than the part.
WINDOW = 1 << 20
# A shorter part takes longer to cut than to visit.
WORTH_CUTTING = 1 << 14
DECLARED = re.compile(r'\sxmlns(?::([^=\s]+))?="([^"]*)"')


def distinct_elements(root: etree._Element, telling: Callable[[str], bool]) -> Iterable[etree._Element]:
    """Elements with the names and attributes of those below `root` whose tag is `telling`, in the order of their first."""
    whole = etree.tostring(root, encoding="unicode", with_tail=False)
    if len(whole) < WORTH_CUTTING:
        return root.iter(etree.Element)
    head, *tags = _tags(whole, telling)
    if any(tag.startswith(("!", "?")) or _redeclares(tag, root) for tag in tags):
        return root.iter(etree.Element)
    try:
        # In the root's own tag, so that its prefixes mean what they meant.
        flat = etree.fromstring(f"<{head}>{''.join(f'<{tag}/>' for tag in tags)}</{head.split()[0]}>", _parser())
    except etree.XMLSyntaxError:  # a prefix that an element in between declares, or one that nobody does
        return root.iter(etree.Element)
    return flat.iter(etree.Element)


def _tags(whole: str, telling: Callable[[str], bool]) -> Iterator[str]:
    """The root's tag and then each that tells, without its brackets."""
    seen: set[str] = set()
    at, end = whole.index("<") + 1, 0
    while at < len(whole):
        end = whole.find("<", at + WINDOW)
        end = len(whole) if end < 0 else end
        for piece in dict.fromkeys(whole[at:end].split("<")):
            tag = piece.partition(">")[0].removesuffix("/")
            if not seen or (tag not in seen and (tag.startswith(("!", "?")) or ('="' in tag and ("xmlns" in tag or telling(tag))))):
                seen.add(tag)
                yield tag
        at = end + 1


def _redeclares(tag: str, root: etree._Element) -> bool:
    """Whether a tag gives another meaning to a prefix that the root declares, or to names without one."""
    for prefix, address in DECLARED.findall(tag) if "xmlns" in tag else ():
        known = root.nsmap.get(prefix or None)
        if known != address and (known is not None or not prefix):
            return True
    return False


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
