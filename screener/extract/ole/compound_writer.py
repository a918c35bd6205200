"""Writes a compound file ([MS-CFB] version 3), so that a document stored inside another goes to its reader as a file of its own."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
ROOT, STORAGE, STREAM = 5, 1, 2
PER_FAT, IN_HEADER = SECTOR // 4, 109


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    kids: dict[str, _Entry] = field(default_factory=dict)
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = END
    size: int = 0


def write_compound(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """A compound file that holds these streams."""
    root = _Entry("Root Entry", ROOT)
    for path, data in streams.items():
        storage = root
        for name in path[:-1]:
            storage = storage.kids.setdefault(name, _Entry(name, STORAGE))
        storage.kids[path[-1]] = _Entry(path[-1], STREAM, data)
    entries = [root]
    _number(root, entries)

    sectors: list[bytes] = []
    chain: list[int] = []
    mini, mini_chain = bytearray(), list[int]()
    for entry in entries:
        entry.size = len(entry.data)
        if entry.kind != STREAM or not entry.data:
            continue
        if entry.size < CUTOFF:
            entry.start = len(mini_chain)
            mini += _padded(entry.data, MINI_SECTOR)
            count = -(-entry.size // MINI_SECTOR)
            mini_chain += [*range(entry.start + 1, entry.start + count), END]
        else:
            entry.start = _append(entry.data, sectors, chain)
    root.size = len(mini)
    root.start = _append(bytes(mini), sectors, chain) if mini else END
    mini_fat = _padded(struct.pack(f"<{len(mini_chain)}I", *mini_chain), SECTOR, b"\xff")
    mini_start = _append(mini_fat, sectors, chain) if mini_fat else END
    directory = b"".join(map(_packed, entries))
    directory_start = _append(_padded(directory, SECTOR), sectors, chain)
    return _file(sectors, chain, directory_start, mini_start, len(mini_fat) // SECTOR)


def _file(sectors: list[bytes], chain: list[int], directory: int, mini: int, minis: int) -> bytes:
    used = len(chain)
    fats = tables = 0
    while fats * PER_FAT < used + fats + tables or tables * (PER_FAT - 1) < fats - IN_HEADER:
        fats += 1
        tables = max(0, -(-(fats - IN_HEADER) // (PER_FAT - 1)))
    places = list(range(used, used + fats))
    chain += [FAT] * fats + [FAT - 1] * tables
    chain += [FREE] * (fats * PER_FAT - len(chain))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, CUTOFF, mini, minis,
        used + fats if tables else END, tables,
    )  # fmt: skip
    first = places[:IN_HEADER] + [FREE] * (IN_HEADER - len(places))
    out = [header, struct.pack(f"<{IN_HEADER}I", *first), *sectors, struct.pack(f"<{len(chain)}I", *chain)]
    for index in range(tables):
        page = places[IN_HEADER + index * (PER_FAT - 1) :][: PER_FAT - 1]
        page += [FREE] * (PER_FAT - 1 - len(page))
        page.append(used + fats + index + 1 if index + 1 < tables else END)
        out.append(struct.pack(f"<{PER_FAT}I", *page))
    return b"".join(out)


def _append(data: bytes, sectors: list[bytes], chain: list[int]) -> int:
    start, count = len(chain), -(-len(data) // SECTOR)
    sectors.append(_padded(data, SECTOR))
    chain += [*range(start + 1, start + count), END]
    return start


def _padded(data: bytes, size: int, filling: bytes = b"\0") -> bytes:
    return data + filling * (-len(data) % size)


def _number(storage: _Entry, entries: list[_Entry]) -> None:
    """Give every entry its place, and every storage a balanced tree of its children."""
    kids = sorted(storage.kids.values(), key=lambda kid: (len(kid.name), kid.name.upper()))
    first = len(entries)
    entries += kids
    storage.child = _tree(kids, range(first, first + len(kids)))
    for kid in kids:
        _number(kid, entries)


def _tree(kids: Sequence[_Entry], numbers: range) -> int:
    if not kids:
        return NONE
    middle = len(kids) // 2
    kids[middle].left = _tree(kids[:middle], numbers[:middle])
    kids[middle].right = _tree(kids[middle + 1 :], numbers[middle + 1 :])
    return numbers[middle]


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le", "replace")[:62]
    return struct.pack(
        "<64sHBBIII16xI16xIQ", name, len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child, 0, entry.start, entry.size
    )
