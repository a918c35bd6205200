"""What each object of a PDF is for, by who refers to it: the same stream is a font, an attachment or a script depending on its owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

ObjGen: TypeAlias = tuple[int, int]
Parent: TypeAlias = "pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array"

# Owner's key -> what the stream under it is. Fonts, colour profiles and mappings hold no text of the document.
ROLES = {
    "/FontFile": "font",
    "/FontFile2": "font",
    "/FontFile3": "font",
    "/ToUnicode": "font",
    "/Encoding": "font",
    "/CIDToGIDMap": "font",
    "/CIDSet": "font",
    "/UseCMap": "font",
    "/CharProcs": "font",
    "/DestOutputProfile": "profile",
    "/ICCBased": "profile",
    "/Indexed": "profile",
    "/Function": "profile",
    "/Functions": "profile",
    "/Shading": "profile",
    "/TR": "profile",
    "/HT": "profile",
    "/Thumb": "thumbnail",
    "/Contents": "content",
    "/AP": "appearance",
    "/JS": "script",
    "/XFA": "xfa",
    "/EF": "file",
    "/Metadata": "xmp",
}
RANKS = ("mask", "font", "profile", "thumbnail", "content", "appearance", "xmp", "xfa", "script", "file")


@dataclass
class Roles:
    """Indirect objects by what they are for, and by the page that they belong to."""

    role: dict[ObjGen, str] = field(default_factory=dict)
    page: dict[ObjGen, int] = field(default_factory=dict)
    file_name: dict[ObjGen, str] = field(default_factory=dict, repr=False)


def roles_of(pdf: pikepdf.Pdf) -> Roles:
    roles = Roles()
    _number_pages(pdf, roles)
    for owner, thing in every_object(pdf):
        if isinstance(thing, pikepdf.Array):
            if len(thing) > 1 and isinstance(thing[0], pikepdf.Name):
                _give_role(roles, owner, thing, name_of(thing[0]))
            continue
        for key, value in thing.items():
            if key in ROLES:
                _give_role(roles, owner, value, key)
            elif key in {"/SMask", "/Mask"} and isinstance(value, pikepdf.Stream) and thing.get("/Filter") != pikepdf.Name.DCTDecode:
                # Rendered together with its picture. A JPEG is handed on as it is, so its mask stays a picture of its own.
                roles.role.setdefault(value.objgen, "mask")
        _name_files(thing, roles)
    return roles


def _number_pages(pdf: pikepdf.Pdf, roles: Roles) -> None:
    for number, page in enumerate(pdf.pages, 1):
        roles.page[page.obj.objgen] = number
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, pikepdf.Array):
            for item in (annotations, *_values(annotations)):
                if isinstance(item, pikepdf.Object) and item.is_indirect:
                    roles.page.setdefault(item.objgen, number)


def _name_files(thing: pikepdf.Dictionary | pikepdf.Stream, roles: Roles) -> None:
    files = thing.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        name = next((text_of(thing[key]) for key in ("/UF", "/F", "/Desc") if isinstance(thing.get(key), pikepdf.String)), "")
        for value in files.values():
            if isinstance(value, pikepdf.Stream):
                roles.file_name.setdefault(value.objgen, name)


def _give_role(roles: Roles, owner: ObjGen, value: Any, key: str) -> None:  # noqa: ANN401
    """Mark the streams at and right below a value; deeper ones belong to other owners."""
    role = ROLES.get(key)
    if role is None:
        return
    level = [value]
    for _ in range(3):
        below: list[Any] = []
        for item in level:
            if isinstance(item, pikepdf.Stream):
                # A stream that is also called a font by some decoy is still the attachment or the script that it is.
                if RANKS.index(role) > RANKS.index(roles.role.get(item.objgen, "mask")):
                    roles.role[item.objgen] = role
                if owner in roles.page:
                    roles.page.setdefault(item.objgen, roles.page[owner])
            elif isinstance(item, pikepdf.Dictionary | pikepdf.Array):
                below.extend(_values(item))
        level = below


def _values(thing: Parent) -> list[Any]:
    return list(thing) if isinstance(thing, pikepdf.Array) else list(thing.values())


def name_of(name: Any) -> str:  # noqa: ANN401
    """A PDF name. Some programs write their own (`/密级`) in GBK, where pikepdf knows UTF-8 only: values fail, keys come with surrogates."""
    try:
        text = str(name)
        text.encode()
    except UnicodeDecodeError:
        return bytes(name).decode("gb18030", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return text


def every_object(pdf: pikepdf.Pdf) -> Iterator[tuple[ObjGen, Parent]]:
    """Every dictionary, stream and array of the file with the indirect object it stands in, reachable from the root or not."""
    for top in (pdf.trailer, *pdf.objects):
        stack: list[Any] = [top]
        while stack:
            thing = stack.pop()
            if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                continue
            yield top.objgen, thing
            stack.extend(
                value
                for value in _values(thing)
                if isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream) and not value.is_indirect
            )


def hidden_layers(pdf: pikepdf.Pdf) -> frozenset[str]:
    """The names of the layers that are off when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    settings = properties.get("/D") if isinstance(properties, pikepdf.Dictionary) else None
    if not isinstance(properties, pikepdf.Dictionary) or not isinstance(settings, pikepdf.Dictionary):
        return frozenset()
    off: Any = settings.get("/OFF", [])
    if settings.get("/BaseState") == pikepdf.Name.OFF:
        on = {group.objgen for group in settings.get("/ON", []) if isinstance(group, pikepdf.Dictionary)}
        off = [group for group in properties.get("/OCGs", []) if isinstance(group, pikepdf.Dictionary) and group.objgen not in on]
    return frozenset(text_of(group["/Name"]) for group in off if isinstance(group, pikepdf.Dictionary) and "/Name" in group)


def text_of(string: Any) -> str:  # noqa: ANN401
    """A PDF text string. Chinese programs also write bare UTF-8 and GBK where the standard wants UTF-16 with a mark."""
    raw = bytes(string)
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(b"\xef\xbb\xbf") or not raw.isascii():
        for codec in ("utf-8-sig", "gb2312"):
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
    return string.decode("latin-1") if isinstance(string, bytes) else str(string)
