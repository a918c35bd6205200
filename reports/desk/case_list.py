"""The list of cases: what waits, for how long, and by what it may be narrowed down. Pages by key, so that the last is as quick as the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.cases import names
from reports.cases.models import Case, Custody, FindingRow, Person, RulingRow, State, UnscannedRow
from reports.cases.working_days import overdue_before
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.roles import RULING
from reports.desk.visible import visible
from reports.desk.working_days import Clock, clock
from screener.model import Action

ROWS = 50
LIST = "list"  # key of the session
# Work that waits is shown oldest first: it is due first. What is done, newest first.
OPEN = (State.HELD,)

STATES: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("held", "待复核", OPEN),
    ("waiting", "待第二人", OPEN),
    ("overdue", "已超期", OPEN),
    ("referred", "已提请确定", OPEN),
    ("running", "审查中", (State.RECEIVED, State.SCREENING)),
    ("released", "已放行", (State.PASSED, State.RELEASED)),
    ("rejected", "不予公开", (State.REJECTED,)),
    ("closed", "已移交办结", (State.HANDED_OVER, State.CLOSED)),
    ("all", "全部", tuple(State)),
)
VERDICTS = (("block", "拦截", Action.BLOCK), ("review", "复核", Action.REVIEW), ("pass", "放行", Action.PASS))
ENTITIES = (
    ("secret.", "国家秘密"),
    ("internal.", "内部、工作秘密"),
    ("trade.", "商业秘密"),
    ("foreign.", "境外密级"),
    ("personal.", "个人信息"),
    ("judgment.", "裁判文书隐名"),
    ("unread", "有未读内容"),
)
AGES = (("1", "今日"), ("7", "七日内"), ("30", "三十日内"), ("older", "三十日以前"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; what is not known is as if it was not asked."""

    state: str = "held"
    verdict: str = ""
    entity: str = ""
    department: str = ""
    channel: str = ""
    age: str = ""
    text: str = field(default="", repr=False)

    @classmethod
    def of(cls, request: HttpRequest, person: Person) -> Filters:
        def one(name: str, allowed: Iterable[str], otherwise: str = "") -> str:
            value = request.GET.get(name, "")
            return value if value in set(allowed) else otherwise

        standard = "all" if person.role == "submitter" else "held"
        return cls(
            one("state", (key for key, *_ in STATES), standard),
            one("verdict", (key for key, *_ in VERDICTS)),
            one("entity", (key for key, _ in ENTITIES)),
            _typed(request, "department"),
            one("channel", (channel.name for channel in settings.CONFIG.channels)),
            one("age", (key for key, _ in AGES)),
            _typed(request, "text"),
        )

    @property
    def query(self) -> str:
        return urlencode({name: value for name in self.__slots__ if (value := getattr(self, name))})

    @property
    def states(self) -> tuple[State, ...]:
        return next(states for key, _, states in STATES if key == self.state)

    @property
    def oldest_first(self) -> bool:
        return self.states == OPEN


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    name: str = field(repr=False)
    verdict: str
    verdict_class: str
    reason: str
    clock: Clock | None
    waiting: bool
    markable: bool = False


def _typed(request: HttpRequest, name: str) -> str:
    """What was typed, without NUL: one database cuts there, the other refuses."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def narrowed(cases: QuerySet[Case], filters: Filters, now: datetime) -> QuerySet[Case]:
    """The cases that the filters leave."""
    cases = _in_state(cases, filters, now)
    if filters.verdict:
        cases = cases.filter(action=next(action for key, _, action in VERDICTS if key == filters.verdict))
    if filters.entity == "unread":
        cases = cases.filter(Exists(UnscannedRow.objects.filter(case=OuterRef("pk"))))
    elif filters.entity:
        cases = cases.filter(Exists(FindingRow.objects.filter(case=OuterRef("pk"), entity__startswith=filters.entity)))
    for column in ("department", "channel"):
        if wanted := getattr(filters, column):
            cases = cases.filter(**{column: wanted})
    if filters.age:
        days = 30 if filters.age == "older" else int(filters.age)
        edge = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
        cases = cases.filter(received_at__lt=edge) if filters.age == "older" else cases.filter(received_at__gte=edge)
    if filters.text:
        cases = cases.filter(Q(number__startswith=filters.text) | Q(names.not_withheld(), untrusted_name__contains=filters.text))
    return cases


def _in_state(cases: QuerySet[Case], filters: Filters, now: datetime) -> QuerySet[Case]:
    if filters.state != "all":
        # One state by equality, so that the index gives the order too.
        cases = cases.filter(state=filters.states[0]) if len(filters.states) == 1 else cases.filter(state__in=filters.states)
    if filters.state == "overdue":
        return cases.filter(received_at__lt=overdue_before(now))
    if filters.state == "waiting":
        return cases.filter(pk__in=_waiting())
    return cases.filter(referred_at__isnull=False) if filters.state == "referred" else cases


def _waiting() -> QuerySet[RulingRow, int]:
    """Cases with a first ruling that waits for a second person."""
    return RulingRow.objects.filter(effective=False, confirmed_by=None).values_list("case_id", flat=True)


def page(cases: QuerySet[Case], filters: Filters, after: str) -> tuple[list[Case], str]:
    """The next rows after the key `after`, and the key of the last, empty at the end."""
    when, _, pk = after.partition("_")
    if when.isascii() and when.isdigit() and pk.isascii() and pk.isdigit():
        at = datetime.fromtimestamp(min(int(when), 10**16) / 1e6, tz=timezone.get_current_timezone())
        side = "gt" if filters.oldest_first else "lt"
        beyond = Q(received_at=at) & Q(**{f"pk__{side}": min(int(pk), 2**62)})
        cases = cases.filter(Q(**{f"received_at__{side}e": at}) & (Q(**{f"received_at__{side}": at}) | beyond))
    order = ("received_at", "pk") if filters.oldest_first else ("-received_at", "-pk")
    rows = list(cases.select_related("submitter").defer("form", "coverage", "dictionaries").order_by(*order)[: ROWS + 1])
    more = len(rows) > ROWS
    rows = rows[:ROWS]
    return rows, f"{_micros(rows[-1].received_at)}_{rows[-1].pk}" if more else ""


def _micros(when: datetime) -> int:
    return round(when.timestamp() * 1_000_000)


def counts(cases: QuerySet[Case], now: datetime) -> dict[str, int]:
    """How many of the person's cases are in each state of the first row of filters."""
    by_state = dict(cases.order_by().values_list("state").annotate(Count("pk")))
    counted = {key: sum(by_state.get(state, 0) for state in states) for key, _, states in STATES}
    held = narrowed(cases, Filters(state="held"), now).order_by()
    late = Q(received_at__lt=overdue_before(now))
    counted |= held.aggregate(overdue=Count("pk", filter=late), referred=Count("referred_at"))
    counted["waiting"] = narrowed(cases, Filters(state="waiting"), now).count()
    return counted


