"""Text that somebody wrote in base64, base64url or uuencode: found by its form, kept where it decodes to what people read."""

from __future__ import annotations

import binascii
import mmap
import re
import zlib
from collections.abc import Iterator

from screener.extract.text.byte_sweep import is_plausible
from screener.normalize.traditional import fold_traditional

# Four Han characters in UTF-8 make sixteen. A line that begins with `--` ends the part of a message.
BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
BASE64 = re.compile(rf"(?<![A-Za-z0-9+/_-]){BASE64_RUN.pattern}(?:\r?\n[ \t>]{{0,8}}(?!--)[A-Za-z0-9+/_-]{{4,}}={{0,2}}(?![^\r\n]))*")
UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)
END = (b"", b"`", b" ", b"end")
STRICT = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs")
UNWRITTEN = re.compile(r"[^\t\n\r -~\u00a0-\u024f\u2000-\u2bff\u3000-\u33ff\u4e00-\u9fff\uff01-\uff5e\ufeff]")
SPACES = re.compile(r"\s+")
LONGEST_INFLATED = 1 << 20


def readable(data: bytes) -> str | None:
    """The text of these bytes if, to the last one, they are text that somebody wrote."""
    for encoding in STRICT:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if UNWRITTEN.search(text):
            continue
        if encoding == "utf-8" and not data.isascii():
            return text
        if is_plausible("".join(map(fold_traditional, SPACES.sub(" ", text).strip()))):
            return text
    return None


def base64_texts(text: str) -> Iterator[str]:
    for match in BASE64.finditer(text):
        whole = _decoded(match[0])
        if whole is None:
            for line in match[0].split():
                if len(line) >= 16 and (piece := _decoded(line)) is not None:
                    yield piece
        else:
            yield whole


def uuencoded(data: bytes | mmap.mmap) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each file, as far as its lines are whole; the end may be cut off."""
    for match in UU_BEGIN.finditer(data):
        at, pieces = match.end(), []
        while at < len(data):
            end = data.find(b"\n", at, at + 200) + 1 or min(at + 200, len(data))
            line = bytes(data[at:end]).rstrip(b"\r\n")
            if line in END:
                break
            # Some encoders pad a line with more than it says; the count in front is right.
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                break
            at = end
        if pieces:
            yield match[1], b"".join(pieces)


def _decoded(run: str) -> str | None:
    run = re.sub(r"[^A-Za-z0-9+/]", "", run.replace("-", "+").replace("_", "/"))
    run = run[: len(run) - 1] if len(run) % 4 == 1 else run
    data = binascii.a2b_base64(run + "=" * (-len(run) % 4))
    for cut in range(3):  # the run may end in the middle of a character
        if (text := readable(data[: len(data) - cut])) is not None:
            return text
    return readable(_inflated(data)) or None


def _inflated(data: bytes) -> bytes:
    """What a query of a spreadsheet calls `Compression.Deflate`; nothing where it is none."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, LONGEST_INFLATED)
    except zlib.error:
        return b""
