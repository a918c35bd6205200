"""Seeded damage to sample files: each mutant can be made again from the seed and its number alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TypeAlias

# Pictures are left out: a page through OCR costs seconds, and their parsers are met in the documents that hold them.
FOLDERS = ("documents", "docx", "xlsx", "pptx", "pdf", "legacy", "odf", "archives")
HEADER = 96
ATTRIBUTE = re.compile(rb"""([\w:.-]+)=(["'])([^"'<>]*)\2""")
ODD_VALUES = (b"", b"-1", b"4294967296", b"../../x", b"&undefined;", b"\xff\xfe", b"NaN", b"rId999", b"A" * 5000, b"\xe7\xbb\x9d")
ODD_NUMBERS = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00")


@dataclass(frozen=True)
class Sample:
    path: Path
    data: bytes = field(repr=False)

    @cached_property
    def members(self) -> list[tuple[zipfile.ZipInfo, bytes]]:
        """Of a zip package whose members are not locked; of anything else none."""
        if not zipfile.is_zipfile(io.BytesIO(self.data)):
            return []
        with zipfile.ZipFile(io.BytesIO(self.data)) as package:
            infos = package.infolist()
            return [] if any(info.flag_bits & 1 for info in infos) else [(info, package.read(info)) for info in infos]


@dataclass(frozen=True)
class Mutant:
    number: int
    kind: str
    origin: Sample
    data: bytes = field(repr=False)


Members: TypeAlias = list[tuple[str, bytes]]
Mutation: TypeAlias = Callable[[Sample, list[Sample], Random], bytes]


def load(folder: Path) -> list[Sample]:
    paths = sorted(path for name in FOLDERS for path in (folder / name).rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return [Sample(path, path.read_bytes()) for path in paths]


def mutant(seed: int, number: int, samples: list[Sample]) -> Mutant:
    random = Random(f"{seed}:{number}")
    origin = random.choice(samples)
    kind = random.choice([*MUTATIONS, *(PACKAGE_MUTATIONS if origin.members else ())])
    return Mutant(number, kind, origin, (MUTATIONS | PACKAGE_MUTATIONS)[kind](origin, samples, random))


def flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64)) if data else 0):
        changed[random.randrange(len(changed))] ^= random.randint(1, 255)
    return bytes(changed)


def flip(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return flipped(sample.data, random)


def truncate(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return sample.data[: random.randrange(len(sample.data) + 1)]


def behead(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return sample.data[random.randrange(min(len(sample.data), 4096) + 1) :]


def change_header(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return flipped(sample.data[:HEADER], random) + sample.data[HEADER:]


def splice(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    """The beginning of one file and the end of another, of the same format in half of the cases."""
    alike = [other for other in samples if other.path.suffix == sample.path.suffix]
    other = random.choice(random.choice((alike, samples)))
    return sample.data[: random.randrange(len(sample.data) + 1)] + other.data[random.randrange(len(other.data) + 1) :]


def repeat(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    start = random.randrange(len(sample.data) + 1)
    end = start + random.randrange(4096)
    return sample.data[:end] + sample.data[start:end] * random.choice((1, 3, 20)) + sample.data[end:]


def cut_out(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    start = random.randrange(len(sample.data) + 1)
    return sample.data[:start] + sample.data[start + random.randrange(4096) :]


def odd_number(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    """Four bytes become a size or an offset that no honest file has."""
    start = random.randrange(max(len(sample.data) - 4, 1))
    return sample.data[:start] + random.choice(ODD_NUMBERS) + sample.data[start + 4 :]


def garble(data: bytes, random: Random) -> bytes:
    """Attributes get odd values, lose a quotation mark or change their names; where there is none, bytes are flipped."""
    found = list(ATTRIBUTE.finditer(data))
    if not found:
        return flipped(data, random)
    pieces, end = [], 0
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 1, 3, 20)))), key=lambda match: match.start()):
        name, quote, value = match.groups()
        other = random.choice(found)
        changed = random.choice(
            (
                name + b"=" + quote + random.choice(ODD_VALUES) + quote,
                name + b"=" + quote + other[3] + quote,
                name + b"=" + quote + value,
                name[::-1] + b"=" + quote + value + quote,
                match[0] + b" " + match[0],
                b"",
            )
        )
        pieces += [data[end : match.start()], changed]
        end = match.end()
    return b"".join(pieces) + data[end:]


def garble_plain(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return garble(sample.data, random)


def zipped(members: Members) -> bytes:
    """A package as a hostile writer makes it: a name may come twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.NameToInfo.pop(name, None)
            package.writestr(info, data)
    return file.getvalue()


def replace_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    """One member's content becomes another's, of this package or of any."""
    members = [(info.filename, data) for info, data in sample.members]
    other = random.choice([sample, *(one for one in samples if one.members)])
    members[random.randrange(len(members))] = (random.choice(members)[0], random.choice(other.members)[1])
    return zipped(members)


def duplicate_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    """The same name twice, the second time damaged, empty or as it was, before or after the first."""
    members = [(info.filename, data) for info, data in sample.members]
    name, data = random.choice(members)
    members.insert(random.randrange(len(members) + 1), (name, random.choice((data, b"", garble(data, random)))))
    return zipped(members)


def reorder_members(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    members = [(info.filename, data) for info, data in sample.members]
    random.shuffle(members)
    return zipped(members)


def drop_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    members = [(info.filename, data) for info, data in sample.members]
    del members[random.randrange(len(members))]
    return zipped(members)


def rename_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    members = [(info.filename, data) for info, data in sample.members]
    place = random.randrange(len(members))
    name, data = members[place]
    renamed = (name.upper(), name.replace("/", "\\"), "/" + name, "../" + name, name + "x", "x/" + name)
    members[place] = (random.choice(renamed), data)
    return zipped(members)


def flip_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    """Damage inside a member, whose checksum is right: what a parser meets and a checksum does not catch."""
    return _changed_member(sample, random, flipped)


def garble_member(sample: Sample, samples: list[Sample], random: Random) -> bytes:
    return _changed_member(sample, random, garble)


def _changed_member(sample: Sample, random: Random, change: Callable[[bytes, Random], bytes]) -> bytes:
    members = [(info.filename, data) for info, data in sample.members]
    for place in random.sample(range(len(members)), min(len(members), random.choice((1, 1, 3)))):
        members[place] = (members[place][0], change(members[place][1], random))
    return zipped(members)


MUTATIONS: dict[str, Mutation] = {
    "bytes flipped": flip,
    "end cut off": truncate,
    "beginning cut off": behead,
    "header changed": change_header,
    "two files spliced": splice,
    "piece repeated": repeat,
    "piece cut out": cut_out,
    "odd number": odd_number,
    "attributes garbled": garble_plain,
}
PACKAGE_MUTATIONS: dict[str, Mutation] = {
    "member replaced": replace_member,
    "member twice": duplicate_member,
    "members reordered": reorder_members,
    "member dropped": drop_member,
    "member renamed": rename_member,
    "bytes flipped in a member": flip_member,
    "attributes garbled in a member": garble_member,
}
