"""`screener recheck`: look again at what went out, by today's rules."""

from __future__ import annotations

import argparse

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "recheck", help=pair("词典或策略更新后，重新审查已送出的文件", "screen again what went out, after the rules changed")
    )
    parser.add_argument("--all", action="store_true", help=pair("全部重查，不论当时用的什么版本", "everything, whatever it was judged by"))
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help=pair("并行进程数", "worker processes"))
    add_common(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    """0: all would go out today too. 1: something would not, or is not what went out."""
    open_named(args)
    from functools import partial

    from reports.cases.incident_forms import form_of
    from reports.cases.recheck import OUTCOMES, recheck
    from screener.isolation import screen_all

    report = recheck(partial(screen_all, jobs=args.jobs or config.jobs), everything=args.all)
    for outcome, count in sorted(report.outcomes.items()):
        if count:
            print(f"{count}\t{pair(*OUTCOMES.get(outcome, (outcome, outcome)))}")  # noqa: T201
    if not sum(report.outcomes.values()):
        print(pair("没有需要重查的文件。", "there is nothing to look at again."))  # noqa: T201
    for case in report.follow_ups:
        print(pair(f"新开审查件 {case.number}", f"case {case.number} was opened"))  # noqa: T201
    for incident in report.incidents:
        form = form_of(incident)
        addressees, addressees_en = ("、".join(words) for words in zip(*form.addressees.values(), strict=True))
        said = (
            f"{form.title[0]} {incident.pk}：24 小时内（{incident.due_at:%Y-%m-%d %H:%M} UTC 前）报告：{addressees}。见 screener leak show {incident.pk}",
            f"{form.title[1]} {incident.pk}: before {incident.due_at:%Y-%m-%d %H:%M} UTC tell: {addressees_en}. See `screener leak show {incident.pk}`",
        )
        print(pair(*said))  # noqa: T201
    return 1 if report.follow_ups or report.incidents or report.changed else 0
