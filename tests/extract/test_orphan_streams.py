"""What a deleted stream leaves in a compound file: an entry that the tree does not reach, and sectors that belong to nothing."""

from __future__ import annotations

import struct

import pytest

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract.legacy_files import read
from tests.extract.office_files import places, segments

TEXT = "青松密件在此"
SECTOR, ENTRY = 512, 128
NOTHING = b"\xff" * 4


def without(name: str, *, freed: bool) -> bytes:
    """A file of two streams, one of which is no longer in the tree; `freed`: nor are its entry and its sectors anybody's."""
    lost = (TEXT.encode("utf-16-le") * 500)[:5_000]
    data = bytearray(write_compound({("Kept",): b"x" * 5_000, (name,): lost}))
    directory = SECTOR * (1 + struct.unpack_from("<I", data, 48)[0])
    entries = range(directory, directory + SECTOR, ENTRY)
    begin = name.encode("utf-16-le")
    gone = next(at for at in entries if data[at : at + len(begin)] == begin)
    kept = next(at for at in entries if data[at : at + 8] == "Kept".encode("utf-16-le"))
    data[kept + 68 : kept + 76] = NOTHING * 2
    data[directory + 76 : directory + 80] = struct.pack("<I", (kept - directory) // ENTRY)
    if freed:
        table = SECTOR * (1 + struct.unpack_from("<I", data, 76)[0])
        sector = struct.unpack_from("<I", data, gone + 116)[0]
        data[gone : gone + ENTRY] = bytes(68) + NOTHING * 3 + bytes(48)
        for number in range(sector, sector + 10):
            data[table + 4 * number : table + 4 * number + 4] = NOTHING
    return bytes(data)


@pytest.mark.parametrize("freed", [False, True], ids=["entry out of the tree", "free sectors"])
def test_what_a_deleted_stream_left_is_read(freed: bool) -> None:
    items = read("ole", without("Gone", freed=freed))
    assert TEXT in "".join(segment.text for segment in segments(items))
    assert places(items, TEXT) == {Place.ORPHAN}
