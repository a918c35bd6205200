"""The end of a held file, and the certificate that it leaves: which bytes, when and how. That two persons decided it is for `rulings`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from reports.cases import handles, held_file

ORDERED, OVERWRITTEN, UNLINKED = "ordered", "overwritten-and-unlinked", "unlinked"


def destroy(path: Path, certificate: Path) -> dict[str, object]:
    """Overwrite the file once, unlink it, and return the facts for the certificate: hash and size as the file lay, when, how.

    The facts are on disk before the first byte is lost, so that a machine that stops in between still knows them. One pass: what a disk or
    a copy-on-write file system keeps elsewhere no program reaches; the medium itself is destroyed with the secrecy office (条例 28).

    Raises `CustodyError`: `missing`, and `hard-linked` where the content would stay under another name.
    """
    with handles.beside(path) as (here, name), handles.beside(certificate) as (papers, paper):
        if handles.status(papers, paper) is None:
            with held_file.opened(here, name) as descriptor:
                content = held_file.read(descriptor, "", None)
            facts: dict[str, object] = {"sha256": content.sha256, "size": content.size, "at": _now(), "method": ORDERED}
            _write(papers, paper, facts)
        else:
            with handles.opened(papers, paper) as descriptor:
                facts = json.loads(b"".join(handles.blocks(descriptor)))
        if handles.status(here, name) is not None:
            overwritten = _overwrite(here, name)
            handles.remove(here, name)
            facts |= {"at": _now(), "method": OVERWRITTEN if overwritten else UNLINKED}
            _write(papers, paper, facts)
        elif facts["method"] == ORDERED:
            facts |= {"method": UNLINKED}
            _write(papers, paper, facts)
    return facts


def _overwrite(here: int, name: bytes) -> bool:
    """Whether it could be: a file that another user dropped belongs to that user still, and is only unlinked."""
    try:
        with handles.opened(here, name, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC) as descriptor:
            left = os.fstat(descriptor).st_size
            while left > 0:
                block = min(left, handles.BLOCK)
                handles.write(descriptor, bytes(block))
                left -= block
            os.fsync(descriptor)
    except PermissionError:
        return False
    return True


def _write(papers: int, paper: bytes, facts: dict[str, object]) -> None:
    part = b"." + paper + b".part"
    handles.remove(papers, part)
    with handles.opened(papers, part, handles.CREATE) as fresh:
        handles.write(fresh, json.dumps(facts, sort_keys=True).encode())
        os.fsync(fresh)
    os.rename(part, paper, src_dir_fd=papers, dst_dir_fd=papers)
    os.fsync(papers)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
