"""Somebody changes the database or the disk behind the program's back: the first thing that does not agree is named."""

from typing import Any

import pytest
from django.db import connection

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_outbox import again, run


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def report():
    from reports.cases import verification

    return verification.verify()


def first() -> tuple[str, int | None, str, str] | None:
    found = report().first_bad
    return None if found is None else (found.kind, found.sequence, found.case_number, found.what)


def where() -> tuple[str, int | None]:
    found = report().first_bad
    return ("", None) if found is None else (found.kind, found.sequence)


def last_sequence() -> int:
    from reports.cases.models import AuditTail

    return AuditTail.objects.get().sequence


def some_history(place: Installation) -> dict[str, Any]:
    """Cases of each kind, rulings among them; by name."""
    cases = {kind: samples.held(place, kind, kind.encode(), f"{kind}.txt") for kind in samples.VERDICTS}
    samples.decide(cases["review"], samples.person("reviewer"), "reject")
    return {kind: again(case) for kind, case in cases.items()}


def test_what_nobody_touched_agrees(records: Installation):
    some_history(records)
    found = report()
    assert found.first_bad is None
    assert (found.entries, found.cases, found.files) == (last_sequence(), 5, 4)


COLUMNS = {
    "at": "2020-01-01T00:00:00.000000+00:00",
    "actor": "somebody-else",
    "action": "approve",
    "case_number": "20200101-000001",
    "detail": "{}",
    "algorithm": "sm3",
    "previous": "f" * 64,
    "digest": "f" * 64,
}


@pytest.mark.parametrize("sequence", [1, 7])
def test_a_changed_link_is_named(records: Installation, sequence):
    from reports.cases.models import AuditEntry

    some_history(records)
    entry = AuditEntry.objects.get(sequence=sequence)
    for column, value in COLUMNS.items():
        sql(f"UPDATE cases_auditentry SET {column} = %s WHERE sequence = %s", value, sequence)
        assert where() == ("changed", sequence), column
        entry.save()
        assert first() is None, column


def test_the_last_link_changed_is_named(records: Installation):
    some_history(records)
    sql("UPDATE cases_auditentry SET detail = '{}' WHERE sequence = %s", last_sequence())
    assert where() == ("changed", last_sequence())


def test_a_link_changed_and_given_a_fitting_digest_is_named(records: Installation):
    from reports.cases import audit
    from reports.cases.models import AuditEntry

    some_history(records)
    for column, value in COLUMNS.items():
        entry = AuditEntry.objects.get(sequence=7)
        before = (getattr(entry, column), entry.digest)
        setattr(entry, column, value)
        if column != "digest":
            entry.digest = audit.digest_of_entry(entry)
        entry.save()
        assert where() == ("changed", 7), column
        setattr(entry, column, before[0])
        entry.digest = before[1]
        entry.save()


def test_the_whole_rest_of_the_chain_written_anew_is_not_signed(records: Installation):
    from reports.cases import audit
    from reports.cases.models import AuditEntry, AuditTail

    some_history(records)
    audit.sign_head()
    previous = ""
    for entry in AuditEntry.objects.order_by("sequence"):
        if entry.sequence == 7:
            entry.actor = "somebody-else"
        entry.previous = previous or entry.previous
        previous = entry.digest = audit.digest_of_entry(entry)
        entry.save()
    AuditTail.objects.update(digest=previous)
    assert {"not-signed", "changed"} <= {fault.kind for fault in report().faults}


@pytest.mark.parametrize("sequence", [1, 2, 9])
def test_a_deleted_link_is_named(records: Installation, sequence):
    some_history(records)
    sql("DELETE FROM cases_auditentry WHERE sequence = %s", sequence)
    assert where() == ("missing", sequence)


@pytest.mark.parametrize("sequence", [0, -1, 100_000])
def test_an_inserted_link_is_named(records: Installation, sequence):
    from reports.cases import audit
    from reports.cases.models import AuditEntry

    some_history(records)
    entry = AuditEntry.objects.get(sequence=3)
    entry.sequence = sequence
    entry.digest = audit.digest_of_entry(entry)
    entry.save(force_insert=True)
    assert where() == ("inserted", sequence)


