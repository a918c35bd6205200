"""`python -m tests.benchmarks.desk [CASES] [ROUNDS]`: fills a database of its own and prints how long the list takes, page by page."""

from __future__ import annotations

import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.reports.cases.installation import build, migrate

LIMIT_MS = 300
QUERIES = {
    "待复核": "",
    "全部": "state=all",
    "全部，个人信息": "state=all&entity=personal.",
    "待复核，国家秘密": "entity=secret.",
    "待复核，有未读内容": "entity=unread",
    "拦截": "state=all&verdict=block",
    "已超期": "state=overdue",
    "待第二人": "state=waiting",
    "某部门": "state=all&department=执行局",
    "三十日以前": "state=all&age=older",
    "按名称": "state=all&text=年度报告99",
    "按编号": "state=all&text=20260101-0999",
}


def main() -> None:
    count, rounds = (int(word) for word in (sys.argv[1:] + ["100000", "30"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        migrate()
        began = time.monotonic()
        fill(count)
        print(f"{count:,} 件，{time.monotonic() - began:.0f} 秒填好")
        worst = measure(rounds)
        print(f"最慢一页 p95 {worst:.0f} ms（限 {LIMIT_MS} ms）")
        sys.exit(worst > LIMIT_MS)


def fill(count: int) -> None:
    """Cases as an office has them after years: most went out, some wait, each held one with findings."""
    from django.utils import timezone

    from reports.cases.models import Case, FindingRow, Person, RulingRow, UnscannedRow

    chance, now = random.Random(1), timezone.now()
    reviewer = Person.objects.create(username="first", role="reviewer")
    states = [("released", 0), ("rejected", 1), ("held", 1), ("held", 2), ("closed", 2)]
    for start in range(0, count, 5000):
        cases = []
        for number in range(start, min(count, start + 5000)):
            state, action = chance.choices(states, (70, 10, 10, 3, 7))[0]
            reason = {
                "action": action,
                "rule": "personal-data",
                "sentence": "含未遮盖的个人信息",
                "sentence_en": "holds personal data",
                "count": 3,
            }
            cases.append(
                Case(
                    number=f"20260101-{number:06d}",
                    storage=secrets.token_hex(16),
                    state=state,
                    custody="sealed" if state == "held" else "delivered",
                    channel="web",
                    department=chance.choice(["立案庭", "执行局", "办公室", "民一庭"]),
                    untrusted_name=f"年度报告{number}.docx",
                    sha256=secrets.token_hex(32),
                    received_at=now - timedelta(minutes=7 * (count - number)),
                    action=action,
                    reasons=[reason] if action else [],
                    policy="pre-publication@1",
                    dictionaries=["shipped@1"],
                )
            )
        made = Case.objects.bulk_create(cases)
        held = [case for case in made if case.action]
        FindingRow.objects.bulk_create(
            FindingRow(case=case, entity=entity, rule="rule", score=0.9, place="body", start=0, end=1, masked_quote="1**")
            for case in held
            for entity in chance.choices(
                ["personal.mobile", "personal.resident-id", "internal.marking", "secret.marking"], (50, 40, 9, 1), k=3
            )
        )
        UnscannedRow.objects.bulk_create(UnscannedRow(case=case, place="body", code="corrupt") for case in held[::50])
        RulingRow.objects.bulk_create(
            RulingRow(
                case=case,
                decision="release",
                reviewer=reviewer,
                reviewer_name="x",
                reviewer_role="reviewer",
                reason_code="other",
                decided_at=now,
            )
            for case in held[::40]
            if case.state == "held"
        )


def measure(rounds: int) -> float:
    from django.test import Client

    from tests.reports.desk import office

    client = Client(SERVER_NAME="localhost")
    office.sign_in(client, office.person("reviewer"))
    worst = 0.0
    for name, query in QUERIES.items():
        worst = max(worst, _timed(name, rounds, lambda query=query: client.get(f"/cases/?{query}")))  # type: ignore[misc]
    after = client.get("/cases/?state=all").content.decode().rpartition("&amp;after=")[2].split('"')[0]
    deep = f"{int(after.partition('_')[0]) - 300 * 86_400 * 1_000_000}_1"
    worst = max(worst, _timed("全部，深处一页", rounds, lambda: client.get(f"/cases/?state=all&after={deep}")))
    return max(worst, _timed("自动刷新", rounds, lambda: client.get("/cases/rows/")))


def _timed(name: str, rounds: int, look: Callable[[], Any]) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        assert look().status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<16} 中位 {statistics.median(times):6.0f} ms   p95 {p95:6.0f} ms")
    return p95


if __name__ == "__main__":
    main()
