"""The monthly report: what came, what went out, what was held and why, who ruled, what is overdue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from reports.cases.models import Case, Decision, FindingRow, Incident, RulingRow, State
from reports.cases.working_days import overdue_before
from reports.papers.paper import Grid, Paper, Table
from screener.model import Action


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a period; pages draw charts of them, papers tables."""

    begin: date
    end: date
    submitted: int
    passed: int
    reviewed: int
    blocked: int
    released: int
    rejected: int
    overruled: int
    """released by a person although the program held them"""
    waiting: int
    overdue: int
    incidents: int
    breaches: int
    """of personal data"""
    by_department: tuple[tuple[str, int, int, int], ...]
    """department, submitted, held, released"""
    by_reason: tuple[tuple[str, int], ...]
    by_reviewer: tuple[tuple[str, int, int, int], ...]
    """reviewer, rulings, releases, refusals"""
    by_rule: tuple[tuple[str, int, int], ...]
    """rule, findings, false alarms: the share that is left is the agreement rate"""
    by_day: tuple[tuple[date, int, int], ...]
    """day, submitted, held"""


def figures(begin: date, end: date, now: datetime | None = None) -> Figures:
    """Count what was received from `begin` up to, and without, `end`."""
    zone = timezone.get_current_timezone()
    first, after = (datetime(one.year, one.month, one.day, tzinfo=zone) for one in (begin, end))
    moment = now or timezone.now()
    cases = Case.objects.filter(received_at__gte=first, received_at__lt=after)
    held = Q(action__gt=Action.PASS)
    counted = cases.aggregate(
        submitted=Count("pk"),
        passed=Count("pk", filter=Q(action=Action.PASS)),
        reviewed=Count("pk", filter=Q(action=Action.REVIEW)),
        blocked=Count("pk", filter=Q(action=Action.BLOCK)),
        released=Count("pk", filter=Q(state=State.RELEASED)),
        rejected=Count("pk", filter=Q(state=State.REJECTED)),
        overruled=Count("pk", filter=held & Q(state=State.RELEASED)),
        waiting=Count("pk", filter=Q(state=State.HELD)),
        overdue=Count("pk", filter=Q(state=State.HELD, received_at__lt=overdue_before(moment))),
    )
    leaked = Counter(Incident.objects.filter(case__in=cases).values_list("kind", flat=True))
    departments = cases.values("department").annotate(
        all=Count("pk"), kept=Count("pk", filter=held), out=Count("pk", filter=Q(state=State.RELEASED))
    )
    rulings = RulingRow.objects.filter(decided_at__gte=first, decided_at__lt=after).values("reviewer_name")
    people = rulings.annotate(
        all=Count("pk"),
        yes=Count("pk", filter=Q(decision__in=(Decision.RELEASE, Decision.RELEASE_REDACTED))),
        no=Count("pk", filter=Q(decision=Decision.REJECT)),
    )
    rules = FindingRow.objects.filter(case__in=cases).values("rule").annotate(all=Count("pk"), false=Count("pk", filter=~Q(false_alarm="")))
    reasons: Counter[str] = Counter()
    for listed in cases.filter(held).values_list("reasons", flat=True).iterator(2000):
        reasons.update({reason["sentence"] for reason in listed if reason.get("action", 1)})
    return Figures(
        begin=begin,
        end=end,
        **counted,
        incidents=leaked[Incident.Kind.STATE_SECRET],
        breaches=leaked[Incident.Kind.PERSONAL_DATA],
        by_department=tuple((one["department"] or "（未填）", one["all"], one["kept"], one["out"]) for one in departments.order_by("-all")),
        by_reason=tuple(reasons.most_common()),
        by_reviewer=tuple((one["reviewer_name"], one["all"], one["yes"], one["no"]) for one in people.order_by("-all")),
        by_rule=tuple((one["rule"], one["all"], one["false"]) for one in rules.order_by("-all")),
        by_day=_days(cases.values_list("received_at", "action").iterator(2000), begin, end),
    )


def _days(received: object, begin: date, end: date) -> tuple[tuple[date, int, int], ...]:
    came: Counter[date] = Counter()
    kept: Counter[date] = Counter()
    for at, action in received:  # type: ignore[attr-defined]
        day = timezone.localdate(at)
        came[day] += 1
        kept[day] += bool(action)
    return tuple((day, came[day], kept[day]) for day in (begin + timedelta(days=n) for n in range((end - begin).days)))


def monthly(counted: Figures, unit: str = "") -> Paper:
    """The report on paper."""
    last = counted.end - timedelta(days=1)
    period = f"{counted.begin:%Y年%m月%d日}至{last:%Y年%m月%d日}"
    return Paper(
        title="信息公开保密审查情况报告",
        subtitle="　　".join(filter(None, (unit, period))),
        sections=(
            Grid(
                "总体情况",
                (
                    ("报送", f"{counted.submitted} 件"),
                    ("机检放行", f"{counted.passed} 件"),
                    ("转人工复核", f"{counted.reviewed} 件"),
                    ("拦截", f"{counted.blocked} 件"),
                    ("已送出", f"{counted.released} 件，其中人工同意 {counted.overruled} 件"),
                    ("不予公开", f"{counted.rejected} 件"),
                    ("待复核", f"{counted.waiting} 件，其中超期 {counted.overdue} 件"),
                    ("泄密事件", f"{counted.incidents} 起"),
                    ("个人信息泄露事件", f"{counted.breaches} 起"),
                ),
            ),
            _table("按部门", ("部门", "报送", "复核与拦截", "送出"), counted.by_department, (4, 2, 2, 2)),
            _table("按缘由", ("缘由", "件数"), counted.by_reason, (8, 2)),
            _table("按审查人", ("审查人", "决定", "同意公开", "不予公开"), counted.by_reviewer, (4, 2, 2, 2)),
            _table(
                "按规则",
                ("规则", "发现", "认定误报", "认同率"),
                tuple((rule, found, false, f"{1 - false / found:.0%}") for rule, found, false in counted.by_rule),
                (4, 2, 2, 2),
            ),
        ),
        footing=period,
    )


def _table(heading: str, columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...], widths: tuple[int, ...]) -> Table:
    lines = tuple(tuple(str(value) for value in row) for row in rows)
    return Table(heading, columns, lines or (("（无）", *("",) * (len(columns) - 1)),), widths)
