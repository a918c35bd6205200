"""Files that are encrypted as a whole: encrypted Office files, OpenPGP and S/MIME messages. Known, and never readable without a key."""

from __future__ import annotations

from collections.abc import Iterator

from screener.errors import PasswordProtectedError, UnsupportedFormatError
from screener.extract.source import Item, Source

# Data that is only signed (1.2.840.113549.1.7.2) stands inside in clear, in pieces.
SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"


def extract_locked(source: Source) -> Iterator[Item]:
    if SIGNED in bytes(source.data[:64]):
        raise UnsupportedFormatError("signed-data")
    raise PasswordProtectedError
    yield
