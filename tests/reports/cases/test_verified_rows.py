"""Somebody changes the rows of a case behind the program's back: every column of every kind of row is named."""

from typing import Any

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.tampering import first, report, some_history, sql, where


def case_columns() -> list[str]:
    return [
        "number", "state", "custody", "storage", "channel", "department", "submitter_id", "untrusted_name", "origin", "ledger_key", "sha256",
        "size", "received_at", "attempts", "action", "state_secret", "media_type", "reasons", "coverage", "policy", "dictionaries",
        "elapsed_ms", "screened_at", "form", "predecessor_id", "referred_at", "released_at", "released_as", "closed_at",
    ]  # fmt: skip


def another(row: Any, column: str) -> object:
    """Some other value of the same kind."""
    from django.utils import timezone

    value = getattr(row, column)
    field = row._meta.get_field(column.removesuffix("_id"))
    if field.is_relation:
        related = field.related_model.objects.exclude(pk=row.pk).exclude(pk=value).order_by("-pk").first()
        assert related is not None
        return related.pk
    kind = field.get_internal_type()
    if column == "state":
        return "passed" if value != "passed" else "held"
    if column == "custody":
        return "taken" if value != "taken" else "sealed"
    if kind == "BooleanField":
        return not value
    if kind == "JSONField":
        return {"changed": True}
    if kind == "DateTimeField":
        return timezone.now()
    if "Integer" in kind or kind == "FloatField":
        return (value or 0) + 1
    return f"{value or ''}x"[-(getattr(field, "max_length", None) or 99) :]


def test_every_column_of_a_case_is_tried(installation: Installation):
    from reports.cases.models import Case
    from reports.cases.snapshot import UNCOVERED

    assert {field.attname for field in Case._meta.concrete_fields} == {*case_columns(), "id", *UNCOVERED}


def test_a_changed_case_is_named(records: Installation):
    from reports.cases.models import Case

    case = some_history(records)["review"]
    for column in case_columns():
        Case.objects.filter(pk=case.pk).update(**{column: another(case, column)})
        found = [fault for fault in report().faults if fault.kind.startswith("row")]
        assert found, column
        assert {fault.case_number for fault in found} <= {case.number, f"{case.number}x"[-32:]}, column
        Case.objects.filter(pk=case.pk).update(**{column: getattr(case, column)})
        assert first() is None, column


def row_of(what: str, history: dict[str, Any]) -> Any:
    """A row of that kind; its case is one of `history`."""
    from reports.cases import incidents

    if what == "incidents":
        return incidents.open_incident(history["clean"], "recheck", "复查发现")
    if what == "unscanned":
        return history["unread"].unscanned.get()
    return getattr(history["review"], what).order_by("pk").first()


ROW_COLUMNS = {
    "findings": ["entity", "rule", "score", "part", "place", "page", "paragraph", "cell", "box", "start", "end", "masked_quote", "evidence",
                 "basis", "false_alarm", "false_alarm_by_id"],
    "rulings": ["decision", "reviewer_id", "reviewer_name", "reviewer_role", "reason_code", "reason", "evidence", "effective", "sha256",
                "policy", "dictionaries", "decided_at", "confirms_id"],
    "effects": ["kind", "detail", "created_at"],
    "unscanned": ["part", "place", "page", "code", "reason"],
    "incidents": ["kind", "discovered_at", "due_at", "how_discovered", "report", "reported_peer_at", "reported_superior_at",
                  "reported_authority_at", "notified_persons_at", "not_notified_because", "concluded_at"],
}  # fmt: skip
COVERED_BY = {"findings": "found", "unscanned": "found", "incidents": "incidents", "rulings": "rulings", "effects": "effects"}


@pytest.mark.parametrize("what", ROW_COLUMNS)
def test_a_changed_row_of_a_case_is_named(records: Installation, what):
    from reports.cases.snapshot import UNCOVERED_OF_EFFECTS

    history = some_history(records)
    samples.person("leader")
    samples.decide(history["review"], samples.person("reviewer"), "withdraw")
    row = row_of(what, history)
    case = row.case
    uncovered = UNCOVERED_OF_EFFECTS if what == "effects" else set()
    assert {field.attname for field in row._meta.concrete_fields} == {"id", "case_id", *ROW_COLUMNS[what], *uncovered}
    for column in ROW_COLUMNS[what]:
        type(row).objects.filter(pk=row.pk).update(**{column: another(row, column)})
        kind, sequence, number, which = first() or ("", None, "", "")
        assert (kind, number, which) == ("row-changed", case.number, COVERED_BY[what]), column
        assert sequence is not None
        type(row).objects.filter(pk=row.pk).update(**{column: getattr(row, column)})
        assert first() is None, column


@pytest.mark.parametrize("what", ROW_COLUMNS)
def test_a_deleted_row_of_a_case_is_named(records: Installation, what):
    row = row_of(what, some_history(records))
    case = row.case
    type(row).objects.filter(pk=row.pk).delete()
    assert (first() or ("", 0, "", ""))[2:] == (case.number, COVERED_BY[what])


@pytest.mark.parametrize("what", ROW_COLUMNS)
def test_an_added_row_of_a_case_is_named(records: Installation, what):
    row = row_of(what, some_history(records))
    case = row.case
    row.pk = None
    row._state.adding = True
    row.save()
    assert (first() or ("", 0, "", ""))[2:] == (case.number, COVERED_BY[what])


def test_a_ruling_for_a_case_that_had_none_is_named(records: Installation):
    history = some_history(records)
    ruling = history["review"].rulings.get()
    ruling.pk, ruling.case, ruling.decision = None, history["secret"], "release"
    ruling._state.adding = True
    ruling.save()
    assert first() == ("row-changed", None, history["secret"].number, "rulings")


def test_a_case_that_is_gone_is_named(records: Installation):
    case = some_history(records)["block"]
    for table in ("cases_findingrow", "cases_unscannedrow", "cases_effect"):
        sql(f"DELETE FROM {table} WHERE case_id = %s", case.pk)
    sql("DELETE FROM cases_case WHERE id = %s", case.pk)
    found = first() or ("", None, "", "")
    assert (found[0], found[2]) == ("row-missing", case.number)


def test_a_case_that_the_chain_does_not_know_is_named(records: Installation):
    case = some_history(records)["clean"]
    case.pk, case.number, case.storage = None, "20260101-000001", "0" * 32
    case._state.adding = True
    case.save()
    assert where()[0] == "row-unknown"
