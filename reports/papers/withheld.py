"""What paper does not say: of a state secret, and to who audits of any document, its name, its quotes, whatever somebody wrote freely."""

from __future__ import annotations

from dataclasses import dataclass

from reports.cases.form_fields import FORM_FIELDS
from reports.cases.models import Case, FindingRow

WITHHELD = "（疑为国家秘密，不记载）"
NOT_FOR_AUDITORS = "（审计用，不记载）"
CHOSEN = frozenset(field.key for field in FORM_FIELDS if field.choices)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a paper is. Who only audits sees in no list what documents are called or say, so no paper for them says it either."""

    audits_only: bool = False

    def name_of(self, case: Case, *, withheld: bool) -> str:
        """The file's name. `withheld` is what `names` says of it."""
        return self._withheld(case.untrusted_name, withheld=withheld)

    def quote_of(self, case: Case, row: FindingRow) -> str:
        return self._withheld(row.masked_quote, withheld=case.state_secret)

    def form_of(self, case: Case, *, withheld: bool) -> dict[str, str]:
        """What the submitter filled in; what was chosen from a list stays."""
        form: dict[str, str] = case.form or {}
        return {key: value if key in CHOSEN else self._withheld(value, withheld=withheld) for key, value in form.items() if value}

    def _withheld(self, text: str, *, withheld: bool) -> str:
        return WITHHELD if withheld else NOT_FOR_AUDITORS if self.audits_only else text


EVERYBODY = Reader()
AUDITOR = Reader(audits_only=True)
