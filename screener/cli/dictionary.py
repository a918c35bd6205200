"""`screener dictionary`: check, list, try out, import, export and seal the lists of words."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from screener.cli.language import LANGUAGES, pair
from screener.cli.output import unwritable, write_whole
from screener.config import Config
from screener.errors import ScreenerError, UsageError

if TYPE_CHECKING:
    from screener.dictionary import Dictionary

PASSED, FOUND, USAGE = 0, 1, 2


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the table of commands of the command line."""
    parser = subparsers.add_parser(
        "dictionary", help=pair("检查、试用、导入、导出和加密词典", "check, try, import, export and seal dictionaries")
    )
    _common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)

    def action(name: str, zh: str, en: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=pair(zh, en))
        added.add_argument(
            "--own",
            metavar="DIR",
            type=Path,
            help=pair("本单位词典文件夹（默认取自配置）", "the organisation's folder (default: from the configuration)"),
        )
        _common(added)
        return added

    check = action(
        "check", "检查词典和例外：格式、重复、正反例、过期", "check dictionaries and exceptions: form, repetitions, examples, expiry"
    )
    check.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=pair("只检查这些文件的写法；不写则检查全部", "check only the form of these; none: check all"),
    )
    listing = action("list", "列出词典和例外，或一个词典的词语", "list the dictionaries and exceptions, or the terms of one")
    listing.add_argument("name", nargs="?", metavar="NAME")
    test = action("test", "试一段文字会命中什么", "what would be found in a text")
    test.add_argument("text", metavar="TEXT", help=pair("文字；- 表示标准输入", "the text, or - for standard input"))
    imported = action("import", "把 xlsx、csv、txt 词表导入为词典", "make a dictionary of an xlsx, csv or txt list")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument(
        "--name", required=True, help=pair("词典名：小写字母、数字、短横", "its name: lower case letters, digits, hyphens")
    )
    imported.add_argument("--owner", required=True, help=pair("负责的部门", "who answers for it"))
    imported.add_argument(
        "--entity",
        default="internal.listed-word",
        help=pair("敏感信息类型（默认 internal.listed-word）", "entity (default internal.listed-word)"),
    )
    imported.add_argument("--basis", default=pair("本单位词表", "the organisation's own list"), help=pair("依据", "what it rests on"))
    imported.add_argument("--title", help=pair("给人看的名称", "what people call it"))
    imported.add_argument("--version", dest="edition", default="1", help=pair("词典版本（默认 1）", "its version (default 1)"))
    imported.add_argument("--score", type=float, help=pair("置信度 0 到 1（默认 0.6）", "score, 0 to 1 (default 0.6)"))
    imported.add_argument("--seal", action="store_true", help=pair("直接写成加密词典", "write it sealed"))
    imported.add_argument("--replace", action="store_true", help=pair("覆盖同名词典", "overwrite one of that name"))
    imported.add_argument("--create", action="store_true", help=pair("词典文件夹不存在时新建", "make the folder where there is none"))
    export = action("export", "导出为 xlsx 或 csv", "write a dictionary as xlsx or csv")
    export.add_argument("name", metavar="NAME")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--replace", action="store_true", help=pair("覆盖已有的文件", "overwrite a file that exists"))
    sealing = action("seal", "加密一个词典", "seal a dictionary")
    sealing.add_argument("file", type=Path, metavar="FILE.toml")
    sealing.add_argument("--delete", action="store_true", help=pair("加密后删去明文", "remove the clear text afterwards"))
    key = action("new-key", "生成词典密钥文件", "make a key file for sealed dictionaries")
    key.add_argument("file", type=Path, metavar="FILE")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=pair("配置文件", "configuration file"))
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=pair("界面语言", "language"))


def run(args: argparse.Namespace, config: Config) -> int:
    from screener.cli.dictionary_import import import_list

    own = args.own or config.dictionaries
    commands = {"check": _check, "list": _list, "test": _test, "import": import_list, "export": _export, "seal": _seal, "new-key": _new_key}
    return commands[args.action](args, own)


def _say(zh: str, en: str) -> None:
    print(pair(zh, en))  # noqa: T201


def _check(args: argparse.Namespace, own: Path | None) -> int:
    from screener.allowance import FILE_NAME
    from screener.cli.dictionary_exceptions import check_exceptions
    from screener.dictionary import load_dictionaries
    from screener.dictionary_file import read_dictionary_file
    from screener.recognize.keywords import prove

    if args.files:
        broken = False
        for path in args.files:
            try:
                if path.name == FILE_NAME:
                    broken = not check_exceptions(path.parent) or broken
                    continue
                file = read_dictionary_file(path)
                _say(f"{path}：{len(file.entries)} 个词语，写法无误", f"{path}: {len(file.entries)} terms, well-formed")
            except ScreenerError as error:
                broken = True
                sys.stderr.write(f"{pair(error.sentence, error.sentence_en)}\n")
        return USAGE if broken else PASSED
    dictionaries = load_dictionaries(own)
    prove(dictionaries)
    for dictionary in dictionaries:
        count, proofs = len(dictionary.terms), len(dictionary.examples) + len(dictionary.non_examples)
        label = f"{dictionary.name}@{dictionary.version}"
        _say(f"{label}：{count} 个词语，{proofs} 个例句，无误", f"{label}: {count} terms, {proofs} examples, all hold")
    return PASSED if check_exceptions(own) else FOUND


