"""Archives that archivey opens (7z files, encrypted members of zip files): within our limits, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError, UnsupportedFormatError
from screener.extract.source import Source

if TYPE_CHECKING:
    from archivey import ArchiveReader


@contextmanager
def opened(source: Source, kind: str, passwords: tuple[str | bytes, ...]) -> Iterator[ArchiveReader]:
    """The archive; `passwords` are tried wherever one is asked for."""
    import archivey

    limits = source.budget.limits
    config = archivey.ArchiveyConfig(
        # A worker is one already, and may not start processes.
        process_isolation=archivey.ProcessIsolation.NONE,
        diagnostic_policy=archivey.DiagnosticPolicy(ignore=frozenset(archivey.DiagnosticCode)),  # they are logged, names and all
        listing_limits=archivey.ListingLimits(max_members=limits.members, max_metadata_bytes=limits.part_bytes),
        # 7-Zip asks for half a million rounds a password.
        decoder_limits=archivey.DecoderLimits(
            max_decoder_memory=limits.memory // 4 or None, max_key_derivation_rounds=max(len(passwords), 32) << 20
        ),
    )
    with (
        translated(),
        source.open() as stream,
        archivey.open_archive(stream, format=kind, password=passwords, config=config) as archive,
    ):
        yield archive


@contextmanager
def translated() -> Iterator[None]:
    """What archivey raises inside, as an `UnreadableError`."""
    import archivey

    try:
        yield
    except archivey.EncryptionError as error:
        raise PasswordProtectedError from error
    except archivey.ResourceLimitError as error:
        raise TooLargeError("archive") from error
    except (archivey.UnsupportedFeatureError, archivey.PackageNotInstalledError) as error:
        raise UnsupportedFormatError("compression") from error
    except archivey.ArchiveyError as error:
        raise CorruptError(type(error).__name__) from error
