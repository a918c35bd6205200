"""Notices reach a real mail server and a real web server, and carry a number, a word, a count and a link: nothing else."""

import hmac
import json
import ssl
import threading
from asyncio.base_events import Server
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from reports.cases import keys, notify
from screener.config import Config, Desk, Notify
from screener.errors import ConfigError

NUMBER = "20261124-000017"


class Mailbox:
    def __init__(self):
        self.messages = []
        self.recipients = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name that aiosmtpd calls
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


class AnyPort(Controller):
    def _trigger_server(self):
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options):
    mailbox = Mailbox()
    controller = AnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


def config(**notify_settings) -> Config:
    told = {"sender": "shencha@court.example", "recipients": ("a@court.example", "b@court.example"), "smtp_host": "127.0.0.1"}
    return Config(notify=Notify(**{**told, **notify_settings}), desk=Desk(origins=("https://shencha.court.example",)))


def test_a_message_says_which_case_which_verdict_how_many_reasons_and_where():
    with mail_server() as (mailbox, port):
        notify.mail(config(smtp_port=port), NUMBER, "block", 3)
    (message,) = mailbox.messages
    assert mailbox.recipients == [["a@court.example", "b@court.example"]]
    assert message["Subject"] == f"[外发审查] {NUMBER} 拦截 / block"
    text = message.get_content()
    assert "理由 3 条" in text
    assert "3 reason(s)" in text
    assert f"https://shencha.court.example/cases/{NUMBER}/" in text


def test_a_notice_sent_twice_has_one_message_id():
    with mail_server() as (mailbox, port):
        for _ in range(2):
            notify.mail(config(smtp_port=port), NUMBER, "review", 1)
    assert {message["Message-ID"] for message in mailbox.messages} == {f"<{NUMBER}.held@court.example>"}


BAD_NUMBERS = ["1\r\nBcc: x@evil.example", "1\n\nbody", "机密.docx", "", "1" * 33, "a b", "1\0"]


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_what_is_no_case_number_is_sent_to_nobody(number):
    with mail_server() as (mailbox, port), pytest.raises(ValueError, match="not a notice"):
        notify.mail(config(smtp_port=port), number, "review", 1)
    assert mailbox.messages == []
    with pytest.raises(ValueError, match="not a notice"):
        notify.webhook(config(webhook="http://127.0.0.1:9/"), number, "review", 1)


@pytest.mark.parametrize("settings", [{"sender": "a@b\r\nBcc: x@evil.example"}, {"recipients": ("a@b\nSubject: x",)}])
def test_a_line_break_in_an_address_becomes_no_header(settings):
    with mail_server() as (mailbox, port), pytest.raises(ValueError):
        notify.mail(config(smtp_port=port, **settings), NUMBER, "review", 1)
    assert mailbox.messages == []


def test_a_word_that_is_no_verdict_is_refused():
    with pytest.raises(KeyError):
        notify.mail(config(), NUMBER, "机密★1年", 1)


@pytest.mark.parametrize("missing", [{"smtp_host": ""}, {"sender": ""}, {"recipients": ()}])
def test_incomplete_settings_are_said_to_be_so(missing):
    with pytest.raises(ConfigError, match="incomplete"):
        notify.mail(config(**missing), NUMBER, "review", 1)


def test_a_mail_server_that_is_not_there_is_a_failure_to_be_tried_again():
    with mail_server() as (_, port):
        pass
    with pytest.raises(OSError):
        notify.mail(config(smtp_port=port), NUMBER, "review", 1)


@pytest.fixture
def certificate(tmp_path):
    """A certificate of a test's own authority for localhost, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return tmp_path / "cert.pem", tmp_path / "key.pem"


def authenticate(server, session, envelope, mechanism, auth_data):
    return AuthResult(success=(auth_data.login, auth_data.password) == (b"shencha", b"correct horse"))


def test_starttls_and_login_are_used_where_configured(tmp_path, certificate, monkeypatch):
    cert, key = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    (tmp_path / "password").write_text("correct horse\n")
    (tmp_path / "password").chmod(0o600)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    with mail_server(tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate) as (mailbox, port):
        settings = {"smtp_host": "localhost", "smtp_port": port, "smtp_user": "shencha", "smtp_password_file": tmp_path / "password"}
        with pytest.raises(OSError):
            notify.mail(config(**settings), NUMBER, "review", 1)
        notify.mail(config(**settings, smtp_starttls=True), NUMBER, "review", 1)
    assert len(mailbox.messages) == 1


def test_a_mail_server_that_shows_a_certificate_of_no_authority_gets_no_password(tmp_path, certificate):
    cert, key = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    with mail_server(tls_context=context) as (mailbox, port), pytest.raises(ssl.SSLCertVerificationError):
        notify.mail(config(smtp_host="localhost", smtp_port=port, smtp_starttls=True), NUMBER, "review", 1)
    assert mailbox.messages == []


def test_a_password_file_that_others_can_read_is_refused(tmp_path):
    (tmp_path / "password").write_text("x")
    (tmp_path / "password").chmod(0o644)
    with mail_server() as (_, port), pytest.raises(keys.KeyFileError):
        notify.mail(config(smtp_port=port, smtp_user="u", smtp_password_file=tmp_path / "password"), NUMBER, "review", 1)


@contextmanager
def web_server(status=204, location=""):
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received, f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_is_signed_over_its_time_and_its_body(tmp_path):
    (tmp_path / "secret").write_text("shared secret\n")
    (tmp_path / "secret").chmod(0o600)
    with web_server() as (received, address):
        notify.webhook(config(webhook=address, webhook_secret_file=tmp_path / "secret"), NUMBER, "block", 2)
    ((path, headers, body),) = received
    assert path == "/hook"
    assert json.loads(body) == {
        "case": NUMBER,
        "event": "held",
        "link": f"https://shencha.court.example/cases/{NUMBER}/",
        "rules": 2,
        "verdict": "block",
    }
    wanted = hmac.new(b"shared secret", headers["X-Screener-Timestamp"].encode() + b"." + body, "sha256").hexdigest()
    assert headers["X-Screener-Signature"] == f"sha256={wanted}"
    assert headers["X-Screener-Delivery"] == NUMBER


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_answer_that_is_no_success_is_a_failure_to_be_tried_again(status):
    with web_server(status) as (_, address), pytest.raises(HTTPError) as failed:
        notify.webhook(config(webhook=address), NUMBER, "block", 2)
    failed.value.close()


def test_a_redirect_is_not_followed():
    with web_server() as (elsewhere, other), web_server(307, other) as (_, address), pytest.raises(HTTPError) as failed:
        notify.webhook(config(webhook=address), NUMBER, "block", 2)
    failed.value.close()
    assert elsewhere == []


def test_a_proxy_that_the_environment_names_is_not_used(monkeypatch):
    with web_server() as (proxy, at), web_server() as (received, address):
        monkeypatch.setenv("http_proxy", at)
        notify.webhook(config(webhook=address), NUMBER, "block", 2)
    assert (len(received), proxy) == (1, [])


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/", "", "//host/"])
def test_only_http_addresses_are_called(address):
    with pytest.raises(ConfigError):
        notify.webhook(config(webhook=address), NUMBER, "block", 2)


def test_a_server_that_speaks_no_http_is_a_failure_to_be_tried_again():
    with mail_server() as (_, port), pytest.raises(OSError):
        notify.webhook(config(webhook=f"http://127.0.0.1:{port}/"), NUMBER, "block", 2)
