"""The addresses of the pages. Each name has its line in `roles`; one without is closed."""

from __future__ import annotations

from django.urls import path, register_converter

from reports.desk import (
    account,
    case,
    case_list,
    content,
    dictionaries,
    downloads,
    false_alarms,
    inspection_page,
    leaks,
    monthly_page,
    navigation,
    outings,
    people,
    proposal_pages,
    register_page,
    rescreening,
    ruling,
    sign_in,
    submit,
    together,
    trails,
)


class NumberConverter:
    """A case number and nothing that could be anything else."""

    regex = "[0-9]{8}-[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")

urlpatterns = [
    path("", navigation.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second-factor"),
    path("sign-in/oidc/", outings.go, name="oidc-start"),
    path("sign-in/oidc/back/", outings.come_back, name="oidc-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change-password"),
    path("account/second-factor/", account.enrol_second_factor, name="enrol-second-factor"),
    path("cases/", case_list.queue, name="queue"),
    path("cases/rows/", case_list.queue_rows, name="queue-rows"),
    path("cases/together/", together.together, name="together"),
    path("cases/<number:number>/", case.case, name="case"),
    path("cases/<number:number>/status/", case.case_status, name="case-status"),
    path("cases/<number:number>/content/", content.case_content, name="case-content"),
    path("cases/<number:number>/pages/<int:page>.png", content.case_page, name="case-page"),
    path("cases/<number:number>/ruling/", ruling.case_ruling, name="case-ruling"),
    path("cases/<number:number>/false-alarms/<int:finding>/", ruling.case_false_alarm, name="case-false-alarm"),
    path("cases/<number:number>/rescreen/", rescreening.case_rescreen, name="case-rescreen"),
    path("cases/<number:number>/remarks/", case.case_remark, name="case-remark"),
    path("submit/", submit.submit, name="submit"),
    path("submit/<int:channel>/", submit.submit_file, name="submit-file"),
    path("trails/", trails.trails, name="trails"),
    path("cases/<number:number>/approval-form.<slug:layout>", downloads.case_form, name="case-form"),
    path("cases/<number:number>/leak/", leaks.leak_open, name="leak-open"),
    path("leaks/", leaks.leaks, name="leaks"),
    path("leaks/<int:pk>/", leaks.leak, name="leak"),
    path("leaks/<int:pk>/<slug:paper>.<slug:layout>", leaks.leak_paper, name="leak-paper"),
    path("leaks/follow-ups/<number:number>/", leaks.follow_up, name="follow-up"),
    path("register/", register_page.register, name="register"),
    path("register/register.<slug:layout>", register_page.register_file, name="register-file"),
    path("monthly/", monthly_page.monthly, name="monthly"),
    path("monthly/monthly.<slug:layout>", monthly_page.monthly_file, name="monthly-file"),
    path("inspection/", inspection_page.inspection, name="inspection"),
    path("dictionaries/", dictionaries.dictionaries, name="dictionaries"),
    path("dictionaries/try/", dictionaries.dictionary_try, name="dictionary-try"),
    path("dictionaries/propose/", proposal_pages.propose, name="propose"),
    path("dictionaries/false-alarms/", false_alarms.false_alarms, name="false-alarms"),
    path("dictionaries/lists/<slug:name>/", dictionaries.dictionary, name="dictionary"),
    path("dictionaries/proposals/<int:pk>/", proposal_pages.proposal, name="proposal"),
    path("dictionaries/proposals/<int:pk>/changes/", proposal_pages.proposal_changes, name="proposal-changes"),
    path("dictionaries/proposals/<int:pk>/decision/", proposal_pages.proposal_decide, name="proposal-decide"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person, name="person"),
]

handler400 = "reports.desk.refusals.bad_request"
handler403 = "reports.desk.refusals.forbidden"
handler404 = "reports.desk.refusals.not_found"
handler500 = "reports.desk.refusals.broken"
