"""A verdict as the case file keeps it: what becomes a row, in what words, and whether it says state secret."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from reports.cases.models import Case, FindingRow, UnscannedRow
from screener.errors import PolicyError
from screener.model import Action, Finding, Unscanned, Verdict
from screener.policy import Policy, load_policy

# A document with more is a data set: the reviewer needs the first ones and the number, not a million rows.
KEPT = 1000


def storable(text: str) -> str:
    """`text` as every database can hold it: no NUL, no half of a surrogate pair. Names in archives have both."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def state_secret(verdict: Verdict, channel: str) -> bool:
    """Whether something that blocks says state secret: isolated, and never copied, not even encrypted. Doubt and quotations are sealed."""
    policy = _policy(policy_of(channel), settings.CONFIG.dictionaries, verdict.policy)
    secret = [finding for finding in verdict.findings if finding.entity.startswith("secret.")]
    if policy is None:
        return bool(secret)  # judged by rules that are no longer here: be careful
    blocking = [rule for rule in policy.rules if rule.action == Action.BLOCK]
    return any(finding.score >= rule.min_score and rule.applies_to(finding.entity) for finding in secret for rule in blocking)


def personal_leak(verdict: Verdict, channel: str) -> bool:
    """Whether a rule about personal data blocks it: so much of it that its being public is a breach (个人信息保护法 57). Less is for a person to say."""
    blocking = {reason.rule for reason in verdict.reasons if reason.action == Action.BLOCK}
    policy = _policy(policy_of(channel), settings.CONFIG.dictionaries, verdict.policy)
    if policy is None:
        return bool(blocking) and any(finding.entity.startswith("personal.") for finding in verdict.findings)
    return any(rule.id in blocking and any(entity.startswith("personal.") for entity in rule.entities) for rule in policy.rules)


def policy_of(channel: str) -> str:
    named = next((one.policy for one in settings.CONFIG.channels if one.name == channel), "")
    name: str = named or settings.CONFIG.policy
    return name


@lru_cache(maxsize=16)
def _policy(name: str, own: Path | None, label: str) -> Policy | None:
    """The policy of that name, while it is still the one that judged. Read again for each new label."""
    try:
        policy = load_policy(name, own)
    except PolicyError:
        return None
    return policy if policy.label == label else None


def finding_row(case: Case, finding: Finding) -> FindingRow:
    where = finding.location
    return FindingRow(
        case=case,
        entity=finding.entity,
        rule=finding.rule,
        score=finding.score,
        part=storable(where.part),
        place=str(where.place),
        page=where.page,
        paragraph=where.paragraph,
        cell=None if where.cell is None else storable(where.cell)[:255],
        box=None if where.box is None else list(where.box),
        start=finding.start,
        end=finding.end,
        masked_quote=storable(finding.masked_quote),
        evidence=[storable(item) for item in finding.evidence],
        basis=finding.basis,
    )


def unscanned_row(case: Case, unscanned: Unscanned) -> UnscannedRow:
    where = unscanned.location
    return UnscannedRow(
        case=case,
        part=storable(where.part),
        place=str(where.place),
        page=where.page,
        code=unscanned.code,
        reason=storable(unscanned.reason)[:255],
    )