def _list(args: argparse.Namespace, own: Path | None) -> int:
    from screener.cli.dictionary_exceptions import list_exceptions
    from screener.dictionary import load_dictionaries

    if args.name is None:
        from rich.cells import cell_len

        def column(words: str, cells: int) -> str:
            return words + " " * (cells - cell_len(words))

        for dictionary in load_dictionaries(own):
            kind = pair("公开用语", "public phrases") if dictionary.kind == "allow" else dictionary.entity
            sealed = pair("  加密", "  sealed") if dictionary.sealed else ""
            label = f"{dictionary.name}@{dictionary.version}"
            title = pair(dictionary.title, dictionary.title_en)
            number, columns = len(dictionary.terms), f"{column(label, 36)} {column(kind, 24)}"
            _say(f"{columns} {number:5} 个词语  {title}{sealed}", f"{columns} {number:5} terms  {title}{sealed}")
        list_exceptions(own)
        return PASSED
    chosen = _named(args.name, own)
    hidden = sum(term.sealed for term in chosen.terms)
    for term in chosen.terms:
        if not term.sealed:
            print(term.text)  # noqa: T201
    if hidden:
        _say(f"另有 {hidden} 个加密的词语，不显示。", f"and {hidden} sealed terms, not shown.")
    return PASSED


def _test(args: argparse.Namespace, own: Path | None) -> int:
    from screener.dictionary import load_dictionaries
    from screener.model import Location, Segment
    from screener.recognize.keywords import KeywordRecognizer
    from screener.recognize.passage import passages
    from screener.wording import evidence_words

    text = sys.stdin.read() if args.text == "-" else args.text
    recognizer = KeywordRecognizer(load_dictionaries(own))
    lines = [Segment(line, Location(paragraph=number)) for number, line in enumerate(text.splitlines(), 1)]
    findings = [finding for passage in passages(lines) for finding in recognizer.recognize(passage)]
    for finding in findings:
        why = pair("；", "; ").join(evidence_words(key, pair("zh", "en")) for key in finding.evidence)
        quote = (finding.masked_quote if "sealed" in finding.evidence else finding.quote).replace("\n", "⏎")
        at = f"{finding.location.paragraph}:{finding.start + 1}"
        print(f"{at}\t{quote}\t{finding.rule}\t{finding.entity}\t{finding.score:g}\t{why}")  # noqa: T201
    if not findings:
        _say("没有命中。", "nothing found.")
    return FOUND if findings else PASSED


def _export(args: argparse.Namespace, own: Path | None) -> int:
    from screener.term_list import write_term_list

    chosen = _named(args.name, own)
    if chosen.sealed:
        raise UsageError(f"{chosen.name} 是加密词典，不能导出为明文。", f"{chosen.name} is sealed and is not written in clear.")
    if args.file.exists() and not args.replace:
        raise UsageError(f"{args.file} 已存在：要覆盖请加 --replace。", f"{args.file} exists already: add --replace to overwrite it.")
    try:
        count = write_term_list(chosen, args.file)
    except OSError as error:
        raise unwritable(f" {args.file}", str(args.file), error) from error
    hidden = len(chosen.terms) - count
    extra = (f"，另有 {hidden} 个加密的词语未导出", f"; {hidden} sealed terms are left out") if hidden else ("", "")
    _say(f"已导出 {count} 个词语到 {args.file}{extra[0]}。", f"wrote {count} terms to {args.file}{extra[1]}.")
    return PASSED


def _seal(args: argparse.Namespace, own: Path | None) -> int:
    from screener.dictionary import load_dictionaries
    from screener.dictionary_file import read_dictionary_file
    from screener.recognize.keywords import prove
    from screener.sealed import SUFFIX, load_key, seal

    if args.file.suffix != ".toml":
        raise UsageError(f"要加密的应当是 .toml 词典：{args.file}", f"what is sealed is a .toml dictionary: {args.file}")
    read_dictionary_file(args.file)
    if own is not None and own.resolve() == args.file.resolve().parent:
        prove(load_dictionaries(own))  # its examples are not read any more once it is sealed
    target = args.file.with_suffix(SUFFIX)
    write_whole(target, seal(args.file.read_bytes(), load_key()))
    _say(f"已加密为 {target}。", f"sealed as {target}.")
    if args.delete:
        args.file.unlink()
    else:
        _say(
            f"明文仍在 {args.file}：请移到涉密计算机或删去，否则词典不能使用。",
            f"the clear text is still at {args.file}: move it away or delete it, or the folder will not load.",
        )
    return PASSED


def _new_key(args: argparse.Namespace, _own: Path | None) -> int:
    from screener.sealed import KEY_FILE_VARIABLE, new_key

    try:
        descriptor = os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise unwritable(f"密钥文件 {args.file}", f"the key file {args.file}", error) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
    _say(
        f"密钥已写入 {args.file}（仅本用户可读）。请另存一份备份，并设置 {KEY_FILE_VARIABLE}。密钥丢失则加密词典无法打开。",
        f"wrote the key to {args.file}, for this user only. Keep a copy elsewhere and set {KEY_FILE_VARIABLE}: without it nothing sealed opens.",
    )
    return PASSED


def _named(name: str, own: Path | None) -> Dictionary:
    from screener.dictionary import load_dictionaries

    loaded = {dictionary.name: dictionary for dictionary in load_dictionaries(own)}
    if name not in loaded:
        raise UsageError(
            f"没有名为 {name} 的词典。现有：{'、'.join(loaded)}。", f"there is no dictionary {name}. There are: {', '.join(loaded)}."
        )
    return loaded[name]
