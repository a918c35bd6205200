"""Whom the directory or the provider vouches for becomes a person here, or is refused: by the configuration's table of groups, never by default."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from reports.cases import audit
from reports.cases.models import Person, Role
from reports.desk.models import Seat
from reports.desk.ways import ways
from screener.config import Group

# As a directory compares names: without case, so in one spelling here. Nothing in it means anything in a filter.
NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._@+-]{0,149}")
# Refusals before anybody is known cost a stranger nothing: no more of them are put down than this in ten minutes.
REFUSALS, REFUSALS_SECONDS = 50, 600
_refused: deque[float] = deque(maxlen=REFUSALS)

REFUSED = {
    "no-role": "没有本系统的角色：请联系系统管理员。",
    "two-roles": "在单位目录里同时属于两个角色的组，而这两个角色应当由不同的人担任：请联系系统管理员。",
    "other-way": "这个账号不用这种方式登录：请用原来的方式登录，或联系系统管理员。",
    "renamed": "这个人在本系统已有另一个账号（改过用户名）：请联系系统管理员。",
    "another-person": "这个用户名以前属于另一个人：请联系系统管理员。",
    "inactive": "账号已停用：请联系系统管理员。",
    "administrator": "系统管理员只用本系统的密码登录。",
    "name": "单位目录给出的用户名不能用于本系统：请联系系统管理员。",
}


class RefusedError(Exception):
    """Why somebody does not come in: a code for the chain. What is shown is `REFUSED`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who showed outside that they are who they say."""

    way: str
    username: str
    subject: str
    display_name: str
    grants: tuple[Group, ...]
    """the lines of the configuration's table that apply"""


def admit(proven: Proven) -> Person:
    """The account of that person, made or brought up to date. Raises `RefusedError`, which is in the chain by then."""
    try:
        with transaction.atomic():
            audit.lock()
            return _admitted(proven)
    except RefusedError as refusal:
        put_down_refusal(proven.way, refusal.reason, proven.username if NAME.fullmatch(proven.username) else "")
        raise


def _admitted(proven: Proven) -> Person:
    if not NAME.fullmatch(proven.username) or not proven.subject.isprintable() or not 0 < len(proven.subject) <= 400:
        raise RefusedError("name")
    person = Person.objects.filter(username__iexact=proven.username).first()
    other = Seat.objects.filter(way=proven.way, subject=proven.subject).first()
    if other is not None and (person is None or other.pk != person.pk):
        raise RefusedError("renamed")
    if person is None:
        return _made(proven, one_role(proven.grants))
    seat = Seat.objects.filter(pk=person.pk).first()
    if seat is None or seat.way != proven.way or person.username != proven.username:
        raise RefusedError("other-way")
    if not person.is_active:
        raise RefusedError("inactive")
    if seat.subject not in {"", proven.subject}:
        raise RefusedError("another-person")
    if person.role == Role.ADMINISTRATOR:
        raise RefusedError("administrator")
    if not seat.subject:
        Seat.objects.filter(pk=seat.pk).update(subject=proven.subject)
        audit.append(person.username, "person-linked", person, role=person.role, way=proven.way)
    return _brought_up_to_date(person, one_role(proven.grants)) if seat.grouped else person


def one_role(grants: tuple[Group, ...]) -> Group:
    """The first line that applies. Raises `RefusedError` where none does, or where they give one person two roles."""
    if not grants:
        raise RefusedError("no-role")
    if len({grant.role for grant in grants}) > 1:
        raise RefusedError("two-roles")
    return grants[0]


def _made(proven: Proven, grant: Group) -> Person:
    shown = "".join(one for one in proven.display_name if one.isprintable()).strip()[:150]
    person = Person(username=proven.username, first_name=shown or proven.username, department=grant.department, role=grant.role)
    person.set_unusable_password()
    person.save()
    Seat.objects.create(person=person, way=proven.way, subject=proven.subject, grouped=True)
    audit.append(proven.username, "person-created", person, role=person.role, way=proven.way)
    return person


def _brought_up_to_date(person: Person, grant: Group) -> Person:
    before = (person.role, person.department)
    person.role, person.department = grant.role, grant.department or person.department
    if (person.role, person.department) != before:
        person.save(update_fields=["role", "department"])
        audit.append(person.username, "person-changed", person, role=person.role, before=before[0])
    return person


def assign(person: Person, way: str) -> None:
    """The administrator says how this person signs in, in the transaction that puts it down. The role is the one they have."""
    if way not in ways(settings.CONFIG):
        raise RefusedError("other-way")
    if person.role == Role.ADMINISTRATOR:
        raise RefusedError("administrator")
    Seat.objects.update_or_create(
        person=person, defaults={"token": "", "way": way, "subject": "", "grouped": False, "password_is_initial": False}
    )
    person.set_unusable_password()  # or who is no longer in the directory would still have a way in
    person.save(update_fields=["password"])


def put_down_refusal(way: str, reason: str, username: str = "") -> None:
    now = time.monotonic()
    if len(_refused) == REFUSALS and now - _refused[0] < REFUSALS_SECONDS:
        return
    _refused.append(now)
    with transaction.atomic():
        audit.append(username or way, "sign-in-refused", None, way=way, why=reason)


def grants_of(names: frozenset[str]) -> tuple[Group, ...]:
    return tuple(group for group in settings.CONFIG.groups if group.name in names)
