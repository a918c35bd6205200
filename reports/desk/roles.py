"""Who may go where: every page by its name. A page that is not in the table is closed to everybody."""

from __future__ import annotations

from reports.cases.models import Role
from reports.cases.states import REVIEWERS

EVERYBODY = frozenset(Role)
RULING = frozenset({Role.HEAD, Role.REVIEWER, Role.LEADER, Role.CLASSIFIER})
"""may decide something on a case; what exactly is the table in `reports.cases.rulings`"""
READING = RULING | {Role.SUBMITTER}
SUBMITTING = frozenset({Role.SUBMITTER, Role.HEAD})
AUDITING = frozenset({Role.AUDITOR})
OVERSEEING = frozenset({Role.REVIEWER, Role.LEADER, Role.CLASSIFIER})
"""sees all departments: figures, words, what was called false"""
ADMINISTERING = frozenset({Role.ADMINISTRATOR})

PUBLIC = frozenset({"sign-in", "second-factor", "oidc-start", "oidc-back"})

ROUTES: dict[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "sign-out": EVERYBODY,
    "account": EVERYBODY,
    "change-password": EVERYBODY,
    "enrol-second-factor": EVERYBODY,
    "queue": READING,
    "queue-rows": READING,
    "together": RULING,
    "case": READING,
    "case-status": READING,
    "case-content": READING,
    "case-page": READING,
    "case-remark": READING,
    "case-ruling": RULING,
    "case-false-alarm": RULING,
    "case-rescreen": REVIEWERS,
    "submit": SUBMITTING,
    "submit-file": SUBMITTING,
    "trails": AUDITING,
    "case-form": READING,
    "leak-open": RULING,
    "leaks": RULING,
    "leak": RULING,
    "leak-paper": RULING,
    "follow-up": RULING,
    "register": RULING,
    "register-file": RULING,
    "monthly": OVERSEEING | AUDITING,
    "monthly-file": OVERSEEING | AUDITING,
    "inspection": AUDITING | {Role.LEADER},
    "dictionaries": OVERSEEING,
    "dictionary-try": OVERSEEING,
    "propose": OVERSEEING,
    "false-alarms": OVERSEEING,
    "dictionary": OVERSEEING,
    "proposal": OVERSEEING,
    "proposal-changes": OVERSEEING,
    "proposal-decide": OVERSEEING,
    "people": ADMINISTERING,
    "person-new": ADMINISTERING,
    "person": ADMINISTERING,
}

# Asked by the page, not by the person: they do not keep a session alive.
POLLS = frozenset({"queue-rows", "case-status", "proposal-changes"})
# Open while the password is still the one that the administrator chose.
BEFORE_OWN_PASSWORD = frozenset({"change-password", "sign-out"})


def may(role: str, route: str) -> bool:
    return route in PUBLIC or role in ROUTES.get(route, frozenset())
