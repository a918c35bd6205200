"""What the record of a leak says and whom it goes to, for each kind of leak. To add a kind: one form here, one line in `FORMS`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from reports.cases.models import Incident

Words = tuple[str, str]
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Form:
    """`fields` are the lines of the record, `addressees` those who must hear of it, in Chinese and English, in the order of the form."""

    title: Words
    law: str
    clock: str
    """where the 24 hours come from"""
    fields: dict[str, Words]
    addressees: dict[str, Words]
    concluded_in_months: int = 0
    """0: no law names a time"""
    only_when_told: frozenset[str] = field(default=frozenset())
    """fields that stay empty where the persons concerned are rightly not told"""


# 报告泄露国家秘密事件的规定 4; the fields have stayed in use under the later rules.
STATE_SECRET = Form(
    title=("泄露国家秘密事件", "leak of a state secret"),
    law="《保守国家秘密法实施条例》第六十一条",
    clock="24 小时",
    fields={
        "content": ("泄露内容", "what was leaked"),
        "level": ("密级", "level"),
        "quantity": ("数量", "quantity"),
        "carrier": ("载体形式", "carrier"),
        "discovery": ("发现经过", "how it was discovered"),
        "responsible": ("责任人基本情况", "who is responsible"),
        "course": ("发生的时间、地点及经过", "time, place and course"),
        "harm": ("造成或可能造成的危害", "harm done or possible"),
        "inquiry": ("查处工作情况", "the inquiry"),
        "remedies": ("已采取和拟采取的补救措施", "remedies taken and planned"),
    },
    addressees={
        "peer": ("同级保密行政管理部门", "the secrecy department of the same level"),
        "superior": ("上级主管部门", "the superior department"),
    },
    concluded_in_months=3,
)
# 个人信息保护法 57: kinds, cause, possible harm; measures taken, measures the person can take; contact. 网络数据安全管理条例 11: by telephone,
# message, mail or notice. The law says "at once" and names no hours: the 24 are ours, so that somebody is reminded.
PERSONAL_DATA = Form(
    title=("个人信息泄露事件", "leak of personal data"),
    law="《个人信息保护法》第五十七条、《网络数据安全管理条例》第十一条",
    clock="法律要求立即，本系统按 24 小时提醒",
    fields={
        "kinds": ("涉及的信息种类", "kinds of data"),
        "quantity": ("涉及的人数和数量", "persons and records concerned"),
        "discovery": ("发现经过", "how it was discovered"),
        "cause": ("泄露的原因", "cause"),
        "harm": ("可能造成的危害", "possible harm"),
        "measures": ("已采取的补救措施", "measures taken"),
        "self_help": ("个人可以采取的减轻危害的措施", "what the persons concerned can do"),
        "contact": ("本单位的联系方式", "contact"),
        "way": ("通知个人的方式（电话、短信、即时通信、电子邮件、公告）", "how the persons were told"),
    },
    addressees={
        "authority": ("履行个人信息保护职责的部门", "the authority for personal data"),
        "persons": ("个人", "the persons concerned"),
    },
    only_when_told=frozenset({"self_help", "way"}),
)
FORMS: dict[str, Form] = {Incident.Kind.STATE_SECRET: STATE_SECRET, Incident.Kind.PERSONAL_DATA: PERSONAL_DATA}
# What a notice to the persons concerned says: of the record, what the law lists.
TOLD_TO_PERSONS = ("kinds", "cause", "harm", "measures", "self_help", "contact")
COLUMNS = {
    "peer": "reported_peer_at",
    "superior": "reported_superior_at",
    "authority": "reported_authority_at",
    "persons": "notified_persons_at",
}
# When the persons need not be told (个人信息保护法 57 ¶2), in words for who must decide it.
MAY_BE_OMITTED = "采取措施能够有效避免信息泄露造成危害的，可以不通知个人；履行个人信息保护职责的部门认为可能造成危害的，有权要求通知。"


def form_of(incident: Incident) -> Form:
    return FORMS[incident.kind]