def rows_of(cases: list[Case], person: Person | None = None) -> list[Row]:
    """The rows; those that `person`, if told, may mark to decide them together are markable."""
    today = timezone.localdate()
    waiting = set(_waiting().filter(case__in=[case.pk for case in cases if case.state == State.HELD]))
    withheld = names.withheld(cases)
    markable = _markable(cases, waiting, person) if person else set()
    rows = []
    for case in cases:
        verdict, _, verdict_class = words.verdict_words(case)
        told = words.reasons(case)
        due = clock(case.received_at, settings.CONFIG.desk.days_to_rule, today) if case.state in OPEN else None
        reason = told[0][0] + (f" 等 {len(told)} 项" if len(told) > 1 else "") if told else ""
        rows.append(
            Row(
                case,
                words.shown_name(case, withheld=case.pk in withheld),
                verdict,
                verdict_class,
                reason,
                due,
                case.pk in waiting,
                case.pk in markable,
            )
        )
    return rows


def _markable(cases: list[Case], waiting: set[int], person: Person) -> set[int]:
    """Those that could be decided together, as far as the rows tell; `together` looks closer."""
    if person.role not in RULING:
        return set()
    plain = {
        case.pk
        for case in cases
        if (case.state, case.action, case.custody) == (State.HELD, Action.REVIEW, Custody.SEALED)
        and not case.state_secret
        and case.referred_at is None
        and case.submitter_id != person.pk
    }
    unread = UnscannedRow.objects.filter(case__in=plain).values_list("case_id", flat=True).distinct() if plain else ()
    return plain - waiting - set(unread)


def _remember(request: HttpRequest) -> None:
    """Where the person is in the list, so that a case leads back there."""
    asked = ((name, request.GET.get(name, "")[:100]) for name in (*Filters.__slots__, "after"))
    query = urlencode({name: value for name, value in asked if value})
    if request.session.get(LIST, "") != query:
        request.session[LIST] = query


def back_to_list(request: HttpRequest) -> str:
    query = request.session.get(LIST, "")
    return reverse("queue") + (f"?{query}" if query else "")


def _context(request: HttpRequest) -> dict[str, object]:
    person, now = signed_in(request), timezone.now()
    filters = Filters.of(request, person)
    cases, after = page(narrowed(visible(person), filters, now), filters, request.GET.get("after", ""))
    counted = counts(visible(person), now)
    tabs = [(key, zh, counted[key], key == filters.state) for key, zh, _ in STATES if counted[key] or key in {"held", "all", filters.state}]
    rows = rows_of(cases, person)
    return {
        "filters": filters,
        "rows": rows,
        "markable": any(row.markable for row in rows),
        "after": after,
        "tabs": tabs,
        "counted": counted,
        "first": not request.GET.get("after"),
        "now": now,
    }


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    _remember(request)
    context = _context(request) | {
        "verdicts": VERDICTS,
        "entities": ENTITIES,
        "ages": AGES,
        "channels": [channel.name for channel in settings.CONFIG.channels],
        "departments": departments(person),
        "own": person.role == "submitter",
    }
    return render(request, "desk/queue.html", context)


@require_GET
def queue_rows(request: HttpRequest) -> HttpResponse:
    """The rows alone, for the page that looks again by itself."""
    return render(request, "desk/queue_rows.html", _context(request))


def departments(person: Person) -> list[str]:
    """The departments that people belong to and channels name: asking the cases would read them all."""
    names = {channel.department for channel in settings.CONFIG.channels} | set(Person.objects.values_list("department", flat=True))
    return sorted(filter(None, names)) if person.role not in {"submitter", "head"} else []
