"""Encrypted members of a zip file (ZipCrypto and WinZip AES), opened with the empty password and those that were given."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING

from screener.errors import CorruptError, PasswordProtectedError
from screener.extract.archive.access import opened, translated
from screener.extract.source import Source

if TYPE_CHECKING:
    from archivey import ArchiveReader


class EncryptedMembers:
    """Opens the archive a second time when the first encrypted member is asked for; `close` it."""

    def __init__(self, source: Source, infos: list[zipfile.ZipInfo]) -> None:
        self._source, self._infos = source, infos
        self._stack = ExitStack()
        self._archive: ArchiveReader | None = None

    def read(self, info: zipfile.ZipInfo) -> bytes:
        """Raises `PasswordProtectedError` when no password fits."""
        if self._archive is None:
            self._archive = self._stack.enter_context(opened(self._source, "zip", _candidates(self._source.budget.passwords)))
        with translated():
            members = self._archive.members()
        index = self._infos.index(info)
        if len(members) != len(self._infos) or not members[index].is_encrypted:
            raise PasswordProtectedError("directory")
        try:
            with translated(), self._archive.open(members[index]) as stream:
                return self._source.budget.read(stream, info.compress_size)
        except CorruptError as error:  # a wrong password that the one byte of ZipCrypto let through
            raise PasswordProtectedError from error

    def close(self) -> None:
        self._stack.close()


def _candidates(passwords: tuple[str, ...]) -> tuple[str | bytes, ...]:
    """Programs turn a Chinese password into bytes by UTF-8 or by the code page of the machine."""
    in_gbk = (password.encode("gb18030", "replace") for password in passwords if not password.isascii())
    return ("", *passwords, *in_gbk)
