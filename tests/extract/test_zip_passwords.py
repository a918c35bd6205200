"""Encrypted zip members, as 7-Zip writes them (tests/samples/archives/build_archives.py)."""

from __future__ import annotations

import pytest

from tests.extract.archive_samples import MARKED, held, names, read_sample, texts

INNER = ["report.csv", "秘密/名单.txt"]
SAMPLES = ["zipcrypto.zip", "aes128.zip", "aes256.zip"]


@pytest.mark.parametrize("passwords", [(), ("wrong", "也不对", "x" * 80)])
@pytest.mark.parametrize("name", SAMPLES)
def test_an_encrypted_member_is_held_and_its_name_screened(name, passwords):
    document = read_sample(name, *passwords)
    assert sorted(held(document)) == [("password-protected", f"{name}!{inner}") for inner in INNER]
    assert set(INNER) <= set(names(document))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_given_password_opens(name):
    document = read_sample(name, "wrong", "也不对", "secret")
    assert not document.unscanned
    assert MARKED in texts(document)


def test_many_wrong_passwords_never_open():
    """One byte is all that ZipCrypto checks: one wrong password in 256 passes it."""
    document = read_sample("zipcrypto.zip", *(f"wrong{number}" for number in range(600)))
    assert [code for code, _ in held(document)] == ["password-protected"] * 2
