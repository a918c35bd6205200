"""The child that opens a document: what it answers, and what it cannot do even when a document has taken it over."""

from __future__ import annotations

import pytest

from screener.config import Limits
from screener.sandbox import has_seccomp, landlock_abi
from tests.reports.desk import office

SECONDS = 20


def test_a_page_is_a_picture_and_a_size_in_points():
    from reports.desk.readers import PNG, Reader

    reader = Reader((office.SAMPLES / "desk" / "aid.pdf").read_bytes(), "a.pdf", "application/pdf", Limits())
    opened, _ = reader.ask("open")
    assert opened["kind"] == "pages"
    assert len(opened["pages"]) == 3
    assert reader.ask("page", page=1, width=400)[1].startswith(PNG)
    reader.close()


@pytest.mark.parametrize("ask", [{"do": "page", "page": 99, "width": 400}, {"do": "nonsense"}, {"do": "text"}])
def test_what_cannot_be_answered_costs_that_answer_alone(ask):
    from reports.desk.readers import Reader, ReaderFailedError

    reader = Reader("电话 13911223344".encode(), "a.txt", "text/plain", Limits())
    with pytest.raises(ReaderFailedError):
        reader.ask(**ask)
    assert reader.ask("text", start=0, count=10)[0]["count"] == 2
    reader.close()


def test_a_child_that_died_is_replaced():
    from reports.desk.readers import Reader, ReaderFailedError, Readers

    readers = Readers()

    def start() -> Reader:
        return Reader(b"a", "a.txt", "text/plain", Limits())

    first = readers.of("key", start)
    first._process.kill()
    first._process.wait()
    with pytest.raises(ReaderFailedError):
        first.ask("open")
    second = readers.of("key", start)
    assert second is not first
    assert second.ask("open")[0]["kind"] == "text"
    readers.close()
    assert not second.alive


def test_only_so_many_are_alive_at_once():
    from reports.desk.readers import MOST_READERS, Reader, Readers

    readers = Readers()
    made = [readers.of(str(number), lambda: Reader(b"a", "a.txt", "text/plain", Limits())) for number in range(MOST_READERS + 2)]
    assert [reader.alive for reader in made] == [False] * 2 + [True] * MOST_READERS
    readers.close()


@pytest.mark.skipif(not (landlock_abi() and has_seccomp()), reason="this kernel offers no walls")
@pytest.mark.parametrize(("attack", "refused"), [
    ("open('/tmp/out', 'w')", "PermissionError"),
    ("__import__('socket').socket()", "PermissionError"),
    ("__import__('os').execv('/bin/true', ['true'])", "PermissionError"),
])  # fmt: skip
def test_the_walls_stand_round_the_child(attack, refused, tmp_path):
    """The same start as the product's, with an attack in place of the answers."""
    import json
    import os
    import subprocess
    import sys

    program = f"""
import io, json, sys
from reports.desk import page_reader
def answer(opened, request):
    {attack}
page_reader.answer = answer
page_reader.main()
"""
    told = json.dumps({"head": {"name": "a", "media_type": "text/plain", "limits": {}}, "bytes": 0}) + "\n"
    asked = json.dumps({"head": {"do": "open"}, "bytes": 0}) + "\n"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), *sys.path]))}  # noqa: PTH109
    done = subprocess.run(
        [sys.executable, "-c", program], input=(told + asked).encode(), env=environment, capture_output=True, check=False, timeout=60
    )
    assert json.loads(done.stdout.splitlines()[0])["head"] == {"failed": refused}
