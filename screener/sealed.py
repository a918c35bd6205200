"""A dictionary encrypted with the organisation's own key: a list of secret words must not itself lie readable on a server.

The file is a header line, a nonce of 12 bytes, and AES-256-GCM of the TOML; the header is authenticated with it.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from screener.errors import DictionaryError, UsageError

HEADER = b"screener sealed dictionary 1\n"
SUFFIX = ".sealed"
KEY_VARIABLE = "SCREENER_DICTIONARY_KEY"
KEY_FILE_VARIABLE = "SCREENER_DICTIONARY_KEY_FILE"
KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> str:
    """A fresh key in the form that the key file and the environment variable hold."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def load_key() -> bytes:
    """The key of this machine: the file that `SCREENER_DICTIONARY_KEY_FILE` names, else `SCREENER_DICTIONARY_KEY`."""
    named, written = os.environ.get(KEY_FILE_VARIABLE), os.environ.get(KEY_VARIABLE)
    if named:
        try:
            written = Path(named).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            raise UsageError(
                f"读不到词典密钥文件 {named}（{KEY_FILE_VARIABLE}）：请检查路径和权限。",
                f"cannot read the dictionary key file {named} ({KEY_FILE_VARIABLE}): check path and permissions.",
            ) from None
    if not written:
        raise UsageError(
            f"有加密词典而没有密钥：请设置 {KEY_FILE_VARIABLE}（密钥文件）或 {KEY_VARIABLE}。加密词典不会被跳过。",
            f"there is a sealed dictionary and no key: set {KEY_FILE_VARIABLE} (a file) or {KEY_VARIABLE}. It is never skipped.",
        )
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            "词典密钥格式不对：应当是 32 字节的 base64。可用 screener dictionary new-key 生成。",
            "the dictionary key is malformed: it should be 32 bytes in base64. Make one with: screener dictionary new-key",
        )
    return key


def seal(content: bytes, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return HEADER + nonce + AESGCM(key).encrypt(nonce, content, HEADER)


def unseal(sealed: bytes, key: bytes, name: str) -> bytes:
    """The TOML inside. `name` is what the error calls the file; nothing of the content is ever quoted."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    body = sealed[len(HEADER) :]
    if not sealed.startswith(HEADER) or len(body) < NONCE_BYTES:
        raise DictionaryError(
            f"{name} 不是本版本能识别的加密词典：请用 screener dictionary seal 重新加密。",
            f"{name} is not a sealed dictionary of a known version: seal it again with: screener dictionary seal",
        )
    try:
        return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], HEADER)
    except InvalidTag:
        raise DictionaryError(
            f"{name} 打不开：密钥不对，或文件被改动过。请核对密钥，或重新加密原文件。",
            f"{name} cannot be opened: the key does not fit, or the file was altered. Check the key, or seal the original again.",
        ) from None
