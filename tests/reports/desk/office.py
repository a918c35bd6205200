"""An office to test the desk in: its people, and documents that go through the real screening into an installation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.reports.cases.installation import Installation
from tests.reports.cases.samples import put_down

SAMPLES = Path(__file__).parents[2] / "samples"
DOCUMENTS = SAMPLES / "documents"
PASSWORD = "xiao-mai-guo-qiao-2026"
PEOPLE = {
    "submitter": ("wang", "王建国", "立案庭"),
    "head": ("li", "李秀英", "立案庭"),
    "reviewer": ("zhao", "赵敏", "办公室"),
    "leader": ("qian", "钱卫东", "院领导"),
    "classifier": ("sun", "孙立", "保密办"),
    "auditor": ("zhou", "周正", "监察室"),
    "administrator": ("wu", "吴涛", "信息中心"),
}


@lru_cache(maxsize=1)
def _encoded() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def person(role: str, username: str = "", department: str = "") -> Any:
    from reports.cases.models import Person

    name, first, where = PEOPLE[role]
    found, made = Person.objects.get_or_create(
        username=username or name, defaults={"first_name": first, "department": department or where, "role": role, "password": _encoded()}
    )
    if made:
        put_down(found)
    return found


def everybody() -> dict[str, Any]:
    return {role: person(role) for role in PEOPLE}


def take_in(place: Installation, content: bytes | Path, name: str = "", submitter: Any = None, **more: Any) -> Any:
    """A case whose file is taken in, by the same steps as an upload."""
    from reports.cases import register
    from reports.cases.arrival import Arrival

    data = content.read_bytes() if isinstance(content, Path) else content
    name = name or (content.name if isinstance(content, Path) else "通知.txt")
    waiting = place.channel.held / ".upload-test"
    waiting.write_bytes(data)
    waiting.chmod(0o600)
    status = waiting.stat()
    arrival = Arrival(name.encode(), f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}", len(data))
    (case,) = register.receive(place.channel, [arrival], submitter=submitter, **more)
    waiting.rename(place.channel.held / "taken" / case.storage)
    return register.taken(case)


@lru_cache(maxsize=1)
def _screener() -> Any:
    from screener.config import Config
    from screener.screening import Screener

    return Screener.build(Config())


def work(place: Installation) -> None:
    """What the loop does between two looks: screen what was taken in, write the verdicts down, do what follows."""
    from django.utils import timezone

    from reports.cases import outbox, register

    while claimed := register.claim("test", 50):
        for case in claimed:
            screened = _screener().screen(place.channel.held / "taken" / case.storage, case.untrusted_name, case.number)
            register.record(case, screened)
    outbox.run_due(timezone.now())


def screened(place: Installation, content: bytes | Path, name: str = "", submitter: Any = None, **more: Any) -> Any:
    """A case with its verdict, its file where it belongs."""
    from reports.cases.models import Case

    taken = take_in(place, content, name, submitter, **more)
    work(place)
    return Case.objects.get(pk=taken.pk)


FORM = {
    "title": "关于发放救助金的公示",
    "drafter": "王建国",
    "source": "本单位",
    "carrier": "公文类",
    "way": "网站",
    "publicity": "主动公开",
    "secret": "否",
    "work_secret": "否",
    "trade_secret": "否",
    "personal": "否",
}
PRIVATE = "关于救助金的公示\n联系人赵敏，电话 13911223344。\n身份证号 320106197506055042。\n".encode()
INTERNAL = "内部资料，注意保存\n关于队伍建设的汇报\n".encode()
SECRET = "机密★1年\n\n关于金丝雀行动的请示\n\n市委密〔2026〕12号\n金丝雀行动定于明日开始。\n".encode()
CANARY = "金丝雀"


def sign_in(client: Any, who: Any, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"username": who.username, "password": password})
