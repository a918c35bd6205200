"""`screener audit`: prove the chain, take it elsewhere, sign its head."""

from __future__ import annotations

import argparse
from pathlib import Path

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config

# What may be wrong, in words.
KINDS: dict[str, tuple[str, str]] = {
    "changed": ("审计记录被改动", "an audit row was changed"),
    "inserted": ("审计记录是插入的", "an audit row was inserted"),
    "missing": ("审计记录缺失", "audit rows are missing"),
    "not-signed": ("签名不符", "a signature does not hold"),
    "row-changed": ("数据（审查件、账号或提案）与审计链不符", "rows (of a case, an account, a proposal) are not as the chain says"),
    "row-missing": ("数据（审查件、账号或提案）缺失", "rows (of a case, an account, a proposal) are missing"),
    "row-unknown": ("审计链没有记载的数据", "rows that the chain knows nothing of"),
    "file-missing": ("留存的文件不见了", "a file in custody is missing"),
    "file-changed": ("留存的文件被改动", "a file in custody was changed"),
    "file-unknown": ("留存文件夹里有来历不明的文件", "a file in custody that no case knows"),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("audit", help=pair("核验、导出、签署审计链", "verify, export and sign the audit chain"))
    add_common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)
    verify = actions.add_parser(
        "verify", help=pair("核验审计链、审查件和留存的文件（1：有不符）", "check chain, cases and files (1: faults)")
    )
    verify.add_argument("--all", action="store_true", help=pair("列出全部不符之处", "list every fault"))
    add_common(verify)
    export = actions.add_parser("export", help=pair("导出审计链、公钥和核验说明", "write chain, public key and instructions"))
    export.add_argument("target", metavar="TARGET", type=Path, help=pair("新文件夹，或 .zip 文件", "a new folder, or a .zip file"))
    add_common(export)
    add_common(actions.add_parser("sign", help=pair("签署链首，供另存", "sign the head, to be kept elsewhere")))


def run(args: argparse.Namespace, _config: Config) -> int:
    open_named(args)
    return {"verify": _verify, "export": _export, "sign": _sign}[args.action](args)


def _verify(args: argparse.Namespace) -> int:
    from reports.cases.verification import verify

    report = verify()
    looked_at = (
        f"审计记录 {report.entries} 条，审查件 {report.cases} 件，账号和词典提案 {report.records} 个，留存文件 {report.files} 个",
        f"{report.entries} audit rows, {report.cases} cases, {report.records} accounts and proposals, {report.files} files",
    )
    if not report.faults:
        print(pair(f"核验无误：{looked_at[0]}。", f"all holds: {looked_at[1]}."))  # noqa: T201
        return 0
    shown = report.faults if args.all else report.faults[:1]
    print(pair(f"核验不符 {len(report.faults)} 处（{looked_at[0]}）。", f"{len(report.faults)} faults ({looked_at[1]})."))  # noqa: T201
    for fault in shown:
        where = " ".join(
            part for part in (f"#{fault.sequence}" if fault.sequence is not None else "", fault.case_number, fault.what) if part
        )
        print(f"  {where}  {pair(*KINDS.get(fault.kind, (fault.kind, fault.kind)))}")  # noqa: T201
    if len(shown) < len(report.faults):
        print(pair("这是第一处；--all 列出全部。", "this is the first; --all lists all."))  # noqa: T201
    return 1


def _export(args: argparse.Namespace) -> int:
    from reports.cases.chain_export import export

    count = export(args.target)
    print(pair(f"已导出 {count} 条审计记录到 {args.target}。", f"wrote {count} audit rows to {args.target}."))  # noqa: T201
    return 0


def _sign(_args: argparse.Namespace) -> int:
    import json

    from reports.cases.audit import HEAD_FIELDS, sign_head
    from reports.cases.models import AuditHead

    head = sign_head() or AuditHead.objects.order_by("-sequence").first()
    if head is not None:
        print(json.dumps({name: getattr(head, name) for name in HEAD_FIELDS}))  # noqa: T201
    return 0
