"""An Office Open XML package: the parts by their relationships, in transitional names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.package import ZipPackage, is_bare

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/"
HYPHENATED = {"extendedProperties": "extended-properties", "customProperties": "custom-properties"}


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of the type, the same in transitional and strict files; `target` a part name unless `external`."""

    id: str
    kind: str
    target: str = field(repr=False)
    external: bool
    owner: str = field(repr=False)


class Package(ZipPackage):
    """A package whose relationships say what each part is for. Strict names are read as transitional ones."""

    def clean(self, name: str, root: etree._Element, data: bytes = b"") -> None:
        super().clean(name, root, data)
        # A character reference may spell a name, and only there.
        transitional = is_bare(data) and STRICT.encode() not in data and b"&#" not in data
        if not transitional and root.xpath(f"boolean(//*[starts-with(namespace-uri(), '{STRICT}')])"):
            to_transitional(root)

    @cached_property
    def relationships(self) -> tuple[Relationship, ...]:
        found: list[Relationship] = []
        for name in self.parts:
            if name.endswith(".rels"):
                try:
                    found.extend(self._relationships(name))
                except TooLargeError:
                    raise
                except UnreadableError as error:
                    self.suspect(error.code, error.reason, name)
        return tuple(found)

    def related(self, owner: str, *kinds: str) -> Iterator[Relationship]:
        """The relationships of a part, all kinds unless told; the package itself is `""`."""
        return (one for one in self._by_owner.get(owner, ()) if not kinds or one.kind in kinds)

    @cached_property
    def _by_owner(self) -> dict[str, list[Relationship]]:
        found: dict[str, list[Relationship]] = {}
        for one in self.relationships:
            found.setdefault(one.owner, []).append(one)
        return found

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """As what each part is referred to."""
        found: dict[str, set[str]] = {}
        for one in self.relationships:
            if not one.external:
                found.setdefault(one.target, set()).add(one.kind)
        return {name: frozenset(kinds) for name, kinds in found.items()}

    @cached_property
    def orphans(self) -> frozenset[str]:
        """Parts that no chain of relationships from the package leads to: no program shows them, everybody can unpack them."""
        if self.broken:
            return frozenset()
        reached, waiting = set[str](), [""]
        while waiting:
            for one in self.related(waiting.pop()):
                if not one.external and one.target not in reached:
                    reached.add(one.target)
                    waiting.append(one.target)
        return frozenset(
            name for name in self.parts if name not in reached and not name.endswith(".rels") and name != "[Content_Types].xml"
        )

    def _relationships(self, name: str) -> Iterator[Relationship]:
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        owner = self._by_folded_name.get(owner.casefold(), owner)
        root = self.parse(name, self.read(name))
        if root is None:
            return
        for element in root.iter(f"{{{RELATIONSHIPS}}}Relationship"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            yield Relationship(element.get("Id", ""), kind, target if external else self.resolve(owner, target), external, owner)


def to_transitional(root: etree._Element) -> None:
    """Rename elements and attributes of ISO/IEC 29500 strict to their transitional names, so that readers know one set."""
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag.startswith("{" + STRICT):
            element.tag = _transitional(tag)
        for name, value in element.items():
            if str(name).startswith("{" + STRICT):
                del element.attrib[name]
                element.set(_transitional(str(name)), value)


def _transitional(name: str) -> str:
    uri, _, local = name[1:].partition("}")
    area, _, leaf = uri.removeprefix(STRICT).partition("/")
    return f"{{http://schemas.openxmlformats.org/{area}/2006/{HYPHENATED.get(leaf, leaf)}}}{local}"
