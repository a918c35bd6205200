"""`python -m tests.reports.desk.oidc_provider PORT CERTIFICATE KEY`: a real OpenID Connect provider (pyop) on this machine, which can be told to lie.

Whoever comes is signed in already, as the person that the last `/control` named. `attack` there says what is wrong with the next tokens.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.request import urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.reports.desk.certificate import write

CLIENT, SECRET = "screener", "shi-jian-mi-ma"
PEOPLE: dict[str, dict[str, Any]] = {
    "sun": {"sub": "sub-sun", "name": "孙立", "preferred_username": "sun.li", "groups": ["/court/classifiers"]},
    "chen": {"sub": "sub-chen", "name": "陈静", "preferred_username": "Chen.Jing", "groups": ["/court/clerks", "/court/everybody"]},
    "two": {"sub": "sub-two", "name": "双岗", "preferred_username": "two", "groups": ["/court/clerks", "/court/classifiers"]},
    "none": {"sub": "sub-none", "name": "无岗", "preferred_username": "none", "groups": ["/court/everybody"]},
    "wu": {"sub": "sub-wu", "name": "吴涛", "preferred_username": "wu", "groups": ["/court/classifiers"]},
    "renamed": {"sub": "sub-sun", "name": "孙立", "preferred_username": "sun.li2", "groups": ["/court/classifiers"]},
    "successor": {"sub": "sub-another", "name": "孙丽", "preferred_username": "sun.li", "groups": ["/court/classifiers"]},
    "odd": {"sub": "sub-odd", "name": "怪", "preferred_username": "a b*)(uid=*", "groups": ["/court/classifiers"]},
}


@dataclass
class Running:
    """The provider's process, as a test sees it."""

    issuer: str
    certificate: Path

    def control(self, user: str, attack: str = "", **claims: Any) -> None:
        self.ask("control?" + urlencode({"user": user, "attack": attack, "claims": json.dumps(claims)}))

    def ask(self, path: str) -> None:
        urlopen(f"{self.issuer}/{path}", timeout=5, context=ssl.create_default_context(cafile=self.certificate)).close()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).parents[3]
    certificate, key = write(folder)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)])}
    command = [sys.executable, "-W", "ignore", "-m", "tests.reports.desk.oidc_provider", str(port), str(certificate), str(key)]
    child = subprocess.Popen(command, env=environment, cwd=root, stderr=subprocess.DEVNULL)
    provider = Running(f"https://localhost:{port}", certificate)
    try:
        while child.poll() is None:
            try:
                provider.ask("keys")
            except OSError:
                time.sleep(0.05)
            else:
                break
        assert child.poll() is None, "the provider did not start"
        yield provider
    finally:
        child.kill()
        child.wait()


class Application:
    """The provider's addresses over WSGI; each method answers one."""

    def __init__(self, issuer: str) -> None:
        from Cryptodome.PublicKey import RSA
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from jwkest.jwk import RSAKey
        from pyop.authz_state import AuthorizationState
        from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
        from pyop.userinfo import Userinfo

        self.told: dict[str, Any] = {"user": "sun", "attack": "", "claims": {}}
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "leave"}
        self.provider = lying(
            self.told,
            key,
            RSAKey(key=RSA.import_key(pem), alg="RS256", use="sig", kid="one"),
            {
                "issuer": issuer,
                "jwks_uri": f"{issuer}/keys",
                **{f"{name}_endpoint": f"{issuer}/{path}" for name, path in paths.items()},
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "scopes_supported": ["openid", "profile"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt")),
            {
                CLIENT: {
                    "client_secret": SECRET,
                    "token_endpoint_auth_method": "client_secret_basic",
                    "response_types": ["code"],
                    "subject_type": "public",
                }
            },
            Userinfo(PEOPLE),
            extra_scopes={"groups": ["groups"]},
        )

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        from pyop.exceptions import OAuthError

        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        headers = {"Authorization": environ["HTTP_AUTHORIZATION"]} if "HTTP_AUTHORIZATION" in environ else {}
        answer = getattr(self, environ["PATH_INFO"].strip("/").replace(".well-known/openid-configuration", "configuration"))
        try:
            said = answer(environ["QUERY_STRING"], body, headers)
        except OAuthError as error:
            start("400 Bad Request", [("Content-Type", "application/json")])
            return [json.dumps({"error": error.oauth_error}).encode()]
        if isinstance(said, str):
            start("302 Found", [("Location", said)])
            return [b""]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    def control(self, asked: str, _body: str, _headers: dict[str, str]) -> dict[str, Any]:
        said = dict(parse_qsl(asked, keep_blank_values=True))
        self.told.update(said, claims=json.loads(said["claims"]))
        return {}

    def configuration(self, *_: object) -> dict[str, Any]:
        said: dict[str, Any] = self.provider.provider_configuration.to_dict()
        return said | ({"issuer": "https://evil.example"} if self.told["attack"] == "metadata" else {})

    def keys(self, *_: object) -> dict[str, Any]:
        return dict(self.provider.jwks)

    def authorize(self, asked: str, _body: str, _headers: dict[str, str]) -> str:
        self.provider.clients[CLIENT]["redirect_uris"] = [dict(parse_qsl(asked))["redirect_uri"]]
        request = self.provider.parse_authentication_request(asked)
        assert request["code_challenge_method"] == "S256"
        back = str(self.provider.authorize(request, self.told["user"]).request(request["redirect_uri"]))
        return back + ("&iss=https%3A%2F%2Fevil.example" if self.told["attack"] == "mix-up" else "")

    def token(self, _asked: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
        names = () if self.told["attack"] == "elsewhere" else ("name", "preferred_username", "groups")
        said = {name: PEOPLE[self.told["user"]][name] for name in names}
        return dict(self.provider.handle_token_request(body, headers, said | self.told["claims"]).to_dict())

    def userinfo(self, _asked: str, _body: str, headers: dict[str, str]) -> dict[str, Any]:
        return dict(self.provider.handle_userinfo_request("", headers).to_dict()) | PEOPLE[self.told["user"]]

    def leave(self, *_: object) -> dict[str, Any]:
        return {"left": True}


def lying(told: dict[str, Any], key: Any, *more: Any, **named: Any) -> Any:
    from pyop.provider import Provider

    from tests.reports.desk.oidc_lies import LIES

    class Lying(Provider):  # type: ignore[misc]
        def _create_signed_id_token(self, *args: Any, **kwargs: Any) -> str:
            token = super()._create_signed_id_token(*args, **kwargs)
            return LIES[told["attack"]](token, key) if told["attack"] in LIES else str(token)

    return Lying(*more, **named)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    port, certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with make_server("127.0.0.1", int(port), Application(f"https://localhost:{port}"), Server, Quiet) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
