"""The chain as files that outlive the program: whoever has them can check it with a few lines of their own, without this program."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.db.models import Model

from reports.cases import audit, keys
from reports.cases.models import AuditEntry, AuditHead, AuditTail
from reports.cases.snapshot import canonical
from screener.errors import UsageError

EXPLANATION = """\
审计链导出 / Export of the audit chain

chain.jsonl   每行一条记录，按 sequence 排列 / one link a line, in the order of `sequence`
tail.json     最后一条及其签名 / the last link, signed
heads.jsonl   历次签名的链头 / the heads that were signed over time
audit.pub     Ed25519 公钥（PEM）/ the public key

如何自行核对（不需要本程序）：
1. 逐行读 chain.jsonl。去掉 digest 一项，把其余各项写成 JSON：键按字典序，分隔符为 “,” 和 “:”，没有空格，汉字不转义，UTF-8。
2. 用 algorithm 所写的算法（sha256 或 sm3）求摘要，应等于 digest。
3. previous 应等于上一行的 digest；第一行的 previous 是 64 个 0；sequence 从 1 起逐一递增。
4. tail.json 和 heads.jsonl 的每一行：用公钥核对 signature（十六进制），被签的是按第 1 条写法的 {"digest","sequence","signed_at"}；
   tail 的 signed_at 为空字符串。链必须到达其中最大的 sequence，且该行 digest 相同。
公钥本身请与另外保存的一份比对。

How to check it without this program:
1. Read chain.jsonl line by line. Without `digest`, write the rest as JSON: keys sorted, separators "," and ":", no blanks, nothing escaped
   that need not be, UTF-8.
2. Its digest by `algorithm` (sha256 or sm3) must be `digest`.
3. `previous` must be the `digest` of the line before (64 zeros on the first); `sequence` counts from 1 without a gap.
4. For tail.json and each line of heads.jsonl: check `signature` (hex) with the public key over {"digest","sequence","signed_at"} written as
   in 1; `signed_at` of the tail is the empty string. The chain must reach the highest of them, with the same digest.
Compare the public key with a copy that was kept elsewhere.
"""


def export(target: Path) -> int:
    """Write the chain to a new folder, or to a new file that ends in `.zip`; how many links it has. What is there is never replaced."""
    if os.path.lexists(target):
        raise UsageError(f"{target} 已存在：请换一个名字。", f"{target} exists already: choose another name.")
    with transaction.atomic():
        tail = audit.lock()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as made:
        folder = Path(made)
        count = _write(folder, tail)
        if target.suffix == ".zip":
            _pack(folder, target)
        else:
            # A folder that is there, though empty, is not replaced: somebody else made it meanwhile.
            target.mkdir(mode=0o700)
            for file in sorted(folder.iterdir()):
                file.rename(target / file.name)
    return count


def _write(folder: Path, tail: AuditTail) -> int:
    count = _lines(folder / "chain.jsonl", _columns(AuditEntry.objects.filter(sequence__lte=tail.sequence).order_by("sequence").iterator()))
    _lines(folder / "heads.jsonl", _columns(AuditHead.objects.filter(sequence__lte=tail.sequence).order_by("sequence").iterator()))
    last = {"sequence": tail.sequence, "digest": tail.digest, "signed_at": "", "signature": tail.signature}
    (folder / "tail.json").write_text(canonical(last) + "\n", "utf-8")
    public = keys.audit_public(settings.HOME)
    (folder / "audit.pub").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (folder / "README.txt").write_text(EXPLANATION, "utf-8")
    return count


def _columns(rows: Iterable[Model]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _lines(file: Path, rows: Iterable[dict[str, object]]) -> int:
    count = 0
    with file.open("x", encoding="utf-8") as stream:
        for row in rows:
            stream.write(canonical(row) + "\n")
            count += 1
    return count


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
