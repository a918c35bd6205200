"""Detached signatures, as signed mail carries them: the names in their certificates, and words where none belong."""

from __future__ import annotations

from collections.abc import Iterator

from screener.errors import CorruptError
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import stowed_texts
from screener.model import Place


def extract_signature(source: Source) -> Iterator[Item]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs7

    yield from (source.segment(text, Place.EMBEDDED) for text in stowed_texts(bytes(source.data)) if not text.isascii())
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(bytes(source.data))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CorruptError(type(error).__name__) from error
    for certificate in certificates:
        for name in (certificate.subject, certificate.issuer):
            yield source.segment(name.rfc4514_string(), Place.METADATA)
