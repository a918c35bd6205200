"""What is done about what was found: a policy is data, and deciding is a pure function."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from screener.errors import PolicyError, toml_problem
from screener.model import Action, Finding, Reason, Unscanned, strictest

SHIPPED = Path(__file__).parents[1] / "dictionaries" / "policies"
DEFAULT_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """Findings whose entity matches `entity` (`personal.*`), whose score reaches `min_score`, when there are `min_count` different ones."""

    id: str
    entity: str
    action: Action
    reason: str
    reason_en: str
    min_score: float = DEFAULT_SCORE
    min_count: int = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """A named, versioned list of rules. Every rule that holds counts; the strictest action wins.

    `ignored` are entities that are counted and never held against a document. `unscanned` is at least `REVIEW`. A finding that no rule
    and no ignored entity covers goes to review: a new recogniser must not be silent because a policy is older.
    """

    name: str
    version: str
    rules: tuple[PolicyRule, ...]
    ignored: tuple[str, ...] = ()
    unscanned: Action = Action.REVIEW
    dictionaries: tuple[str, ...] | None = None
    """the dictionaries that count under this policy; `None`: all of them"""
    profile: str | None = None
    """the profile of the court rules that apply to a whole judgment; `None`: the documents are not judgments"""

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"


def decide(findings: Sequence[Finding], unscanned: Sequence[Unscanned], policy: Policy) -> tuple[Action, tuple[Reason, ...]]:
    """The action for a document and the reasons for it, strictest first. Pure: the same input always gives the same answer."""
    reasons: list[Reason] = []
    entities = {finding.entity for finding in findings}
    # A finding counts once, for the strictest rule that holds: one mark must not read as certain, suspected and counted.
    left = list(findings)
    for rule in sorted(policy.rules, key=lambda rule: -rule.action):
        matching = [found for found in left if found.score >= rule.min_score and fnmatchcase(found.entity, rule.entity)]
        count = len({(found.entity, found.quote) for found in matching})
        if count >= rule.min_count:
            reasons.append(Reason(rule.action, rule.id, rule.reason, rule.reason_en, count))
            taken = set(map(id, matching))
            left = [found for found in left if id(found) not in taken]
    covered = (*(rule.entity for rule in policy.rules), *policy.ignored)
    for entity in sorted(entities):
        if not any(fnmatchcase(entity, pattern) for pattern in covered):
            count = sum(found.entity == entity for found in findings)
            reasons.append(
                Reason(Action.REVIEW, "uncovered", f"策略没有规定如何处理 {entity}", f"the policy has no rule for {entity}", count)
            )
    if unscanned:
        action = max(policy.unscanned, Action.REVIEW)
        reasons.append(Reason(action, "unscanned", "有内容未能读取", "some content could not be read", len(unscanned)))
    reasons.sort(key=lambda reason: -reason.action)
    return strictest(reason.action for reason in reasons), tuple(reasons)


def load_policy(name: str, own: Path | None = None) -> Policy:
    """A policy by name (the organisation's `policies` folder first, then the shipped ones) or by the path of a TOML file.

    A policy that `extends` another has its rules too, one's own under the same id in their place, and its settings where it has none.

    Raises `PolicyError` for an unknown name and for anything in the file that is not understood.
    """
    return _load(name, own, ())


def _load(name: str, own: Path | None, heirs: tuple[Path, ...]) -> Policy:
    folders = [*([own / "policies"] if own is not None else []), SHIPPED]
    candidates = [Path(name)] if name.endswith(".toml") else [folder / f"{name}.toml" for folder in folders]
    for file in candidates:
        # A file of the name of the one that it extends means the shipped one.
        if file.is_file() and file not in heirs:
            return _read(file, own, heirs)
    if name.endswith(".toml"):
        raise PolicyError(f"找不到策略文件 {name}：请检查路径。", f"cannot find the policy file {name}: check the path.")
    known = sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")})
    raise PolicyError(f"没有名为 {name} 的策略。可用的有：{'、'.join(known)}。", f"no policy named {name}. Available: {', '.join(known)}.")


def _read(file: Path, own: Path | None, heirs: tuple[Path, ...]) -> Policy:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise PolicyError(f"读不到策略文件 {file}。", f"cannot read the policy {file}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        zh, en = toml_problem(error)
        raise PolicyError(f"策略文件 {file} 不是有效的 TOML：{zh}。", f"the policy {file} is not valid TOML: {en}.") from error
    known = {"name", "version", "rule", "ignored", "unscanned", "dictionaries", "extends", "profile"}
    _refuse_unknown(table, known, file, "")
    rules = table.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise PolicyError(f"{file}：规则要写成 [[rule]]。", f"{file}: write rules as [[rule]].")
    base = _load(_text(table, "extends", file), own, (*heirs, file)) if "extends" in table else None
    dictionaries = table.get("dictionaries")
    own_rules = {rule.id: rule for rule in (_rule(rule, file) for rule in rules)}
    inherited = () if base is None else tuple(rule for rule in base.rules if rule.id not in own_rules)
    policy = Policy(
        name=_text(table, "name", file),
        version=_text(table, "version", file),
        rules=(*inherited, *own_rules.values()),
        ignored=tuple(_texts(table.get("ignored", []), "ignored", file)),
        unscanned=_action(table.get("unscanned", "review"), file, "unscanned"),
        dictionaries=None if dictionaries is None else tuple(_texts(dictionaries, "dictionaries", file)),
        profile=_text(table, "profile", file) if "profile" in table else None,
    )
    return policy if base is None else _inherit(policy, base, table)


def _inherit(policy: Policy, base: Policy, table: dict[str, Any]) -> Policy:
    return replace(
        policy,
        ignored=(*base.ignored, *policy.ignored),
        unscanned=policy.unscanned if "unscanned" in table else base.unscanned,
        dictionaries=policy.dictionaries if "dictionaries" in table else base.dictionaries,
        profile=policy.profile if "profile" in table else base.profile,
    )


def _rule(table: dict[str, Any], file: Path) -> PolicyRule:
    known = {"id", "entity", "action", "reason", "reason_en", "min_score", "min_count"}
    where = f"[[rule]] {table.get('id', '?')}"
    _refuse_unknown(table, known, file, where)
    score, count = table.get("min_score", DEFAULT_SCORE), table.get("min_count", 1)
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise PolicyError(f"{file}：{where} 的 min_score 应在 0 和 1 之间。", f"{file}: {where}: min_score should lie between 0 and 1.")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise PolicyError(f"{file}：{where} 的 min_count 应是正整数。", f"{file}: {where}: min_count should be a positive integer.")
    reason = _text(table, "reason", file)
    return PolicyRule(
        _text(table, "id", file),
        _text(table, "entity", file),
        _action(table.get("action"), file, where),
        reason,
        str(table.get("reason_en", reason)),
        float(score),
        count,
    )


def _refuse_unknown(table: dict[str, Any], known: set[str], file: Path, where: str) -> None:
    for key in table:
        if key not in known:
            raise PolicyError(
                f"{file}：{where} 不认识的设置 {key}。可用的有：{'、'.join(sorted(known))}。",
                f"{file}: {where} unknown key {key}. Known keys: {', '.join(sorted(known))}.",
            )


def _text(table: dict[str, Any], key: str, file: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise PolicyError(f"{file}：缺少 {key}，或者它不是文字。", f"{file}: {key} is missing or is not a text.")
    return value


def _texts(value: object, key: str, file: Path) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PolicyError(f"{file}：{key} 应是一列文字。", f"{file}: {key} should be a list of texts.")
    return value


def _action(value: object, file: Path, where: str) -> Action:
    if isinstance(value, str) and value.upper() in Action.__members__:
        return Action[value.upper()]
    raise PolicyError(
        f"{file}：{where} 的 action 应是 pass、review 或 block。", f"{file}: {where}: action should be pass, review or block."
    )
