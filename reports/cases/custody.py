"""Where the bytes of a case lie: taken in, isolated, sealed, looked at. Files only, no database (`delivery` and `destruction` beside it).

Every function may be called again after the machine stopped anywhere inside it: it looks at what is there and goes on. Every name below
`held` is ours; a name from outside is bytes and is only ever looked up from the open inbox, or made below the open `released`.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reports.cases import handles, held_file, sealing
from reports.cases.held_file import Content, CustodyError, NotTakenError
from reports.cases.keys import MasterKey

TAKEN, ISOLATED, SEALED, CERTIFICATES = "taken", "isolated", "sealed", "certificates"


@dataclass(frozen=True, slots=True)
class Taken:
    """The file as it was when it became ours."""

    ledger_key: str
    size: int


def prepare(held: Path) -> None:
    """Make the folders of a channel's held files. What others can enter is refused, not repaired."""
    for path in (held, *(held / name for name in (TAKEN, ISOLATED, SEALED, CERTIFICATES))):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            raise CustodyError("open-folder")


def take(inbox: Path, relative: bytes, taken: Path) -> Taken:
    """Rename a settled file into our own folder. Nobody reaches it by a name any more; look at `has_writer` before judging it, and
    `make_last` before it is written down.

    Raises `NotTakenError` (the file stays), `FileNotFoundError` when it is gone, `FileExistsError` when `taken` is there already,
    `CustodyError("other-file-system")`.
    """
    try:
        with handles.folder(inbox) as root, handles.beside(taken) as (ours, storage), handles.parent(root, relative) as (here, name):
            _refuse(os.stat(name, dir_fd=here, follow_symlinks=False))
            handles.rename(here, name, ours, storage)
            try:
                # Looked at again where nobody can exchange it: what was looked at before the rename need not be what was renamed.
                found = os.stat(storage, dir_fd=ours, follow_symlinks=False)
                _refuse(found)
                with handles.opened(ours, storage) as descriptor, suppress(PermissionError):
                    os.fchmod(descriptor, 0o600)
            except (NotTakenError, PermissionError):
                _put_back(ours, storage, here, name)
                raise
    except PermissionError:
        raise NotTakenError("unreadable-file") from None
    except (NotADirectoryError, ValueError):
        raise NotTakenError("linked-folder") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotTakenError("linked-folder") from None
        raise _other_file_system(error) from None
    return Taken(f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}", found.st_size)


def make_last(folder: Path) -> None:
    """What was renamed into the folder stays there if the power fails: one journal holds both ends of a rename."""
    with handles.folder(folder) as ours:
        os.fsync(ours)


def _refuse(found: os.stat_result) -> None:
    if not handles.is_file(found):
        raise NotTakenError("not-a-file")
    if found.st_nlink != 1:
        raise NotTakenError("hard-linked")


def _put_back(ours: int, storage: bytes, here: int, name: bytes) -> None:
    try:
        handles.rename(ours, storage, here, name)
    except FileExistsError:
        handles.rename(ours, storage, here, name[:200] + b"." + storage)


def has_writer(path: Path) -> bool | None:
    """Whether a process still has the taken file open for writing: a read lease is refused while one has. `None`: it cannot be known.

    A lease needs the file's owner or CAP_LEASE, and a file system that knows leases. Where it cannot be known, the settling time of the
    watcher and the hash at delivery stand alone.
    """
    with handles.beside(path) as (here, name), handles.opened(here, name) as descriptor:
        try:
            # A writer who comes while the lease stands makes the kernel send a signal; SIGIO would end this process, SIGURG is ignored.
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as error:
            return True if error.errno in {errno.EAGAIN, errno.EBUSY} else None
    return False


def isolate(taken: Path, isolated: Path) -> None:
    """Move a marked file behind the second door, by rename alone: a copy of a state secret would itself be the offence (保密法 31)."""
    with handles.beside(taken) as (source, name), handles.beside(isolated) as (target, new_name):
        if handles.status(source, name) is None:
            if handles.status(target, new_name) is None:
                raise CustodyError("missing")
            return
        try:
            handles.rename(source, name, target, new_name)
        except OSError as error:
            raise _other_file_system(error) from None
        os.fsync(target)
        os.fsync(source)


