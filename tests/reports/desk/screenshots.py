"""`python -m tests.reports.desk.screenshots [FOLDER]`: a picture of each page of the desk, of an office with work on it, to be looked at."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.reports.cases.installation import Installation, build, migrate
from tests.reports.desk import kinds, office
from tests.reports.desk.browser import Window, chromium, served

TARGET = Path(__file__).parents[2] / "screenshots"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = build(Path(folder))
        migrate()
        numbers = fill(place)
        with served(place) as address, chromium() as browser:
            _everything(browser, address, target, numbers)
    print(f"{len(list(target.glob('*.png')))} 幅，在 {target}")


def fill(place: Installation) -> dict[str, str]:
    """A day's work; the numbers of the cases that are looked at."""
    from django.utils import timezone

    from reports.cases.models import Case

    clerk = office.everybody()["submitter"]
    for document in sorted(office.DOCUMENTS.iterdir()):
        office.take_in(place, document, submitter=clerk if document.name[:2] in {"05", "07", "08", "13"} else None)
    office.work(place)
    samples, form = office.SAMPLES / "desk", dict(office.FORM)
    made = {
        "pdf": office.screened(place, samples / "aid.pdf", "救助公示.pdf", clerk, form=form),
        "docx": office.screened(place, samples / "aid.docx", "救助公示.docx", clerk, form=form),
    }
    for name, make in kinds.KINDS.items():
        made[f"kind-{name.rpartition('.')[2]}"] = office.screened(place, make(), name, clerk, form=form)
    made["again"] = office.screened(place, office.PRIVATE, "救助公示.txt", clerk, predecessor=made["docx"], form=form)
    made["secret"] = Case.objects.filter(state_secret=True).order_by("pk")[0]
    made["unread"] = Case.objects.get(untrusted_name__startswith="15 ")
    for name, days in (("08 ", 30), ("13 ", 12)):
        Case.objects.filter(untrusted_name__startswith=name).update(received_at=timezone.now() - timedelta(days=days))
    return {name: case.number for name, case in made.items()}


def _everything(browser: Any, address: str, target: Path, numbers: dict[str, str]) -> None:
    def shot(window: Window, name: str) -> None:
        window.page.screenshot(path=target / f"{name}.png", full_page=True)
        if window.troubles:
            print(name, window.troubles)

    shot(Window(browser, address), "sign-in")
    reviewer = Window(browser, address, "reviewer")
    shot(reviewer, "queue")
    for box in reviewer.page.locator('input[name="case"]').all()[:6]:
        box.check()
    reviewer.page.click(".marking button")
    shot(reviewer, "together")
    for name, number in numbers.items():
        reviewer.go(f"/cases/{number}/")
        shot(reviewer, f"case-{name}")
        if (curtain := reviewer.page.locator(".curtain button")).count():
            curtain.click()
            reviewer.page.wait_for_selector("#document .sheet, #document .textview, #document .empty")
            reviewer.page.wait_for_load_state("networkidle")
            shot(reviewer, f"case-{name}-open")
    for role in office.PEOPLE:
        window = Window(browser, address, role)
        links = window.page.eval_on_selector_all(".top nav a", "all => all.map(a => a.getAttribute('href'))")
        for link in [*dict.fromkeys(links), "/account/"]:
            window.go(link)
            shot(window, f"{role}{link.strip('/').replace('/', '-') and '-' + link.strip('/').replace('/', '-')}")
        window.close()
    administrator = Window(browser, address, "administrator")
    for link in ("/people/new/", "/account/second-factor/", "/account/password/", "/nothing/"):
        administrator.go(link)
        shot(administrator, link.strip("/").replace("/", "-"))


if __name__ == "__main__":
    main()
