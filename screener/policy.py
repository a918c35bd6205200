"""What is done about what was found: a policy is data, and deciding is a pure function."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from screener.allowance import STATE_SECRET, Allowance
from screener.errors import PolicyError, toml_problem
from screener.model import Action, Finding, Reason, Unscanned, strictest

SHIPPED = Path(__file__).parents[1] / "dictionaries" / "policies"
DEFAULT_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """Findings with an entity of `entities` (`personal.*`), whose score reaches `min_score`, when there are `min_count` different ones.

    `halved` says that half of them are enough where the policy is `in_office`. `{count}` in the reason is how many are enough.
    """

    id: str
    entities: tuple[str, ...]
    action: Action
    reason: str
    reason_en: str
    min_score: float = DEFAULT_SCORE
    min_count: int = 1
    halved: bool = False

    def applies_to(self, entity: str) -> bool:
        return any(fnmatchcase(entity, pattern) for pattern in self.entities)


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
    in_office: bool = False
    """personal data were obtained in performing a duty or providing a service: half the number is serious (法释〔2017〕10号第5条第1款第8项)"""
    profile: str | None = None
    """the profile of the court rules that apply to a whole judgment; `None`: the documents are not judgments"""

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"


def decide(
    findings: Sequence[Finding],
    unscanned: Sequence[Unscanned],
    policy: Policy,
    allowances: Sequence[Allowance] = (),
    sha256: str = "",
    today: date = date.max,
) -> tuple[Action, tuple[Reason, ...]]:
    """The action for a document and the reasons for it, strictest first. Pure: the same input always gives the same answer.

    `allowances` are the signed-off exceptions, `sha256` is the document's and `today` the day they must still hold on.
    """
    # A finding counts once, for the strictest rule that holds: one mark must not read as certain, suspected and counted.
    left, reasons = _allowed(findings, allowances, sha256, today)
    entities = Counter(finding.entity for finding in left)
    for rule in sorted(policy.rules, key=lambda rule: -rule.action):
        matching = [found for found in left if found.score >= rule.min_score and rule.applies_to(found.entity)]
        count = len(set(map(_counted, matching)))
        enough = -(-rule.min_count // 2) if rule.halved and policy.in_office else rule.min_count
        if count >= enough:
            zh, en = (said.replace("{count}", f"{enough:,}") for said in (rule.reason, rule.reason_en))
            reasons.append(Reason(rule.action, rule.id, zh, en, count))
            taken = set(map(id, matching))
            left = [found for found in left if id(found) not in taken]
    for entity, count in sorted(entities.items()):
        if not any(fnmatchcase(entity, pattern) for pattern in policy.ignored) and not any(
            rule.applies_to(entity) for rule in policy.rules
        ):
            reasons.append(
                Reason(Action.REVIEW, "uncovered", f"策略没有规定如何处理 {entity}", f"the policy has no rule for {entity}", count)
            )
    if unscanned:
        action = max(policy.unscanned, Action.REVIEW)
        reasons.append(Reason(action, "unscanned", "有内容未能读取", "some content could not be read", len(unscanned)))
    reasons.sort(key=lambda reason: -reason.action)
    return strictest(reason.action for reason in reasons), tuple(reasons)


def _counted(finding: Finding) -> tuple[object, ...]:
    """What makes two findings one: the same number twice is one number, and two rows of a list that read alike are two records."""
    where = (finding.location, finding.start) if "record" in finding.evidence else ()
    return finding.entity, finding.quote, *where


def _allowed(findings: Sequence[Finding], allowances: Sequence[Allowance], sha256: str, today: date) -> tuple[list[Finding], list[Reason]]:
    """What no exception lets through, and what the exceptions did, or would have done, said as reasons that pass."""
    left: list[Finding] = []
    used: Counter[tuple[Allowance, bool]] = Counter()
    for finding in findings:
        # The second wall: whatever was loaded, a state secret is never excepted.
        covering = [] if finding.entity.startswith(STATE_SECRET) else [one for one in allowances if one.covers(finding, sha256)]
        holding = next((one for one in covering if not one.expired(today)), None)
        if holding is not None:
            used[holding, True] += 1
            continue
        used.update((one, False) for one in covering[:1])
        left.append(finding)
    return left, [_said(one, holds, count) for (one, holds), count in used.items()]


def _said(one: Allowance, holds: bool, count: int) -> Reason:
    zh, en = (
        ("按例外放行", "let through by an exception")
        if holds
        else ("例外已过期，不再放行", "an exception has expired and lets nothing through")
    )
    return Reason(
        Action.PASS,
        "exception" if holds else "exception-expired",
        f"{zh}：规则 {one.rule}，批准人 {one.person}，有效期至 {one.expires}",
        f"{en}: rule {one.rule}, approved by {one.person}, until {one.expires}",
        count,
    )


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
    known = {"name", "version", "rule", "ignored", "unscanned", "dictionaries", "extends", "profile", "in_office"}
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
        in_office=_flag(table, "in_office", file, ""),
        profile=_text(table, "profile", file) if "profile" in table else None,
    )
    return policy if base is None else _inherit(policy, base, table)


def _inherit(policy: Policy, base: Policy, table: dict[str, Any]) -> Policy:
    return replace(
        policy,
        ignored=(*base.ignored, *policy.ignored),
        unscanned=policy.unscanned if "unscanned" in table else base.unscanned,
        dictionaries=policy.dictionaries if "dictionaries" in table else base.dictionaries,
        in_office=policy.in_office if "in_office" in table else base.in_office,
        profile=policy.profile if "profile" in table else base.profile,
    )


def _rule(table: dict[str, Any], file: Path) -> PolicyRule:
    known = {"id", "entity", "action", "reason", "reason_en", "min_score", "min_count", "halved"}
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
        _entities(table, file),
        _action(table.get("action"), file, where),
        reason,
        str(table.get("reason_en", reason)),
        float(score),
        count,
        _flag(table, "halved", file, where),
    )


def _entities(table: dict[str, Any], file: Path) -> tuple[str, ...]:
    """One pattern, or several."""
    value = table.get("entity")
    return tuple(_texts(value, "entity", file)) if isinstance(value, list) and value else (_text(table, "entity", file),)


def _flag(table: dict[str, Any], key: str, file: Path, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise PolicyError(f"{file}：{where} 的 {key} 应是 true 或 false。", f"{file}: {where}: {key} should be true or false.")
    return value


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
