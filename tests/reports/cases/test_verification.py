"""Somebody changes the chain or a kept file behind the program's back: the first thing that does not agree is named."""

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.tampering import first, last_sequence, report, some_history, sql, where
from tests.reports.cases.test_outbox import run


def test_what_nobody_touched_agrees(records: Installation):
    some_history(records)
    found = report()
    assert found.first_bad is None
    assert (found.entries, found.cases, found.records, found.files) == (last_sequence(), 5, 1, 4)


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