def test_a_link_put_in_between_is_named(records: Installation):
    some_history(records)
    for sequence in range(last_sequence(), 4, -1):
        sql("UPDATE cases_auditentry SET sequence = %s WHERE sequence = %s", sequence + 1, sequence)
    sql(
        "INSERT INTO cases_auditentry (sequence, at, actor, action, case_number, detail, algorithm, previous, digest) "
        "SELECT 5, at, actor, action, case_number, detail, algorithm, digest, previous FROM cases_auditentry WHERE sequence = 4"
    )
    assert where() == ("changed", 5)


def test_links_in_another_order_are_named(records: Installation):
    some_history(records)
    for before, after in ((5, -5), (6, 5), (-5, 6)):
        sql("UPDATE cases_auditentry SET sequence = %s WHERE sequence = %s", after, before)
    assert where() == ("changed", 5)


def test_a_chain_without_its_end_is_named(records: Installation):
    some_history(records)
    end = last_sequence()
    sql("DELETE FROM cases_auditentry WHERE sequence > %s", end - 3)
    assert where() == ("missing", end - 2)


def test_a_chain_without_its_end_whose_last_row_was_set_back_is_named(records: Installation):
    """The signature of the tail cannot be made again; an older tail of a copied database can, but the signed heads reach further."""
    from reports.cases import audit
    from reports.cases.models import AuditHead, AuditTail

    some_history(records)
    older = AuditTail.objects.get()
    samples.held(records, "clean", name="later.txt")
    audit.sign_head()
    sql("DELETE FROM cases_auditentry WHERE sequence > %s", older.sequence)
    older.save()
    assert where() == ("missing", older.sequence + 1)
    AuditHead.objects.all().delete()
    assert where() == ("missing", older.sequence + 1)


@pytest.mark.parametrize("change", [{"digest": "f" * 64}, {"signature": "00" * 64}, {"sequence": 1}])
def test_a_changed_tail_is_named(records: Installation, change):
    from reports.cases.models import AuditTail

    some_history(records)
    AuditTail.objects.update(**change)
    assert first() is not None
    assert "not-signed" in {fault.kind for fault in report().faults}


@pytest.mark.parametrize("change", [{"digest": "f" * 64}, {"signature": "00" * 64}, {"signed_at": "2020"}, {"key_id": "0"}])
def test_a_changed_head_is_named(records: Installation, change):
    from reports.cases import audit
    from reports.cases.models import AuditHead

    some_history(records)
    audit.sign_head()
    AuditHead.objects.update(**change)
    assert "not-signed" in {fault.kind for fault in report().faults}


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
    "incidents": ["discovered_at", "due_at", "how_discovered", "report", "reported_peer_at", "reported_superior_at", "concluded_at"],
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


@pytest.mark.parametrize(("kind", "folder", "suffix"), [("review", "sealed", ".sealed"), ("secret", "isolated", "")])
@pytest.mark.parametrize("tampering", ["changed", "deleted", "swapped", "linked"])
def test_a_held_file_that_was_touched_is_named(records: Installation, kind, folder, suffix, tampering):
    case = some_history(records)[kind]
    other = samples.held(records, kind, b"another one", "other.txt")
    file = records.channel.held / folder / f"{case.storage}{suffix}"
    second = records.channel.held / folder / f"{other.storage}{suffix}"
    if tampering == "changed":
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
    elif tampering == "deleted":
        file.unlink()
    elif tampering == "swapped":
        aside = file.with_name("aside")
        file.rename(aside)
        second.rename(file)
        aside.rename(second)
    else:
        target = records.root / "elsewhere"
        file.rename(target)
        file.symlink_to(target)
    found = first() or ("", None, "", "")
    assert (found[0], found[2]) == ("file-missing" if tampering == "deleted" else "file-changed", case.number)


@pytest.mark.parametrize("name", ["机密文件.docx", "0" * 32, ".part"])
def test_a_file_that_no_case_knows_is_named_without_its_name(records: Installation, name):
    some_history(records)
    (records.channel.held / "isolated" / name).write_bytes(b"?")
    kind, _, _, what = first() or ("", None, "", "")
    assert kind == "file-unknown"
    assert "机密" not in what


def test_a_copy_of_a_delivered_document_that_stayed_behind_is_named(records: Installation):
    case = some_history(records)["clean"]
    (records.channel.held / "taken" / case.storage).write_bytes(b"clean")
    assert where()[0] == "file-unknown"


def test_sm3_serves_as_well(records: Installation):
    from dataclasses import replace

    from django.conf import settings

    settings.CONFIG = replace(settings.CONFIG, records=replace(settings.CONFIG.records, digest="sm3"))
    some_history(records)
    run()
    assert report().faults == ()
