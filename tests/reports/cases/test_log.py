"""The log holds events, codes and counts: canaries thrown at every entrance do not come out."""

import io
import json
import logging
import os
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from reports.cases import log

CANARY = "机密★1年关于金丝雀行动"


@contextmanager
def logging_to(home, **options):
    root = logging.getLogger()
    before, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    log.log_to(home, console=False, **options)
    try:
        yield
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:], root.level, logging.raiseExceptions = before, level, raising
        log.OURS.setLevel(logging.NOTSET)


def lines(home):
    return [json.loads(line) for file in sorted((home / "logs").iterdir()) for line in file.read_text("utf-8").splitlines()]


def test_an_event_is_one_json_object_a_line(tmp_path):
    with logging_to(tmp_path):
        log.log("case-held", case="20261124-000001", rules=3, seconds=0.25, codes=["secret.marking"], left=None)
    (line,) = lines(tmp_path)
    assert line["event"] == "case-held"
    assert (line["case"], line["rules"], line["seconds"], line["codes"]) == ("20261124-000001", 3, 0.25, ["secret.marking"])
    assert line["level"] == "info"
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_files_and_folder_are_closed_to_others(tmp_path):
    with logging_to(tmp_path):
        log.log("started")
    (file,) = (tmp_path / "logs").iterdir()
    assert file.name == f"{datetime.now(UTC).date().isoformat()}.jsonl"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert oct((tmp_path / "logs").stat().st_mode & 0o777) == "0o700"


def fail(message):
    raise ValueError(message)


def raised(message):
    try:
        fail(message)
    except ValueError as error:
        return error


ENTRANCES = {
    "a value": lambda: log.log("event", name=CANARY),
    "a value in a list": lambda: log.log("event", names=["x", CANARY, {"a": CANARY, CANARY: 1}]),
    "a value of another kind": lambda: log.log("event", path=io.BytesIO(CANARY.encode()), raw=CANARY.encode()),
    "the event": lambda: log.log(CANARY),
    "an ASCII name": lambda: log.log("event", name="secret plan.docx"),
    "a line break": lambda: log.log("event", name='x\n{"event":"forged"}'),
    "an exception": lambda: log.log("event", error=raised(CANARY)),
    "a library": lambda: logging.getLogger("pdfminer").warning("bad token %s", CANARY),
    "a library's exception": lambda: logging.getLogger("openpyxl").error("no", exc_info=raised(CANARY)),
    "a logger's name": lambda: logging.getLogger(CANARY).error("no"),
    "another level of ours": lambda: log.OURS.error("failed for %s", CANARY),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_entrance_lets_a_canary_in(tmp_path, entrance):
    with logging_to(tmp_path):
        ENTRANCES[entrance]()
    (line,) = lines(tmp_path)
    text = json.dumps(line, ensure_ascii=False)
    assert not any(piece in text for piece in (CANARY, "金丝雀", "secret plan", "forged", "bad token"))


def test_of_an_exception_the_class_and_the_places_are_kept(tmp_path):
    with logging_to(tmp_path):
        log.log("event", error=raised("x"))
    (line,) = lines(tmp_path)
    assert line["error"] == "ValueError"
    assert line["where"][0].startswith("fail:")


def test_several_processes_write_whole_lines_into_one_file(tmp_path):
    with logging_to(tmp_path):
        children = []
        for number in range(3):
            child = os.fork()
            if child == 0:
                for _ in range(200):
                    log.log("work", number=number)
                os._exit(0)
            children.append(child)
        assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    assert sorted(line["number"] for line in lines(tmp_path)) == sorted([0, 1, 2] * 200)


def test_a_new_day_has_a_new_file_and_the_old_one_stays(tmp_path):
    with logging_to(tmp_path):
        for day in ("2025-12-31", "2026-01-01"):
            record = logging.LogRecord(log.OURS.name, logging.INFO, "", 0, "event", (), None)
            record.created = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
            logging.getLogger().handle(record)
    assert sorted(file.name for file in (tmp_path / "logs").iterdir()) == ["2025-12-31.jsonl", "2026-01-01.jsonl"]


def test_a_link_in_the_place_of_a_log_file_is_not_written_through(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / f"{datetime.now(UTC).date().isoformat()}.jsonl").symlink_to(tmp_path / "elsewhere")
    with logging_to(tmp_path):
        log.log("event")
    assert not (tmp_path / "elsewhere").exists()
