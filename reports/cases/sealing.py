"""The form of a sealed file: AES-256-GCM, or SM4-GCM where commercial ciphers are required (密码法), under a data key of its own.

Three lines of ASCII, the ciphertext, the tag:

    screener sealed file 1
    {"cipher": …, "nonce": …, "storage": …}     authenticated with the content: an exchanged or renamed file does not open
    {"key": …, "nonce": …, "wrapped": …}        the data key under the master key: another master key rewrites this line alone

No library has this form: age (pyrage) and HPKE know neither AES-GCM files nor SM4, Tink (`StreamingAead`) no SM4 and no other master key,
CMS in `cryptography` no authenticated cipher. The ciphers themselves are those of `cryptography`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reports.cases import handles
from reports.cases.keys import MasterKey

MAGIC = b"screener sealed file 1\n"
NONCE_BYTES, TAG_BYTES, MAX_LINE = 12, 16, 1024
# What one GCM nonce may encrypt (SP 800-38D).
MAX_BYTES = (1 << 36) - 32


@dataclass(frozen=True, slots=True)
class Suite:
    algorithm: type[algorithms.AES] | type[algorithms.SM4]
    hash: type[HashAlgorithm]
    key_bytes: int


SUITES = {"aes-256-gcm": Suite(algorithms.AES, SHA256, 32), "sm4-gcm": Suite(algorithms.SM4, SM3, 16)}


class SealBrokenError(Exception):
    """A sealed file does not open. The message is a word of `KINDS`."""

    KINDS = ("not-sealed", "other-key", "altered", "too-large")


@dataclass(frozen=True, slots=True)
class Header:
    """What the lines at the top say. `content` is authenticated with the ciphertext, `size` is how long all lines are."""

    content: bytes
    cipher: str
    nonce: bytes
    storage: str
    key_id: str
    wrap_nonce: bytes
    wrapped: bytes
    size: int


def encrypt(source: int, target: int, storage: str, key: MasterKey, cipher: str, seen: Callable[[bytes], object]) -> int:
    """Write the sealed form of the open file `source` to `target`; `seen` gets every block of the plain content. Returns its size."""
    suite = SUITES[cipher]
    data_key, nonce = os.urandom(suite.key_bytes), os.urandom(NONCE_BYTES)
    content = MAGIC + _line({"cipher": cipher, "nonce": nonce.hex(), "storage": storage})
    handles.write(target, content + _wrap(content, cipher, data_key, key))
    encryptor = Cipher(suite.algorithm(data_key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(content)
    size = 0
    for block in handles.blocks(source):
        size += len(block)
        if size > MAX_BYTES:
            raise SealBrokenError("too-large")
        seen(block)
        handles.write(target, encryptor.update(block))
    handles.write(target, encryptor.finalize() + encryptor.tag)
    return size


def decrypt(source: int, storage: str, key: MasterKey, out: Callable[[bytes], object]) -> int:
    """Give the plain content to `out` block by block; it is authentic only once this returns. Returns its size.

    Raises `SealBrokenError` at the end where a byte was altered, before the first block where the header does not fit.
    """
    header = read_header(source)
    if header.storage != storage:
        raise SealBrokenError("altered")
    suite = SUITES[header.cipher]
    data_key = _unwrap(header, key)
    end = os.fstat(source).st_size - TAG_BYTES
    if end < header.size:
        raise SealBrokenError("altered")
    decryptor = Cipher(suite.algorithm(data_key), modes.GCM(header.nonce, os.pread(source, TAG_BYTES, end))).decryptor()
    decryptor.authenticate_additional_data(header.content)
    at = header.size
    while at < end and (block := os.pread(source, min(handles.BLOCK, end - at), at)):
        out(decryptor.update(block))
        at += len(block)
    _finish(decryptor)
    return at - header.size


def rewrap(source: int, target: int, old: MasterKey, new: MasterKey) -> None:
    """The same sealed file under another master key. The content is neither read nor encrypted anew."""
    header = read_header(source)
    handles.write(target, header.content + _wrap(header.content, header.cipher, _unwrap(header, old), new))
    at = header.size
    while block := os.pread(source, handles.BLOCK, at):
        handles.write(target, block)
        at += len(block)


def read_header(source: int) -> Header:
    """Raises `SealBrokenError("not-sealed")` where this is no sealed file of a known version."""
    magic, *lines = os.pread(source, len(MAGIC) + 2 * MAX_LINE, 0).split(b"\n", 3)
    if magic + b"\n" != MAGIC or len(lines) != 3:
        raise SealBrokenError("not-sealed")
    try:
        content, wrap = json.loads(lines[0]), json.loads(lines[1])
        header = Header(
            content=MAGIC + lines[0] + b"\n",
            cipher=content["cipher"],
            nonce=bytes.fromhex(content["nonce"]),
            storage=content["storage"],
            key_id=wrap["key"],
            wrap_nonce=bytes.fromhex(wrap["nonce"]),
            wrapped=bytes.fromhex(wrap["wrapped"]),
            size=len(MAGIC) + len(lines[0]) + len(lines[1]) + 2,
        )
        well_formed = header.cipher in SUITES and len(header.wrapped) > TAG_BYTES
    except (ValueError, KeyError, TypeError):
        raise SealBrokenError("not-sealed") from None
    if not well_formed or {len(header.nonce), len(header.wrap_nonce)} != {NONCE_BYTES}:
        raise SealBrokenError("not-sealed")
    return header


def _wrap(content: bytes, cipher: str, data_key: bytes, key: MasterKey) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(SUITES[cipher].algorithm(_wrapping_key(key, cipher)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(content + key.id.encode())
    wrapped = encryptor.update(data_key) + encryptor.finalize() + encryptor.tag
    return _line({"key": key.id, "nonce": nonce.hex(), "wrapped": wrapped.hex()})


def _unwrap(header: Header, key: MasterKey) -> bytes:
    if header.key_id != key.id:
        raise SealBrokenError("other-key")
    secret = SUITES[header.cipher].algorithm(_wrapping_key(key, header.cipher))
    decryptor = Cipher(secret, modes.GCM(header.wrap_nonce, header.wrapped[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(header.content + key.id.encode())
    data_key = decryptor.update(header.wrapped[:-TAG_BYTES])
    _finish(decryptor)
    if len(data_key) != SUITES[header.cipher].key_bytes:
        raise SealBrokenError("altered")
    return data_key


def _wrapping_key(key: MasterKey, cipher: str) -> bytes:
    """One secret, and yet no key is ever used with two ciphers."""
    suite = SUITES[cipher]
    return HKDF(suite.hash(), suite.key_bytes, None, b"screener wraps data keys: " + cipher.encode()).derive(key.secret)


def _finish(decryptor: CipherContext) -> None:
    try:
        decryptor.finalize()
    except InvalidTag:
        raise SealBrokenError("altered") from None


def _line(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"
