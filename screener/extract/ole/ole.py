"""Compound files as they are read: what a reader knows, then everything else. The reader of such a file of no known kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError, UnreadableError
from screener.extract.ole.compound import BROKEN, Compound
from screener.extract.ole.contents import read_contents
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place


def read_compound(source: Source, read: Callable[[Compound], Iterator[Item]]) -> Iterator[Item]:
    """What `read` knows how to read, then everything else that the file holds. A file that does not open is swept, and said to be corrupt."""
    try:
        compound = Compound(source)
    except CorruptError:
        for text in swept_texts(bytes(source.data)):
            yield source.segment(text, Place.ORPHAN)
        raise
    with compound:
        try:
            yield from attempt(source, read(compound), compound.taken.clear)
        except PasswordProtectedError:
            yield from _opened(source)
        yield from attempt(source, read_contents(compound))
        yield from compound.remarks


def _opened(source: Source) -> Iterator[Item]:
    """The document in clear, where a password is known. Properties and the like of the closed one can be read in any case."""
    from screener.extract.ole.encrypted_office import decrypted

    try:
        yield from decrypted(source)
    except UnreadableError as error:
        yield source.unscanned(error.code, error.reason)


def attempt(source: Source, items: Iterator[Item], undo: Callable[[], None] | None = None) -> Iterator[Item]:
    """These items as far as they come; a structure that breaks is said, and does not cost what stands beside it."""
    try:
        yield from items
    except (TooLargeError, PasswordProtectedError):
        raise
    except UnreadableError as error:
        yield source.unscanned(error.code, error.reason)
    except BROKEN as error:
        if undo is not None:
            undo()
        yield source.unscanned("corrupt", type(error).__name__)


def extract_ole(source: Source) -> Iterator[Item]:
    yield from read_compound(source, lambda _: iter(()))
