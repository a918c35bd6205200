"""Encrypted Office files: opened with the passwords that Office itself puts in, and with those that were given; else held."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from screener.errors import CorruptError, PasswordProtectedError
from screener.extract.source import Item, Source

# What Excel and PowerPoint encrypt a merely write-protected document with; a reader never has to type it.
DEFAULTS = ("VelvetSweatshop", "/01Hannes Ruescher/01", "")


def extract_encrypted_office(source: Source) -> Iterator[Item]:
    yield from decrypted(source)


def decrypted(source: Source) -> Iterator[Item]:
    """The document in clear, as a child. Raises `PasswordProtectedError` when no known password opens it.

    One that a default password opens is read and held all the same: its bytes are encrypted, and others' readers see nothing in them.
    """
    for password in dict.fromkeys((*DEFAULTS, *source.budget.passwords)):
        if (data := _open(source, password)) is not None:
            source.budget.spend(len(data))
            yield source.child(source.name, data, source.place)
            if password in DEFAULTS:
                yield source.unscanned("password-protected", "default password")
            return
    raise PasswordProtectedError


def _open(source: Source, password: str) -> bytes | None:
    import msoffcrypto

    out = io.BytesIO()
    with source.open() as stream:
        try:
            file: Any = msoffcrypto.OfficeFile(stream)
            _in_memory()
            file.load_key(password=password, **({"verify_password": True} if file.format == "ooxml" else {}))
            file.decrypt(out)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  a wrong key shows as many errors, a broken header as any: the file stays closed
            return None
    data = out.getvalue()
    if data == bytes(source.data):
        raise CorruptError("encryption")
    return data


def _in_memory() -> None:
    """The library copies a document to a temporary file; a confined worker cannot write one, and clear text does not belong on a disk."""
    from msoffcrypto.format import doc97, ppt97, xls97

    for module in (doc97, ppt97, xls97):
        module.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
