"""Nothing of a marked document stands anywhere but in its one held file: not in logs, the database, its journal, or a temporary folder.

Each sample holds a sentence of its own; all that the installation holds, and all that its processes left in the temporary folder, is
searched for each of them, in every encoding and inside whatever is compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.end_to_end.installation import kill_group
from tests.end_to_end.mixed import CLEAN, KINDS

pytestmark = pytest.mark.timeout(300)

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs")
MARKS = {"isolated": "机密★10年", "sealed": "内部资料 注意保存"}
PLACES = ("北麓", "东渡口", "旧船坞", "南岸", "石桥", "松林", "水塔", "西仓库", "盐场", "长堤", "钟楼", "砖窑")


def _zip(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _eml(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "汇报", "a@court.example", "b@court.example"
    message.set_content("见附件。")
    message.add_attachment(KINDS["docx"](text), maintype="application", subtype="octet-stream", filename="附件.docx")
    return message.as_bytes()


WRITERS = {
    "utf8.txt": str.encode,
    "gbk.txt": lambda text: text.encode("gb18030"),
    "utf16.txt": lambda text: text.encode("utf-16"),
    "a.docx": KINDS["docx"],
    "a.xlsx": KINDS["xlsx"],
    "a.html": KINDS["html"],
    "deflated.zip": lambda text: _zip({"说明.txt": text.encode("gb18030")}),
    "nested.zip": lambda text: _zip({"内.zip": _zip({"文.docx": KINDS["docx"](text)})}),
    "a.eml": _eml,
    "a.txt.gz": lambda text: gzip.compress(text.encode()),
}


def canary(number: int) -> str:
    """A sentence that no other sample holds, and that no rule knows."""
    return f"苍鹭{PLACES[number % len(PLACES)]}第{number + 701}号渡船于拂晓前离岸"


def samples() -> Iterator[tuple[str, bytes, str, str]]:
    """Name, content, what must become of it, and its sentence."""
    number = 0
    for fate, mark in MARKS.items():
        for name, write in WRITERS.items():
            words = canary(number)
            yield f"{fate}-{name}", write(f"{mark}\n关于有关工作的报告\n{words}\n"), fate, words
            number += 1
    # Damaged: what a parser says of it may quote it.
    words = canary(number)
    yield "damaged.docx", KINDS["docx"](f"机密★10年\n{words}\n")[:-200], "isolated", words


def spellings(words: str) -> Iterator[bytes]:
    for encoding in ENCODINGS:
        try:
            yield words.encode(encoding)
        except UnicodeEncodeError:
            continue
    yield words.encode("unicode-escape")
    yield words.encode("ascii", "xmlcharrefreplace")
    yield words.encode("utf-8").hex().encode()


def layers(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what is inside when they are an archive or a compressed stream."""
    yield content
    if depth > 4:
        return
    inner: list[bytes] = []
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inner += [archive.read(name) for name in archive.namelist()]
        except zipfile.BadZipFile:
            inner += _loose(content)
    elif content.startswith(b"\x1f\x8b"):
        inner.append(gzip.decompress(content))
    for one in inner:
        yield from layers(one, depth + 1)


def _loose(content: bytes) -> Iterator[bytes]:
    """Deflated members of an archive that has lost its end."""
    at = content.find(b"PK\x03\x04")
    while at >= 0:
        start = at + 30 + int.from_bytes(content[at + 26 : at + 28], "little") + int.from_bytes(content[at + 28 : at + 30], "little")
        with suppress(zlib.error):
            yield zlib.decompressobj(-15).decompress(content[start:])
        at = content.find(b"PK\x03\x04", at + 4)


def found(folder: Path, sentences: list[str]) -> dict[str, set[str]]:
    """For each file of the folder that holds any of the sentences, which."""
    wanted = {words: tuple(spellings(words)) for words in sentences}
    where: dict[str, set[str]] = {}
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here, name)
            if path.is_symlink() or not path.is_file():
                continue
            whole = list(layers(path.read_bytes()))
            if held := {words for words, forms in wanted.items() if any(form in layer for form in forms for layer in whole)}:
                where[str(path.relative_to(folder))] = held
    return where


def test_the_search_finds_what_is_hidden_in_every_way(tmp_path):
    for name, content, _, _ in samples():
        (tmp_path / name).write_bytes(content)
    hits = found(tmp_path, [words for *_, words in samples()])
    # An attachment in base64 is the one kind that is not opened.
    assert hits == {name: {words} for name, _, _, words in samples() if not name.endswith(".eml")}


@pytest.mark.parametrize("killed", [False, True], ids=["running to the end", "killed in the middle"])
def test_a_marked_sentence_stands_in_its_one_held_file_and_nowhere_else(installation, killed):
    everything = list(samples())
    for name, content, *_ in everything:
        (installation.inbox / name).write_bytes(content)
    (installation.inbox / "clean.txt").write_text(CLEAN, "utf-8")
    sentences = [words for *_, words in everything]
    if killed:
        process = installation.start("serve")
        installation.wait_until(lambda: installation.states()["held"] >= 3)
        kill_group(process)
    with installation.running("serve") as process:
        installation.wait_until_done(len(everything) + 1)
        # With the journal as it is while the work goes on, and all processes alive.
        running = found(installation.folder, sentences)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    stopped = found(installation.folder, sentences)
    assert (installation.folder / "var" / "cases.sqlite3").exists()

    isolated = {hashlib.sha256(content).hexdigest(): words for _, content, fate, words in everything if fate == "isolated"}
    for hits in (running, stopped):
        assert {path: held for path, held in hits.items() if not path.startswith("held/isolated/")} == {}
        for path, held in hits.items():
            assert held == {isolated[hashlib.sha256((installation.folder / path).read_bytes()).hexdigest()]}
    assert len(list((installation.held / "isolated").iterdir())) == len(isolated)
    assert installation.screener("audit", "verify").returncode == 0


def test_no_marked_sentence_is_left_in_the_systems_shared_memory():
    """Decrypted or decompressed content lies in memory that has no name."""
    sentences = [words for *_, words in samples()]
    recent = [path for path in Path("/dev/shm").iterdir() if path.is_file() and path.stat().st_mtime > time.time() - 600]
    assert not [path for path in recent if any(form in path.read_bytes() for words in sentences for form in spellings(words))]
