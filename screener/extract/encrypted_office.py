"""Encrypted Office files: opened with the passwords that Office itself puts in, and with those that were given; else held."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from screener.errors import CorruptError, PasswordProtectedError, UnreadableError
from screener.extract.source import Item, Source

# What Excel and PowerPoint encrypt a merely write-protected document with; a reader never has to type it.
DEFAULTS = ("VelvetSweatshop", "/01Hannes Ruescher/01", "")


def extract_encrypted_office(source: Source) -> Iterator[Item]:
    yield decrypted(source)


def decrypted(source: Source) -> Source:
    """The document in clear, as a child. Raises `PasswordProtectedError` when no known password opens it."""
    for password in dict.fromkeys((*DEFAULTS, *source.budget.passwords)):
        if (data := _open(source, password)) is not None:
            source.budget.spend(len(data))
            return source.child(source.name, data, source.place)
    raise PasswordProtectedError


def _open(source: Source, password: str) -> bytes | None:
    import msoffcrypto
    from msoffcrypto import exceptions

    out = io.BytesIO()
    with source.open() as stream:
        try:
            file: Any = msoffcrypto.OfficeFile(stream)
            _in_memory()
            file.load_key(password=password, **({"verify_password": True} if file.format == "ooxml" else {}))
            file.decrypt(out)
        except (exceptions.InvalidKeyError, exceptions.DecryptionError):
            return None
        except MemoryError:
            raise
        except UnreadableError:
            raise
        except Exception as error:  # noqa: BLE001  a broken header breaks the library in any way, and the file stays closed
            raise PasswordProtectedError(type(error).__name__) from None
    data = out.getvalue()
    if data == bytes(source.data):
        raise CorruptError("encryption")
    return data


def _in_memory() -> None:
    """The library copies a document to a temporary file; a confined worker cannot write one, and clear text does not belong on a disk."""
    from msoffcrypto.format import doc97, ppt97, xls97

    for module in (doc97, ppt97, xls97):
        module.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
