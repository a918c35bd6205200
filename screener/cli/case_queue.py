"""`screener queue`: what waits for a person, and a named person's decision on it, with the same guards as at the desk."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from screener.cli.language import chosen, pair
from screener.cli.service_options import add_common, add_person, open_named, signed_in
from screener.config import Config
from screener.errors import UsageError
from screener.model import Action

if TYPE_CHECKING:
    from reports.cases.models import Case, Person

VERDICTS = {Action.PASS: ("放行", "pass"), Action.REVIEW: ("复核", "review"), Action.BLOCK: ("拦截", "block")}
# The command, the decision it stands for, and what it says in the list of commands.
DECISIONS: dict[str, tuple[str, str, str]] = {
    "approve": ("release", "同意公开", "let it go out"),
    "release": ("release", "同意公开（同 approve）", "let it go out (as approve)"),
    "reject": ("reject", "不予公开", "keep it in"),
    "refer": ("refer", "提请确定", "put it to the authority that can decide"),
    "hand-over": ("hand-over", "移交（两人）", "hand it over (two persons)"),
    "destroy": ("destroy", "销毁（两人）", "destroy it (two persons)"),
    "withdraw": ("withdraw", "撤回原决定或已送出的文件", "take back a decision or a publication"),
}
# About a document that is outside already, which `recheck` opened a case on: whether it stays there.
SETTLEMENTS: dict[str, tuple[bool, str, str]] = {
    "keep-public": (True, "复查件：可以继续公开", "a follow-up: it may stay public"),
    "take-down": (False, "复查件：须撤下", "a follow-up: it must be taken down"),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("queue", help=pair("待复核的文件：列出、查看、决定", "held documents: list, show, decide"))
    add_common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)
    listing = actions.add_parser("list", help=pair("列出（默认只列待复核的）", "list (what waits for a person)"))
    listing.add_argument("--state", default="held", metavar="STATE", help=pair("状态；all 表示全部", "a state, or all"))
    listing.add_argument("--format", choices=("text", "jsonl"), default="text", help=pair("输出格式", "output format"))
    listing.add_argument("--limit", type=int, default=200, metavar="N", help=pair("最多列多少件（默认 200）", "at most so many (200)"))
    add_common(listing)
    show = actions.add_parser("show", help=pair("查看一件：发现、未读内容、决定", "one case: findings, what was not read, rulings"))
    show.add_argument("number", metavar="NUMBER")
    add_common(show)
    commands = {**DECISIONS, **SETTLEMENTS}
    for name, (_, zh, en) in commands.items():
        one = actions.add_parser(name, help=pair(zh, en))
        one.add_argument("number", metavar="NUMBER", help=pair("编号", "the case's number"))
        one.add_argument(
            "--reason", required=True, metavar="CODE", help=pair("理由代码（见 screener queue show）", "code of the reason (see show)")
        )
        one.add_argument("--remark", default="", metavar="TEXT", help=pair("说明", "the reason in words"))
        if name in DECISIONS:
            keys = "number authority date receiver unit basis"
            said = pair(f"依据，可写多次：{keys}", f"may be repeated: {keys}")
            one.add_argument("--evidence", action="append", default=[], metavar="KEY=VALUE", help=said)
        one.add_argument("--seen", metavar="MARK", help=pair("show 显示的核对码；不写则当场核对", "the mark that show prints; none: asks"))
        add_person(one)
        add_common(one)
    again = actions.add_parser(
        "rescreen", help=pair("重新审查因程序未能读取而留置的文件（更新后用）", "screen again what could not be read, after an update")
    )
    again.add_argument("numbers", nargs="*", metavar="NUMBER", help=pair("编号，可写多个", "numbers of cases"))
    again.add_argument("--unread", action="store_true", help=pair("所有这样的文件", "all such cases"))
    add_person(again)
    add_common(again)


def run(args: argparse.Namespace, _config: Config) -> int:
    open_named(args)
    if args.action == "list":
        return _list(args)
    if args.action == "show":
        _show(_case(args.number))
        return 0
    return _rescreen(args) if args.action == "rescreen" else _decide(args)


def _list(args: argparse.Namespace) -> int:
    from reports.cases.models import Case, State

    if args.state != "all" and args.state not in State.values:
        known = " ".join(State.values)
        raise UsageError(f"没有状态 {args.state}，可写：{known} all。", f"no state {args.state}; there are: {known} all.")
    cases = Case.objects.order_by("received_at", "pk")
    if args.state != "all":
        cases = cases.filter(state=args.state)
    for case in cases[: args.limit]:
        if args.format == "jsonl":
            _say(json.dumps(_line(case), ensure_ascii=False))
        else:
            rules = " ".join(reason["rule"] for reason in case.reasons)
            _say(
                f"{case.number}  {_state(case)}  {_verdict(case)}  {case.received_at:%Y-%m-%d %H:%M}Z  {_printable(case.channel)}  {rules}"
            )
    if not cases.exists() and args.format == "text":
        _say(pair("没有。", "none."))
    return 0


def _line(case: Case) -> dict[str, object]:
    verdict = None if case.action is None else Action(case.action).name.lower()
    return {
        "number": case.number, "state": case.state, "custody": case.custody, "verdict": verdict, "state_secret": case.state_secret,
        "channel": case.channel, "sha256": case.sha256, "size": case.size, "received_at": case.received_at.isoformat(),
        "rules": [reason["rule"] for reason in case.reasons], "seen": seen_mark(case),
    }  # fmt: skip


def _show(case: Case) -> None:
    from reports.cases.rulings import REASONS
    from reports.desk.words import shown_name

    _say(
        f"{case.number}  {_state(case)}  {_verdict(case)}{pair('  疑为国家秘密，已隔离', '  state secret, isolated') if case.state_secret else ''}"
    )
    rows = (
        (pair("文件名", "name"), shown_name(case)),
        (pair("渠道", "channel"), _printable(case.channel)),
        ("SHA-256", case.sha256),
        (pair("策略", "policy"), case.policy),
        (pair("核对码", "mark"), seen_mark(case)),
    )
    for name, value in rows:
        _say(f"  {name}  {value}")
    for reason in case.reasons:
        _say(f"  - {reason['rule']}  {reason['sentence_en'] if chosen() == 'en' else reason['sentence']}  ×{reason['count']}")
    for finding in case.findings.order_by("-score")[:50]:
        _say(f"    {finding.score:.2f}  {finding.rule}  {finding.place}  {_printable(finding.masked_quote)}")
    for unread in case.unscanned.all()[:50]:
        _say(f"    {pair('未读', 'unread')}  {unread.code}  {unread.place}")
    for ruling in case.rulings.order_by("pk"):
        waits = "" if ruling.effective else pair("（待第二人确认）", " (waits for a second person)")
        _say(f"  {ruling.decided_at:%Y-%m-%d %H:%M}Z  {ruling.reviewer_name}  {ruling.get_decision_display()}  {ruling.reason_code}{waits}")
    if case.state in {"held", "rejected", "released", "passed"}:
        _say(pair("  理由代码：", "  reasons:"))
        for code, (zh, en, _) in REASONS.items():
            _say(f"    {code}  {pair(zh, en)}")


def _decide(args: argparse.Namespace) -> int:
    from reports.cases.rulings import rule

    case = _case(args.number)
    if args.action in SETTLEMENTS and not _is_follow_up(case):
        raise UsageError(f"{case.number} 不是待决定的复查件。", f"{case.number} is no follow-up that waits for a decision.")
    if args.seen is None:
        _look_first(case)
    elif args.seen != seen_mark(case):
        raise UsageError("核对码不符：审查结果已经变了，请重新查看。", "the mark does not agree: the verdict changed since; look again.")
    person = signed_in(args)
    if args.action in SETTLEMENTS:
        return _settle(case, person, args)
    # What was seen is the case as it was read before the password was asked for; `rule` refuses it when it changed meanwhile.
    ruling = rule(
        case.number, person, DECISIONS[args.action][0], args.reason, args.remark, _evidence(args.evidence),
        case.sha256, case.policy, case.dictionaries,
    )  # fmt: skip
    if not ruling.effective:
        _say(pair("已记录，待第二人确认。", "put down; a second person must confirm."))
        return 0
    _say(pair("已决定。", "decided."))
    _carry_out()
    return 0


def _rescreen(args: argparse.Namespace) -> int:
    """0: all of them pass now. 1: some are still held."""
    from reports.cases.models import Case, Custody, State
    from reports.cases.rescreen import OUTCOMES, rescreen
    from reports.cases.states import UNREAD_BY_US

    if args.unread == bool(args.numbers):
        raise UsageError("请写编号，或写 --unread。", "name cases, or say --unread.")
    numbers = args.numbers
    if args.unread:
        waiting = Case.objects.filter(state=State.HELD, custody=Custody.SEALED, state_secret=False, unscanned__code__in=UNREAD_BY_US)
        numbers = waiting.exclude(rulings__effective=True).order_by("number").values_list("number", flat=True).distinct()
    person = signed_in(args)
    held = False
    for number in numbers:
        outcome = rescreen(number, person)
        held |= outcome != "passes"
        _say(f"{number}  {pair(*OUTCOMES[outcome])}")
    _carry_out()
    return 1 if held else 0


def _settle(case: Case, person: Person, args: argparse.Namespace) -> int:
    from reports.cases.recheck import settle

    ruling = settle(case, person, stays=SETTLEMENTS[args.action][0], reason_code=args.reason, reason=args.remark)
    if not ruling.effective:
        _say(pair("已记录，待第二人确认。", "put down; a second person must confirm."))
    elif ruling.decision == "release":
        _say(pair("已决定：可以继续公开。", "decided: it stays public."))
    else:
        said = "已决定：须撤下。本程序不能从发布处撤下：请立即由人撤下，并检查其他渠道和转载。"
        _say(pair(said, "decided: it must be taken down. This program cannot do that: do it now, by hand, and look at the other channels."))
    return 0


def _is_follow_up(case: Case) -> bool:
    from reports.cases.names import is_follow_up

    return is_follow_up(case) and case.state == "held"


def _carry_out() -> None:
    """A running watcher carries it out within a second; where none runs, it is done here."""
    from reports.cases import outbox
    from reports.settings import HOME
    from watchers.status import is_running

    if not is_running(HOME):
        outbox.run_due(datetime.now(UTC))


def _look_first(case: Case) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "请先用 screener queue show 查看，再用 --seen 写上核对码。",
            "look with `screener queue show` first, then name the mark with --seen.",
        )
    _show(case)
    if input(pair("看过以上内容，继续？输入 y：", "go on? y: ")).strip().lower() != "y":
        raise UsageError("未作决定。", "nothing was decided.")


def _evidence(pairs: list[str]) -> dict[str, str]:
    from reports.cases.rulings import EVIDENCE

    evidence = {}
    for one in pairs:
        key, equals, value = one.partition("=")
        if not equals or key not in EVIDENCE:
            known = "、".join(f"{name}（{zh}）" for name, (zh, _) in EVIDENCE.items())
            raise UsageError(f"依据要写成 键=值，键有：{known}。", f"evidence is KEY=VALUE; keys: {', '.join(EVIDENCE)}.")
        evidence[key] = value
    return evidence


def _case(number: str) -> Case:
    from reports.cases.models import Case

    case = Case.objects.filter(number=number).first()
    if case is None:
        raise UsageError(f"没有编号为 {number} 的审查件。", f"there is no case {number}.")
    return case


def seen_mark(case: Case) -> str:
    """Short for content, policy and dictionaries: who writes it has looked at this verdict and no other."""
    seen = json.dumps([case.sha256, case.policy, case.dictionaries, case.state, case.action], ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()[:10]


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _state(case: Case) -> str:
    return pair(case.get_state_display(), case.state)


def _verdict(case: Case) -> str:
    return pair("未审", "not yet") if case.action is None else pair(*VERDICTS[Action(case.action)])


def _printable(text: str) -> str:
    """A name from outside may hold what moves a terminal's cursor."""
    return "".join(character if character.isprintable() else "�" for character in text)