def seal(taken: Path, sealed: Path, storage: str, key: MasterKey, cipher: str, sha256: str = "") -> Content:
    """Encrypt a held file and remove the plain one; at any moment one of the two is there complete. `sha256`: what must be in it.

    Raises `CustodyError`: with `changed` and `missing` nothing was done.
    """
    part = f".{storage}.part".encode()
    with handles.beside(taken) as (source, plain), handles.beside(sealed) as (target, name):
        if handles.status(target, name) is None:
            result = _encrypt(source, plain, target, part, storage, key, cipher)
            if sha256 and result.sha256 != sha256:
                handles.remove(target, part)
                raise CustodyError("changed")
            handles.rename(target, part, target, name)
            os.fsync(target)
        else:
            # Sealed before the machine stopped. The plain file goes only when the sealed one is known to hold its content.
            with held_file.opened(target, name) as descriptor:
                result = held_file.read(descriptor, storage, key)
            if sha256 and result.sha256 != sha256:
                raise CustodyError("altered")
            if handles.status(source, plain) is not None:
                with held_file.opened(source, plain) as descriptor:
                    if held_file.read(descriptor, storage, None) != result:
                        raise CustodyError("changed")
        handles.remove(source, plain)
    return result


def _encrypt(source: int, plain: bytes, target: int, part: bytes, storage: str, key: MasterKey, cipher: str) -> Content:
    digest = hashlib.sha256()
    handles.remove(target, part)
    with held_file.opened(source, plain) as descriptor:
        try:
            with handles.opened(target, part, handles.CREATE) as fresh:
                size = sealing.encrypt(descriptor, fresh, storage, key, cipher, digest.update)
                os.fsync(fresh)
        except sealing.SealBrokenError as error:
            handles.remove(target, part)
            raise CustodyError(str(error)) from None
        except OSError:
            handles.remove(target, part)
            raise
    return Content(digest.hexdigest(), size)


def view(sealed: Path, storage: str, key: MasterKey, sha256: str) -> BinaryIO:
    """The content for a reviewer's eyes: in memory only, and only once its tag and its hash hold. Raises `CustodyError`."""
    memory = os.fdopen(os.memfd_create("sealed", os.MFD_CLOEXEC), "w+b")
    try:
        with handles.beside(sealed) as (here, name), held_file.opened(here, name) as descriptor:
            content = held_file.read(descriptor, storage, key, memory.write)
    except BaseException:
        memory.close()
        raise
    if sha256 and content.sha256 != sha256:
        memory.close()
        raise CustodyError("changed")
    memory.seek(0)
    return memory


def verify(path: Path, storage: str, sha256: str, key: MasterKey | None = None) -> str:
    """What is wrong with a held file: a key of `PROBLEMS`, empty when its content is the recorded one. `key`: it is sealed."""
    try:
        with handles.beside(path) as (here, name), held_file.opened(here, name) as descriptor:
            content = held_file.read(descriptor, storage, key)
    except CustodyError as error:
        return error.why
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return "not-a-file" if error.errno == errno.ELOOP else "unreadable-file"
    return "" if not sha256 or content.sha256 == sha256 else "changed"


def rewrap(sealed: Path, storage: str, old: MasterKey, new: MasterKey) -> bool:
    """Put a sealed file under another master key. `False` where it is under that one already: a run that was cut short goes on."""
    part = f".{storage}.part".encode()
    with handles.beside(sealed) as (here, name), held_file.opened(here, name) as descriptor:
        try:
            if sealing.read_header(descriptor).key_id == new.id:
                return False
            handles.remove(here, part)
            with handles.opened(here, part, handles.CREATE) as fresh:
                sealing.rewrap(descriptor, fresh, old, new)
                held_file.read(fresh, storage, new)
                os.fsync(fresh)
        except sealing.SealBrokenError as error:
            handles.remove(here, part)
            raise CustodyError(str(error)) from None
        except (CustodyError, OSError):
            handles.remove(here, part)
            raise
        os.rename(part, name, src_dir_fd=here, dst_dir_fd=here)
        os.fsync(here)
    return True


def _other_file_system(error: OSError) -> Exception:
    return CustodyError("other-file-system") if error.errno == errno.EXDEV else error
