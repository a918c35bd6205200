"""What paper does not say of a case that is taken for a state secret: its name, its quotes, whatever somebody wrote freely."""

from __future__ import annotations

from reports.cases.form_fields import FORM_FIELDS
from reports.cases.models import Case, FindingRow

WITHHELD = "（疑为国家秘密，不记载）"
CHOSEN = frozenset(field.key for field in FORM_FIELDS if field.choices)


def name_of(case: Case) -> str:
    """The file's name: a name may itself be the secret."""
    return WITHHELD if case.state_secret else case.untrusted_name


def quote_of(case: Case, row: FindingRow) -> str:
    return WITHHELD if case.state_secret else row.masked_quote


def form_of(case: Case) -> dict[str, str]:
    """What the submitter filled in."""
    form: dict[str, str] = case.form or {}
    if not case.state_secret:
        return form
    return {key: value if key in CHOSEN else WITHHELD for key, value in form.items() if value}
