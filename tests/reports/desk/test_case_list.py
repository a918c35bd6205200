"""The list: what each filter leaves, pages that miss nothing and repeat nothing, and the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.reports.desk import office


def cases(count=1, **columns):
    """Rows as the list reads them, without files."""
    import secrets

    from django.utils import timezone

    from reports.cases.models import Case

    made: list[Case] = []
    for _ in range(count):
        number = f"20260101-{Case.objects.count() + len(made) + 1:06d}"
        given = {"state": "held", "custody": "sealed", "action": 1, "channel": "web", "received_at": timezone.now(), **columns}
        made.append(Case(number=number, storage=secrets.token_hex(16), untrusted_name=f"文件{number}.txt", **given))
    Case.objects.bulk_create(made)
    return list(Case.objects.order_by("-pk")[:count])


def numbers(page):
    import re

    return re.findall(r'data-number="([0-9-]+)"', page.content.decode())


@pytest.mark.parametrize(("query", "left"), [
    ("", 6),
    ("state=all", 8),
    ("state=released", 1),
    ("state=rejected", 1),
    ("state=overdue", 1),
    ("state=referred", 1),
    ("verdict=block", 1),
    ("entity=personal.", 1),
    ("entity=unread", 1),
    ("department=立案庭", 1),
    ("channel=web", 6),
    ("age=1", 5),
    ("age=older", 1),
    ("text=20260101-000002", 1),
    ("text=000002.txt", 1),
    ("text=%00'\"--", 0),
    ("verdict=nonsense&state=nonsense&after=nonsense&age=nonsense", 6),
    ("after=99999999999999999999999_99999999999999999999999", 0),
    ("after=²_²", 6),
])  # fmt: skip
def test_a_filter_leaves_what_it_says(desk, browse, query, left):
    from django.utils import timezone

    from reports.cases.models import FindingRow, UnscannedRow

    now = timezone.now()
    cases(1, received_at=now - timedelta(days=40))
    cases(1, action=2, department="立案庭")
    cases(1, state="released", action=0)
    cases(1, state="rejected")
    cases(1, referred_at=now)
    found, unread, _ = cases(3)
    FindingRow.objects.create(case=found, entity="personal.mobile", rule="mobile", score=0.9, place="body", start=0, end=1)
    UnscannedRow.objects.create(case=unread, place="body", code="corrupt")
    assert len(numbers(browse(office.person("reviewer")).get(f"/cases/?{query}"))) == left


@pytest.mark.parametrize("state", ["held", "all"])
def test_pages_miss_nothing_and_repeat_nothing(desk, browse, state):
    from django.utils import timezone

    same = timezone.now()
    cases(70, received_at=same)
    cases(60)
    client, seen, after = browse(office.person("reviewer")), [], ""
    for _ in range(3):
        page = client.get(f"/cases/?state={state}&after={after}")
        seen += numbers(page)
        after = page.content.decode().partition("after=")[2] and page.content.decode().rpartition("&amp;after=")[2].split('"')[0]
    assert len(seen) == len(set(seen)) == 130


def test_what_waits_longest_stands_first_and_the_late_is_called_late(desk, browse):
    from django.utils import timezone

    now = timezone.now()
    (fresh,) = cases(1)
    (late,) = cases(1, received_at=now - timedelta(days=30))
    page = browse(office.person("reviewer")).get("/cases/")
    assert numbers(page) == [late.number, fresh.number]
    assert "超期" in page.content.decode()


def test_the_rows_alone_are_what_the_page_fetches_again(desk, browse):
    (case,) = cases(1)
    rows = browse(office.person("reviewer")).get("/cases/rows/", headers={"HX-Request": "true"})
    assert numbers(rows) == [case.number]
    assert "<html" not in rows.content.decode()
