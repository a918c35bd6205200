"""Uploads go straight to where held files lie, with a name of ours and mode 0600: no copy in a temporary folder, none in a cache."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from screener.config import Channel

PREFIX = ".upload-"
# What a broken connection left behind is removed after so many seconds, when the next upload begins.
LEFT_BEHIND = 6 * 3600


class NoUploads(FileUploadHandler):
    """For every page that takes no file."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:  # noqa: ARG002
        return None


class HeldFile(UploadedFile):  # type: ignore[type-arg]
    """An upload that lies complete at `path`."""

    def __init__(self, file: IO[bytes], path: Path, name: str | None, size: int) -> None:
        super().__init__(file, name, "application/octet-stream", size, None)
        self.path = path


class HeldUpload(FileUploadHandler):
    """Writes one file into the channel's held folder; what is larger than `desk.upload_bytes` is cut off and removed."""

    def __init__(self, request: HttpRequest, channel: int) -> None:
        super().__init__(request)
        self._folder = channel_at(channel)
        self._path: Path | None = None
        self._file: IO[bytes] | None = None
        self._size = 0
        self._complete = False
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().new_file(*args, **kwargs)
        if self._folder is None or self._file is not None:
            raise StopUpload(connection_reset=True)
        _clear(self._folder.held)
        self._path = self._folder.held / f"{PREFIX}{secrets.token_hex(16)}"
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "w+b")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        assert self._file is not None
        self._size += len(raw_data)
        if self._size > settings.CONFIG.desk.upload_bytes:
            # The rest is read and dropped, so that the browser hears why.
            self.too_large = True
            return None
        self._file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        assert self._file is not None
        assert self._path is not None
        if self.too_large:
            self.discard()
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._complete = True
        return HeldFile(self._file, self._path, self.file_name, file_size)

    def upload_interrupted(self) -> None:
        self.discard()

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def channel_at(index: int) -> Channel | None:
    channels: tuple[Channel, ...] = settings.CONFIG.channels
    return channels[index] if 0 <= index < len(channels) else None


def _clear(held: Path) -> None:
    for left in held.glob(f"{PREFIX}*"):
        if left.is_file() and time.time() - left.stat().st_mtime > LEFT_BEHIND:
            left.unlink(missing_ok=True)
