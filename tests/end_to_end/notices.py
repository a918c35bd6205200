"""A mail server and a web server that hear what an installation tells, and refuse now and then."""

from __future__ import annotations

import json
import random
import re
import threading
from asyncio.base_events import Server
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

NUMBER = re.compile(r"\d{8}-\d{6}")
REFUSED = 0.1


@dataclass
class Notices:
    """What was heard: the words of each message, and how often each case was told of."""

    configuration: str = ""
    texts: list[str] = field(default_factory=list)
    mails: Counter[str] = field(default_factory=Counter)
    hooks: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  the name that aiosmtpd calls
        if self.chance.random() < REFUSED:
            return "451 later"
        text = bytes(envelope.content).decode("utf-8", "replace")
        self.texts.append(text)
        self.mails.update(set(NUMBER.findall(text)))
        return "250 OK"

    def hooked(self, body: bytes) -> int:
        if self.chance.random() < REFUSED:
            return 503
        self.texts.append(body.decode())
        self.hooks[json.loads(body)["case"]] += 1
        return 204

    def faults(self, held: set[str]) -> list[str]:
        """What is wrong with what was told of the cases that were held."""
        wrong = [f"{number}: {what} missing" for what, told in (("mail", self.mails), ("hook", self.hooks)) for number in held - set(told)]
        return wrong + [f"{number}: told of, never held" for number in (set(self.mails) | set(self.hooks)) - held]


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening() -> Iterator[Notices]:
    notices = Notices()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(notices.hooked(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    mail = _AnyPort(notices, hostname="127.0.0.1", port=0)
    mail.start()
    thread.start()
    notices.configuration = f"""
[notify]
smtp_host = "127.0.0.1"
smtp_port = {mail.port}
sender = "shencha@court.example"
recipients = ["baomiban@court.example"]
webhook = "http://127.0.0.1:{web.server_port}/hook"
"""
    try:
        yield notices
    finally:
        web.shutdown()
        mail.stop()
        thread.join()
        web.server_close()
