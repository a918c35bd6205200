"""Mail and archived web pages: headers, every alternative of the body, attachments, and what stands between the parts."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from screener.errors import CorruptError, TooDeepError
from screener.extract.mail.mail_words import file_names, header_text
from screener.extract.source import Item, Source
from screener.extract.text.plain_text import text_segments
from screener.model import Place
from screener.normalize.encoding import BROKEN, decode, decodings_with_hint, is_damaged
from screener.normalize.escapes import decode_base64

# The lenient policy: the strict one parses header values and breaks on what mail programs really write.
POLICY = compat32.clone(mangle_from_=False)
# What servers and not people write. Read, but it does not stand where a reader looks.
# Drawn by chance, of many digits: some are bank cards by their check digit.
DRAWN_BOUNDARY = re.compile(
    r';\s*boundary\s*=\s*(?:"(?=(?:[^"\d]*\d){8})[\w=.+/-]+"|(?=(?:[^;\s\d]*\d){8})[\w=.+/-]+)', re.IGNORECASE | re.ASCII
)
TRANSPORT = re.compile(
    r"received|dkim-|arc-|authentication-|return-path|message-id|x-|mime-|content-(?!desc)|list-|references|in-reply-to|date$|delivered-",
    re.IGNORECASE,
)
IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"})
UUENCODED = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)^(?:end|====)[ \t]*\r?$", re.MULTILINE | re.DOTALL)
YENC = re.compile(rb"^=ybegin ", re.MULTILINE)
EBCDIC = re.compile(r"(?:x-)?(?:cp|ibm|ebcdic)", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
BOUNDARY = re.compile(r";\s*boundary\s*=", re.IGNORECASE)
DEEPEST = 50


def extract_eml(source: Source) -> Iterator[Item]:
    yield from _Mail(source).read(BytesParser(policy=POLICY).parsebytes(bytes(source.data).lstrip(b"\r\n\xef\xbb\xbf")))


@dataclass
class _Mail:
    source: Source
    names: set[str] = field(default_factory=set)

    def read(self, message: Message) -> Iterator[Item]:
        yield from self._headers(message)
        yield from self._part(message, 0)

    def _headers(self, message: Message) -> Iterator[Item]:
        for name, raw in message.raw_items():
            text = DRAWN_BOUNDARY.sub("", header_text(raw)).strip() if name.casefold() == "content-type" else header_text(raw).strip()
            if text:
                place = Place.METADATA if TRANSPORT.match(name) else Place.MAIL_HEADER
                yield self.source.segment(text, place)
            if not name.isascii():
                yield self.source.segment(header_text(name), Place.MAIL_HEADER)

    def _part(self, message: Message, depth: int) -> Iterator[Item]:
        if depth > DEEPEST:
            raise TooDeepError("multipart")
        if problem := _ambiguity(message):
            yield self.source.unscanned("suspicious-structure", problem, Place.ATTACHMENT)
        payload = message.get_payload()
        main = message.get_content_maintype()
        if main == "message" and isinstance(payload, list):
            yield from self._enclosed(message, [part for part in payload if isinstance(part, Message)])
        elif isinstance(payload, list):
            for text in (message.preamble, message.epilogue):
                if text and text.strip():
                    yield from text_segments(self.source, decode(_raw(text)).text)
            for part in payload:
                if isinstance(part, Message):
                    yield from self._part_headers(part)
                    yield from self._part(part, depth + 1)
        else:
            yield from self._content(message)

    def _part_headers(self, part: Message) -> Iterator[Item]:
        for name, raw in part.raw_items():
            own = not name.casefold().startswith("content-") or name.casefold() in ("content-description", "content-location")
            if own and (text := header_text(raw).strip()):
                yield self.source.segment(text, Place.METADATA)

    def _enclosed(self, message: Message, payload: list[Message]) -> Iterator[Item]:
        """A message in a message. Its base64, though not allowed there, is met with, and then it has no headers yet."""
        if message.get_content_subtype() == "external-body":
            yield self.source.unscanned("suspicious-structure", "external-body", Place.ATTACHMENT)
        if message.get_content_type() == "message/partial":
            yield self.source.unscanned("suspicious-structure", "partial", Place.ATTACHMENT)
        for inner in payload:
            try:
                data = inner.as_bytes(unixfrom=False, policy=POLICY)
            except (UnicodeError, LookupError):  # a charset that Python cannot write back
                yield from self.read(inner)
                continue
            if not inner.keys() and _encoding(message) not in IDENTITY:
                data, _ = _decoded(_payload(inner)[0], _encoding(message))
            yield from self._file(message, data, "message.eml")

    def _content(self, message: Message) -> Iterator[Item]:
        data, known = _decoded(*_payload(message))
        if not known:
            yield self.source.unscanned("unsupported-format", "transfer-encoding", Place.ATTACHMENT)
        if not data.strip():
            for name in file_names(message):
                yield self.source.segment(name, Place.FILE_NAME)
            return
        kind, names = message.get_content_type(), file_names(message)
        charset = header_text(str(message.get_param("charset") or ""))
        if kind == "text/plain" and not names:
            yield from self._text(data, charset)
        elif kind == "text/html" and not names:
            yield from self._file(message, _marked(data, charset), "body.html")
        else:
            yield from self._file(message, _marked(data, charset) if kind.startswith("text/") else data, f"part.{kind.partition('/')[2]}")

    def _text(self, data: bytes, charset: str) -> Iterator[Item]:
        """Text, and files that are written into it in uuencode."""
        for match in UUENCODED.finditer(data):
            body = decode_base64(match[2]) if match[0].startswith(b"begin-base64") else _uudecoded(match[2])
            yield self._child(decode(match[1]).text, body)
        if YENC.search(data):
            yield self.source.unscanned("unsupported-format", "yenc", Place.ATTACHMENT)
        data = UUENCODED.sub(b"", data)
        if b"-----BEGIN PGP MESSAGE-----" in data:
            yield self.source.unscanned("password-protected", "pgp")
        if _is_unknown(charset) and (EBCDIC.match(charset) or CONTROLS.search(data)):
            yield self.source.unscanned("unsupported-format", "charset", Place.ATTACHMENT)
        texts = decodings_with_hint(data, charset)
        for text, _ in texts:
            yield from text_segments(self.source, text)
        broken = texts[0][0].count(BROKEN)
        if is_damaged(broken, len(texts[0][0])):
            yield self.source.unscanned("corrupt", f"undecodable {broken}")

    def _file(self, message: Message, data: bytes, default: str) -> Iterator[Item]:
        first, *others = file_names(message) or [default]
        for name in others:
            yield self.source.segment(name, Place.FILE_NAME)
        yield self._child(first, data)

    def _child(self, name: str, data: bytes) -> Source:
        """A file of this mail under a name of its own, so that its places cannot be taken for those of another."""
        unique, number = name, 1
        while unique in self.names:
            number += 1
            unique = f"{name} ({number})"
        self.names.add(unique)
        self.source.budget.spend(len(data))
        child = self.source.child(unique, data)
        child.name = name
        return child


def _ambiguity(message: Message) -> str:
    """Why two mail programs would see different parts in this message; empty where they would not."""
    for name in ("content-type", "content-transfer-encoding"):
        if len(set(map(str, message.get_all(name, [])))) > 1:
            return "duplicate-header"
    if message.get_content_maintype() != "multipart":
        return ""
    if len(BOUNDARY.findall(str(message.get("content-type", "")))) > 1:
        return "duplicate-boundary"
    payload = message.get_payload()
    return "" if isinstance(payload, list) and payload and not _is_unstarted(message) else "no-parts"


def _is_unstarted(message: Message) -> bool:
    return any(type(defect).__name__ == "StartBoundaryNotFoundDefect" for defect in message.defects)


def _is_unknown(charset: str) -> bool:
    try:
        codecs.lookup(charset or "ascii")
    except (LookupError, ValueError):
        return True
    return False


def _raw(text: str) -> bytes:
    """The bytes between parts as the file holds them."""
    return text.encode("utf-8", "surrogateescape")


def _payload(message: Message) -> tuple[bytes, str]:
    """The bytes of a part as the file holds them and its transfer encoding, which `email` may not see: it would decode by it, and badly."""
    encoding = _encoding(message)
    del message["content-transfer-encoding"]
    data = message.get_payload(decode=True)
    return (data if isinstance(data, bytes) else b""), encoding


def _encoding(message: Message) -> str:
    return header_text(str(message.get("content-transfer-encoding", ""))).strip().casefold().partition(";")[0].strip()


def _decoded(raw: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes that a transfer encoding stands for, and whether it is one that we know."""
    if encoding == "base64":
        return decode_base64(raw), True
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw), True
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        match = UUENCODED.search(raw)
        return (_uudecoded(match[2]), True) if match else (raw, False)
    return raw, encoding in IDENTITY


def _uudecoded(body: bytes) -> bytes:
    lines = []
    for line in body.splitlines():
        # Some encoders pad a line with more than it says; the count in front is right.
        size = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            lines.append(binascii.a2b_uu(line[:size]))
        except binascii.Error as error:
            raise CorruptError("uuencode") from error
    return b"".join(lines)


def _marked(data: bytes, charset: str) -> bytes:
    """A text in UTF-8 with its mark where only the mail says how to read it; else the bytes as they are."""
    text, encoding = decodings_with_hint(data, charset)[0]
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace") if data.isascii() and encoding != "utf-8" else data
