"""Tells persons and programs that a document is held: its number, the word of the verdict, a count, a link. No name, no content.

Mail goes through mailboxes and webhooks through logs that are nobody's classified network, so there is nothing in them to leak.
Failures are raised as `OSError` or `ConfigError`; the outbox tries again. A notice may therefore come twice, under the same Message-ID.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import smtplib
import ssl
import time
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from reports.cases import keys
from screener.config import Config
from screener.errors import ConfigError
from screener.model import Action
from screener.wording import ACTIONS

SECONDS = 30.0
SIGNATURE, TIMESTAMP, DELIVERY = "X-Screener-Signature", "X-Screener-Timestamp", "X-Screener-Delivery"
# Only such words reach a header or a body: whatever a caller hands in, no line of it can become a header.
NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}", re.ASCII)


def mail(config: Config, number: str, verdict: str, rules: int) -> None:
    """Send one message to the configured recipients over SMTP, with STARTTLS and a login where configured."""
    settings = config.notify
    action = _checked(number, verdict, rules)
    if not settings.smtp_host or not settings.sender or not settings.recipients:
        raise ConfigError(
            "[notify] 不全：发邮件需要 smtp_host、sender 和 recipients。",
            "[notify] is incomplete: mail needs smtp_host, sender, recipients.",
        )
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password_file:
            server.login(settings.smtp_user, _secret(settings.smtp_password_file).decode())
        server.send_message(_message(config, number, action, rules))


def webhook(config: Config, number: str, verdict: str, rules: int) -> None:
    """POST one JSON object. With a secret, `X-Screener-Signature` is `sha256=` and the HMAC of the timestamp, a full stop and the body."""
    settings = config.notify
    action = _checked(number, verdict, rules)
    if urlsplit(settings.webhook).scheme not in {"http", "https"}:
        raise ConfigError("notify.webhook 应当以 http:// 或 https:// 开头。", "notify.webhook should begin with http:// or https://.")
    facts = {"case": number, "event": "held", "link": link(config, number), "rules": rules, "verdict": action.name.lower()}
    body = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    sent_at = str(int(time.time()))
    headers = {"Content-Type": "application/json", TIMESTAMP: sent_at, DELIVERY: number, "User-Agent": "screener"}
    if settings.webhook_secret_file:
        headers[SIGNATURE] = signature(_secret(settings.webhook_secret_file), sent_at, body)
    request = urllib.request.Request(settings.webhook, body, headers, method="POST")  # noqa: S310  the scheme was looked at
    try:
        with _opener().open(request, timeout=SECONDS) as answer:
            answer.read(1024)
    except HTTPException as error:
        raise ConnectionError(type(error).__name__) from None


def signature(secret: bytes, sent_at: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret, sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()


def link(config: Config, number: str) -> str:
    """The page of the case at the desk."""
    desk = config.desk
    origin = desk.origins[0] if desk.origins else f"http://{desk.host}:{desk.port}"
    return f"{origin.rstrip('/')}/cases/{number}/"


def _checked(number: str, verdict: str, rules: int) -> Action:
    if not NUMBER.fullmatch(number) or rules < 0:
        raise ValueError("not a notice")
    return Action[verdict.upper()]


def _message(config: Config, number: str, action: Action, rules: int) -> EmailMessage:
    chinese, english = ACTIONS[action]
    message = EmailMessage()
    message["Subject"] = f"[外发审查] {number} {chinese} / {english}"
    message["From"] = config.notify.sender
    message["To"] = ", ".join(config.notify.recipients)
    message["Date"] = formatdate()
    # The same for every try, so that a mailbox shows a notice that was sent twice once.
    message["Message-ID"] = f"<{number}.held@{parseaddr(config.notify.sender)[1].rpartition('@')[2] or 'screener'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"一份文件待复核：{number}，结论：{chinese}，理由 {rules} 条。\n"
        f"请到审查台查看：{link(config, number)}\n\n"
        f"A document is held: {number}, verdict: {english}, {rules} reason(s).\n"
        f"Look at it at the desk: {link(config, number)}\n"
    )
    return message


def _secret(path: Path) -> bytes:
    secret = keys.read(path).strip()
    if not secret:
        raise ConfigError(f"密钥或口令文件 {path} 是空的。", f"the secret in {path} is empty.")
    return secret


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address than the configured one hears nothing."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    """Straight to the configured address: no proxy that the environment names, no redirect."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
