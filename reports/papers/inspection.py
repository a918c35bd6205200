"""The package for an inspection: register, approval forms, the audit chain with its public key, and how to check all of it by hand."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from django.db.models import QuerySet

from reports.cases.chain_export import export
from reports.cases.models import Case
from reports.papers.approval_form import approval_form
from reports.papers.ledger import ledger
from reports.papers.paper import laid_out
from reports.papers.withheld import EVERYBODY, Reader

LIST = "清单-SHA256.txt"
GUIDE = "请先读.txt"
NAMED = {
    False: "疑为国家秘密的，文件名、标题等一律不记载。",
    True: "供审计员用：不记载文件名、标题、摘录和承办人所填文字。",
}
INSTRUCTIONS = """信息公开保密审查：检查材料

{title}
审查件 {cases} 件，审计记录 {links} 条。

内容
  登记台账.xlsx        每件一行
  审批表/              每件一张，文件名为编号；只有位置、规则和遮盖后的摘录，没有文件原文
  审计链/              全部审计记录、签名用的公钥、核验说明
  {names}

怎样核对
  1. 清单-SHA256.txt 列出每个文件的指纹：sha256sum -c 清单-SHA256.txt
  2. 审批表页脚的校验码，是该件最后一条审计记录 digest 的前 16 位；页脚写明了第几条，在审计链中按号查对。
  3. 审计链按其中的说明核验。链首签名与单位平时另存的链首（screener audit sign）一致，说明记录没有整体替换。
  4. 在本单位的机器上，screener audit verify 再核对数据库和留存的文件。

In English: the register, one form a case, the audit chain with its key. Check the list of digests, then the chain as its own text says; the
code at the foot of a form is the start of the digest of the chain's link that is named beside it.
"""


def inspection_package(
    cases: QuerySet[Case], title: str, target: Path, titles: Mapping[str, str] = MappingProxyType({}), reader: Reader = EVERYBODY
) -> int:
    """Write the package about `cases` to the new file `target`, a zip; how many cases it has. `titles` are the rules' names for people.

    For an auditor it says of no document what it is called: they read trails, and no list shows them a case.

    Raises `FileExistsError`: what is there is never replaced.
    """
    digests: list[str] = []
    count = 0
    with target.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:

        def add(name: str, data: bytes) -> None:
            package.writestr(name, data)
            digests.append(f"{hashlib.sha256(data).hexdigest()}  {name}")

        for case in cases.select_related("submitter", "predecessor").order_by("pk").iterator(200):
            add(f"审批表/{case.number}.docx", laid_out(approval_form(case, titles, reader), "docx"))
            count += 1
        add("登记台账.xlsx", laid_out(ledger(cases, title, reader), "xlsx"))
        with TemporaryDirectory(dir=target.parent, prefix=".inspection-") as room:
            chain = Path(room) / "chain"
            links = export(chain)
            for path in sorted(path for path in chain.rglob("*") if path.is_file()):
                add(f"审计链/{path.relative_to(chain)}", path.read_bytes())
        add(GUIDE, INSTRUCTIONS.format(title=title, cases=count, links=links, names=NAMED[reader.audits_only]).encode())
        package.writestr(LIST, "\n".join(digests) + "\n")
    return count
