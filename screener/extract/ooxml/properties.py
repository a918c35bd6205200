"""Properties of a package: core, application and custom ones, each a segment of the form `name：value`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from screener.extract.ooxml.parts import Part, Reader
from screener.model import Place, Segment

CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}coreProperties"
APPLICATION = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Properties"
CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}Properties"
# What programs count by themselves.
COUNTED = frozenset(
    f"{APPLICATION[: -len('Properties')]}{name}"
    for name in (
        *("Words", "Lines", "Pages", "Paragraphs", "Characters", "CharactersWithSpaces", "TotalTime", "Slides", "Notes", "HiddenSlides"),
        *("MMClips", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "AppVersion"),
    )
)
COUNT = re.compile(r"[\d.]{1,8}|true|false")


def read_properties(part: Part) -> Iterator[Segment]:
    """A list such as the titles of the parts gives a segment for each entry."""
    for element in part.root.iterchildren(etree.Element):
        name = element.get("name") or str(element.tag).rpartition("}")[2]
        for text in element.itertext():
            if (value := str(text).strip()) and not (element.tag in COUNTED and COUNT.fullmatch(value)):
                yield part.segment(f"{name}：{value}", Place.METADATA)


PROPERTY_READERS: dict[str, Reader] = {CORE: read_properties, APPLICATION: read_properties, CUSTOM: read_properties}
