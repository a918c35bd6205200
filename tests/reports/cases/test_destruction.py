"""Destruction leaves a certificate, whenever the machine stops, and leaves nothing else."""

import hashlib
import json
import os

import pytest

from reports.cases import custody, destruction
from reports.cases.held_file import CustodyError
from tests.reports.cases import killed

CANARY = "机密★1年 金丝雀七三一 ".encode()
TEXT = CANARY * 9000


@pytest.fixture
def isolated(tmp_path):
    custody.prepare(tmp_path / "held")
    path = tmp_path / "held" / "isolated" / "0f0f"
    path.write_bytes(TEXT)
    return path


@pytest.fixture
def certificate(tmp_path, isolated):
    return tmp_path / "held" / "certificates" / "0f0f.json"


def test_the_certificate_says_which_bytes_when_and_how(isolated, certificate):
    with isolated.open("rb") as still_open:
        facts = destruction.destroy(isolated, certificate)
        assert CANARY not in still_open.read()
    assert facts["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert facts["size"] == len(TEXT)
    assert facts["method"] == "overwritten-and-unlinked"
    assert str(facts["at"]).endswith("+00:00")
    assert json.loads(certificate.read_text()) == facts
    assert not isolated.exists()


def test_destroying_again_returns_the_same_certificate(isolated, certificate):
    assert destruction.destroy(isolated, certificate) == destruction.destroy(isolated, certificate)


def test_a_file_that_has_another_name_is_not_destroyed_in_appearance_only(isolated, certificate):
    os.link(isolated, isolated.with_name("copy"))
    with pytest.raises(CustodyError) as refused:
        destruction.destroy(isolated, certificate)
    assert refused.value.why == "hard-linked"
    assert not certificate.exists()


def test_a_file_that_is_gone_gets_no_certificate(isolated, certificate):
    isolated.unlink()
    with pytest.raises(CustodyError) as refused:
        destruction.destroy(isolated, certificate)
    assert refused.value.why == "missing"
    assert not certificate.exists()


def test_destruction_killed_at_any_step_ends_with_the_right_certificate(isolated, certificate):
    def set_up():
        certificate.unlink(missing_ok=True)
        isolated.write_bytes(TEXT)

    deaths = 0
    for _ in killed.at_every_step(set_up, lambda: destruction.destroy(isolated, certificate)):
        deaths += 1
        facts = destruction.destroy(isolated, certificate)
        assert (facts["sha256"], facts["size"]) == (hashlib.sha256(TEXT).hexdigest(), len(TEXT))
        assert facts["method"] in {"overwritten-and-unlinked", "unlinked"}
        assert not isolated.exists()
        assert [path.name for path in certificate.parent.iterdir()] == [certificate.name]
    assert deaths > 5
