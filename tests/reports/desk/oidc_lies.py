"""What a false provider, or somebody in its place, could put into an ID token. To add one: one line in `LIES`."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import RSAKey


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


def _signed(claims: dict[str, Any], key: Any, kid: str = "one", alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": kid}, claims, RSAKey.import_key(key), algorithms=[alg])


def _changed(**changes: Any) -> Callable[[str, Any], str]:
    return lambda token, key: _signed(_claims(token) | changes, key)


def _expired(token: str, key: Any) -> str:
    return _signed(_claims(token) | {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}, key)


def _without(name: str) -> Callable[[str, Any], str]:
    return lambda token, key: _signed({one: value for one, value in _claims(token).items() if one != name}, key)


def _unsigned(token: str, _key: Any) -> str:
    return f"{_encoded(json.dumps({'alg': 'none'}).encode())}.{token.split('.')[1]}."


def _by_another_key(kid: str) -> Callable[[str, Any], str]:
    return lambda token, _key: _signed(_claims(token), rsa.generate_private_key(public_exponent=65537, key_size=2048), kid)


def _by_the_public_key(token: str, key: Any) -> str:
    """HMAC with what everybody knows: taken by who lets the token say how it is signed."""
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = _encoded(json.dumps({"alg": "HS256", "kid": "one"}).encode())
    signed = f"{header}.{token.split('.')[1]}"
    return f"{signed}.{_encoded(hmac.digest(public, signed.encode(), 'sha256'))}"


def _tampered(token: str, _key: Any) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{_encoded(json.dumps(_claims(token) | {'preferred_username': 'zhao'}).encode())}.{signature}"


LIES: dict[str, Callable[[str, Any], str]] = {
    "issuer": _changed(iss="https://evil.example"),
    "audience": _changed(aud="another-client"),
    "two-audiences": _changed(aud=["screener", "another-client"], azp="another-client"),
    "expired": _expired,
    "no-expiry": _without("exp"),
    "nonce": _changed(nonce="of another session"),
    "no-nonce": _without("nonce"),
    "at-hash": _changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "none": _unsigned,
    "other-algorithm": lambda token, key: _signed(_claims(token), key, alg="PS256"),
    "public-key": _by_the_public_key,
    "forged": _by_another_key("one"),
    "unknown-key": _by_another_key("two"),
    "tampered": _tampered,
    "nonsense": lambda _token, _key: "a.b.c",
}
