"""The button that has a case screened again whose content the program could not read; `rescreen` says who may, and when."""

from __future__ import annotations

from threading import Lock

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reports.cases import rescreen, states
from reports.cases.fresh_screening import NotScreenedError
from reports.cases.held_file import CustodyError
from reports.cases.models import Case, Person
from reports.cases.states import RefusedError
from reports.desk.account import signed_in
from reports.desk.visible import case_of

# One at a time: each takes a core and a thread of the server for as long as the document does.
_ONE = Lock()


def may_rescreen(case: Case, person: Person) -> bool:
    return case.submitter_id != person.pk and not states.refusal(case, "rescreen", person.role)


@require_POST
def case_rescreen(request: HttpRequest, number: str) -> HttpResponse:
    person = signed_in(request)
    case = case_of(person, number)
    if not _ONE.acquire(blocking=False):
        messages.error(request, "另一件正在重新审查，请稍候再试。")
        return redirect("case", number=number)
    try:
        outcome = rescreen.rescreen(case.number, person)
    except (RefusedError, NotScreenedError) as error:
        messages.error(request, f"没有重新审查：{error.sentence}")
    except (CustodyError, OSError):
        messages.error(request, "封存的文件打不开，或与记录不符。请报告系统管理员和保密办。")
    else:
        messages.success(request, f"已重新审查：{rescreen.OUTCOMES[outcome][0]}。")
    finally:
        _ONE.release()
    return redirect("case", number=number)
