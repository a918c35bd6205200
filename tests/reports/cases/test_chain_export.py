import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from screener.errors import UsageError
from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def spelled(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def checked_as_the_readme_says(folder: Path) -> int:
    """An auditor's own few lines, with nothing of the program."""
    previous, count = "0" * 64, 0
    digests = {}
    for line in (folder / "chain.jsonl").read_text("utf-8").splitlines():
        link = json.loads(line)
        count += 1
        digest = link.pop("digest")
        assert link["sequence"] == count
        assert link["previous"] == previous
        assert hashlib.new(link["algorithm"], spelled(link)).hexdigest() == digest
        previous = digests[count] = digest
    key = load_pem_public_key((folder / "audit.pub").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    signed = [(folder / "tail.json").read_text("utf-8"), *(folder / "heads.jsonl").read_text("utf-8").splitlines()]
    for head in map(json.loads, signed):
        key.verify(bytes.fromhex(head["signature"]), spelled({name: head[name] for name in ("digest", "sequence", "signed_at")}))
        assert digests[head["sequence"]] == head["digest"]
    return count


@pytest.mark.parametrize("name", ["chain", "chain.zip"])
def test_an_exported_chain_is_checked_without_the_program(records: Installation, name):
    from reports.cases import audit, chain_export

    samples.held(records, "secret", name="机密.txt")
    audit.sign_head()
    samples.held(records, "review")
    target = records.root / name
    count = chain_export.export(target)
    folder = target
    if target.suffix:
        folder = records.root / "unpacked"
        with zipfile.ZipFile(target) as archive:
            archive.extractall(folder)
    assert checked_as_the_readme_says(folder) == count > 0
    assert "机密" not in (folder / "chain.jsonl").read_text("utf-8")
    with pytest.raises(UsageError):
        chain_export.export(target)
