"""Tables of what the product, its feature groups and two baselines make of the generated documents."""

from __future__ import annotations

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from screener.model import Action
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK
from tests.evaluation.cases import cases, wrong
from tests.evaluation.measured import GROUPS, Outcome, measure_all
from tests.evaluation.samples import samples

MARKED = {"mark": "marks", "evasion": "evasions"}
UNMARKED = {"twin": "twins", "mention": "mentions", "look-alike": "look-alikes (§7.2)", "counter": "counter-examples of evasions"}
EXPECTED = {"block": "marks", "held": "marks for a person to judge", "open": "look-alikes", "clear": "mentions"}
BINS = (0.0, WORTH_A_LOOK, 0.6, 0.7, BLOCKING, 0.9, 1.01)
LISTED = 150


# What the product does today; a run that does worse fails. Tighten these with each fix, never loosen them.
MARKS_FOUND, EVASIONS_FOUND = 0.999, 0.97


def report(seed: int = 1, share: float = 1.0, jobs: int = 2) -> list[str]:
    """Print the tables; in words, the bounds that were not kept."""
    began = time.monotonic()
    outcomes = list(measure_all(samples(seed, share), jobs))
    day = datetime.now().astimezone().date()
    print(f"\n## Generated documents ({day}, seed {seed}, {len(outcomes)} documents, {time.monotonic() - began:.0f} s)\n")
    for title, table in (
        ("Marks found", _recall(outcomes)),
        ("Alarms per 1,000 unmarked documents", _alarms(outcomes)),
        ("What each group of features is worth", _ablation(outcomes)),
        ("Score and truth", _calibration(outcomes)),
        ("Recall by form (row of the domain survey)", _by(outcomes, "mark", lambda outcome: outcome.sample.family)),
        ("Recall by place", _by(outcomes, "mark", lambda outcome: " / ".join(outcome.sample.spot))),
        ("Evasions", _evasions(outcomes)),
        ("Marks and mentions that no form makes (cases.toml)", _cases()),
        ("Misses", _misses(outcomes, "mark")),
        ("Missed evasions", _misses(outcomes, "evasion")),
        ("False blocks", _false_blocks(outcomes)),
    ):
        print(f"\n### {title}\n")
        print("\n".join(table))
    return list(_broken(outcomes))


def _broken(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for group, bound in (("mark", MARKS_FOUND), ("evasion", EVASIONS_FOUND)):
        number, misses = sum(outcome.sample.group == group for outcome in outcomes), len(missed(outcomes, group))
        if misses > (1 - bound) * number:
            yield f"{misses} of {number} missed: {MARKED[group]}"
    if blocked := falsely_blocked(outcomes):
        yield f"{len(blocked)} unmarked documents blocked"
    if others := list(wrong()):
        yield f"{len(others)} cases of cases.toml judged otherwise"


def is_missed(outcome: Outcome) -> bool:
    """A mark that should be certain was not blocked, or one that a person must judge was passed."""
    return outcome.sample.marked and not (outcome.blocked if outcome.sample.must_block else outcome.held)


def missed(outcomes: Iterable[Outcome], group: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.sample.group == group and is_missed(outcome)]


def falsely_blocked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.sample.marked and outcome.action is Action.BLOCK]


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def heading(*cells: str) -> list[str]:
    return [row(*cells), row(*("---" for _ in cells))]


def percent(hits: int, of: int) -> str:
    return f"{100 * hits / of:.2f} %" if of else "-"


def thousand(hits: int, of: int) -> str:
    return f"{1000 * hits / of:.1f}" if of else "-"


