"""Dictionaries: the lists of words that are shipped, with an organisation's own folder laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from screener.dictionary_file import SHIPPED, DictionaryFile, fold, read_dictionary_file
from screener.errors import DictionaryError, UsageError
from screener.sealed import SUFFIX

__all__ = ["Dictionary", "Term", "as_dictionary", "fold", "load_dictionaries"]

DEFAULT_SCORE = 0.6
DEFAULT_PROXIMITY = 40
# What may lie in an organisation's folder without being a list of words.
OTHER_FILES = frozenset({"schema.json", "exceptions-schema.json", "exceptions.toml", "README.md", "README.txt"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for, as it was written, and what must hold for a hit.

    `whole_word` None: decided by the word (short Han words by segmentation, Latin letters and digits by their neighbours).
    """

    text: str = field(repr=False)
    score: float = DEFAULT_SCORE
    position: str = "anywhere"
    whole_word: bool | None = None
    require_near: tuple[str, ...] = field(default=(), repr=False)
    unless_near: tuple[str, ...] = field(default=(), repr=False)
    proximity: int = DEFAULT_PROXIMITY
    note: str = field(default="", repr=False)
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A named list. `kind` is `terms`, words to find, or `allow`, public phrases whose inner words are no finding.

    `examples` and `non_examples` are those of the file and of all its terms; of a sealed file there are none.
    """

    name: str
    version: str
    owner: str
    kind: str
    entity: str
    title: str
    title_en: str
    definition: str
    definition_en: str
    basis: str
    advice: str
    advice_en: str
    terms: tuple[Term, ...] = field(repr=False)
    examples: tuple[str, ...] = field(default=(), repr=False)
    non_examples: tuple[str, ...] = field(default=(), repr=False)
    sealed: bool = False


def load_dictionaries(own: Path | None = None, shipped: Path = SHIPPED) -> tuple[Dictionary, ...]:
    """The shipped dictionaries, extended by those of the organisation's folder `own`, then the organisation's new ones; each by name.

    Raises `DictionaryError` when a file does not hold, and `UsageError` when the folder is missing or a sealed file has no key:
    a list that an office believes to be in force must be in force.
    """
    loaded = {file.path.stem: as_dictionary(file) for file in _files(shipped)}
    if own is None:
        return tuple(loaded.values())
    if not own.is_dir():
        raise UsageError(f"词典文件夹 {own} 不存在：请检查配置。", f"the dictionary folder {own} does not exist: check the configuration.")
    files = list(_files(own))
    for file in files:
        if "extend" in file.table:
            continue
        if file.table["name"] in loaded:
            raise DictionaryError(
                f"词典 {file.path}：已有名为 {file.table['name']} 的词典。要补充它请写 extend；否则请换一个名字。",
                f"the dictionary {file.path}: {file.table['name']} exists already. Write extend to add to it, or choose another name.",
            )
        loaded[file.table["name"]] = as_dictionary(file)
    for file in files:
        if "extend" in file.table:
            loaded[file.table["extend"]] = _extended(loaded, file)
    return tuple(loaded.values())


def as_dictionary(file: DictionaryFile) -> Dictionary:
    """A file that stands for itself, as a dictionary. What its owner left out is said in general words."""
    table = file.table
    title = table.get("title", table["name"])
    examples, non_examples = _proofs(file)
    return Dictionary(
        table["name"],
        table["version"],
        table["owner"],
        table.get("kind", "terms"),
        table.get("entity", ""),
        title,
        table.get("title_en", table["name"]),
        table.get("definition", f"{table['owner']}列入“{title}”的词语。"),
        table.get("definition_en", f"Words that {table['owner']} has listed under “{table['name']}”."),
        table.get("basis", ""),
        table.get("advice", f"核对是否可以公开；不能确定的，问{table['owner']}。"),
        table.get("advice_en", f"Check whether this may be published; in doubt ask {table['owner']}."),
        _terms(file),
        examples,
        non_examples,
        file.sealed,
    )


def _files(folder: Path) -> Iterable[DictionaryFile]:
    seen: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name.startswith(".") or path.name in OTHER_FILES:
            continue
        if path.suffix not in (".toml", SUFFIX):
            raise DictionaryError(
                f"{path} 不是词典，不会被使用：请用 screener dictionary import 导入，或移出这个文件夹。",
                f"{path} is not a dictionary and would not be used: import it with screener dictionary import, or move it elsewhere.",
            )
        if path.stem in seen:
            raise DictionaryError(
                f"{path} 与 {seen[path.stem].name} 同名：请删去其中一个（已加密的，删去明文）。",
                f"{path} and {seen[path.stem].name} have the same name: remove one (of a sealed one, the clear text).",
            )
        seen[path.stem] = path
        yield read_dictionary_file(path)


def _extended(loaded: Mapping[str, Dictionary], file: DictionaryFile) -> Dictionary:
    """`base` with the file's terms added, an equal term being the file's, and those it disables left out."""
    base = loaded.get(file.table["extend"])
    if base is None:
        raise DictionaryError(
            f"词典 {file.path}：没有名为 {file.table['extend']} 的词典可补充。现有：{'、'.join(loaded)}。",
            f"the dictionary {file.path}: there is no dictionary {file.table['extend']} to extend. There are: {', '.join(loaded)}.",
        )
    terms = {(fold(term.text), term.position): term for term in base.terms}
    for number, text in enumerate(file.table.get("disable", ()), 1):
        gone = [key for key in terms if key[0] == fold(text)]
        if not gone:
            zh, en = (f"第 {number} 个", f"number {number}") if file.sealed else (f"“{text}”", f'"{text}"')
            raise DictionaryError(
                f"词典 {file.path}：要停用的词语（{zh}）不在 {base.name} 中：请核对写法。",
                f"the dictionary {file.path}: the term to disable ({en}) is not in {base.name}: check how it is written.",
            )
        for key in gone:
            del terms[key]
    terms.update({(fold(term.text), term.position): term for term in _terms(file)})
    examples, non_examples = _proofs(file)
    # A switched-off term is proof of nothing any more: the base's examples stay only where all its terms do.
    kept = () if file.table.get("disable") else base.examples
    return replace(
        base,
        version=f"{base.version}+{file.table['version']}",
        owner=f"{base.owner}、{file.table['owner']}",
        terms=tuple(terms.values()),
        examples=kept + examples,
        non_examples=base.non_examples + non_examples,
    )


def _terms(file: DictionaryFile) -> tuple[Term, ...]:
    return tuple(_term(entry, file.sealed) for entry in file.entries)


def _term(entry: Mapping[str, Any], sealed: bool) -> Term:
    return Term(
        entry["text"],
        float(entry.get("score", DEFAULT_SCORE)),
        entry.get("position", "anywhere"),
        entry.get("whole_word"),
        tuple(entry.get("require_near", ())),
        tuple(entry.get("unless_near", ())),
        entry.get("proximity", DEFAULT_PROXIMITY),
        entry.get("note", ""),
        sealed,
    )


def _proofs(file: DictionaryFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if file.sealed:  # they quote its terms; whoever seals it proves them first
        return (), ()
    tables = (file.table, *file.table.get("term", ()))
    return (
        tuple(text for table in tables for text in table.get("examples", ())),
        tuple(text for table in tables for text in table.get("non_examples", ())),
    )
