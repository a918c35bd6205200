"""`screener dictionary import`: a list as an office keeps it becomes a dictionary, or nothing is written."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from screener.cli.language import pair
from screener.cli.output import unwritable, write_whole
from screener.errors import UsageError

# As dictionaries/schema.json has them.
LONGEST_NAME, LONGEST_SENTENCE = 60, 600


def import_list(args: argparse.Namespace, own: Path | None) -> int:
    from screener.dictionary_file import parse_dictionary
    from screener.sealed import SUFFIX, load_key, seal
    from screener.term_list import as_toml, read_term_list

    if own is None:
        raise UsageError(
            "没有本单位词典文件夹：请用 --own 指定，或在配置里写 dictionaries。",
            "no folder for the organisation's dictionaries: name it with --own, or set dictionaries in the configuration.",
        )
    if not own.is_dir() and not args.create:
        raise UsageError(
            f"词典文件夹 {own} 不存在：请检查路径；要新建请加 --create。",
            f"the dictionary folder {own} does not exist: check the path, or add --create to make it.",
        )
    _check_settings(args)
    rows = read_term_list(args.file)
    settings = {"name": args.name, "version": args.edition, "owner": args.owner, "entity": args.entity, "basis": args.basis}
    settings |= {key: value for key, value in (("title", args.title), ("score", args.score)) if value is not None}
    content = as_toml(settings, rows).encode()
    target = own / f"{args.name}.toml"
    count = len(parse_dictionary(content, target).entries)
    others = [path for path in (target, target.with_suffix(SUFFIX)) if path.exists()]
    if others and not args.replace:
        raise UsageError(f"{others[0]} 已存在：要覆盖请加 --replace。", f"{others[0]} exists already: add --replace to overwrite it.")
    if args.seal:
        target, content = target.with_suffix(SUFFIX), seal(content, load_key())
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(f" {own}", str(own), error) from error
    write_whole(target, content)
    for path in others:
        if path != target:
            path.unlink()
    sentence = pair(
        f"已写入 {target}：{count} 个词语，词表共 {len(rows)} 行（空行和重复的不计）。",
        f"wrote {target}: {count} terms of {len(rows)} rows (without empty and repeated ones).",
    )
    print(sentence)  # noqa: T201
    return 0


def _check_settings(args: argparse.Namespace) -> None:
    """What the schema would refuse of these, said of what was typed and not of a file that was never written."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", args.name) or len(args.name) > LONGEST_NAME:
        raise UsageError(
            f"--name 只能用小写字母、数字和短横，以字母开头，不超过 {LONGEST_NAME} 字，不能写“{args.name}”。",
            f'--name takes lower case letters, digits and hyphens, a letter first, {LONGEST_NAME} at most, not "{args.name}".',
        )
    if not re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", args.entity):
        raise UsageError(
            f"--entity 应当像 internal.listed-word，不能写“{args.entity}”。",
            f'--entity should look like internal.listed-word, not "{args.entity}".',
        )
    if args.score is not None and not 0 < args.score <= 1:
        raise UsageError(f"--score 应当大于 0，不超过 1，不能写 {args.score:g}。", f"--score is above 0 and 1 at most, not {args.score:g}.")
    for option in ("owner", "basis", "title", "edition"):
        value = getattr(args, option)
        if value is not None and not 0 < len(value) <= LONGEST_SENTENCE:
            named = "version" if option == "edition" else option
            raise UsageError(
                f"--{named} 不能是空的，也不能超过 {LONGEST_SENTENCE} 字。", f"--{named} takes 1 to {LONGEST_SENTENCE} characters."
            )