def _recall(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from heading("", "documents", "blocked", "at least held", "baseline keyword", "baseline level and ★")
    for group, name in MARKED.items():
        for must, what in ((True, "to be blocked"), (False, "to be held")):
            chosen = [outcome for outcome in outcomes if outcome.sample.group == group and outcome.sample.must_block is must]
            counts = (
                sum(map(judge, chosen)) for judge in (lambda o: o.blocked, lambda o: o.held, lambda o: o.keyword, lambda o: o.starred)
            )
            yield row(f"{name}, {what}", len(chosen), *(percent(count, len(chosen)) for count in counts))


def _alarms(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from heading("", "documents", "blocked", "held as a mark", "held for any reason", "baseline keyword", "baseline level and ★")
    for group, name in UNMARKED.items():
        chosen = [outcome for outcome in outcomes if outcome.sample.group == group]
        counts = (
            sum(outcome.action is Action.BLOCK for outcome in chosen),
            sum(outcome.held for outcome in chosen),
            sum(outcome.action is not Action.PASS for outcome in chosen),
            sum(outcome.keyword for outcome in chosen),
            sum(outcome.starred for outcome in chosen),
        )
        yield row(name, len(chosen), *(thousand(count, len(chosen)) for count in counts))
    reasons = Counter(rule for outcome in outcomes if not outcome.sample.marked for rule in outcome.why)
    yield f"\nRules behind the alarms: {', '.join(f'{rule} {count}' for rule, count in reasons.most_common())}."


def _ablation(outcomes: Sequence[Outcome]) -> Iterator[str]:
    must = [outcome for outcome in outcomes if outcome.sample.group == "mark" and outcome.sample.must_block]
    hidden = [outcome for outcome in outcomes if outcome.sample.group == "evasion" and outcome.sample.must_block]
    clean = [outcome for outcome in outcomes if not outcome.sample.marked]
    yield from heading("without", "marks blocked", "evasions blocked", "unmarked blocked per 1,000", "unmarked held per 1,000")

    def line(name: str, score: Callable[[Outcome], float]) -> str:
        blocked = [sum(score(outcome) >= BLOCKING for outcome in chosen) for chosen in (must, hidden, clean)]
        held = sum(score(outcome) >= WORTH_A_LOOK for outcome in clean)
        rates = (percent(blocked[0], len(must)), percent(blocked[1], len(hidden)))
        return row(name, *rates, thousand(blocked[2], len(clean)), thousand(held, len(clean)))

    yield line("nothing", lambda outcome: outcome.score)
    for index, group in enumerate(GROUPS):
        yield line(group, lambda outcome, index=index: outcome.without[index])  # type: ignore[misc]


def _calibration(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from heading("score", "documents", "of them marked")
    for low, high in itertools.pairwise(BINS):
        chosen = [outcome for outcome in outcomes if low <= outcome.score < high]
        yield row(f"{low:.2f} to {min(high, 1):.2f}", len(chosen), percent(sum(outcome.sample.marked for outcome in chosen), len(chosen)))


def _by(outcomes: Sequence[Outcome], group: str, key: Callable[[Outcome], str]) -> Iterator[str]:
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.sample.group == group:
            kinds[key(outcome)].append(outcome)
    yield from heading("", "documents", "as expected", "at least held")
    whole = 0
    for name, chosen in sorted(kinds.items()):
        met = sum(not is_missed(outcome) for outcome in chosen)
        if met == len(chosen):
            whole += 1
        else:
            yield row(name, len(chosen), percent(met, len(chosen)), percent(sum(outcome.held for outcome in chosen), len(chosen)))
    yield row(f"the other {whole}", "", "100 %", "100 %")


def _evasions(outcomes: Sequence[Outcome]) -> Iterator[str]:
    families: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.sample.group in ("evasion", "counter"):
            families[outcome.sample.family if outcome.sample.family != "twin" else _torn(outcome)].append(outcome)
    yield from heading("", "marks", "as expected", "at least held", "harmless", "blocked", "held as a mark")
    for name, chosen in families.items():
        marked = [outcome for outcome in chosen if outcome.sample.marked]
        harmless = [outcome for outcome in chosen if not outcome.sample.marked]
        found = (percent(sum(not is_missed(o) for o in marked), len(marked)), percent(sum(o.held for o in marked), len(marked)))
        yield row(name, len(marked), *found, len(harmless), sum(o.action is Action.BLOCK for o in harmless), sum(o.held for o in harmless))


def _torn(outcome: Outcome) -> str:
    return ": ".join(outcome.sample.spot)


def _cases() -> Iterator[str]:
    yield from heading("", "texts", "blocked", "held", "as expected")
    scores = [(case, case.score()) for case in cases()]
    for expect, name in EXPECTED.items():
        chosen = [(case, score) for case, score in scores if case.expect == expect]
        counts = (sum(score >= BLOCKING for _, score in chosen), sum(WORTH_A_LOOK <= score < BLOCKING for _, score in chosen))
        yield row(name, len(chosen), *counts, percent(sum(case.is_met_by(score) for case, score in chosen), len(chosen)))


def _misses(outcomes: Sequence[Outcome], group: str) -> Iterator[str]:
    yield from heading("form", "format", "place", "text", "body", "score")
    lines = [
        row(outcome.sample.family, *outcome.sample.spot, f"`{outcome.sample.put!r}`", outcome.sample.body, f"{outcome.score:.2f}")
        for outcome in missed(outcomes, group)
    ]
    yield from sorted(lines)[:LISTED]
    if len(lines) > LISTED:
        yield f"\n… and {len(lines) - LISTED} more."


def _false_blocks(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from heading("group", "format", "place", "text", "body", "rules")
    lines = [
        row(outcome.sample.group, *outcome.sample.spot, f"`{outcome.sample.put!r}`", outcome.sample.body, ", ".join(outcome.why))
        for outcome in falsely_blocked(outcomes)
    ]
    yield from sorted(lines)[:LISTED]
