"""The keys of an installation, as files that nobody else may read: the master key of the sealed store, the signing key of the audit chain.

A key that others could read is refused, not repaired: whoever read it still has it, and a person must decide what that means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from reports.cases import handles
from screener.errors import ConfigError

KEY_BYTES = 32
FOLDER = "keys"
MASTER, AUDIT, AUDIT_PUBLIC, SESSION = "custody.key", "audit.key", "audit.pub", "session.key"
# Far above any key, far below what would hurt when the path names something else.
MAX_BYTES = 65_536


class KeyFileError(ConfigError):
    """A key is missing, malformed, or open to others."""

    code = "broken-key"


@dataclass(frozen=True, slots=True)
class MasterKey:
    """Wraps the data key of every sealed file. `id` names it without telling it."""

    id: str
    secret: bytes = field(repr=False)


def create(home: Path, master_file: Path | None = None) -> list[Path]:
    """Make what is missing of an installation's keys and return what was made. What exists is never replaced: it opens what is sealed."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_an_open_folder(folder)
    master_file = master_file or folder / MASTER
    if master_file.parent != folder:
        master_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    if not _exists(master_file):
        if _exists(folder / AUDIT):
            # The master key is made first. Where only it is missing, its disk is not mounted, or it is lost: a new one would open nothing.
            raise _unopened(master_file, "FileNotFoundError")
        made.append(create_master(master_file))
    if not _exists(folder / AUDIT):
        key = Ed25519PrivateKey.generate()
        made.append(write_new(folder / AUDIT, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())))
    if not _exists(folder / AUDIT_PUBLIC):
        public = audit_private(home).public_key()
        made.append(write_new(folder / AUDIT_PUBLIC, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)))
    if not _exists(folder / SESSION):
        made.append(write_new(folder / SESSION, secrets.token_urlsafe(50).encode()))
    return made


def create_master(path: Path) -> Path:
    return write_new(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")


def master(path: Path) -> MasterKey:
    """The master key in `path` (`config.records.key`, else `home/keys/custody.key`)."""
    try:
        secret = base64.b64decode(read(path).strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise _malformed(path, f"{KEY_BYTES} 字节的 base64", f"{KEY_BYTES} bytes in base64")
    return MasterKey(hmac.digest(secret, b"screener master key id", "sha256").hex()[:16], secret)


def audit_private(home: Path) -> Ed25519PrivateKey:
    path = home / FOLDER / AUDIT
    with suppress(ValueError, UnsupportedAlgorithm):
        key = load_pem_private_key(read(path), None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    raise _malformed(path, "PEM 格式的 Ed25519 私钥", "an Ed25519 private key in PEM")


def audit_public(home: Path) -> Ed25519PublicKey:
    """For verifying only: may be read by others."""
    return public_key(read(home / FOLDER / AUDIT_PUBLIC, private=False), home / FOLDER / AUDIT_PUBLIC)


def public_key(pem: bytes, path: Path) -> Ed25519PublicKey:
    with suppress(ValueError, UnsupportedAlgorithm):
        key = load_pem_public_key(pem)
        if isinstance(key, Ed25519PublicKey):
            return key
    raise _malformed(path, "PEM 格式的 Ed25519 公钥", "an Ed25519 public key in PEM")


def key_id(public: Ed25519PublicKey) -> str:
    """The short name of a signing key."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _exists(path: Path) -> bool:
    """Whether the name is taken, be it by a link that leads nowhere."""
    return os.path.lexists(path)


def write_new(path: Path, content: bytes) -> Path:
    """Complete or not there: a key cut short by a power failure would open nothing and could not be made again."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with handles.folder(path.parent) as folder:
            handles.rename(folder, os.fsencode(fresh.name), folder, os.fsencode(path.name))
            os.fsync(folder)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return path


def read(path: Path, *, private: bool = True) -> bytes:
    """The content of a key file (or of a password's), from the same handle that was looked at. Raises `KeyFileError`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _unopened(path, type(error).__name__) from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _malformed(path, "普通文件", "a regular file")
        if private and status.st_mode & 0o077:
            raise KeyFileError(
                f"密钥文件 {path} 的权限是 {stat.S_IMODE(status.st_mode):04o}，其他用户可以读写：请查明是否已被读取，再执行 chmod 600。",
                f"the key file {path} has mode {stat.S_IMODE(status.st_mode):04o} and is open to other users: find out whether it was read, then chmod 600.",
            )
        if status.st_uid not in {os.geteuid(), 0}:
            raise KeyFileError(
                f"密钥文件 {path} 不属于运行本程序的用户：请用 chown 改正。",
                f"the key file {path} belongs to another user than the one running this program: correct it with chown.",
            )
        return file.read(MAX_BYTES)


def _refuse_an_open_folder(folder: Path) -> None:
    status = folder.stat()
    if status.st_mode & 0o077 or status.st_uid not in {os.geteuid(), 0}:
        raise KeyFileError(
            f"密钥目录 {folder} 对其他用户开放，或属于其他用户：请执行 chmod 700 并核对属主。",
            f"the key folder {folder} is open to or owned by another user: chmod 700 and check its owner.",
        )


def _unopened(path: Path, why: str) -> KeyFileError:
    return KeyFileError(
        f"打不开密钥文件 {path}（{why}）：请检查路径、磁盘和权限；密钥丢失时须从备份恢复，不能重新生成。",
        f"cannot open the key file {path} ({why}): check path, disk and permissions; a lost key is restored from its backup, not made anew.",
    )


def _malformed(path: Path, wanted: str, wanted_en: str) -> KeyFileError:
    return KeyFileError(
        f"密钥文件 {path} 的内容不对，应当是{wanted}：请从备份恢复。",
        f"the key file {path} is malformed; it should be {wanted_en}: restore it from its backup.",
    )
