"""The office's OpenID Connect provider: where to send somebody, and what its answer proves. Authlib speaks, joserfc checks signatures.

Authorization code with PKCE (RFC 7636), state, nonce; the ID token is checked as OpenID Connect Core 3.1.3.7 says, its algorithm pinned
by the configuration; the issuer of the answer as RFC 9207 says.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reports.desk.admission import Proven, RefusedError, grants_of
from reports.desk.models import Outing
from reports.desk.ways import OIDC, is_safe, origin, secret
from screener.config import Oidc

# How long what the provider says of itself is believed without asking again.
BELIEVED = 600
# A key that we do not know makes us ask again, but not at every stranger's token.
KEYS_AGAIN = 60
LEEWAY = 30
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


def address(settings: Oidc, outing: Outing, back: str) -> str:
    """Where the browser goes, to come `back` with a code."""
    with _session(settings, back) as session:
        to, _ = session.create_authorization_url(
            metadata(settings)["authorization_endpoint"], state=outing.state, nonce=outing.nonce, code_verifier=outing.verifier
        )
    return str(to)


def sign_out_address(settings: Oidc, back: str) -> str:
    """Where the browser goes so that the next one at this screen is not signed in again unasked. Empty: the provider has no such page."""
    from authlib.common.urls import add_params_to_uri

    try:
        page = metadata(settings).get("end_session_endpoint", "")
    except RefusedError:
        return ""
    return str(add_params_to_uri(page, {"client_id": settings.client_id, "post_logout_redirect_uri": back})) if page else ""


def prove(settings: Oidc, outing: Outing, answer: Mapping[str, str], back: str) -> tuple[Proven, bool]:
    """Whom the answer is about, and whether they showed a second factor that counts here. Raises `RefusedError`."""
    known = metadata(settings)
    if not hmac.compare_digest(answer.get("state", "").encode(), outing.state.encode()):
        raise RefusedError("state")
    said = answer.get("iss", "")
    if said != settings.issuer and (said or known.get("authorization_response_iss_parameter_supported")):
        raise RefusedError("issuer")
    if "error" in answer or not answer.get("code"):
        raise RefusedError("provider-refused")
    tokens = _exchanged(settings, known, outing, answer["code"], back)
    claims = _checked(settings, tokens, outing.nonce)
    name, groups = claims.get(settings.username_claim), _inside(claims, settings.groups_claim)
    if name is None or groups is None:
        claims = _more(settings, known, tokens, claims) | claims
        name, groups = claims.get(settings.username_claim), _inside(claims, settings.groups_claim)
    listed = groups if isinstance(groups, list) else [groups]
    memberships = frozenset(group for group in listed if isinstance(group, str))
    proven = Proven(OIDC, str(name or "").lower(), str(claims["sub"]), str(claims.get("name") or ""), grants_of(memberships))
    return proven, _second_factor(settings, claims)


def _second_factor(settings: Oidc, claims: Mapping[str, Any]) -> bool:
    amr = claims.get("amr")
    shown = any(one in amr for one in settings.second_factor_amr) if isinstance(amr, list) else False
    return shown or claims.get("acr") in settings.second_factor_acr


def _exchanged(settings: Oidc, known: Mapping[str, Any], outing: Outing, code: str, back: str) -> Mapping[str, Any]:
    from authlib.integrations.base_client import OAuthError
    from requests import RequestException

    try:
        with _session(settings, back, known) as session:
            tokens: Mapping[str, Any] = session.fetch_token(
                known["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=outing.verifier, allow_redirects=False
            )
    except OAuthError:
        raise RefusedError("code") from None
    except (RequestException, ValueError):
        raise RefusedError("provider-unreachable") from None
    return tokens


def _checked(settings: Oidc, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """The claims of the ID token, or `RefusedError` with what was wrong about it."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import errors, jwt
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[settings.algorithm], strict_check_header=False)
    encoded = str(tokens.get("id_token", ""))
    try:
        try:
            token = jwt.decode(encoded, _keys(settings, int(time.monotonic() // BELIEVED)), registry=registry)
        except errors.InvalidKeyIdError:
            token = jwt.decode(encoded, _keys(settings, -1 - int(time.monotonic() // KEYS_AGAIN)), registry=registry)
        essential = {"iss": {"essential": True, "value": settings.issuer}, "aud": {"essential": True, "value": settings.client_id}}
        params = {"nonce": nonce, "client_id": settings.client_id, "access_token": tokens.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, essential, params)
        claims.validate(leeway=LEEWAY)
    except (
        errors.UnsupportedAlgorithmError,
        errors.MissingAlgorithmError,
        errors.ConflictAlgorithmError,
        errors.UnsupportedKeyAlgorithmError,
    ):
        raise RefusedError("algorithm") from None
    except errors.ExpiredTokenError:
        raise RefusedError("expired") from None
    except errors.ClaimError as error:
        raise RefusedError(f"claim-{error.claim}" if error.claim in CodeIDToken.REGISTERED_CLAIMS else "claim") from None
    except (errors.JoseError, ValueError, TypeError, LookupError):
        raise RefusedError("signature") from None
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise RefusedError("claim-sub")
    return dict(claims)


def _more(settings: Oidc, known: Mapping[str, Any], tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider says of the person at another address, where the token does not say it."""
    if not known.get("userinfo_endpoint") or not tokens.get("access_token"):
        return {}
    said = _json(settings, known["userinfo_endpoint"], {"Authorization": f"Bearer {tokens['access_token']}"})
    if said.get("sub") != claims["sub"]:
        raise RefusedError("claim-sub")
    return said


def _inside(claims: Mapping[str, Any], name: str) -> object:
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def metadata(settings: Oidc) -> Mapping[str, Any]:
    return _metadata(settings, int(time.monotonic() // BELIEVED))


@lru_cache(maxsize=1)
def _metadata(settings: Oidc, _when: int) -> Mapping[str, Any]:
    known = _json(settings, settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if known.get("issuer") != settings.issuer:
        raise RefusedError("issuer")
    for name in (*NEEDED, "userinfo_endpoint", "end_session_endpoint"):
        if (name in NEEDED or known.get(name)) and not is_safe(str(known.get(name))):
            raise RefusedError("provider-unsafe")
    # The browser goes there from a form, and the policy of our pages names one origin.
    if any(
        origin(str(known.get(name) or settings.issuer)) != origin(settings.issuer)
        for name in ("authorization_endpoint", "end_session_endpoint")
    ):
        raise RefusedError("provider-unsafe")
    return known


@lru_cache(maxsize=2)
def _keys(settings: Oidc, _when: int) -> Any:  # noqa: ANN401  imported where it is used
    """The provider's keys of the kind that the pinned algorithm takes: no other is tried."""
    from joserfc.jwk import KeySet

    kind = KINDS[settings.algorithm[:2]]
    published = _json(settings, metadata(settings)["jwks_uri"]).get("keys")
    keys = (
        [key for key in published if isinstance(key, dict) and key.get("kty") == kind and key.get("use", "sig") == "sig"]
        if isinstance(published, list)
        else []
    )
    return KeySet.import_key_set({"keys": keys})


def _json(settings: Oidc, at: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    from requests import RequestException

    try:
        with _session(settings, "") as session:
            answer = session.get(at, withhold_token=True, allow_redirects=False, headers=headers)
            answer.raise_for_status()
            said = answer.json()
    except (RequestException, ValueError):
        raise RefusedError("provider-unreachable") from None
    if answer.status_code != 200 or not isinstance(said, dict):
        raise RefusedError("provider-unreachable")
    return said


def _session(settings: Oidc, back: str, known: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  Authlib has no types
    from authlib.integrations.requests_client import OAuth2Session

    kept = secret(settings.client_secret_file) if settings.client_secret_file else None
    methods = (known or {}).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    session = OAuth2Session(
        settings.client_id,
        kept,
        token_endpoint_auth_method=next((one for one in ("client_secret_basic", "client_secret_post") if one in methods), None)
        if kept
        else "none",
        scope=" ".join(settings.scopes),
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=settings.wait_seconds,
    )
    session.trust_env = False  # no proxy and no password of the environment stands between us and the provider
    session.verify = str(settings.ca_file) if settings.ca_file else True
    return session
